//! The steps of a task as bytes, wherever they go.

use super::bytes::{DecodeError, Reader, Writer};
use crate::program::{Argument, ByItem, Fetch, Limits, Make, PlannedHow, Step, Stored, Transfer, Value};

/// A tag; `yield` is nothing else.
const STEP_BYTES: usize = 1;

/// Writes steps, after their number.
pub(super) fn write_steps(writer: &mut Writer, steps: &[Step<u64>]) {
    writer.number(steps.len() as u64);
    for step in steps {
        writer.byte(step.tag() as u8);
        match step.argument() {
            Argument::Text(text) | Argument::Name(text) => writer.text(text),
            Argument::Message(first, text) => {
                writer.flag(first.is_some());
                if let Some(first) = first {
                    writer.number(u64::from(first));
                }
                writer.text(text);
            }
            // One more, so that as long as an item says is 0.
            Argument::Duration(ns) => writer.number(*ns + 1),
            Argument::ByItem => writer.number(0),
            Argument::Fetch(ns, fetch) => {
                writer.number(*ns);
                writer.optional(fetch.size());
                writer.flag(fetch.is_blocking);
            }
            Argument::File(transfer) => {
                writer.number(transfer.bytes());
                writer.flag(transfer.is_blocking);
            }
            Argument::Item(name, value) => {
                writer.text(name);
                write_value(writer, value);
            }
            Argument::Nothing => {}
            Argument::Number(name, stored) => {
                writer.text(name);
                writer.flag(matches!(stored, Stored::More(_)));
                writer.number(stored.number().cast_unsigned());
            }
        }
        if step.can_give_up() {
            writer.optional(step.within().copied());
        }
    }
}

/// Reads as many steps as there are.
pub(super) fn read_steps(reader: &mut Reader) -> Result<Vec<Step<u64>>, DecodeError> {
    (0..reader.count(STEP_BYTES)?).map(|_| read_step(reader)).collect()
}

/// Longer than a list can say would be too long for sums.
fn read_duration(reader: &mut Reader) -> Result<u64, DecodeError> {
    bounded(reader.number()?)
}

fn bounded(ns: u64) -> Result<u64, DecodeError> {
    if ns <= Limits::LIST.duration_ns { Ok(ns) } else { Err(DecodeError::TooLarge) }
}

const NO_VALUE: u8 = 0;
const LASTING: u8 = 1;
const WORD: u8 = 2;

/// Writes the value of an item, if it has one.
pub(super) fn write_value(writer: &mut Writer, value: Option<&Value<u64>>) {
    match value {
        None => writer.byte(NO_VALUE),
        Some(Value::Lasting(ns)) => {
            writer.byte(LASTING);
            writer.number(*ns);
        }
        Some(Value::Word(word)) => {
            writer.byte(WORD);
            writer.text(word);
        }
    }
}

/// Reads the value of an item, if it has one.
pub(super) fn read_value(reader: &mut Reader) -> Result<Option<Value<u64>>, DecodeError> {
    Ok(match reader.byte()? {
        NO_VALUE => None,
        LASTING => Some(Value::Lasting(read_duration(reader)?)),
        WORD => Some(Value::Word(reader.text()?.into())),
        tag => return Err(DecodeError::UnknownTag(tag)),
    })
}

/// Writes how a task is done.
pub(super) fn write_how(writer: &mut Writer, how: &PlannedHow) {
    writer.number(u64::from(how.turns));
    writer.flag(how.is_endless);
    write_timeout(writer, how.timeout_ns);
    writer.optional(how.until.map(u64::from));
    writer.flag(how.together.is_some());
    if let Some(word) = &how.together {
        writer.text(word);
    }
    writer.number(how.pauses_ns.len() as u64);
    for pause_ns in &how.pauses_ns {
        writer.number(*pause_ns);
    }
    writer.flag(how.is_outside);
    writer.optional(how.carries);
    writer.number(how.rates.len() as u64);
    for name in &how.rates {
        writer.text(name);
    }
}

