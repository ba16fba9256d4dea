//! A run that is over, as bytes: between the page and the module that reads and writes files. One build speaks to itself,
//! so these carry no version.

use super::batch::{decode_events, encode_events};
use super::bytes::{DecodeError, Reader, Writer};
use super::changes::{
    read_all_left, read_changes, read_items, read_received, write_all_left, write_changes, write_items, write_received,
};
use super::figures::{read_figures, write_figures};
use super::options::{read_options, write_options};
use super::plan::{read_resources, write_resources};
use super::steps::{read_steps, read_timeout, read_turns, write_steps, write_timeout};
use crate::engine::{Calibration, Model};
use crate::formats::results::LATEST_NS;
use crate::program::body_length;
use crate::record::{Note, Outcome, Place, Record, Restored, Subject};
use crate::stats::why::Cause;
use crate::stats::{Analysis, Attempt, Why};
use crate::trace::{Change, Event, Lane, LaneId, LaneKind, OutputLine, TaskId, TaskInfo, Tasks, Trace};

/// By their tag.
const KINDS: [LaneKind; 5] = [LaneKind::Worker, LaneKind::Loop, LaneKind::Thread, LaneKind::Process, LaneKind::Slot];

/// The run as bytes, with its notes in words: they are written in files, and nobody asks for the facts again.
pub fn encode(record: &Record, say: fn(&Note) -> String) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.byte(tag_of(&Model::ALL, &record.subject.model()));
    let name = match &record.subject {
        Subject::Model(_) => None,
        Subject::Foreign { name, .. } => Some(name),
    };
    writer.flag(name.is_some());
    writer.text(name.map_or("", |name| name));
    write_options(&mut writer, &record.options);
    writer.byte(tag_of(&Outcome::ALL, &record.outcome));
    writer.flag(record.trusted);
    writer.number(record.notes.len() as u64);
    for note in &record.notes {
        writer.text(&say(note));
    }
    writer.number(record.cores as u64);
    writer.number(record.frozen.len() as u64);
    for (from_ns, to_ns) in &record.frozen {
        writer.number(*from_ns);
        writer.number(*to_ns);
    }
    write_tasks(&mut writer, &record.trace.tasks);
    write_trace(&mut writer, &record.trace);
    writer.flag(record.restored.is_some());
    if let Some(restored) = &record.restored {
        writer.float(restored.parallelism);
        writer.number(restored.output.len() as u64);
        for line in &restored.output {
            writer.number(line.at_ns);
            writer.number(u64::from(line.task.0));
            // One more, so that none is 0.
            writer.number(line.lane.map_or(0, |lane| u64::from(lane.0) + 1));
            writer.text(&line.text);
        }
        writer.number(restored.failures.len() as u64);
        for (task, message) in &restored.failures {
            writer.number(u64::from(task.0));
            writer.text(message);
        }
    }
    writer.finish()
}

/// The run in these bytes.
///
/// # Errors
/// If they are none, or say what can't be.
pub fn decode(bytes: &[u8]) -> Result<Record, DecodeError> {
    let mut reader = Reader::new(bytes);
    let model = tagged(&Model::ALL, reader.byte()?)?;
    let (is_foreign, name) = (reader.flag()?, reader.text()?);
    let subject = if is_foreign { Subject::Foreign { name: name.into(), like: model } } else { Subject::Model(model) };
    let options = read_options(&mut reader)?;
    let outcome = tagged(&Outcome::ALL, reader.byte()?)?;
    let trusted = reader.flag()?;
    let notes =
        (0..reader.count(1)?).map(|_| Ok(Note::Said(reader.text()?.to_owned()))).collect::<Result<Vec<_>, _>>()?;
    let cores = reader.number_u32()? as usize;
    let frozen = (0..reader.count(2)?).map(|_| read_interval(&mut reader)).collect::<Result<Vec<_>, _>>()?;
    let tasks = read_tasks(&mut reader)?;
    let trace = read_trace(&mut reader, tasks)?;
    if trace.last_ns() > LATEST_NS || trace.changes().iter().any(|change| change.at_ns > LATEST_NS) {
        return Err(DecodeError::Inconsistent);
    }
    let restored = if reader.flag()? {
        let parallelism = reader.float()?;
        let output = (0..reader.count(4)?).map(|_| read_line(&mut reader, &trace)).collect::<Result<Vec<_>, _>>()?;
        let failures = (0..reader.count(2)?)
            .map(|_| Ok((TaskId(reader.number_u32()?), reader.text()?.to_owned())))
            .collect::<Result<Vec<_>, _>>()?;
        Some(Restored { output, parallelism, failures })
    } else {
        None
    };
    reader.finish()?;
    Ok(Record { subject, options, cores, trace, outcome, notes, trusted, frozen, restored })
}

