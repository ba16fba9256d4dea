//! Items that steps depended on: what a step did then stands in no list.

use std::sync::Arc;

use super::TaskId;
use crate::program::{Step, Value};

/// A task has come to a step that depends on the item that it has received last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedItem {
    /// Which task.
    pub task: TaskId,
    /// Its place among all events, see [`Event::order`](super::Event::order): it comes before those of the step.
    pub order: u32,
    /// The step.
    pub step: u32,
    /// The value of the item, if it has one.
    pub value: Option<Value<u64>>,
}

/// What a task that takes as long as its item says fails with, where that is no duration.
pub const NO_DURATION: &str = "its item is no duration";

/// A step as it was done with this item.
pub(super) fn done_with(step: &Step<u64>, value: Option<&Value<u64>>) -> Step<u64> {
    match (step, value) {
        (Step::ByItem(by), Some(Value::Lasting(ns))) => by.lasting(*ns),
        (Step::Print(text), value) => {
            let item = value.map(Value::printed).unwrap_or_default();
            Step::Print(Arc::from(text.replace("{item}", &item)))
        }
        (step, _) => step.clone(),
    }
}
