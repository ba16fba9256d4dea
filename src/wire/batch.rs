//! Batches of events, as compact bytes.

pub use super::bytes::DecodeError;
use super::bytes::{Reader, Writer};
use crate::trace::{End, Event, LaneId, State, TaskId, What};

/// The tag of an event: the low bits say which state or end, these say what else is in it.
const ENDS: u8 = 0x08;
const HAS_LANE: u8 = 0x10;
const HAS_STEP: u8 = 0x20;
/// Tag, time, task, number and order take a byte each at least.
const EVENT_BYTES: usize = 5;

/// By their tag.
const STATES: [State; 6] =
    [State::Queued, State::Starting, State::Running, State::Waiting, State::Blocked, State::Locked];
/// By their tag.
const ENDINGS: [End; 4] = [End::Done, End::Failed, End::Cancelled, End::Rejected];

/// Events as bytes, about eight for each. Times and orders are differences to the event before, which may be later: a
/// batch holds the events of many tasks.
pub fn encode_events(events: &[Event]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(events.len() * 10);
    let (mut last_ns, mut last_order) = (0, 0);
    for event in events {
        let (tag, lane, step) = match event.what {
            What::Enter { state, lane, step } => (state_tag(state), lane, step),
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
        let what = match (STATES.get(usize::from(kind)), ENDINGS.get(usize::from(kind ^ ENDS))) {
            (Some(&state), _) => What::Enter { state, lane, step },
            (None, Some(&end)) if lane.is_none() => What::End { end, step },
            _ => return Err(DecodeError::UnknownTag(tag)),
        };
        events.push(Event { at_ns: last_ns, task, seq, order: last_order, what });
    }
    Ok(events)
}

fn state_tag(state: State) -> u8 {
    match state {
        State::Queued => 0,
        State::Starting => 1,
        State::Running => 2,
        State::Waiting => 3,
        State::Blocked => 4,
        State::Locked => 5,
    }
}

fn end_tag(end: End) -> u8 {
    match end {
        End::Done => 0,
        End::Failed => 1,
        End::Cancelled => 2,
        End::Rejected => 3,
    }
}

/// Small differences in either direction as small numbers.
fn zigzag(difference: u64) -> u64 {
    (difference << 1) ^ ((difference.cast_signed() >> 63).cast_unsigned())
}

fn unzigzag(number: u64) -> u64 {
    (number >> 1) ^ (number & 1).wrapping_neg()
}
