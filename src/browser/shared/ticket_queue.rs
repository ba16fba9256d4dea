//! The queue of a thread pool, first come, first served, without a lock: a worker draws a ticket, which is a place in the
//! order of arrival, and waits until somebody stands there. So nobody ever waits for whoever holds the queue.

use super::memory::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use super::signals::Signals;
use crate::engine::Progress;
use crate::time::Clock;
use crate::trace::TaskId;

/// The tasks of a run that have arrived, and who takes which.
#[derive(Debug, Default)]
pub struct TicketQueue {
    /// In order of arrival; room for every task.
    places: Box<[Place]>,
    /// How many have arrived.
    arrived: AtomicUsize,
    /// The ticket that is drawn next.
    tickets: AtomicUsize,
    /// How many of those that have arrived have ended.
    ended: AtomicUsize,
    closed: AtomicBool,
    /// The priorities of all tasks, if they have some: then whoever is next takes the first of the highest one.
    priorities: Box<[u32]>,
}

#[derive(Debug, Default)]
struct Place {
    task: AtomicU32,
    arrived_ns: AtomicU64,
    /// Whether the task was taken: by a worker, or out of the queue.
    is_taken: AtomicBool,
}

impl TicketQueue {
    /// A queue with room for so many tasks.
    pub fn new(tasks: usize) -> Self {
        Self { places: (0..tasks).map(|_| Place::default()).collect(), ..Self::default() }
    }

    /// The same, of tasks of these priorities.
    #[must_use]
    pub fn with_priorities(self, priorities: impl Iterator<Item = u32> + Clone) -> Self {
        let has_some = priorities.clone().any(|priority| priority > 0);
        Self { priorities: if has_some { priorities.collect() } else { Box::default() }, ..self }
    }

    /// A task has arrived. Called by the leader alone, which wakes the workers when it has queued all that has arrived.
    pub fn push(&self, progress: &Progress) {
        let place = self.arrived.load(Ordering::Relaxed);
        if let Some(next) = self.places.get(place) {
            next.task.store(progress.task.0, Ordering::Relaxed);
            next.arrived_ns.store(progress.last_ns, Ordering::Relaxed);
            self.arrived.store(place + 1, Ordering::Release);
        }
    }

    /// Takes a task out of the queue that no worker has taken. Called by the leader alone.
    pub fn take_out(&self, task: TaskId) -> Option<Progress> {
        let arrived = self.arrived.load(Ordering::Relaxed);
        // Without priorities those before it are taken, or about to be.
        let drawn = self.tickets.load(Ordering::SeqCst).min(arrived);
        let first = if self.priorities.is_empty() { drawn } else { 0 };
        let queued = self.places.get(first..arrived)?;
        let place = queued.iter().find(|place| place.task.load(Ordering::Relaxed) == task.0)?;
        let progress = place.take()?;
        self.note_end();
        Some(progress)
    }

    /// A task that a worker took has ended.
    pub fn note_end(&self) {
        self.ended.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether so many slots are busy, and as many tasks queue for one as there is room for. Asked by the leader.
    pub fn is_full(&self, slots: usize, room: usize) -> bool {
        let under_way = self.arrived.load(Ordering::Relaxed) - self.ended.load(Ordering::SeqCst);
        under_way >= slots.saturating_add(room)
    }

    /// No more will come.
    pub fn close(&self, signals: &Signals) {
        self.closed.store(true, Ordering::SeqCst);
        signals.workers.notify_all();
    }

    /// The task at the next ticket, waited for; `None` when there will be none, or the run is stopped. Whoever has to wait
    /// does something else first.
    pub fn next(&self, signals: &Signals, clock: &impl Clock, mut before_waiting: impl FnMut()) -> Option<Progress> {
        let mut ticket = self.tickets.fetch_add(1, Ordering::SeqCst);
        loop {
            let seen = signals.workers.count();
            if signals.is_stopped() {
                return None;
            }
            // Asked before looking: what was queued before it was closed is seen then.
            let is_last_call = ticket >= self.places.len() || self.closed.load(Ordering::SeqCst);
            match self.at(ticket) {
                Turn::Gone => {
                    ticket = self.tickets.fetch_add(1, Ordering::SeqCst);
                    continue;
                }
                Turn::Of(progress) => return Some(progress),
                Turn::Nobodys => {}
            }
            before_waiting();
            if is_last_call {
                return None;
            }
            signals.workers.wait(seen, None, clock);
        }
    }

    fn at(&self, ticket: usize) -> Turn {
        let place = self.places.get(ticket).filter(|_| self.arrived.load(Ordering::Acquire) > ticket);
        let Some(place) = place else { return Turn::Nobodys };
        if self.priorities.is_empty() {
            return place.take().map_or(Turn::Gone, Turn::Of);
        }
        self.first().map_or(Turn::Nobodys, |first| Turn::Of(first.progress()))
    }

    /// Takes the first of the highest priority that was not taken. There is one for each ticket that somebody is there for.
    fn first(&self) -> Option<&Place> {
        loop {
            let arrived = &self.places[..self.arrived.load(Ordering::Acquire)];
            let waiting = arrived.iter().rev().filter(|place| !place.is_taken.load(Ordering::SeqCst));
            let first = waiting.max_by_key(|place| self.priorities[place.task.load(Ordering::Relaxed) as usize])?;
            if !first.is_taken.swap(true, Ordering::SeqCst) {
                return Some(first);
            }
        }
    }
}

/// Whose turn a ticket is.
enum Turn {
    /// Nobody is there yet.
    Nobodys,
    /// Whoever was there was taken out of the queue.
    Gone,
    /// A task's.
    Of(Progress),
}

impl Place {
    /// Whoever stands there, unless it was taken before.
    fn take(&self) -> Option<Progress> {
        (!self.is_taken.swap(true, Ordering::SeqCst)).then(|| self.progress())
    }

    fn progress(&self) -> Progress {
        let task = TaskId(self.task.load(Ordering::Relaxed));
        let arrived_ns = self.arrived_ns.load(Ordering::Relaxed);
        // Its arrival, number 0, was told by the leader.
        Progress { task, seq: 1, last_ns: arrived_ns, arrived_ns }
    }
}
