//! Changes of what tasks act on each other by, and that nothing can go on, as bytes.

use super::bytes::{DecodeError, Reader, Writer};
use super::steps::{read_value, write_value};
use crate::engine::{Halt, Shape, Stuck, StuckWait, Wanted};
use crate::program::ResourceId;
use crate::trace::{Change, Deed, LaneId, Left, Received, TaskId, UsedItem};

/// Each part takes a byte at least.
const CHANGE_BYTES: usize = 8;
const WAIT_BYTES: usize = 4;
const ITEM_BYTES: usize = 4;
const LEFT_BYTES: usize = 5;
const RECEIVED_BYTES: usize = 5;

/// Writes changes, after their number.
pub(super) fn write_changes(writer: &mut Writer, changes: &[Change]) {
    writer.number(changes.len() as u64);
    for Change { at_ns, order, task, resource, before, after, deed, copy } in changes {
        writer.number(*at_ns);
        for number in [*order, task.0, resource.0] {
            writer.number(u64::from(number));
        }
        // As they are: a number below 0 takes ten bytes, and is rare.
        writer.number(before.cast_unsigned());
        writer.number(after.cast_unsigned());
        writer.byte(*deed as u8);
        // One more, so that none is 0.
        writer.number(copy.map_or(0, |lane| u64::from(lane.0) + 1));
    }
}

fn read_deed(tag: u8) -> Result<Deed, DecodeError> {
    Deed::ALL.get(usize::from(tag)).copied().ok_or(DecodeError::UnknownTag(tag))
}

/// Writes items that steps depended on, after their number.
pub(super) fn write_items<'a>(writer: &mut Writer, used: impl ExactSizeIterator<Item = &'a UsedItem>) {
    writer.number(used.len() as u64);
    for UsedItem { task, order, step, value } in used {
        for number in [task.0, *order, *step] {
            writer.number(u64::from(number));
        }
        write_value(writer, value.as_ref());
    }
}

/// Reads as many as there are.
pub(super) fn read_items(reader: &mut Reader) -> Result<Vec<UsedItem>, DecodeError> {
    let used = |reader: &mut Reader| {
        let (task, order, step) = (TaskId(reader.number_u32()?), reader.number_u32()?, reader.number_u32()?);
        Ok(UsedItem { task, order, step, value: read_value(reader)? })
    };
    (0..reader.count(ITEM_BYTES)?).map(|_| used(reader)).collect()
}

/// Writes that a slot was left with something, or is done with it.
pub(super) fn write_left(writer: &mut Writer, left: &Left) {
    let Left { at_ns, task, step, lane, is_done } = *left;
    writer.number(at_ns);
    for number in [task.0, step, lane.0] {
        writer.number(u64::from(number));
    }
    writer.flag(is_done);
}

/// The same from its bytes.
pub(super) fn read_left(reader: &mut Reader) -> Result<Left, DecodeError> {
    Ok(Left {
        at_ns: reader.number()?,
        task: TaskId(reader.number_u32()?),
        step: reader.number_u32()?,
        lane: LaneId(reader.number_u32()?),
        is_done: reader.flag()?,
    })
}

/// The same of all of a run, after their number.
pub(super) fn write_all_left(writer: &mut Writer, left: &[Left]) {
    writer.number(left.len() as u64);
    for left in left {
        write_left(writer, left);
    }
}

/// The same from their bytes.
pub(super) fn read_all_left(reader: &mut Reader) -> Result<Vec<Left>, DecodeError> {
    (0..reader.count(LEFT_BYTES)?).map(|_| read_left(reader)).collect()
}

/// Writes what requests brought, after their number.
pub(super) fn write_received(writer: &mut Writer, received: &[Received]) {
    writer.number(received.len() as u64);
    for Received { task, step, first_ns, last_ns, bytes } in received {
        for number in [task.0, *step] {
            writer.number(u64::from(number));
        }
        writer.optional(*first_ns);
        writer.number(*last_ns);
        writer.number(*bytes);
    }
}

/// Reads as many as there are.
pub(super) fn read_received(reader: &mut Reader) -> Result<Vec<Received>, DecodeError> {
    let received = |reader: &mut Reader| {
        Ok(Received {
            task: TaskId(reader.number_u32()?),
            step: reader.number_u32()?,
            first_ns: reader.optional()?,
            last_ns: reader.number()?,
            bytes: reader.number()?,
        })
    };
    (0..reader.count(RECEIVED_BYTES)?).map(|_| received(reader)).collect()
}

/// Reads as many changes as there are.
pub(super) fn read_changes(reader: &mut Reader) -> Result<Vec<Change>, DecodeError> {
    let change = |reader: &mut Reader| {
        Ok(Change {
            at_ns: reader.number()?,
            order: reader.number_u32()?,
            task: TaskId(reader.number_u32()?),
            resource: ResourceId(reader.number_u32()?),
            before: reader.number()?.cast_signed(),
            after: reader.number()?.cast_signed(),
            deed: read_deed(reader.byte()?)?,
            copy: reader.number_u32()?.checked_sub(1).map(LaneId),
        })
    };
    (0..reader.count(CHANGE_BYTES)?).map(|_| change(reader)).collect()
}

/// Writes why a run can't go on.
pub(super) fn write_halt(writer: &mut Writer, halt: &Halt) {
    writer.flag(*halt == Halt::Full);
    if let Halt::Stuck(stuck) = halt {
        write_stuck(writer, stuck);
    }
}

/// Reads why a run can't go on.
pub(super) fn read_halt(reader: &mut Reader) -> Result<Halt, DecodeError> {
    Ok(if reader.flag()? { Halt::Full } else { Halt::Stuck(read_stuck(reader)?) })
}

/// Writes who waits for whom where nothing can go on.
pub(super) fn write_stuck(writer: &mut Writer, stuck: &Stuck) {
    writer.byte(stuck.shape as u8);
    writer.number(stuck.waiting as u64);
    writer.number(stuck.queued as u64);
    writer.number(stuck.waits.len() as u64);
    for StuckWait { task, wanted, resource, holder } in &stuck.waits {
        writer.number(u64::from(task.0));
        writer.byte(*wanted as u8);
        // One more, so that none is 0.
        writer.number(resource.map_or(0, |resource| u64::from(resource.0) + 1));
        writer.number(holder.map_or(0, |holder| u64::from(holder.0) + 1));
    }
}

fn read_wanted(tag: u8) -> Result<Wanted, DecodeError> {
    Wanted::ALL.get(usize::from(tag)).copied().ok_or(DecodeError::UnknownTag(tag))
}

/// Reads who waits for whom where nothing can go on.
pub(super) fn read_stuck(reader: &mut Reader) -> Result<Stuck, DecodeError> {
    let tag = reader.byte()?;
    let shape = Shape::ALL.get(usize::from(tag)).copied().ok_or(DecodeError::UnknownTag(tag))?;
    let mut count = || reader.number_u32().map(|count| count as usize);
    let (waiting, queued) = (count()?, count()?);
    let wait = |reader: &mut Reader| {
        Ok(StuckWait {
            task: TaskId(reader.number_u32()?),
            wanted: read_wanted(reader.byte()?)?,
            resource: reader.number_u32()?.checked_sub(1).map(ResourceId),
            holder: reader.number_u32()?.checked_sub(1).map(TaskId),
        })
    };
    let waits = (0..reader.count(WAIT_BYTES)?).map(|_| wait(reader)).collect::<Result<_, _>>()?;
    Ok(Stuck { waits, shape, waiting, queued })
}
