//! The steps of a task as bytes, wherever they go.

use super::bytes::{DecodeError, Reader, Writer};
use crate::program::{Argument, Limits, Make, Step};

/// A tag; `yield` is nothing else.
const STEP_BYTES: usize = 1;

/// Writes steps, after their number.
pub(super) fn write_steps(writer: &mut Writer, steps: &[Step<u64>]) {
    writer.number(steps.len() as u64);
    for step in steps {
        writer.byte(step.tag() as u8);
        match step.argument() {
            Argument::Text(text) | Argument::Name(text) => writer.text(text),
            Argument::Duration(ns) => writer.number(*ns),
            Argument::Nothing => {}
        }
    }
}

/// Reads as many steps as there are.
pub(super) fn read_steps(reader: &mut Reader) -> Result<Vec<Step<u64>>, DecodeError> {
    (0..reader.count(STEP_BYTES)?).map(|_| read_step(reader)).collect()
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
    Ok(match keyword.make {
        Make::Text(make) | Make::Name(make) => make(reader.text()?.into()),
        // Longer than a list can say would be too long for sums.
        Make::Duration(make) => match reader.number()? {
            ns if ns <= Limits::LIST.duration_ns => make(ns),
            _ => return Err(DecodeError::TooLarge),
        },
        Make::Nothing(make) => make(),
    })
}
