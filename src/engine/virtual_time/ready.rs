//! Who is next, and on which lane.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::lanes::Lanes;
use crate::engine::Model;

/// The lane that is the loop, where there is one.
const LOOP: usize = 0;
/// Where a pool behind a loop has its first slot.
const FIRST_SLOT: usize = 1;

/// The tasks that could go on and have no lane.
#[derive(Debug)]
pub(super) enum Ready {
    /// The first in list order is next, as soon as a lane is free; but before all, what was called last, then who called
    /// it.
    ListOrder { arrived: BinaryHeap<Reverse<usize>>, called: Vec<usize> },
    /// The first to come is next, as soon as a lane is free.
    FirstCome(VecDeque<usize>),
    /// The first to come is next, as soon as the loop is free.
    Loop(VecDeque<usize>),
    /// Every task has the lane of its own number.
    OwnLane(VecDeque<usize>),
}

impl Ready {
    pub(super) fn new(model: Model) -> Self {
        match model {
            Model::Sequential => Self::ListOrder { arrived: BinaryHeap::new(), called: Vec::new() },
            Model::Pool | Model::ProcessPool => Self::FirstCome(VecDeque::new()),
            Model::Async | Model::Offload => Self::Loop(VecDeque::new()),
            Model::Threads | Model::Gil | Model::Processes => Self::OwnLane(VecDeque::new()),
        }
    }

    /// The first lane that takes whatever comes.
    pub(super) fn first_taking(&self) -> usize {
        if matches!(self, Self::Loop(_)) { FIRST_SLOT } else { 0 }
    }

    pub(super) fn push(&mut self, task: usize) {
        match self {
            Self::ListOrder { arrived, .. } => arrived.push(Reverse(task)),
            Self::FirstCome(tasks) | Self::Loop(tasks) | Self::OwnLane(tasks) => tasks.push_back(task),
        }
    }

    /// A task that was spawned, or that has spawned one and lets it go first where that is a call.
    pub(super) fn call(&mut self, task: usize) {
        match self {
            Self::ListOrder { called, .. } => called.push(task),
            others => others.push(task),
        }
    }

    /// How many queue for a slot; `None` where nobody does.
    pub(super) fn queued(&self) -> Option<usize> {
        match self {
            Self::FirstCome(tasks) => Some(tasks.len()),
            Self::ListOrder { .. } | Self::Loop(_) | Self::OwnLane(_) => None,
        }
    }

    /// The next lane to take a task, and the task; `None` while nobody is ready, or no lane is free.
    pub(super) fn pop(&mut self, lanes: &mut Lanes) -> Option<(usize, usize)> {
        match self {
            Self::ListOrder { arrived, called } => {
                pair(lanes.first_free()?, called.pop().or_else(|| arrived.pop().map(|Reverse(task)| task)))
            }
            Self::FirstCome(tasks) => pair(lanes.first_free()?, tasks.pop_front()),
            Self::Loop(tasks) if lanes.is_free(LOOP) => pair(LOOP, tasks.pop_front()),
            Self::Loop(_) => None,
            Self::OwnLane(tasks) => tasks.pop_front().map(|task| (task, task)),
        }
    }
}

fn pair(lane: usize, task: Option<usize>) -> Option<(usize, usize)> {
    task.map(|task| (lane, task))
}