fn read_interval(reader: &mut Reader) -> Result<(u64, u64), DecodeError> {
    let (from_ns, to_ns) = (time(reader.number()?)?, time(reader.number()?)?);
    if from_ns <= to_ns { Ok((from_ns, to_ns)) } else { Err(DecodeError::Inconsistent) }
}

fn read_line(reader: &mut Reader, trace: &Trace) -> Result<OutputLine, DecodeError> {
    let at_ns = time(reader.number()?)?;
    let task = TaskId(reader.number_u32()?);
    let lane = reader.number_u32()?.checked_sub(1).map(LaneId);
    // Without its spans a list need not be known either.
    let is_there = (trace.is_bare() || (task.0 as usize) < trace.tasks.len()) && has_lane(trace, lane);
    let text = reader.text()?.into();
    if is_there { Ok(OutputLine { at_ns, task, lane, text }) } else { Err(DecodeError::Inconsistent) }
}

pub(super) fn write_tasks(writer: &mut Writer, tasks: &Tasks) {
    writer.number(tasks.len() as u64);
    for task in tasks {
        writer.text(&task.name);
        writer.number(u64::from(task.group));
        writer.number(task.after.len() as u64);
        for group in task.after.iter() {
            writer.number(u64::from(*group));
        }
        write_steps(writer, &task.steps);
        writer.number(u64::from(task.turns));
        // One more, so that none is 0.
        writer.number(task.spawned_by.map_or(0, |by| u64::from(by.0) + 1));
        write_timeout(writer, task.timeout_ns);
        writer.number(u64::from(task.priority));
    }
}

/// All of a trace but its tasks.
pub(super) fn write_trace(writer: &mut Writer, trace: &Trace) {
    writer.flag(trace.is_bare());
    writer.number(trace.clock_resolution_ns);
    writer.number(trace.lanes.len() as u64);
    for lane in trace.lanes.iter() {
        writer.byte(tag_of(&KINDS, &lane.kind));
        writer.text(&lane.name);
    }
    write_resources(writer, &trace.resources);
    write_changes(writer, trace.changes());
    write_items(writer, trace.tasks.used_items());
    write_all_left(writer, trace.left());
    write_received(writer, trace.received());
    let events: Vec<Event> =
        (0..trace.tasks.len() as u32).flat_map(|task| trace.events(TaskId(task)).copied()).collect();
    writer.bytes(&encode_events(&events));
    writer.number(trace.deaths().len() as u64);
    for (task, message) in trace.deaths() {
        writer.number(u64::from(task.0));
        writer.text(message);
    }
}

pub(super) fn read_tasks(reader: &mut Reader) -> Result<Tasks, DecodeError> {
    let tasks = (0..reader.count(4)?).map(|_| read_task(reader)).collect::<Result<Vec<_>, _>>()?;
    Ok(tasks.into())
}

/// The trace of these tasks.
pub(super) fn read_trace(reader: &mut Reader, tasks: Tasks) -> Result<Trace, DecodeError> {
    let (is_bare, clock_resolution_ns) = (reader.flag()?, time(reader.number()?)?);
    let lanes = (0..reader.count(2)?)
        .map(|_| Ok(Lane { kind: tagged(&KINDS, reader.byte()?)?, name: reader.text()?.to_owned() }))
        .collect::<Result<Vec<_>, _>>()?;
    let mut trace = Trace::new(clock_resolution_ns, lanes, tasks).with_resources(&read_resources(reader)?);
    let changes = read_changes(reader)?;
    let fits = |change: &Change| {
        (change.task.0 as usize) < trace.tasks.len() && (change.resource.0 as usize) < trace.resources.len()
    };
    if !changes.iter().all(fits) {
        return Err(DecodeError::Inconsistent);
    }
    trace.change(&changes);
    trace.note_items(&read_items(reader)?);
    let left = read_all_left(reader)?;
    if !left.iter().all(|left| (left.task.0 as usize) < trace.tasks.len() && has_lane(&trace, Some(left.lane))) {
        return Err(DecodeError::Inconsistent);
    }
    trace.leave(&left);
    let received = read_received(reader)?;
    if !received.iter().all(|one| (one.task.0 as usize) < trace.tasks.len()) {
        return Err(DecodeError::Inconsistent);
    }
    trace.receive(&received);
    let events = decode_events(reader.bytes()?)?;
    if is_bare {
        if !events.is_empty() {
            return Err(DecodeError::Inconsistent);
        }
        trace = trace.without_events();
    }
    if !events.iter().all(|event| has_lane(&trace, Trace::lane_of(event))) {
        return Err(DecodeError::Inconsistent);
    }
    trace.extend(&events);
    // What came twice, fits no task, or comes after a hole is counted by nobody.
    let in_place: usize = (0..trace.tasks.len() as u32).map(|task| trace.events(TaskId(task)).count()).sum();
    if in_place != events.len() {
        return Err(DecodeError::Inconsistent);
    }
    for _ in 0..reader.count(2)? {
        let task = TaskId(reader.number_u32()?);
        trace.note_death(task, reader.text()?.to_owned());
    }
    Ok(trace)
}

