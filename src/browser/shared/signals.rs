//! What the threads of a run wake one another with, and how the page ends all their waits.

use std::sync::Arc;
use std::task::Wake;

use super::event_count::EventCount;
use super::memory::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use crate::engine::Telling;
use crate::trace::{Cause, TaskId};

/// There are fewer causes than these can tell, and no run lasts so long that its time needs them.
const CAUSE_BITS: u32 = 3;

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
    /// When each task was told to end by others, and why, where that can be: as [`packed`].
    told: Box<[AtomicU64]>,
}

impl Signals {
    /// Those of a run on so many lanes whose tasks may wait for each other, with so many tasks that can have each other told
    /// to end.
    pub fn of(lanes: usize, tasks: usize) -> Self {
        Self {
            grants: (0..lanes).map(|_| EventCount::default()).collect(),
            told: (0..tasks).map(|_| AtomicU64::default()).collect(),
            ..Self::default()
        }
    }

    /// A task is told to end by others: it waits no longer.
    pub fn tell(&self, task: TaskId, telling: Telling) {
        let Some(told) = self.told.get(task.0 as usize) else { return };
        told.store(packed(telling), Ordering::SeqCst);
        self.sleepers.notify_all();
        for lane in &self.grants {
            lane.notify_all();
        }
    }

    /// Whether a task was told to end by others.
    pub fn told(&self, task: TaskId) -> Option<Telling> {
        unpacked(self.told.get(task.0 as usize)?.load(Ordering::SeqCst))
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

/// A time and a cause as one number, which is 0 for none.
fn packed(Telling { at_ns, cause }: Telling) -> u64 {
    (at_ns << CAUSE_BITS) | (cause as u64 + 1)
}

fn unpacked(packed: u64) -> Option<Telling> {
    let cause = (packed & ((1 << CAUSE_BITS) - 1)).checked_sub(1)?;
    Some(Telling { at_ns: packed >> CAUSE_BITS, cause: *Cause::ALL.get(cause as usize)? })
}

/// A future that a thread of the run waits for is woken as a sleeper is.
impl Wake for Signals {
    fn wake(self: Arc<Self>) {
        self.sleepers.notify_all();
    }
}
