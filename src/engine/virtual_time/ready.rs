//! Who is next, and on which lane.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::ops::Range;

use super::lanes::Lanes;
use crate::engine::Model;
use crate::engine::queueing::queue;
use crate::program::Plan;

/// The lane that is the loop, where there is one.
const LOOP: usize = 0;
/// Where a pool behind a loop has its first slot.
const FIRST_SLOT: usize = 1;

/// A task with its priority: the first in list order of the highest one is the greatest.
type Ranked = (u32, Reverse<usize>);

/// The tasks that could go on and have no lane.
#[derive(Debug)]
pub(super) struct Ready {
    /// By task.
    priorities: Vec<u32>,
    waiting: Waiting,
    /// Of a pool, the lane for what takes no slot, and what waits for it; and which tasks those are.
    main: Option<(usize, VecDeque<usize>)>,
    is_outside: Vec<bool>,
}

#[derive(Debug)]
enum Waiting {
    /// The first of the highest priority in list order is next, as soon as a lane is free; but before all, what was called
    /// last, then who called it.
    ListOrder { arrived: BinaryHeap<Ranked>, called: Vec<usize> },
    /// The first to come of the highest priority is next, as soon as a lane is free.
    FirstCome(VecDeque<Ranked>),
    /// The first to come is next, as soon as the loop is free.
    Loop(VecDeque<usize>),
    /// Every task has the lane of its own number.
    OwnLane(VecDeque<usize>),
}

impl Ready {
    pub(super) fn new(model: Model, plan: &Plan, lanes: usize) -> Self {
        let priorities = plan.tasks.iter().map(|task| task.priority).collect();
        let is_outside = plan.tasks.iter().map(|task| task.how.is_outside).collect();
        let main = model.has_main(plan).then(|| (lanes - 1, VecDeque::new()));
        let waiting = match model {
            Model::Sequential => Waiting::ListOrder { arrived: BinaryHeap::new(), called: Vec::new() },
            Model::Pool | Model::ProcessPool => Waiting::FirstCome(VecDeque::new()),
            Model::Async | Model::Offload => Waiting::Loop(VecDeque::new()),
            Model::Threads | Model::Gil | Model::Processes => Waiting::OwnLane(VecDeque::new()),
        };
        Self { priorities, waiting, main, is_outside }
    }

    /// The lanes that take whatever comes, of so many.
    pub(super) fn taking(&self, lanes: usize) -> Range<usize> {
        let first = if matches!(self.waiting, Waiting::Loop(_)) { FIRST_SLOT } else { 0 };
        first..lanes - usize::from(self.main.is_some())
    }

    /// Whether there is a lane for what takes no slot of the pool.
    pub(super) fn has_main(&self) -> bool {
        self.main.is_some()
    }

    /// Whether a task takes no slot of the pool.
    pub(super) fn is_outside(&self, task: usize) -> bool {
        self.main.is_some() && self.is_outside[task]
    }

    pub(super) fn push(&mut self, task: usize) {
        let priority = self.priorities[task];
        if let Some((_, waiting)) = self.main.as_mut().filter(|_| self.is_outside[task]) {
            return waiting.push_back(task);
        }
        match &mut self.waiting {
            Waiting::ListOrder { arrived, .. } => arrived.push((priority, Reverse(task))),
            Waiting::FirstCome(tasks) => queue(tasks, (priority, Reverse(task)), |(priority, _)| *priority),
            Waiting::Loop(tasks) | Waiting::OwnLane(tasks) => tasks.push_back(task),
        }
    }

    /// A task that was spawned, or that has spawned one and lets it go first where that is a call.
    pub(super) fn call(&mut self, task: usize) {
        match &mut self.waiting {
            Waiting::ListOrder { called, .. } => called.push(task),
            _ => self.push(task),
        }
    }

    /// A task goes away without having been taken.
    pub(super) fn remove(&mut self, task: usize) {
        match &mut self.waiting {
            Waiting::ListOrder { arrived, called } => {
                arrived.retain(|(_, Reverse(other))| *other != task);
                called.retain(|other| *other != task);
            }
            Waiting::FirstCome(tasks) => tasks.retain(|(_, Reverse(other))| *other != task),
            Waiting::Loop(tasks) | Waiting::OwnLane(tasks) => tasks.retain(|other| *other != task),
        }
    }

    /// How many queue for a slot; `None` where nobody does.
    pub(super) fn queued(&self) -> Option<usize> {
        match &self.waiting {
            Waiting::FirstCome(tasks) => Some(tasks.len()),
            Waiting::ListOrder { .. } | Waiting::Loop(_) | Waiting::OwnLane(_) => None,
        }
    }

    /// The next lane to take a task, and the task; `None` while nobody is ready, or no lane is free.
    pub(super) fn pop(&mut self, lanes: &mut Lanes) -> Option<(usize, usize)> {
        if let Some((lane, waiting)) = &mut self.main
            && lanes.is_free(*lane)
            && let Some(task) = waiting.pop_front()
        {
            return Some((*lane, task));
        }
        match &mut self.waiting {
            Waiting::ListOrder { arrived, called } => {
                pair(lanes.first_free()?, called.pop().or_else(|| arrived.pop().map(|(_, Reverse(task))| task)))
            }
            Waiting::FirstCome(tasks) => pair(lanes.first_free()?, tasks.pop_front().map(|(_, Reverse(task))| task)),
            Waiting::Loop(tasks) if lanes.is_free(LOOP) => pair(LOOP, tasks.pop_front()),
            Waiting::Loop(_) => None,
            Waiting::OwnLane(tasks) => tasks.pop_front().map(|task| (task, task)),
        }
    }
}

fn pair(lane: usize, task: Option<usize>) -> Option<(usize, usize)> {
    task.map(|task| (lane, task))
}
