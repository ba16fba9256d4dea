//! How far a task has come: numbers its events and keeps their times in order, wherever it is carried.

use super::endings::{Ended, Telling};
use crate::trace::{End, Event, LaneId, State, TaskId, What};

/// Travels with a task from worker to worker. Clocks of two workers may differ by a step or two; an event is never
/// earlier than the one before it, because its predecessor's time comes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The task.
    pub task: TaskId,
    /// The number of its next event.
    pub seq: u32,
    /// The time of its last event.
    pub last_ns: u64,
    /// When it arrived.
    pub arrived_ns: u64,
}

impl Progress {
    /// A task that arrives: its first event, and what follows it.
    pub fn arrive(task: TaskId, at_ns: u64) -> (Self, Event) {
        let mut progress = Self { task, seq: 0, last_ns: 0, arrived_ns: at_ns };
        let event = progress.enter(at_ns, State::Queued, None, None);
        (progress, event)
    }

    /// The task enters a state.
    pub fn enter(&mut self, at_ns: u64, state: State, lane: Option<LaneId>, step: Option<u32>) -> Event {
        self.event(at_ns, What::Enter { state, lane, step })
    }

    /// The task is told to end.
    pub fn told(&mut self, telling: Telling) -> Event {
        self.event(telling.at_ns, What::Told(telling.cause))
    }

    /// A task that has not begun is told to end, and does so at once: what is said of it, and its end.
    pub fn end_unbegun(mut self, telling: Telling) -> ([Event; 2], Ended) {
        let end = telling.cause.end();
        let events = [self.told(telling), self.end(telling.at_ns, end, None)];
        (events, Ended { task: self.task, at_ns: self.last_ns, end })
    }

    /// The task ends.
    pub fn end(&mut self, at_ns: u64, end: End, step: Option<u32>) -> Event {
        self.event(at_ns, What::End { end, step })
    }

    /// Whoever tells the event knows its order; before that it has none.
    fn event(&mut self, at_ns: u64, what: What) -> Event {
        let event = Event { at_ns: at_ns.max(self.last_ns), task: self.task, seq: self.seq, order: 0, what };
        self.seq += 1;
        self.last_ns = event.at_ns;
        event
    }
}
