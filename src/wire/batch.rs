//! Batches of events, as compact bytes.

pub use super::bytes::DecodeError;
use super::bytes::{Reader, Writer};
use crate::trace::{Cause, End, Event, FileTrouble, LaneId, State, TaskId, What};

/// The tag of an event: the low bits say which state or end, these say what else is in it.
const ENDS: u8 = 0x80;
const HAS_LANE: u8 = 0x10;
const HAS_STEP: u8 = 0x20;
/// The low bits say why a task is told to end.
const TOLD: u8 = 0x40;
/// Tag, time, task, number and order take a byte each at least.
const EVENT_BYTES: usize = 5;

/// By their tag.
const STATES: [State; 7] =
    [State::Queued, State::Starting, State::Running, State::Waiting, State::Blocked, State::Locked, State::Copying];
/// By their tag.
const ENDINGS: [End; 11] = [
    End::Done,
    End::Failed,
    End::Cancelled,
    End::Rejected,
    End::TimedOut,
    End::Endless,
    End::NoServer,
    End::CutOff,
    End::File(FileTrouble::Refused),
    End::File(FileTrouble::Full),
    End::File(FileTrouble::Gone),
];

/// Events as bytes, about eight for each. Times and orders are differences to the event before, which may be later: a
/// batch holds the events of many tasks.
pub fn encode_events(events: &[Event]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(events.len() * 10);
    let (mut last_ns, mut last_order) = (0, 0);
    for event in events {
        let (tag, lane, step) = match event.what {
            What::Enter { state, lane, step } => (state_tag(state), lane, step),
            What::Told(cause) => (TOLD | cause as u8, None, None),
            What::End { end, step } => (ENDS | end_tag(end), None, step),
        };
        let has = |there: bool, flag| if there { flag } else { 0 };
        writer.byte(tag | has(lane.is_some(), HAS_LANE) | has(step.is_some(), HAS_STEP));
        writer.number(zigzag(event.at_ns.wrapping_sub(last_ns)));
        last_ns = event.at_ns;
        writer.number(u64::from(event.task.0));
        writer.number(u64::from(event.seq));
        let ahead = event.order.wrapping_sub(last_order).cast_signed();
        writer.number(zigzag(i64::from(ahead).cast_unsigned()));
        last_order = event.order;
        for number in [lane.map(|lane| lane.0), step].into_iter().flatten() {
            writer.number(u64::from(number));
        }
    }
    writer.finish()
}

/// The events in these bytes.
///
/// # Errors
/// If they are no batch of events.
pub fn decode_events(bytes: &[u8]) -> Result<Vec<Event>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let mut events = Vec::with_capacity(bytes.len() / EVENT_BYTES);
    let (mut last_ns, mut last_order) = (0_u64, 0_u32);
    while reader.left() > 0 {
        let tag = reader.byte()?;
        last_ns = last_ns.wrapping_add(unzigzag(reader.number()?));
        let task = TaskId(reader.number_u32()?);
        let seq = reader.number_u32()?;
        // Whatever a garbled difference is, it wraps round as it did when it was written.
        last_order = last_order.wrapping_add(unzigzag(reader.number()?) as u32);
        let lane = if tag & HAS_LANE == 0 { None } else { Some(LaneId(reader.number_u32()?)) };
        let step = if tag & HAS_STEP == 0 { None } else { Some(reader.number_u32()?) };
        let kind = tag & !(HAS_LANE | HAS_STEP);
        let told = Cause::ALL.get(usize::from(kind ^ TOLD)).filter(|_| lane.is_none() && step.is_none());
        let what = match (STATES.get(usize::from(kind)), ENDINGS.get(usize::from(kind ^ ENDS))) {
            (Some(&state), _) => What::Enter { state, lane, step },
            (None, Some(&end)) if lane.is_none() => What::End { end, step },
            _ => What::Told(*told.ok_or(DecodeError::UnknownTag(tag))?),
        };
        events.push(Event { at_ns: last_ns, task, seq, order: last_order, what });
    }
    Ok(events)
}

/// Writes why a task is told to end.
pub(super) fn write_cause(writer: &mut Writer, cause: Cause) {
    writer.byte(cause as u8);
}

/// Reads why a task is told to end.
pub(super) fn read_cause(reader: &mut Reader) -> Result<Cause, DecodeError> {
    let tag = reader.byte()?;
    Cause::ALL.get(usize::from(tag)).copied().ok_or(DecodeError::UnknownTag(tag))
}

/// Writes how a task has ended.
pub(super) fn write_end(writer: &mut Writer, end: End) {
    writer.byte(end_tag(end));
}

/// Reads how a task has ended.
pub(super) fn read_end(reader: &mut Reader) -> Result<End, DecodeError> {
    let tag = reader.byte()?;
    ENDINGS.get(usize::from(tag)).copied().ok_or(DecodeError::UnknownTag(tag))
}

fn state_tag(state: State) -> u8 {
    match state {
        State::Queued => 0,
        State::Starting => 1,
        State::Running => 2,
        State::Waiting => 3,
        State::Blocked => 4,
        State::Locked => 5,
        State::Copying => 6,
    }
}

fn end_tag(end: End) -> u8 {
    match end {
        End::Done => 0,
        End::Failed => 1,
        End::Cancelled => 2,
        End::Rejected => 3,
        End::TimedOut => 4,
        End::Endless => 5,
        End::NoServer => 6,
        End::CutOff => 7,
        End::File(FileTrouble::Refused) => 8,
        End::File(FileTrouble::Full) => 9,
        End::File(FileTrouble::Gone) => 10,
    }
}

/// Small differences in either direction as small numbers.
fn zigzag(difference: u64) -> u64 {
    (difference << 1) ^ ((difference.cast_signed() >> 63).cast_unsigned())
}

fn unzigzag(number: u64) -> u64 {
    (number >> 1) ^ (number & 1).wrapping_neg()
}
