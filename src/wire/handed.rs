//! Tasks as a worker with a memory of its own is handed them: how far each has come, and its steps.

use super::bytes::{DecodeError, Reader, Writer};
use super::steps::{read_steps, write_steps};
use crate::engine::Progress;
use crate::program::Step;
use crate::trace::TaskId;

/// How far a task has come, and its steps.
pub type Handed = (Progress, Vec<Step<u64>>);

/// Three numbers and a count take a byte each at least.
const HANDED_BYTES: usize = 4;

/// Tasks as bytes.
pub fn encode_handed<'a>(tasks: impl ExactSizeIterator<Item = (&'a Progress, &'a [Step<u64>])>) -> Vec<u8> {
    let mut writer = Writer::with_capacity(tasks.len() * 16);
    writer.number(tasks.len() as u64);
    for (progress, steps) in tasks {
        writer.number(u64::from(progress.task.0));
        writer.number(u64::from(progress.seq));
        writer.number(progress.last_ns);
        write_steps(&mut writer, steps);
    }
    writer.finish()
}

/// The tasks in these bytes.
///
/// # Errors
/// If they are none.
pub fn decode_handed(bytes: &[u8]) -> Result<Vec<Handed>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let tasks = (0..reader.count(HANDED_BYTES)?).map(|_| read(&mut reader)).collect::<Result<_, _>>()?;
    reader.finish()?;
    Ok(tasks)
}

fn read(reader: &mut Reader) -> Result<Handed, DecodeError> {
    let (task, seq) = (TaskId(reader.number_u32()?), reader.number_u32()?);
    Ok((Progress { task, seq, last_ns: reader.number()? }, read_steps(reader)?))
}
