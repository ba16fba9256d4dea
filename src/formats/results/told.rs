//! That a task was told to end, as it is written.

use serde::{Deserialize, Serialize};

use crate::trace::{Cause, Event, TaskId, What};

/// When, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// In nanoseconds since the start of the run.
    pub at_ns: u64,
    /// By what.
    pub by: By,
}

/// What tells a task to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Its own time is over.
    Timeout,
    /// The task has ended until which it goes on.
    Until,
    /// One of its group has failed.
    Together,
}

impl Told {
    /// As it is written.
    pub fn of((at_ns, cause): (u64, Cause)) -> Self {
        let by = match cause {
            Cause::Timeout => By::Timeout,
            Cause::Until => By::Until,
            Cause::Together => By::Together,
        };
        Self { at_ns, by }
    }

    /// The event that it was written from, of this task, number and order.
    pub(super) fn event(self, task: TaskId, seq: u32, order: u32) -> Event {
        let cause = match self.by {
            By::Timeout => Cause::Timeout,
            By::Until => Cause::Until,
            By::Together => Cause::Together,
        };
        Event { at_ns: self.at_ns, task, seq, order, what: What::Told(cause) }
    }
}
