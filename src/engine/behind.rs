//! What stands behind the loop of Async + pool: whom it hands to what would hold it.

use crate::program::PlannedHow;

/// Whom a loop hands its work to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Behind {
    /// Threads of its own memory.
    #[default]
    Threads,
    /// The same, under a lock that the loop takes too: `CPython`'s `to_thread`.
    Gil,
    /// Processes, as of its `ProcessPoolExecutor`.
    Processes,
}

impl Behind {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::Threads, Self::Gil, Self::Processes];

    /// The id in links and files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Threads => "threads",
            Self::Gil => "gil",
            Self::Processes => "processes",
        }
    }

    /// The one with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|behind| behind.id() == id)
    }

    /// How much data of a task is copied there with each of its steps that is handed over, and back.
    pub fn copies(self, how: &PlannedHow) -> Option<u64> {
        how.carries.filter(|_| self == Self::Processes)
    }
}
