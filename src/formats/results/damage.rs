//! What is wrong with a results file that is none as it must be.

use crate::trace::{BreachKind, TaskId};

/// What is wrong with a results file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// It has no version that ever was.
    Version,
    /// A field is missing, or is not what it must be.
    Field {
        /// What it belongs to: the file, or the field of that.
        of: &'static str,
        /// Its name.
        name: String,
    },
    /// Two runs have this model.
    TwoRuns(String),
    /// A run is wrong.
    InRun {
        /// Which one, counted from 1.
        run: usize,
        /// What is wrong with it.
        damage: RunDamage,
    },
}

/// What is wrong with a run of a results file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunDamage {
    /// The ids of its lanes don't count from 0.
    LaneIds,
    /// The ids of its tasks don't count from 0.
    TaskIds,
    /// A span names a task that isn't there.
    UnknownTask,
    /// A span names a lane that isn't there.
    UnknownLane,
    /// A span ends before it starts.
    BackwardSpan,
    /// A line was printed by a task that isn't there.
    UnknownPrinter,
    /// It names a time that can't be.
    ImpossibleTime,
    /// The spans of a task don't add up to it.
    TaskTimes(usize),
    /// Its spans overlap, leave gaps, or don't stand in order.
    Spans,
    /// Something can't have happened.
    Impossible {
        /// The task.
        task: TaskId,
        /// The name of the task.
        name: String,
        /// When, in nanoseconds after the start.
        at_ns: u64,
        /// What.
        what: Impossible,
    },
}

/// What can't have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impossible {
    /// What can't be in any trace.
    Breach(BreachKind),
    /// A task printed a line and was not running.
    PrintedAtRest,
    /// A line of output stands behind a later one.
    OutputOrder,
}
