//! What unpacks the page's module stands alone in a module of its own, which is loaded before all else: without the standard
//! library, whose allocator and whose words about panics would be larger than what it is for. `static/load.js` calls what it
//! exports.
#![allow(unsafe_code, reason = "exporting a name and being an allocator can't be said in safe Rust")]

use alloc::alloc::{GlobalAlloc, Layout};
use alloc::boxed::Box;
use core::arch::wasm32;
use core::panic::PanicInfo;
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering};

use crate::unpack::Unpacker;

/// An unpacker, which lives as long as the worker.
#[unsafe(no_mangle)]
extern "C" fn begin() -> Box<Unpacker> {
    Box::default()
}

/// Where to write a piece of so many bytes.
#[unsafe(no_mangle)]
extern "C" fn room(unpacker: &mut Unpacker, length: usize) -> *mut u8 {
    unpacker.room(length)
}

/// Unpacks what has come in: 0 if there is more to come, 1 if the module is whole, 2 if it is damaged.
#[unsafe(no_mangle)]
extern "C" fn unpack(unpacker: &mut Unpacker) -> u32 {
    unpacker.unpack().map_or(2, u32::from)
}

/// Where the module is.
#[unsafe(no_mangle)]
extern "C" fn made(unpacker: &Unpacker) -> *const u8 {
    unpacker.module().as_ptr()
}

/// How long it is so far.
#[unsafe(no_mangle)]
extern "C" fn length(unpacker: &Unpacker) -> usize {
    unpacker.module().len()
}

/// Traps: whoever called hears of it.
#[panic_handler]
fn trap(_: &PanicInfo) -> ! {
    wasm32::unreachable()
}

const PAGE: usize = 1 << 16;

/// Gives out memory behind what there was at the beginning, and takes none back: the worker soon ends.
struct Ahead;

/// Where the next block is.
static NEXT: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static AHEAD: Ahead = Ahead;

// SAFETY: each block begins behind the end of all others, aligned, in memory that is there or has been asked for. There is one
// thread.
unsafe impl GlobalAlloc for Ahead {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let end = wasm32::memory_size(0) * PAGE;
        let next = match NEXT.load(Ordering::Relaxed) {
            0 => end,
            next => next,
        };
        let start = next.next_multiple_of(layout.align());
        let Some(next) = start.checked_add(layout.size()) else { return ptr::null_mut() };
        if next > end && wasm32::memory_grow(0, (next - end).div_ceil(PAGE)) == usize::MAX {
            return ptr::null_mut();
        }
        NEXT.store(next, Ordering::Relaxed);
        ptr::with_exposed_provenance_mut(start)
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
