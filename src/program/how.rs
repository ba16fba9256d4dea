//! How a task is done, besides when it arrives: what its line says, and what becomes of that in a plan.

use std::sync::Arc;

use super::DurationRange;

/// What a task line says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct How {
    /// `times`: does all its steps so many times over; never 0.
    pub times: Option<u32>,
    /// `retry`: begins again after it has failed.
    pub retry: Option<Retry>,
    /// `spawned`: arrives only when a task spawns it, each time as a new copy.
    pub spawned: bool,
    /// `priority`: higher goes first where tasks queue for a worker; never 0, which those have that say none.
    pub priority: Option<u32>,
    /// `outside`: never takes a slot of a pool.
    pub outside: bool,
}

/// How often a task begins again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// So many times at most; never 0.
    pub times: u32,
    /// `every`: the pause before it begins again the first time; the next ones are each twice as long. Each is drawn anew.
    pub every: Option<DurationRange>,
}

/// How a task is done, in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedHow {
    /// How many turns its steps are, each with the same number of steps; never 0.
    pub turns: u32,
    /// The pauses before it begins again, one for each time that it may, in nanoseconds.
    pub pauses_ns: Vec<u64>,
    /// The names of limits that it locks and that fill up by themselves.
    pub rates: Vec<Arc<str>>,
    /// Whether it never takes a slot of a pool: whoever leads the run performs it, as a program's main thread does.
    pub is_outside: bool,
}

impl Default for PlannedHow {
    fn default() -> Self {
        Self { turns: 1, pauses_ns: Vec::new(), rates: Vec::new(), is_outside: false }
    }
}

impl How {
    /// How many turns it takes.
    pub fn turns(&self) -> u32 {
        self.times.unwrap_or(1)
    }
}
