//! What the module that reads and writes files does with an order. Pure: the worker passes on what is asked and answered.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Format, formats, parcel};
use crate::engine::model::task_infos;
use crate::engine::{Model, Options};
use crate::formats::kept_file;
use crate::formats::results::{self, Damage, ReadError, Results};
use crate::formats::text::{self, Encoding};
use crate::program::{Limits, Plan, parse};
use crate::wire::file_error::{FileError, check_list};
use crate::wire::files::{Recording, Report};
use crate::wire::finished::{self, Finished, Restored};
use crate::words;

/// A file as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// As what.
    pub format: Format,
    /// What is in it.
    pub text: String,
    /// Width and height of a picture in pixels; 0 where it is none.
    pub size_px: (f64, f64),
}

/// Writes what is in a parcel.
///
/// # Errors
/// If it is no parcel.
pub fn write(parcel: &[u8]) -> Result<Written, FileError> {
    let parcel = parcel::unpack(parcel).map_err(FileError::Parcel)?;
    let (text, size_px) = formats::write(&parcel);
    Ok(Written { format: parcel.format, text, size_px })
}

/// Reads a file, a list or recorded runs, and tells what is in it.
pub fn open(job: u32, name: &str, bytes: Result<Vec<u8>, FileError>, mut tell: impl FnMut(Report)) {
    let opened = bytes.and_then(|bytes| {
        let (text, encoding) = text::read(bytes).ok_or(FileError::Unknown)?;
        // A list can't start like this: a statement starts with a word.
        if text.trim_start().starts_with(['{', '[']) || has_ending(name, "json") {
            if encoding == Encoding::Western {
                return Err(FileError::NotUtf8);
            }
            let Some(lists) = kept_file::read(&text) else { return tell_recording(job, &text, &mut tell) };
            let lists = lists.map_err(FileError::Lists)?;
            lists.iter().try_for_each(|list| check_list(&list.text))?;
            tell(Report::Lists { job, lists });
            return Ok(());
        }
        check_list(&text)?;
        if text.contains('\0') {
            return Err(FileError::Unknown);
        }
        if text.trim().is_empty() {
            return Err(FileError::Empty);
        }
        let is_guessed = encoding == Encoding::Western;
        tell(Report::List { job, text: text.replace("\r\n", "\n"), is_guessed });
        Ok(())
    });
    if let Err(error) = opened {
        tell(Report::Refused { job, sentence: words::file_error(&error) });
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

/// All or nothing: nothing is told before every run is known to be sound.
fn tell_recording(job: u32, text: &str, tell: &mut impl FnMut(Report)) -> Result<(), FileError> {
    let results = results::read(text).map_err(FileError::Results)?;
    check_list(&results.program)?;
    let (runs, unknown) = restore(&results)?;
    if runs.is_empty() {
        return Err(FileError::NoRun);
    }
    let Results { program, environment, .. } = results;
    tell(Report::Recording(Recording { job, text: program, environment, runs: runs.len() as u32, unknown }));
    for run in runs {
        tell(Report::Run { job, run });
    }
    Ok(())
}

/// The runs of the models that are known here, as bytes, and the ids of the others.
fn restore(results: &Results) -> Result<(Vec<Vec<u8>>, Vec<String>), FileError> {
    let parsed = parse(&results.program);
    let infos = if parsed.is_runnable() { task_infos(&Plan::of(&parsed.program)) } else { Vec::new() };
    let (mut runs, mut unknown) = (Vec::new(), Vec::new());
    let mut models = BTreeSet::new();
    let damaged = |damage| FileError::Results(ReadError::Damaged(damage));
    for (index, written) in results.runs.iter().enumerate() {
        if !models.insert(&written.model) {
            let model: String = written.model.chars().take(24).collect();
            return Err(damaged(Damage::TwoRuns(model)));
        }
        let Some(model) = Model::from_id(&written.model) else {
            unknown.push(written.model.chars().take(24).collect());
            continue;
        };
        if written.tasks.len() > Limits::LIST.tasks || written.lanes.len() > Limits::LIST.tasks {
            return Err(FileError::TooManyTasks);
        }
        let resolution_ns = results.environment.clock_resolution_ns;
        let trace = written
            .restore(resolution_ns, &infos)
            .map_err(|damage| damaged(Damage::InRun { run: index + 1, damage }))?;
        let timeline = written.timeline(&trace);
        let figures = written.figures(&trace, &timeline, model.has_event_loop(), results.environment.cores as usize);
        let options = written.options(model, Options::for_cores(results.environment.cores as usize));
        let mut notes = written.notes.clone();
        if !written.agrees_with(&figures) {
            notes.push(words::foreign_figures().to_owned());
        }
        runs.push(finished::encode(&Finished {
            model,
            options,
            outcome: written.outcome,
            trusted: written.trusted,
            notes: notes.into(),
            cores: results.environment.cores,
            trace: Cow::Owned(trace),
            restored: Some(Restored { output: timeline.output.into(), parallelism: figures.parallelism.average }),
        }));
    }
    Ok((runs, unknown))
}
