//! What the threads of a run wake one another with, and how the page ends all their waits.

use std::sync::Arc;
use std::task::Wake;

use super::event_count::EventCount;
use super::memory::{AtomicBool, AtomicU32, Ordering};

/// One for each run that shares the page's memory. The page stops the run by it, and never waits on it.
#[derive(Debug, Default)]
pub struct Signals {
    stopped: AtomicBool,
    deaths: AtomicU32,
    /// For those that sleep, or wait for something that their task needs.
    pub sleepers: EventCount,
    /// For the thread that leads the run.
    pub leader: EventCount,
    /// For those that wait for work.
    pub workers: EventCount,
    /// For those that wait for what another task holds, by lane.
    pub grants: Box<[EventCount]>,
}

impl Signals {
    /// Those of a run on so many lanes whose tasks may wait for each other.
    pub fn of(lanes: usize) -> Self {
        Self { grants: (0..lanes).map(|_| EventCount::default()).collect(), ..Self::default() }
    }

    /// Asks every thread of the run to stop, and ends their waits.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.sleepers.notify_all();
        self.leader.notify_all();
        self.workers.notify_all();
        for lane in &self.grants {
            lane.notify_all();
        }
    }

    /// Whether the run is to stop.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// A thread of the run dies; the others stop, for it may hold what they need.
    pub fn note_death(&self) {
        self.deaths.fetch_add(1, Ordering::SeqCst);
        self.stop();
    }

    /// How many threads of the run have died.
    pub fn deaths(&self) -> usize {
        self.deaths.load(Ordering::SeqCst) as usize
    }
}

/// A future that a thread of the run waits for is woken as a sleeper is.
impl Wake for Signals {
    fn wake(self: Arc<Self>) {
        self.sleepers.notify_all();
    }
}
