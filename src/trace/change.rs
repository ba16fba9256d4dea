//! Changes of what tasks act on each other by.

use super::TaskId;
use crate::program::ResourceId;

/// A task has changed something by which tasks act on each other: of a limit it has taken a permit, or has given one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// When, in nanoseconds since the start of the run.
    pub at_ns: u64,
    /// Its place among all changes of the run.
    pub order: u32,
    /// Which task.
    pub task: TaskId,
    /// What.
    pub resource: ResourceId,
    /// What it was before: of a limit, how many permits were taken.
    pub before: i64,
    /// What it has been since.
    pub after: i64,
}
