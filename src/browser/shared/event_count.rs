//! An event count: what threads wait on until something has happened, without a lock and without missing it.

use super::memory::{self, AtomicU32, Ordering};
use crate::time::Clock;

/// Counts what has happened. Whoever waits reads the count, then looks whether there is something to do, and then waits
/// until the count is another one: what happens in between is not missed. The page may notify, and never waits.
#[derive(Debug, Default)]
pub struct EventCount(AtomicU32);

impl EventCount {
    /// How much has happened so far; to be read before looking.
    pub fn count(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }

    /// Something has happened: wakes whoever waits. Runs on any thread; never blocks.
    pub fn notify_all(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
        memory::wake(&self.0, u32::MAX);
    }

    /// Something has happened: wakes one of those who wait, the one that has waited longest. Runs on any thread; never
    /// blocks.
    pub fn notify_one(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
        memory::wake(&self.0, 1);
    }

    /// Waits until more has happened than `seen`, at most until `due_ns` if there is such a time. Only for workers.
    pub fn wait(&self, seen: u32, due_ns: Option<u64>, clock: &impl Clock) {
        while self.count() == seen {
            let left_ns = due_ns.map(|due_ns| due_ns.saturating_sub(clock.now_ns()));
            if left_ns == Some(0) {
                return;
            }
            memory::wait(&self.0, seen, left_ns);
        }
    }
}
