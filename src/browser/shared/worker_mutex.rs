//! A mutex between workers of one memory. The page never locks it: whoever holds it may be held up, and the page with it.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Something that several workers change, one after another.
#[derive(Debug, Default)]
pub struct WorkerMutex<T>(Mutex<T>);

impl<T> WorkerMutex<T> {
    /// Waits until no other worker is at it.
    #[allow(clippy::disallowed_methods, reason = "called by workers alone, which may wait")]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        debug_assert!(!crate::browser::js::is_page(), "the page waits for nobody");
        // A worker that panicked with it ended its run; what it guards is whole after every statement.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
