//! What a loop hands to the processes of its pool, and what becomes of it, as bytes.

use super::batch::{read_end, write_end};
use super::bytes::{DecodeError, Reader, Writer};
use super::run_files::{FilesOrder, read_files, write_files};
use crate::engine::{Broken, Calibration, FileWork, HttpRequest, Progress, RunId, Work};
use crate::program::FileUse;
use crate::trace::{LaneId, TaskId};

/// What a loop hands to a process.
#[derive(Debug, Clone, PartialEq)]
pub struct OffloadedOrder {
    /// The number of the run.
    pub run: RunId,
    /// How fast the kernel runs here.
    pub calibration: Calibration,
    /// Start of the run in milliseconds since the epoch.
    pub origin_ms: f64,
    /// The lane of the process.
    pub lane: LaneId,
    /// How far its parent has counted, see [`crate::trace::Event::order`].
    pub order: u32,
    /// How far the task has come.
    pub progress: Progress,
    /// The step it is at.
    pub step: u32,
    /// What to do.
    pub work: Work,
    /// How much data it takes.
    pub carries: Option<u64>,
    /// Where the files of the run are, if it has any.
    pub files: Option<FilesOrder>,
}

pub(super) fn write_offloaded(writer: &mut Writer, order: &OffloadedOrder) {
    writer.number(u64::from(order.run.0));
    writer.number(order.calibration.iterations_per_second);
    writer.float(order.origin_ms);
    writer.number(u64::from(order.lane.0));
    writer.number(u64::from(order.order));
    write_progress(writer, &order.progress);
    writer.number(u64::from(order.step));
    write_work(writer, order.work);
    writer.optional(order.carries);
    write_files(writer, order.files.as_ref());
}

pub(super) fn read_offloaded(reader: &mut Reader) -> Result<OffloadedOrder, DecodeError> {
    Ok(OffloadedOrder {
        run: RunId(reader.number_u32()?),
        calibration: Calibration { iterations_per_second: reader.number()? },
        origin_ms: reader.float()?,
        lane: LaneId(reader.number_u32()?),
        order: reader.number_u32()?,
        progress: read_progress(reader)?,
        step: reader.number_u32()?,
        work: read_work(reader)?,
        carries: reader.optional()?,
        files: read_files(reader)?,
    })
}

pub(super) fn write_progress(writer: &mut Writer, progress: &Progress) {
    writer.number(u64::from(progress.task.0));
    writer.number(u64::from(progress.seq));
    writer.number(progress.last_ns);
    writer.number(progress.arrived_ns);
}

pub(super) fn read_progress(reader: &mut Reader) -> Result<Progress, DecodeError> {
    let (task, seq) = (TaskId(reader.number_u32()?), reader.number_u32()?);
    Ok(Progress { task, seq, last_ns: reader.number()?, arrived_ns: reader.number()? })
}

const COMPUTE: u8 = 0;
const COMPUTE_FREE: u8 = 1;
const HOLD: u8 = 2;
const PAUSE: u8 = 3;
const FETCH: u8 = 4;
const READ: u8 = 5;
const WRITE: u8 = 6;

fn write_work(writer: &mut Writer, work: Work) {
    let (tag, ns) = match work {
        Work::Compute(ns) => (COMPUTE, ns),
        Work::ComputeFree(ns) => (COMPUTE_FREE, ns),
        Work::Hold(ns) => (HOLD, ns),
        Work::Pause(ns) => (PAUSE, ns),
        Work::Fetch(HttpRequest { answer_ns, bytes, within_ns }) => {
            writer.byte(FETCH);
            writer.number(answer_ns);
            writer.number(bytes);
            return writer.optional(within_ns);
        }
        Work::File(FileWork { usage, bytes, within_ns }) => {
            writer.byte(if usage == FileUse::Read { READ } else { WRITE });
            writer.number(bytes);
            return writer.optional(within_ns);
        }
    };
    writer.byte(tag);
    writer.number(ns);
}

fn read_work(reader: &mut Reader) -> Result<Work, DecodeError> {
    let tag = reader.byte()?;
    let ns = reader.number()?;
    Ok(match tag {
        COMPUTE => Work::Compute(ns),
        COMPUTE_FREE => Work::ComputeFree(ns),
        HOLD => Work::Hold(ns),
        PAUSE => Work::Pause(ns),
        FETCH => Work::Fetch(HttpRequest { answer_ns: ns, bytes: reader.number()?, within_ns: reader.optional()? }),
        READ => Work::File(FileWork { usage: FileUse::Read, bytes: ns, within_ns: reader.optional()? }),
        WRITE => Work::File(FileWork { usage: FileUse::Write, bytes: ns, within_ns: reader.optional()? }),
        tag => return Err(DecodeError::UnknownTag(tag)),
    })
}

const DONE: u8 = 0;
const STOPPED: u8 = 1;
const REJECTED: u8 = 2;
const OVER: u8 = 3;
const LATE: u8 = 4;
const FAILED: u8 = 5;

pub(super) fn write_done(writer: &mut Writer, done: Result<(), Broken>) {
    writer.byte(match done {
        Ok(()) => DONE,
        Err(Broken::Stopped) => STOPPED,
        Err(Broken::Rejected) => REJECTED,
        Err(Broken::Over) => OVER,
        Err(Broken::Late) => LATE,
        Err(Broken::Failed(end)) => {
            writer.byte(FAILED);
            return write_end(writer, end);
        }
    });
}

pub(super) fn read_done(reader: &mut Reader) -> Result<Result<(), Broken>, DecodeError> {
    Ok(match reader.byte()? {
        DONE => Ok(()),
        STOPPED => Err(Broken::Stopped),
        REJECTED => Err(Broken::Rejected),
        OVER => Err(Broken::Over),
        LATE => Err(Broken::Late),
        FAILED => Err(Broken::Failed(read_end(reader)?)),
        tag => return Err(DecodeError::UnknownTag(tag)),
    })
}
