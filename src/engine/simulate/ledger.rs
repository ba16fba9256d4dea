//! How far each task has come, and the events that say so.

use crate::engine::Progress;
use crate::trace::{End, Event, LaneId, State, TaskId};

/// The books of a simulation: events come out of nothing else.
#[derive(Debug)]
pub(super) struct Ledger {
    progress: Vec<Option<Progress>>,
    /// For each task the step it does next.
    next_step: Vec<usize>,
    /// What has happened.
    pub(super) events: Vec<Event>,
}

impl Ledger {
    pub(super) fn new(tasks: usize) -> Self {
        Self { progress: vec![None; tasks], next_step: vec![0; tasks], events: Vec::new() }
    }

    pub(super) fn arrive(&mut self, task: usize, at_ns: u64) {
        let (progress, event) = Progress::arrive(TaskId(task as u32), at_ns);
        self.progress[task] = Some(progress);
        self.note(event);
    }

    /// The step a task does now; the next time it is the one after.
    pub(super) fn take_step(&mut self, task: usize) -> usize {
        let step = self.next_step[task];
        self.next_step[task] += 1;
        step
    }

    /// The step a task is at.
    pub(super) fn last_step(&self, task: usize) -> Option<usize> {
        self.next_step[task].checked_sub(1)
    }

    /// A task enters a state; the lane is noted where the state holds one.
    pub(super) fn enter(&mut self, task: usize, at_ns: u64, state: State, lane: usize, step: Option<usize>) {
        if let Some(progress) = &mut self.progress[task] {
            let lane = state.holds_lane().then_some(LaneId(lane as u32));
            let event = progress.enter(at_ns, state, lane, step.map(|step| step as u32));
            self.note(event);
        }
    }

    pub(super) fn end(&mut self, task: usize, at_ns: u64, end: End, step: Option<usize>) {
        if let Some(progress) = &mut self.progress[task] {
            let event = progress.end(at_ns, end, step.map(|step| step as u32));
            self.note(event);
        }
    }

    fn note(&mut self, event: Event) {
        let order = self.events.len() as u32;
        self.events.push(Event { order, ..event });
    }
}
