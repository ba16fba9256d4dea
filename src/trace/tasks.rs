//! The tasks of a trace, as far as it knows them without their plan.

use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use super::TaskId;
use super::items::{UsedItem, done_with};
use crate::program::Step;
use crate::time::Duration;

/// What a task that has timed out fails with begins so.
pub const TIMED_OUT: &str = "timed out after ";

/// What the trace knows of a task without its plan; its id is its index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskInfo {
    /// Name on screen.
    pub name: String,
    /// The declaration it is a copy of, so that copies can be told to belong together.
    pub group: u32,
    /// The groups it comes after: it arrives no earlier than the last of their tasks ends.
    pub after: Arc<[u32]>,
    /// What it does, in order, turn after turn; empty where that is not known.
    pub steps: Vec<Step<u64>>,
    /// How many turns that are, each with the same number of steps; never 0.
    pub turns: u32,
    /// Which task spawns it; `None` if it arrives by itself.
    pub spawned_by: Option<TaskId>,
    /// How many steps come behind all turns.
    pub once: u32,
    /// How long after its arrival it is told to end, in nanoseconds.
    pub timeout_ns: Option<u64>,
    /// Where tasks queue for a worker, higher goes first.
    pub priority: u32,
}

impl TaskInfo {
    /// How many steps a turn has; 0 where that is not known.
    fn turn_length(&self) -> u32 {
        self.first_once() / self.turns.max(1)
    }

    /// The first step behind all turns.
    fn first_once(&self) -> u32 {
        (self.steps.len() as u32).saturating_sub(self.once)
    }

    /// A step as the list counts it: its place in the task, and in which turn, both from 0.
    pub fn place(&self, step: u32) -> (u32, u32) {
        match self.turn_length() {
            length if length > 0 && step < self.first_once() => (step % length, step / length),
            length if length > 0 => (length + step - self.first_once(), 0),
            _ => (step, 0),
        }
    }

    /// The step at such a place; `None` if there can't be one.
    pub fn step_at(&self, place: u32, turn: u32) -> Option<u32> {
        match self.turn_length() {
            0 => Some(place),
            length if (length..length + self.once).contains(&place) => Some(self.first_once() + place - length),
            length => turn.checked_mul(length)?.checked_add(place).filter(|_| place < length),
        }
    }
}

impl TaskInfo {
    /// One of which nothing is known.
    pub fn unknown() -> Self {
        Self {
            name: String::new(),
            group: 0,
            after: [].into(),
            steps: Vec::new(),
            turns: 1,
            spawned_by: None,
            once: 0,
            timeout_ns: None,
            priority: 0,
        }
    }
}

/// What a task fails with that was told to end so long after its arrival.
pub(super) fn timed_out(timeout_ns: Option<u64>) -> String {
    [TIMED_OUT, &timeout_ns.map_or_else(|| "its time".to_owned(), |ns| Duration(ns).to_string())].concat()
}

/// What a task fails with at a step that was to be done within this time.
pub(super) fn not_done_within(within_ns: u64) -> String {
    ["not done within ", &Duration(within_ns).to_string()].concat()
}

/// All of them. They never change: whoever derives something from a trace shares them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tasks {
    all: Rc<[TaskInfo]>,
    /// Steps as they were done with items, in the order of tasks and events.
    done: Rc<Vec<Done>>,
}

/// A step as it was done with an item.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Done {
    used: UsedItem,
    step: Step<u64>,
}

impl Tasks {
    /// Takes note of items that steps depended on.
    pub(super) fn note_items(&mut self, used: &[UsedItem]) {
        let done = Rc::make_mut(&mut self.done);
        for used in used {
            let step = self.all.get(used.task.0 as usize).and_then(|task| task.steps.get(used.step as usize));
            let Some(step) = step.map(|step| done_with(step, used.value.as_ref())) else { continue };
            done.push(Done { used: used.clone(), step });
        }
        done.sort_by_key(|done| (done.used.task, done.used.order));
    }

    /// The tasks of another run of the same list, which has used no items yet.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self { all: self.all.clone(), done: Rc::default() }
    }

    /// The items that steps depended on.
    pub fn used_items(&self) -> impl ExactSizeIterator<Item = &UsedItem> {
        self.done.iter().map(|done| &done.used)
    }

    /// The item that a step of a task depended on, which it was at with the event of this order.
    pub fn item_at(&self, task: TaskId, step: u32, order: u32) -> Option<&UsedItem> {
        self.done_at(task, step, order).map(|done| &done.used)
    }

    fn done_at(&self, task: TaskId, step: u32, order: u32) -> Option<&Done> {
        let later = self.done.partition_point(|done| (done.used.task, done.used.order) <= (task, order));
        let done = self.done.get(later.checked_sub(1)?)?;
        (done.used.task == task && done.used.step == step).then_some(done)
    }

    /// The step that a task was at with the event of this order, as it was done.
    pub fn step_at(&self, task: TaskId, step: u32, order: u32) -> Option<&Step<u64>> {
        let done = self.done_at(task, step, order).map(|done| &done.step);
        done.or_else(|| self.get(task.0 as usize)?.steps.get(step as usize))
    }

    /// The name of a task; empty if there is none of that id.
    pub fn name(&self, task: TaskId) -> &str {
        self.get(task.0 as usize).map_or("", |task| &task.name)
    }
}

impl From<Vec<TaskInfo>> for Tasks {
    fn from(tasks: Vec<TaskInfo>) -> Self {
        Self { all: tasks.into(), done: Rc::default() }
    }
}

impl Deref for Tasks {
    type Target = [TaskInfo];

    fn deref(&self) -> &[TaskInfo] {
        &self.all
    }
}

impl<'a> IntoIterator for &'a Tasks {
    type Item = &'a TaskInfo;
    type IntoIter = std::slice::Iter<'a, TaskInfo>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}
