//! Changes of what tasks act on each other by.

use super::{LaneId, TaskId};
use crate::program::ResourceId;

/// A task has changed something by which tasks act on each other, or has read it: of a limit it has taken a permit, or has
/// given one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// When, in nanoseconds since the start of the run.
    pub at_ns: u64,
    /// Its place among all changes of the run; of shares, among those of the same number in the same memory.
    pub order: u32,
    /// Which task.
    pub task: TaskId,
    /// What.
    pub resource: ResourceId,
    /// What it was before: of a limit, how many permits were taken.
    pub before: i64,
    /// What it has been since.
    pub after: i64,
    /// What the task has done.
    pub deed: Deed,
    /// The lane of the process whose own copy of a share it was; `None` if there is one of it alone.
    pub copy: Option<LaneId>,
}

/// What a task can do to what tasks act on each other by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It has taken or given something: a permit, an item, its place at a meeting.
    Moved,
    /// It has read a share, and remembers it.
    Loaded,
    /// It has printed what a share was.
    Printed,
    /// It has added to a share.
    Added,
    /// It has written what it had read, and more.
    Stored,
    /// It has written a number, whatever there was.
    Set,
}

impl Deed {
    /// All of them, by their tags in bytes.
    pub const ALL: [Self; 6] = [Self::Moved, Self::Loaded, Self::Printed, Self::Added, Self::Stored, Self::Set];

    /// Whether it is done to shares.
    pub fn is_of_share(self) -> bool {
        self != Self::Moved
    }

    /// Whether a share may be another number since.
    pub fn writes(self) -> bool {
        matches!(self, Self::Added | Self::Stored | Self::Set)
    }
}
