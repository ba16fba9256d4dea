//! Things with names by which tasks act on each other.

use std::sync::Arc;

use crate::time::Duration;

/// One of the things by which tasks act on each other: its index in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

/// Something by which tasks act on each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its name, without quotes.
    pub name: Arc<str>,
    /// What it is.
    pub kind: ResourceKind,
}

/// What a name can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceKind {
    /// A semaphore.
    Limit {
        /// How many hold it at once; never 0.
        permits: u32,
    },
    /// A limit of how many go on in a time: a bucket of permits that fills up one by one, and of which none comes back.
    Rate {
        /// How many it holds at most, and in the beginning; never 0.
        permits: u32,
        /// In how long an empty one is full, in nanoseconds; never 0.
        every_ns: u64,
    },
    /// A queue, first in, first out.
    Queue {
        /// How many items it has room for, never 0; `None` where there is no bound.
        room: Option<u32>,
    },
    /// A barrier. It has no head line.
    Meeting,
    /// A whole number that tasks share.
    Share {
        /// What it is at the start.
        initial: i64,
        /// Whether processes share it too; else each has a copy of its own.
        is_everywhere: bool,
    },
}

impl ResourceKind {
    /// What a name is that is locked and has no head line: a limit that one task at a time holds.
    pub const LOCK: Self = Self::Limit { permits: 1 };

    /// What a name is into which something is sent, and has no head line.
    pub const QUEUE: Self = Self::Queue { room: None };

    /// What a name is that is added to, read or written, and has no head line.
    pub const SHARE: Self = Self::Share { initial: 0, is_everywhere: false };

    /// The word of its head line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Limit { .. } | Self::Rate { .. } => "limit",
            Self::Queue { .. } => "queue",
            Self::Meeting => "meeting",
            Self::Share { .. } => "share",
        }
    }
}

/// What stands in braces in a text for something else than a share.
const FILLED: [&str; 4] = ["copy", "turn", "item", "elapsed"];

impl Resource {
    /// Whether it is a number that nobody could print, as its name in braces stands for something else.
    pub(super) fn is_unprintable(&self) -> bool {
        matches!(self.kind, ResourceKind::Share { .. }) && FILLED.contains(&&*self.name)
    }

    /// Its head line; empty where it has none.
    pub fn text(&self) -> String {
        let name = super::task_line::written_name(&self.name);
        match self.kind {
            ResourceKind::Limit { permits } => format!("limit {name} {permits}"),
            ResourceKind::Rate { permits, every_ns } => format!("limit {name} {permits} every {}", Duration(every_ns)),
            ResourceKind::Queue { room: Some(room) } => format!("queue {name} {room}"),
            ResourceKind::Queue { room: None } => format!("queue {name}"),
            ResourceKind::Meeting => String::new(),
            ResourceKind::Share { initial, is_everywhere } => {
                let number = if initial == 0 { String::new() } else { format!(" {initial}") };
                format!("share {name}{number}{}", if is_everywhere { " everywhere" } else { "" })
            }
        }
    }
}
