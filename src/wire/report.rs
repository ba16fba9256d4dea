//! What workers report, as bytes.

use super::batch::{decode_events, encode_events, read_end, write_end};
use super::bytes::{DecodeError, Reader, Writer};
use super::changes::{
    read_changes, read_halt, read_items, read_left, read_received, write_changes, write_halt, write_items, write_left,
    write_received,
};
use super::offloaded::{read_done, read_progress, write_done, write_progress};
use super::trouble::{Trouble, read_trouble, write_trouble};
use crate::engine::{Broken, Calibration, CopySpeed, Ended, Halt, Progress, RunId, Way};
use crate::trace::{Change, Event, Left, Received, TaskId, UsedItem};

/// Told by a worker to its owner.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// It is ready for orders.
    Ready,
    /// A process has ended the tasks it was given.
    TasksEnded {
        /// The tasks and when they ended.
        ended: Vec<Ended>,
        /// How far it has counted, see [`crate::trace::Event::order`].
        order: u32,
    },
    /// A task of a process asks its parent for what a step names.
    Asked {
        /// The task.
        task: TaskId,
        /// The place of the step.
        step: u32,
        /// When, in nanoseconds since the start of the run.
        at_ns: u64,
        /// Until when it waits for it, if not for ever.
        over_ns: Option<u64>,
        /// Whether it waits no longer when it is told to end.
        can_be_told: bool,
        /// How far it has counted, see [`crate::trace::Event::order`].
        order: u32,
    },
    /// A task of a process begins again, and gives back what it holds.
    GaveBack {
        /// The task.
        task: TaskId,
        /// When, in nanoseconds since the start of the run.
        at_ns: u64,
        /// How far it has counted, see [`crate::trace::Event::order`].
        order: u32,
    },
    /// A task of a process wants its data, or brings along what has become of it.
    Carries {
        /// How many bytes.
        bytes: u64,
        /// Which of both.
        way: Way,
        /// How far it has counted, see [`crate::trace::Event::order`].
        order: u32,
    },
    /// What a loop has handed to a process is done.
    Returned {
        /// How far the task has come.
        progress: Progress,
        /// What has become of it.
        done: Result<(), Broken>,
        /// How far it has counted, see [`crate::trace::Event::order`].
        order: u32,
    },
    /// Something that the page is told, whoever owns the worker.
    Page(Told),
}

/// What the page is told of its machine and of its runs; each run by its number.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// How fast this machine computes.
    Calibrated(Calibration),
    /// How fast this machine copies data from memory to memory.
    Copied(CopySpeed),
    /// Something went wrong with a worker that works for no run.
    NoRun(Trouble),
    /// A run reads and writes files in memory: there is no file system here.
    FromMemory(RunId),
    /// A run's clock has started, at this many milliseconds since the epoch.
    Started(RunId, f64),
    /// What happened in a run.
    Events(RunId, Vec<Event>),
    /// What tasks act on each other by has changed.
    Changes(RunId, Vec<Change>),
    /// Items that steps depend on.
    Items(RunId, Vec<UsedItem>),
    /// A slot was left with what was given up, or is done with it.
    Left(RunId, Left),
    /// What requests brought.
    Received(RunId, Vec<Received>),
    /// The run can't go on any more.
    Halted(RunId, Halt),
    /// Something went wrong in a run: with one task, or with all of it.
    Trouble(RunId, Option<TaskId>, Trouble),
    /// Every worker of the run has ended what it did.
    Ended(RunId),
    /// The worker that ran it all is dead, or never came to life; why.
    Lost(RunId, Trouble),
}

impl Told {
    /// The run that it is about, if it is about one.
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::Calibrated(_) | Self::Copied(_) | Self::NoRun(_) => None,
            Self::FromMemory(run)
            | Self::Started(run, _)
            | Self::Events(run, _)
            | Self::Changes(run, _)
            | Self::Items(run, _)
            | Self::Left(run, _)
            | Self::Received(run, _)
            | Self::Halted(run, _)
            | Self::Trouble(run, ..)
            | Self::Ended(run)
            | Self::Lost(run, _) => Some(*run),
        }
    }
}

