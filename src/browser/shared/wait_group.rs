//! How the leader of a run waits for its threads to leave.

use super::memory::{AtomicUsize, Ordering};
use super::signals::Signals;
use crate::time::Clock;

/// Threads that work for a run and have not left yet.
#[derive(Debug, Default)]
pub struct WaitGroup(AtomicUsize);

impl WaitGroup {
    /// So many threads begin.
    pub fn add(&self, threads: usize) {
        self.0.fetch_add(threads, Ordering::SeqCst);
    }

    /// One of them leaves.
    pub fn leave(&self, signals: &Signals) {
        self.0.fetch_sub(1, Ordering::SeqCst);
        signals.leader.notify_all();
    }

    /// Waits until all have left, but for the dead, who never do.
    pub fn wait(&self, signals: &Signals, clock: &impl Clock) {
        loop {
            let seen = signals.leader.count();
            if self.0.load(Ordering::SeqCst) <= signals.deaths() {
                return;
            }
            signals.leader.wait(seen, None, clock);
        }
    }
}
