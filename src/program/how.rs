//! How a task is done, besides when it arrives: what its line says, and what becomes of that in a plan.

use std::sync::Arc;

use super::DurationRange;

/// What a task line says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct How {
    /// `times`: does all its steps so many times over.
    pub times: Option<Times>,
    /// `timeout`: is told to end that long after its arrival.
    pub timeout: Option<DurationRange>,
    /// `until`: is cancelled when this task has ended, an index into [`Program::tasks`](super::Program::tasks).
    pub until: Option<usize>,
    /// `together`: when one with this word fails, the others are cancelled.
    pub together: Option<Arc<str>>,
    /// `retry`: begins again after it has failed.
    pub retry: Option<Retry>,
    /// `spawned`: arrives only when a task spawns it, each time as a new copy.
    pub spawned: bool,
    /// `priority`: higher goes first where tasks queue for a worker; never 0, which those have that say none.
    pub priority: Option<u32>,
    /// `outside`: never takes a slot of a pool.
    pub outside: bool,
    /// `carries`: so many bytes go in at its start, and out at its end; never 0.
    pub carries: Option<u64>,
}

/// How often a task does all its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// So many times; never 0.
    Count(u32),
    /// Until it is told to end.
    Forever,
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
    /// How many turns its steps are, each with the same number of steps, but for those behind `rescue` or `finally`, which
    /// are done once; never 0.
    pub turns: u32,
    /// Whether it does its steps over and over, until it is told to end.
    pub is_endless: bool,
    /// How long after its arrival it is told to end, in nanoseconds.
    pub timeout_ns: Option<u64>,
    /// The group until whose end it goes on.
    pub until: Option<u32>,
    /// The word of those that fail together.
    pub together: Option<Arc<str>>,
    /// The pauses before it begins again, one for each time that it may, in nanoseconds.
    pub pauses_ns: Vec<u64>,
    /// The names of limits that it locks and that fill up by themselves.
    pub rates: Vec<Arc<str>>,
    /// Whether it never takes a slot of a pool: whoever leads the run performs it, as a program's main thread does.
    pub is_outside: bool,
    /// How many bytes go in at its start, and out at its end; never 0.
    pub carries: Option<u64>,
}

impl Default for PlannedHow {
    fn default() -> Self {
        Self {
            turns: 1,
            is_endless: false,
            timeout_ns: None,
            until: None,
            together: None,
            pauses_ns: Vec::new(),
            rates: Vec::new(),
            is_outside: false,
            carries: None,
        }
    }
}

impl PlannedHow {
    /// Whether other tasks can have it told to end.
    pub fn is_told_by_others(&self) -> bool {
        self.until.is_some() || self.together.is_some()
    }
}

impl How {
    /// How many turns it is planned with.
    pub fn turns(&self) -> u32 {
        match self.times {
            Some(Times::Count(times)) => times,
            Some(Times::Forever) | None => 1,
        }
    }

    /// Whether it does its steps over and over.
    pub fn is_endless(&self) -> bool {
        self.times == Some(Times::Forever)
    }
}
