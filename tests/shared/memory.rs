//! Stands in for `src/browser/shared/memory.rs`: words that can be waited on, of locks and condition variables.

use std::fmt;

use super::sync::{self, Condvar};
pub use super::sync::{AtomicBool, AtomicU64, AtomicUsize, Mutex, Ordering};

/// A word that can be waited on. Each has a condition of its own, so that waking those of another one wakes nobody here.
#[derive(Default)]
pub struct AtomicU32 {
    value: sync::AtomicU32,
    lock: Mutex<()>,
    woken: Condvar,
}

impl fmt::Debug for AtomicU32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word")
    }
}

impl AtomicU32 {
    pub fn load(&self, order: Ordering) -> u32 {
        self.value.load(order)
    }

    pub fn store(&self, value: u32, order: Ordering) {
        self.value.store(value, order);
    }

    pub fn swap(&self, value: u32, order: Ordering) -> u32 {
        self.value.swap(value, order)
    }

    pub fn fetch_add(&self, value: u32, order: Ordering) -> u32 {
        self.value.fetch_add(value, order)
    }

    pub fn fetch_sub(&self, value: u32, order: Ordering) -> u32 {
        self.value.fetch_sub(value, order)
    }
}

pub fn wait(word: &AtomicU32, seen: u32, timeout_ns: Option<u64>) {
    let guard = word.lock.lock().unwrap();
    if word.value.load(Ordering::SeqCst) == seen {
        sync::wait(&word.woken, guard, timeout_ns);
    }
}

pub fn wake(word: &AtomicU32, most: u32) {
    let _guard = word.lock.lock().unwrap();
    if most == 1 { word.woken.notify_one() } else { word.woken.notify_all() }
}

pub fn may_wait() -> bool {
    true
}

pub struct Slot<T>(Mutex<Option<T>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Slot<T> {
    pub fn put(&self, thing: T) -> Option<T> {
        self.0.lock().unwrap().replace(thing)
    }

    pub fn take(&self) -> Option<T> {
        self.0.lock().unwrap().take()
    }
}

pub type Job = Box<dyn FnOnce() + Send>;
