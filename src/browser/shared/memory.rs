//! What shared memory is made of: words that can be waited on, locks, and places that hand something over. The only
//! `unsafe` of the project is in this file. The files beside it take from here all that they wait with, so that the
//! tests can put other memories in its place: one that tries every order in which threads can meet, and the system's.
#![allow(unsafe_code, reason = "waiting on memory and handing pointers to workers can't be said in safe Rust")]

pub use std::sync::Mutex;
pub use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::AtomicPtr;

/// The system's allocator, which tells when the browser gives no more memory: in a release nothing else does, since panics
/// are traps there.
struct Telling;

#[global_allocator]
static MEMORY: Telling = Telling;

/// Who is told how many bytes there was no room for.
static WHEN_FULL: OnceLock<fn(usize)> = OnceLock::new();

/// Has somebody told, on whichever thread it happens, how many bytes were wanted when there was no more memory. The page
/// calls it first, once.
pub fn tell_when_full(tell: fn(usize)) {
    // Whoever comes later wants the same.
    let _ = WHEN_FULL.set(tell);
}

fn given(block: *mut u8, wanted_bytes: usize) -> *mut u8 {
    if let Some(tell) = WHEN_FULL.get().filter(|_| block.is_null()) {
        tell(wanted_bytes);
    }
    block
}

// SAFETY: all of it is the system's allocator, which keeps what is asked of one; it is never under way while it is told.
unsafe impl GlobalAlloc for Telling {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: what the caller promises is what is asked for.
        given(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        given(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, wanted_bytes: usize) -> *mut u8 {
        // SAFETY: as above.
        given(unsafe { System.realloc(block, layout, wanted_bytes) }, wanted_bytes)
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) };
    }
}

/// Waits until somebody wakes those who wait on this word, or the time is up; not at all if it doesn't hold `seen`.
/// Only for workers: a page that waits traps.
#[allow(clippy::disallowed_methods, reason = "what workers wait with is made of this; the page never calls it")]
pub fn wait(word: &AtomicU32, seen: u32, timeout_ns: Option<u64>) {
    let timeout_ns = timeout_ns.map_or(-1, u64::cast_signed);
    // SAFETY: the pointer is to a live, aligned 32-bit atomic that is only ever accessed atomically.
    unsafe {
        core::arch::wasm32::memory_atomic_wait32(word.as_ptr().cast(), seen.cast_signed(), timeout_ns);
    }
}

/// Wakes at most so many of those who wait on this word, the ones that have waited longest. Runs on any thread; never
/// blocks.
pub fn wake(word: &AtomicU32, most: u32) {
    // SAFETY: the pointer is to a live, aligned 32-bit atomic; notifying touches no memory.
    unsafe {
        core::arch::wasm32::memory_atomic_notify(word.as_ptr().cast(), most);
    }
}

/// Whether this thread may wait: workers may, the page may not.
pub fn may_wait() -> bool {
    !crate::browser::js::is_page()
}

/// A place for one thing that one thread puts there and another one takes, without a lock.
#[derive(Debug)]
pub struct Slot<T>(AtomicPtr<T>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(AtomicPtr::default())
    }
}

impl<T> Slot<T> {
    /// Puts something there; gives what was there before and nobody has taken.
    pub fn put(&self, thing: T) -> Option<T> {
        self.swap(Box::into_raw(Box::new(thing)))
    }

    /// Takes what is there.
    pub fn take(&self) -> Option<T> {
        self.swap(std::ptr::null_mut())
    }

    fn swap(&self, next: *mut T) -> Option<T> {
        let last = self.0.swap(next, Ordering::SeqCst);
        // SAFETY: `put` made the pointer from a box, and the swap made this thread its only holder.
        (!last.is_null()).then(|| *unsafe { Box::from_raw(last) })
    }
}

impl<T> Drop for Slot<T> {
    fn drop(&mut self) {
        self.take();
    }
}

/// Something for a thread to do.
pub type Job = Box<dyn FnOnce() + Send>;

/// The address under which a worker that is started in this memory finds what it is to do.
pub fn into_address(job: Job) -> u32 {
    Box::into_raw(Box::new(job)) as usize as u32
}

/// What a worker is to do, at the address that it was started with.
pub fn job_at(address: u32) -> Job {
    // SAFETY: the address was made by `into_address` in this same memory, for one worker, and that one asks once.
    *unsafe { Box::from_raw(address as usize as *mut Job) }
}

/// The module that every worker instantiates.
pub fn module() -> wasm_bindgen::JsValue {
    wasm_bindgen::module()
}

/// What a release has put apart of the module, if there is any (`static/later.js`); it is here by the time this runs, since
/// whatever starts workers is in it.
pub fn later() -> wasm_bindgen::JsValue {
    of_script("later")
}

/// When that is here; nothing where nothing has been put apart.
pub fn later_is_there() -> Option<js_sys::Promise> {
    wasm_bindgen::JsCast::dyn_into(of_script("laterIsThere")).ok()
}

/// What `static/later.js` has told all scripts of the page.
fn of_script(name: &str) -> wasm_bindgen::JsValue {
    // The global object has no property of such a name that throws when it is read.
    js_sys::Reflect::get(&js_sys::global(), &name.into()).unwrap_or_default()
}

/// This instance's memory.
pub fn memory() -> wasm_bindgen::JsValue {
    wasm_bindgen::memory()
}
