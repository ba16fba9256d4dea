//! What the system makes of locks and words.

use std::time::Duration;

pub use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
pub use std::sync::{Condvar, Mutex, MutexGuard};

pub fn wait(woken: &Condvar, guard: MutexGuard<'_, ()>, timeout_ns: Option<u64>) {
    match timeout_ns {
        Some(timeout_ns) => drop(woken.wait_timeout(guard, Duration::from_nanos(timeout_ns)).unwrap()),
        None => drop(woken.wait(guard).unwrap()),
    }
}
