//! What loom makes of locks and words.

use std::cell::Cell;

pub use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
pub use loom::sync::{Condvar, Mutex, MutexGuard};

thread_local! {
    /// Whether what waits for a time goes on before anything has happened.
    pub static HAS_TIMEOUTS: Cell<bool> = const { Cell::new(false) };
}

pub fn wait(woken: &Condvar, guard: MutexGuard<'_, ()>, timeout_ns: Option<u64>) {
    if timeout_ns.is_some() && HAS_TIMEOUTS.get() {
        drop(guard);
        loom::thread::yield_now();
    } else {
        drop(woken.wait(guard).unwrap());
    }
}