/// Reads how a task is done.
pub(super) fn read_how(reader: &mut Reader) -> Result<PlannedHow, DecodeError> {
    let (turns, is_endless, timeout_ns) = (read_turns(reader)?, reader.flag()?, read_timeout(reader)?);
    let until = reader.flag()?.then(|| reader.number_u32()).transpose()?;
    let together = reader.flag()?.then(|| Ok(reader.text()?.into())).transpose()?;
    let pauses_ns = (0..reader.count(1)?).map(|_| read_duration(reader)).collect::<Result<_, _>>()?;
    let is_outside = reader.flag()?;
    let carries = reader.optional()?;
    // Nothing else is ever made room for.
    if carries.is_some_and(|bytes| !(1..=Limits::LIST.carried_bytes).contains(&bytes)) {
        return Err(DecodeError::TooLarge);
    }
    let rates = (0..reader.count(1)?).map(|_| Ok(reader.text()?.into())).collect::<Result<_, _>>()?;
    Ok(PlannedHow { turns, is_endless, timeout_ns, until, together, pauses_ns, rates, is_outside, carries })
}

/// Writes how long a task has.
pub(super) fn write_timeout(writer: &mut Writer, timeout_ns: Option<u64>) {
    writer.optional(timeout_ns);
}

/// Reads how long a task has.
pub(super) fn read_timeout(reader: &mut Reader) -> Result<Option<u64>, DecodeError> {
    reader.flag()?.then(|| read_duration(reader)).transpose()
}

/// Reads how many turns the steps of a task are: at least one.
pub(super) fn read_turns(reader: &mut Reader) -> Result<u32, DecodeError> {
    match reader.number_u32()? {
        0 => Err(DecodeError::Inconsistent),
        turns => Ok(turns),
    }
}

fn read_step(reader: &mut Reader) -> Result<Step<u64>, DecodeError> {
    let tag = reader.byte()?;
    let keyword = Step::<u64>::KEYWORDS.get(usize::from(tag)).ok_or(DecodeError::UnknownTag(tag))?;
    let step = match keyword.make {
        Make::Text(make) | Make::Name(make) => make(reader.text()?.into()),
        Make::Message(make) => {
            let first = reader.flag()?.then(|| reader.number_u32()).transpose()?;
            make(first, reader.text()?.into())
        }
        Make::Duration(make) => match reader.number()?.checked_sub(1) {
            Some(ns) => make(bounded(ns)?),
            None => Step::ByItem(ByItem::of_word(keyword.word).ok_or(DecodeError::Inconsistent)?),
        },
        Make::Fetch(make) => {
            let (ns, size) = (read_duration(reader)?, reader.optional()?);
            if size.is_some_and(|bytes| bytes > Limits::LIST.carried_bytes) {
                return Err(DecodeError::TooLarge);
            }
            make(ns, Fetch::of(size, reader.flag()?).ok_or(DecodeError::Inconsistent)?)
        }
        Make::File(make) => {
            let bytes = reader.number()?;
            if bytes > Limits::LIST.carried_bytes {
                return Err(DecodeError::TooLarge);
            }
            make(Transfer::of(bytes, reader.flag()?).ok_or(DecodeError::Inconsistent)?)
        }
        Make::Item(make) => make(reader.text()?.into(), read_value(reader)?),
        Make::Nothing(make) => make(),
        Make::Number(make) => {
            let (name, is_more) = (reader.text()?.into(), reader.flag()?);
            let number = reader.number()?.cast_signed();
            if number.unsigned_abs() > Limits::LIST.number.unsigned_abs() {
                return Err(DecodeError::TooLarge);
            }
            make(name, if is_more { Stored::More(number) } else { Stored::Number(number) })
        }
    };
    if !step.can_give_up() {
        return Ok(step);
    }
    let within = reader.flag()?.then(|| read_duration(reader)).transpose()?;
    Ok(step.done_within(within))
}
