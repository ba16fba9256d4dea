//! A mutex between workers of one memory. The page never locks it: whoever holds it may be held up, and the page with it.

use std::sync::PoisonError;

use super::memory::{self, Mutex};

/// Something that several workers change, one after another.
#[derive(Debug, Default)]
pub struct WorkerMutex<T>(Mutex<T>);

impl<T> WorkerMutex<T> {
    /// Guards this.
    pub fn new(guarded: T) -> Self {
        Self(Mutex::new(guarded))
    }

    /// Does something while no other worker is at it; waits until then.
    #[allow(clippy::disallowed_methods, reason = "called by workers alone, which may wait")]
    pub fn with<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        debug_assert!(memory::may_wait(), "the page waits for nobody");
        // A worker that panicked with it ended its run; what it guards is whole after every statement.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