const READY: u8 = 0;
const TASKS_ENDED: u8 = 1;
const CALIBRATED: u8 = 2;
const STARTED: u8 = 3;
const EVENTS: u8 = 4;
const TROUBLE: u8 = 5;
const ENDED: u8 = 6;
const LOST: u8 = 7;
const NO_RUN: u8 = 8;
const ASKED: u8 = 9;
const CHANGES: u8 = 10;
const HALTED: u8 = 11;
const ITEMS: u8 = 12;
const GAVE_BACK: u8 = 13;
const CARRIES: u8 = 14;
const COPIED: u8 = 15;
const LEFT: u8 = 16;
const RETURNED: u8 = 17;
const FROM_MEMORY: u8 = 18;
const RECEIVED: u8 = 19;

/// A task, a time and how it ended take a byte each at least.
const ENDED_BYTES: usize = 3;

/// The report as bytes.
pub fn encode_report(report: &Report) -> Vec<u8> {
    let mut writer = Writer::default();
    match report {
        Report::Ready => writer.byte(READY),
        Report::TasksEnded { ended, order } => {
            writer.byte(TASKS_ENDED);
            writer.number(ended.len() as u64);
            for end in ended {
                writer.number(u64::from(end.task.0));
                writer.number(end.at_ns);
                write_end(&mut writer, end.end);
            }
            writer.number(u64::from(*order));
        }
        Report::Asked { task, step, at_ns, over_ns, can_be_told, order } => {
            writer.byte(ASKED);
            writer.number(u64::from(task.0));
            writer.number(u64::from(*step));
            writer.number(*at_ns);
            writer.optional(*over_ns);
            writer.flag(*can_be_told);
            writer.number(u64::from(*order));
        }
        Report::GaveBack { task, at_ns, order } => {
            writer.byte(GAVE_BACK);
            writer.number(u64::from(task.0));
            writer.number(*at_ns);
            writer.number(u64::from(*order));
        }
        Report::Carries { bytes, way, order } => {
            writer.byte(CARRIES);
            writer.number(*bytes);
            writer.flag(*way == Way::Out);
            writer.number(u64::from(*order));
        }
        Report::Returned { progress, done, order } => {
            writer.byte(RETURNED);
            write_progress(&mut writer, progress);
            write_done(&mut writer, *done);
            writer.number(u64::from(*order));
        }
        Report::Page(told) => write_told(&mut writer, told),
    }
    writer.finish()
}

fn write_told(writer: &mut Writer, told: &Told) {
    let mut begin = |tag, run: RunId| {
        writer.byte(tag);
        writer.number(u64::from(run.0));
    };
    match told {
        Told::Calibrated(calibration) => {
            writer.byte(CALIBRATED);
            writer.number(calibration.iterations_per_second);
        }
        Told::Copied(speed) => {
            writer.byte(COPIED);
            writer.number(speed.bytes_per_second);
        }
        Told::NoRun(trouble) => {
            writer.byte(NO_RUN);
            write_trouble(writer, trouble);
        }
        Told::Started(run, origin_ms) => {
            begin(STARTED, *run);
            writer.float(*origin_ms);
        }
        Told::Events(run, events) => {
            begin(EVENTS, *run);
            writer.bytes(&encode_events(events));
        }
        Told::Changes(run, changes) => {
            begin(CHANGES, *run);
            write_changes(writer, changes);
        }
        Told::Items(run, used) => {
            begin(ITEMS, *run);
            write_items(writer, used.iter());
        }
        Told::Left(run, left) => {
            begin(LEFT, *run);
            write_left(writer, left);
        }
        Told::Received(run, received) => {
            begin(RECEIVED, *run);
            write_received(writer, received);
        }
        Told::Halted(run, halt) => {
            begin(HALTED, *run);
            write_halt(writer, halt);
        }
        Told::Trouble(run, task, trouble) => {
            begin(TROUBLE, *run);
            // One more, so that none is 0.
            writer.number(task.map_or(0, |task| u64::from(task.0) + 1));
            write_trouble(writer, trouble);
        }
        Told::Ended(run) => begin(ENDED, *run),
        Told::FromMemory(run) => begin(FROM_MEMORY, *run),
        Told::Lost(run, trouble) => {
            begin(LOST, *run);
            write_trouble(writer, trouble);
        }
    }
}

