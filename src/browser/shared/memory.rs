//! Shared memory: waiting and waking across workers, and pointers handed from one to another.
//! The only `unsafe` of the project is in this file.
#![allow(unsafe_code, reason = "waiting on memory and handing pointers to workers can't be said in safe Rust")]
#![allow(clippy::disallowed_methods, reason = "what workers wait with is made here; the page never calls it")]

use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use crate::time::Clock;

/// How many tasks were performed in this memory: a static that all threads see and no process shares.
pub static TASKS_IN_MEMORY: AtomicU32 = AtomicU32::new(0);

/// How many events were told in this memory, and in others before they handed something over to it.
static EVENTS_TOLD: AtomicU32 = AtomicU32::new(0);

/// The order of an event that is told now: all threads of a memory count in the same row.
pub fn next_order() -> u32 {
    EVENTS_TOLD.fetch_add(1, Ordering::Relaxed)
}

/// How far this memory has counted, for one that it hands something over to.
pub fn orders_so_far() -> u32 {
    EVENTS_TOLD.load(Ordering::Relaxed)
}

/// What is told in this memory from now on comes after what another one had told by then.
pub fn order_after(others: u32) {
    EVENTS_TOLD.fetch_max(others, Ordering::Relaxed);
}

/// A word that workers wait on. The page may ring it, and never waits.
#[derive(Debug, Default)]
pub struct Bell(AtomicU32);

impl Bell {
    /// How often it was rung so far; to be read before looking at what the bell is about.
    pub fn count(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }

    /// Wakes whoever waits. Runs on any thread; never blocks.
    pub fn ring(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
        // SAFETY: the pointer is to a live, aligned 32-bit atomic; notifying touches no memory.
        unsafe {
            core::arch::wasm32::memory_atomic_notify(self.0.as_ptr().cast(), u32::MAX);
        }
    }

    /// Wakes one of those who wait, the one that has waited longest. Runs on any thread; never blocks.
    pub fn ring_one(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
        // SAFETY: as above.
        unsafe {
            core::arch::wasm32::memory_atomic_notify(self.0.as_ptr().cast(), 1);
        }
    }

    /// Waits until it has been rung more often than `seen`, at most until `due_ns` if there is such a time.
    /// Only for workers: a page that waits traps.
    pub fn wait(&self, seen: u32, due_ns: Option<u64>, clock: &impl Clock) {
        while self.count() == seen {
            let timeout_ns = match due_ns {
                None => -1,
                Some(due_ns) => match due_ns.saturating_sub(clock.now_ns()) {
                    0 => return,
                    left_ns => left_ns.cast_signed(),
                },
            };
            // SAFETY: the pointer is to a live, aligned 32-bit atomic that is only ever accessed atomically.
            unsafe {
                core::arch::wasm32::memory_atomic_wait32(self.0.as_ptr().cast(), seen.cast_signed(), timeout_ns);
            }
        }
    }
}

/// What a parked thread is handed to do.
pub type Job = Box<dyn FnOnce() + Send>;

/// Where a parked thread waits for its next job. Handing one over takes no lock, so the page may do it.
#[derive(Debug, Default)]
pub struct Seat {
    job: AtomicPtr<Job>,
    bell: Bell,
}

impl Seat {
    /// Hands a job to the thread parked here; called by the page or another thread, for one job at a time.
    pub fn give(&self, job: Job) {
        let previous = self.job.swap(Box::into_raw(Box::new(job)), Ordering::SeqCst);
        debug_assert!(previous.is_null(), "a seat is given one job at a time");
        self.bell.ring();
    }

    /// The job that was handed over, if there is one: for a worker with an event loop, which is told by a message.
    pub fn take(&self) -> Option<Job> {
        let job = self.job.swap(std::ptr::null_mut(), Ordering::SeqCst);
        // SAFETY: `give` made the pointer from a box, and the swap made this thread its only holder.
        (!job.is_null()).then(|| *unsafe { Box::from_raw(job) })
    }

    /// The thread parked here waits for jobs and does them, for ever: its worker's owner terminates it.
    pub fn serve(&self, clock: &impl Clock) -> ! {
        loop {
            let seen = self.bell.count();
            match self.take() {
                Some(job) => job(),
                None => self.bell.wait(seen, None, clock),
            }
        }
    }

    /// The address under which a worker that shares this memory finds the seat; it holds one reference.
    pub fn into_address(seat: Arc<Self>) -> u32 {
        Arc::into_raw(seat) as usize as u32
    }

    /// The seat at this address.
    pub fn from_address(address: u32) -> Arc<Self> {
        // SAFETY: the address was made by `into_address` in this same memory, once for each worker started with it,
        // and a worker asks once.
        unsafe { Arc::from_raw(address as usize as *const Self) }
    }
}

/// The module that every worker instantiates.
pub fn module() -> wasm_bindgen::JsValue {
    wasm_bindgen::module()
}

/// This instance's memory.
pub fn memory() -> wasm_bindgen::JsValue {
    wasm_bindgen::memory()
}
