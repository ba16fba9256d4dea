//! A plan as bytes.

use std::ops::Range;

use super::bytes::{DecodeError, Reader, Writer};
use super::steps::{read_how, read_steps, write_how, write_steps};
use crate::engine::BEYOND_SHARES;
use crate::program::{Child, Limits, Plan, PlannedTask, Resource, ResourceKind};

/// Name, group, time, four counts, priority, what spawns it, what it spawns and a flag take a byte each at least.
const TASK_BYTES: usize = 11;
/// So do a name, a tag and a number.
const RESOURCE_BYTES: usize = 3;

const LIMIT: u8 = 0;
const QUEUE: u8 = 1;
const MEETING: u8 = 2;
const RATE: u8 = 5;
const SHARE: u8 = 3;
const SHARE_EVERYWHERE: u8 = 4;

/// Writes a plan. Its groups are ranges one after another, as [`Plan::of`] makes them.
pub(super) fn write_plan(writer: &mut Writer, plan: &Plan) {
    writer.number(plan.groups.len() as u64);
    for group in &plan.groups {
        writer.number(group.len() as u64);
    }
    writer.number(plan.tasks.len() as u64);
    for task in &plan.tasks {
        write_task(writer, task);
    }
    write_resources(writer, &plan.resources);
    writer.flag(plan.room.is_some());
    if let Some(room) = plan.room {
        writer.number(u64::from(room));
    }
}

/// Reads a plan.
///
/// # Errors
/// If it is none, or one whose groups and tasks don't fit each other.
pub(super) fn read_plan(reader: &mut Reader) -> Result<Plan, DecodeError> {
    let mut end = 0_usize;
    let groups = (0..reader.count(1)?)
        .map(|_| {
            let start = end;
            let length = usize::try_from(reader.number()?).map_err(|_| DecodeError::TooLarge)?;
            end = start.checked_add(length).ok_or(DecodeError::TooLarge)?;
            Ok(start..end)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let tasks = (0..reader.count(TASK_BYTES)?).map(|_| read_task(reader)).collect::<Result<Vec<_>, _>>()?;
    let resources = read_resources(reader)?;
    let room = reader.flag()?.then(|| reader.number_u32()).transpose()?;
    if !is_consistent(&groups, &tasks) {
        return Err(DecodeError::Inconsistent);
    }
    Ok(Plan { tasks, groups, resources, room })
}

/// Writes what tasks act on each other by.
pub(super) fn write_resources(writer: &mut Writer, resources: &[Resource]) {
    writer.number(resources.len() as u64);
    for Resource { name, kind } in resources {
        writer.text(name);
        match kind {
            ResourceKind::Limit { permits } => {
                writer.byte(LIMIT);
                writer.number(u64::from(*permits));
            }
            ResourceKind::Rate { permits, every_ns } => {
                writer.byte(RATE);
                writer.number(u64::from(*permits));
                writer.number(*every_ns);
            }
            ResourceKind::Meeting => {
                writer.byte(MEETING);
                writer.number(0);
            }
            ResourceKind::Share { initial, is_everywhere } => {
                writer.byte(if *is_everywhere { SHARE_EVERYWHERE } else { SHARE });
                writer.number(initial.cast_unsigned());
            }
            ResourceKind::Queue { room } => {
                writer.byte(QUEUE);
                // 0 is no room that a queue can have.
                writer.number(u64::from(room.unwrap_or_default()));
            }
        }
    }
}

/// Reads as much of it as there is.
pub(super) fn read_resources(reader: &mut Reader) -> Result<Vec<Resource>, DecodeError> {
    let resource = |reader: &mut Reader| {
        let name = reader.text()?.into();
        let tag = reader.byte()?;
        if matches!(tag, SHARE | SHARE_EVERYWHERE) {
            let (initial, is_everywhere) = (reader.number()?.cast_signed(), tag == SHARE_EVERYWHERE);
            // What a file shows to have been there may be more than a list can say.
            if initial.unsigned_abs() > BEYOND_SHARES.unsigned_abs() {
                return Err(DecodeError::TooLarge);
            }
            return Ok(Resource { name, kind: ResourceKind::Share { initial, is_everywhere } });
        }
        let count = reader.number_u32()?;
        let kind = match tag {
            LIMIT => ResourceKind::Limit { permits: count },
            RATE => match reader.number()? {
                every_ns if count > 0 && (1..=Limits::LIST.duration_ns).contains(&every_ns) => {
                    ResourceKind::Rate { permits: count, every_ns }
                }
                _ => return Err(DecodeError::Inconsistent),
            },
            QUEUE => ResourceKind::Queue { room: Some(count).filter(|count| *count > 0) },
            MEETING => ResourceKind::Meeting,
            tag => return Err(DecodeError::UnknownTag(tag)),
        };
        Ok(Resource { name, kind })
    };
    (0..reader.count(RESOURCE_BYTES)?).map(|_| resource(reader)).collect()
}

/// Every task is in the range of its group, and comes after groups that exist.
fn is_consistent(groups: &[Range<usize>], tasks: &[PlannedTask]) -> bool {
    let fits = |(index, task): (usize, &PlannedTask)| {
        groups.get(task.group).is_some_and(|group| group.contains(&index))
            && task.after.iter().all(|&after| after < groups.len())
            && task.children.iter().map(|child| child.task).chain(task.spawned_by).all(|other| other < tasks.len())
    };
    groups.last().map_or(0, |last| last.end) == tasks.len() && tasks.iter().enumerate().all(fits)
}

fn write_task(writer: &mut Writer, task: &PlannedTask) {
    writer.text(&task.name);
    writer.number(task.group as u64);
    writer.number(task.at_ns);
    writer.number(task.after.len() as u64);
    for &group in &task.after {
        writer.number(group as u64);
    }
    write_steps(writer, &task.steps);
    write_how(writer, &task.how);
    writer.number(u64::from(task.priority));
    // One more, so that none is 0.
    writer.number(task.spawned_by.map_or(0, |by| by as u64 + 1));
    writer.number(task.children.len() as u64);
    for child in &task.children {
        writer.number(u64::from(child.step));
        writer.number(child.task as u64);
    }
}

fn read_child(reader: &mut Reader) -> Result<Child, DecodeError> {
    Ok(Child { step: reader.number_u32()?, task: reader.number_u32()? as usize })
}

fn read_task(reader: &mut Reader) -> Result<PlannedTask, DecodeError> {
    Ok(PlannedTask {
        name: reader.text()?.to_owned(),
        group: reader.number_u32()? as usize,
        at_ns: reader.number()?,
        after: (0..reader.count(1)?).map(|_| Ok(reader.number_u32()? as usize)).collect::<Result<_, _>>()?,
        steps: read_steps(reader)?,
        how: read_how(reader)?.into(),
        priority: reader.number_u32()?,
        spawned_by: reader.number_u32()?.checked_sub(1).map(|by| by as usize),
        children: (0..reader.count(2)?).map(|_| read_child(reader)).collect::<Result<_, _>>()?,
    })
}