fn read_task(reader: &mut Reader) -> Result<TaskInfo, DecodeError> {
    let (name, group) = (reader.text()?.to_owned(), reader.number_u32()?);
    let after = (0..reader.count(1)?).map(|_| reader.number_u32()).collect::<Result<_, _>>()?;
    let (steps, turns) = (read_steps(reader)?, read_turns(reader)?);
    let spawned_by = reader.number_u32()?.checked_sub(1).map(TaskId);
    let (once, timeout_ns) = ((steps.len() - body_length(&steps)) as u32, read_timeout(reader)?);
    let priority = reader.number_u32()?;
    Ok(TaskInfo { name, group, after, steps, turns, spawned_by, once, timeout_ns, priority })
}

fn has_lane(trace: &Trace, lane: Option<LaneId>) -> bool {
    lane.is_none_or(|lane| (lane.0 as usize) < trace.lanes.len())
}

fn time(ns: u64) -> Result<u64, DecodeError> {
    if ns <= LATEST_NS { Ok(ns) } else { Err(DecodeError::TooLarge) }
}

/// Where something was measured.
pub fn write_place(writer: &mut Writer, place: &Place) {
    writer.text(&place.user_agent);
    writer.number(u64::from(place.cores));
    writer.flag(place.isolated);
    writer.number(place.clock_resolution_ns);
    writer.number(place.calibration.iterations_per_second);
}

/// Where something was measured.
///
/// # Errors
/// If the bytes don't say it.
pub fn read_place(reader: &mut Reader) -> Result<Place, DecodeError> {
    Ok(Place {
        user_agent: reader.text()?.to_owned(),
        cores: reader.number_u32()?,
        isolated: reader.flag()?,
        clock_resolution_ns: reader.number()?,
        calibration: Calibration { iterations_per_second: reader.number()? },
    })
}

/// An attempt and its record as bytes. What the record shows is derived from it again, but where its spans are not kept.
pub fn encode_attempt(attempt: &Attempt, record: &Record, say: fn(&Note) -> String) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.bytes(&encode(record, say));
    if record.trace.is_bare() {
        write_figures(&mut writer, &attempt.figures);
        for cause in Cause::ALL {
            writer.number(attempt.why.total_ns(cause));
        }
        writer.number(attempt.latencies_ns.len() as u64);
        for ns in attempt.latencies_ns.iter() {
            writer.number(*ns);
        }
    }
    writer.finish()
}

/// The attempt in these bytes, and its record.
///
/// # Errors
/// If they are none, or say what can't be.
pub fn decode_attempt(bytes: &[u8]) -> Result<(Attempt, Record), DecodeError> {
    let mut reader = Reader::new(bytes);
    let record = decode(reader.bytes()?)?;
    let attempt = if record.trace.is_bare() {
        let figures = read_figures(&mut reader)?;
        // Sums over tasks may be longer than any run.
        time(figures.makespan_ns)?;
        let mut totals_ns = [0; Cause::ALL.len()];
        for total_ns in &mut totals_ns {
            *total_ns = time(reader.number()?)?;
        }
        let latencies_ns = (0..reader.count(1)?).map(|_| time(reader.number()?)).collect::<Result<_, _>>()?;
        Attempt::kept(&record, figures, Why::of_totals(totals_ns), latencies_ns)
    } else {
        Attempt::of(&record, &Analysis::of(&record))
    };
    reader.finish()?;
    Ok((attempt, record))
}

/// All but what is only known when runs are compared.
/// The place of a value among all there are.
pub fn tag_of<T: PartialEq>(all: &[T], value: &T) -> u8 {
    all.iter().position(|one| one == value).unwrap_or_default() as u8
}

/// The value at that place.
///
/// # Errors
/// If there is none.
pub fn tagged<T: Copy>(all: &[T], tag: u8) -> Result<T, DecodeError> {
    all.get(usize::from(tag)).copied().ok_or(DecodeError::UnknownTag(tag))
}
