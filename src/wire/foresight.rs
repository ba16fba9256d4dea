//! What the page asks of a list that takes too long to perform on its own thread, and what comes of it.

use super::bytes::{DecodeError, Reader, Writer};
use super::changes::{read_stuck, write_stuck};
use super::figures::{read_figures, write_figures};
use super::question::{read_models, read_setup, write_models, write_setup};
use super::records::{read_tasks, read_trace, tag_of, tagged, write_tasks, write_trace};
use crate::engine::virtual_time::Setup;
use crate::engine::{Model, Stuck};
use crate::stats::why::{Cause, Stretch};
use crate::stats::{Analysis, Figures, Why};
use crate::trace::{Tasks, Trace};

/// A list that is to be performed in virtual time.
#[derive(Debug, Clone, PartialEq)]
pub struct Foresight {
    /// Its number: what is asked later is of a later list.
    pub number: u32,
    /// The list.
    pub text: String,
    /// What is known of the machine, and what the reader has chosen.
    pub setup: Setup,
    /// Under these models.
    pub models: Vec<Model>,
}

/// What came of it under one of the models.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen {
    /// The number of what was asked.
    pub number: u32,
    /// The model.
    pub model: Model,
    /// The run that is expected, see [`encode_run`]; `None` if it would take too much to find out.
    pub run: Option<Vec<u8>>,
}

/// A run that is expected, and what takes a while to derive from it.
#[derive(Debug)]
pub struct ForeseenRun {
    /// What happens in it.
    pub trace: Trace,
    /// That nothing in it can go on at its end.
    pub stuck: Option<Stuck>,
    /// Its figures.
    pub figures: Figures,
    /// Why it takes that long.
    pub why: Why,
}

/// A run that is expected and what takes a while to derive from it, as bytes. Its tasks are those of all models: they need
/// to be told once.
pub fn encode_run(trace: &Trace, stuck: Option<&Stuck>, view: &Analysis, has_tasks: bool) -> Vec<u8> {
    let mut writer = Writer::with_capacity(trace.event_count() * 10);
    writer.flag(has_tasks);
    if has_tasks {
        write_tasks(&mut writer, &trace.tasks);
    }
    write_trace(&mut writer, trace);
    writer.flag(stuck.is_some());
    if let Some(stuck) = stuck {
        write_stuck(&mut writer, stuck);
    }
    write_figures(&mut writer, &view.figures);
    let path = view.why.as_ref().map_or(&[][..], Why::path);
    writer.number(path.len() as u64);
    for stretch in path {
        writer.byte(tag_of(&Cause::ALL, &stretch.cause));
        // One more, so that none is 0.
        writer.number(stretch.span.map_or(0, |span| span as u64 + 1));
        writer.number(stretch.length_ns());
    }
    writer.finish()
}

/// The run in these bytes, whose tasks are these if they were told before.
///
/// # Errors
/// If they are none.
pub fn decode_run(bytes: &[u8], tasks: Option<&Tasks>) -> Result<ForeseenRun, DecodeError> {
    let mut reader = Reader::new(bytes);
    let tasks = if reader.flag()? { Some(read_tasks(&mut reader)?) } else { tasks.cloned() };
    let trace = read_trace(&mut reader, tasks.ok_or(DecodeError::Inconsistent)?)?;
    let stuck = if reader.flag()? { Some(read_stuck(&mut reader)?) } else { None };
    let figures = read_figures(&mut reader)?;
    let mut end_ns = 0;
    let mut path = Vec::new();
    for _ in 0..reader.count(3)? {
        let cause = tagged(&Cause::ALL, reader.byte()?)?;
        let (span, start_ns) = (reader.number_u32()?.checked_sub(1).map(|span| span as usize), end_ns);
        end_ns = reader.number()?.checked_add(start_ns).ok_or(DecodeError::TooLarge)?;
        // There are no more spans than events.
        if span.is_some_and(|span| span >= trace.event_count()) {
            return Err(DecodeError::Inconsistent);
        }
        path.push(Stretch { cause, span, start_ns, end_ns });
    }
    reader.finish()?;
    Ok(ForeseenRun { trace, stuck, figures, why: Why::along(path) })
}

pub(super) fn write_foresight(writer: &mut Writer, foresight: &Foresight) {
    writer.number(u64::from(foresight.number));
    writer.text(&foresight.text);
    write_setup(writer, &foresight.setup);
    write_models(writer, &foresight.models);
}

pub(super) fn read_foresight(reader: &mut Reader) -> Result<Foresight, DecodeError> {
    let (number, text) = (reader.number_u32()?, reader.text()?.to_owned());
    Ok(Foresight { number, text, setup: read_setup(reader)?, models: read_models(reader)? })
}

pub(super) fn write_foreseen(writer: &mut Writer, foreseen: &Foreseen) {
    writer.number(u64::from(foreseen.number));
    writer.byte(tag_of(&Model::ALL, &foreseen.model));
    writer.flag(foreseen.run.is_some());
    writer.bytes(foreseen.run.as_deref().unwrap_or_default());
}

pub(super) fn read_foreseen(reader: &mut Reader) -> Result<Foreseen, DecodeError> {
    let (number, model) = (reader.number_u32()?, tagged(&Model::ALL, reader.byte()?)?);
    let (is_known, run) = (reader.flag()?, reader.bytes()?);
    Ok(Foreseen { number, model, run: is_known.then(|| run.to_vec()) })
}
