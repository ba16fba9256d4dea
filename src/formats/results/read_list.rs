//! The list of a file, read again: what the file doesn't say of its runs stands there.

use crate::engine::model::task_infos;
use crate::program::{Plan, Resource, parse};
use crate::trace::TaskInfo;

/// What is known of the tasks in a file from the list that they ran, read again; nothing of a list that can't run any more.
#[derive(Debug, Default)]
pub struct ReadList {
    /// Its tasks.
    pub tasks: Vec<TaskInfo>,
    /// What they act on each other by.
    pub resources: Vec<Resource>,
}

impl ReadList {
    /// Reads a list.
    pub fn of(text: &str) -> Self {
        let parsed = parse(text);
        if !parsed.is_runnable() {
            return Self::default();
        }
        let plan = Plan::of(&parsed.program);
        Self { tasks: task_infos(&plan), resources: plan.resources }
    }
}