/// The report in these bytes.
///
/// # Errors
/// If they are none.
pub fn decode_report(bytes: &[u8]) -> Result<Report, DecodeError> {
    let mut reader = Reader::new(bytes);
    let report = match reader.byte()? {
        READY => Report::Ready,
        TASKS_ENDED => {
            let ended = (0..reader.count(ENDED_BYTES)?).map(|_| read_ended(&mut reader)).collect::<Result<_, _>>()?;
            Report::TasksEnded { ended, order: reader.number_u32()? }
        }
        ASKED => Report::Asked {
            task: TaskId(reader.number_u32()?),
            step: reader.number_u32()?,
            at_ns: reader.number()?,
            over_ns: reader.optional()?,
            can_be_told: reader.flag()?,
            order: reader.number_u32()?,
        },
        GAVE_BACK => Report::GaveBack {
            task: TaskId(reader.number_u32()?),
            at_ns: reader.number()?,
            order: reader.number_u32()?,
        },
        CARRIES => Report::Carries {
            bytes: reader.number()?,
            way: if reader.flag()? { Way::Out } else { Way::In },
            order: reader.number_u32()?,
        },
        RETURNED => Report::Returned {
            progress: read_progress(&mut reader)?,
            done: read_done(&mut reader)?,
            order: reader.number_u32()?,
        },
        tag => Report::Page(read_told(tag, &mut reader)?),
    };
    reader.finish()?;
    Ok(report)
}

fn read_ended(reader: &mut Reader) -> Result<Ended, DecodeError> {
    Ok(Ended { task: TaskId(reader.number_u32()?), at_ns: reader.number()?, end: read_end(reader)? })
}

fn read_told(tag: u8, reader: &mut Reader) -> Result<Told, DecodeError> {
    let run = |reader: &mut Reader| reader.number_u32().map(RunId);
    Ok(match tag {
        CALIBRATED => Told::Calibrated(Calibration { iterations_per_second: reader.number()? }),
        COPIED => Told::Copied(CopySpeed { bytes_per_second: reader.number()? }),
        NO_RUN => Told::NoRun(read_trouble(reader)?),
        STARTED => Told::Started(run(reader)?, reader.float()?),
        EVENTS => Told::Events(run(reader)?, decode_events(reader.bytes()?)?),
        CHANGES => Told::Changes(run(reader)?, read_changes(reader)?),
        ITEMS => Told::Items(run(reader)?, read_items(reader)?),
        LEFT => Told::Left(run(reader)?, read_left(reader)?),
        RECEIVED => Told::Received(run(reader)?, read_received(reader)?),
        HALTED => Told::Halted(run(reader)?, read_halt(reader)?),
        TROUBLE => {
            let run = run(reader)?;
            let task = match reader.number()?.checked_sub(1) {
                Some(task) => Some(TaskId(u32::try_from(task).map_err(|_| DecodeError::TooLarge)?)),
                None => None,
            };
            Told::Trouble(run, task, read_trouble(reader)?)
        }
        ENDED => Told::Ended(run(reader)?),
        FROM_MEMORY => Told::FromMemory(run(reader)?),
        LOST => Told::Lost(run(reader)?, read_trouble(reader)?),
        tag => return Err(DecodeError::UnknownTag(tag)),
    })
}
