//! What is wrong with a results file that is none as it must be.

use crate::trace::{BreachKind, TaskId};

/// What is wrong with a results file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// It has no version that ever was.
    Version,
    /// A field is missing, or is not what it must be.
    Field {
        /// Which one is missing; `None` if one is not what it must be.
        missing: Option<String>,
        /// The line where that shows, counted from 1.
        line: usize,
        /// The column there, counted from 1.
        column: usize,
    },
    /// Two runs of a file of version 1 have this model.
    TwoRuns(String),
    /// The series of this subject holds no run.
    NoRuns(String),
    /// A point of a curve holds no run or too many, or a time that can't be.
    WhatIf,
    /// A run is wrong.
    InRun {
        /// Of which subject.
        of: String,
        /// Which one, counted from 1, where it has several.
        run: Option<usize>,
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
    /// A failure is of a task that isn't there.
    UnknownFailure,
    /// A shared number is of a task that isn't there.
    UnknownSharer,
    /// A request is of no task, or was answered when its task didn't wait for that.
    Requests,
    /// A number is larger than any can become.
    ImpossibleNumber,
    /// There are more tasks or lanes than a list can have.
    TooMany,
    /// A span waits for a GIL that isn't there, or for none that is.
    Awaited,
    /// A figure is missing, or is no number.
    Figures,
    /// A file of version 1 says what that version can't.
    OfLater,
    /// It names a time that can't be.
    ImpossibleTime,
    /// The spans of a task don't add up to it.
    TaskTimes(usize),
    /// Its spans overlap, leave gaps, or don't stand in order.
    Spans,
    /// It says that its spans were not kept, and has some.
    NotFiguresOnly,
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
