//! Who is next, and on which lane.

use std::collections::{BTreeSet, VecDeque};

use super::crew::Crew;
use crate::engine::Model;

/// The tasks that could run and have no lane.
#[derive(Debug)]
pub(super) enum Line {
    /// The first in list order is next, as soon as a lane is free.
    ListOrder(BTreeSet<usize>),
    /// The first to come is next, as soon as a lane is free.
    FirstCome(VecDeque<usize>),
    /// The first to come is next, as soon as the first lane, which is the loop, is free.
    Loop(VecDeque<usize>),
    /// Every task has the lane of its own number.
    OwnLane(VecDeque<usize>),
}

impl Line {
    pub(super) fn new(model: Model) -> Self {
        match model {
            Model::Sequential => Self::ListOrder(BTreeSet::new()),
            Model::Pool | Model::ProcessPool => Self::FirstCome(VecDeque::new()),
            Model::Async | Model::Offload => Self::Loop(VecDeque::new()),
            Model::Threads | Model::Gil | Model::Processes => Self::OwnLane(VecDeque::new()),
        }
    }

    pub(super) fn push(&mut self, task: usize) {
        match self {
            Self::ListOrder(tasks) => {
                tasks.insert(task);
            }
            Self::FirstCome(tasks) | Self::Loop(tasks) | Self::OwnLane(tasks) => tasks.push_back(task),
        }
    }

    /// The next lane to take a task, and the task; `None` while nobody is waiting, or no lane is free.
    pub(super) fn pop(&mut self, crew: &Crew) -> Option<(usize, usize)> {
        match self {
            Self::ListOrder(tasks) => pair(crew.free_lane(0)?, tasks.pop_first()),
            Self::FirstCome(tasks) => pair(crew.free_lane(0)?, tasks.pop_front()),
            Self::Loop(tasks) => pair(crew.free_lane(0).filter(|lane| *lane == 0)?, tasks.pop_front()),
            Self::OwnLane(tasks) => tasks.pop_front().map(|task| (task, task)),
        }
    }
}

fn pair(lane: usize, task: Option<usize>) -> Option<(usize, usize)> {
    task.map(|task| (lane, task))
}
