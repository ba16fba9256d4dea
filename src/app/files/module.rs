//! What the module that reads and writes files does with an order. Pure: the worker passes on what is asked and answered.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Format, formats, parcel};
use crate::app::lists;
use crate::engine::model::task_infos;
use crate::engine::{Model, Options};
use crate::formats::kept_file;
use crate::formats::results::{self, Results};
use crate::formats::text::{self, Encoding};
use crate::program::{Limits, Plan, parse};
use crate::wire::files::{Recording, Report};
use crate::wire::finished::{self, Finished, Restored};

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
/// In whole sentences.
pub fn write(parcel: &[u8]) -> Result<Written, String> {
    let parcel = parcel::unpack(parcel).map_err(|error| error.to_string())?;
    let (text, size_px) = formats::write(&parcel);
    Ok(Written { format: parcel.format, text, size_px })
}

/// What is said about a list whose letters were guessed.
const GUESSED: &str = "The file is not in UTF-8: it was read as Windows-1252, as Western Europe writes. See whether its \
                       letters are right.";

/// Reads a file, a list or recorded runs, and tells what is in it.
pub fn open(job: u32, name: &str, bytes: Result<Vec<u8>, String>, mut tell: impl FnMut(Report)) {
    let neither = || "This is neither a results file nor a list.".to_owned();
    let opened = bytes.and_then(|bytes| {
        let (text, encoding) = text::read(bytes).ok_or_else(neither)?;
        // A list can't start like this: a statement starts with a word.
        if text.trim_start().starts_with(['{', '[']) || has_ending(name, "json") {
            if encoding == Encoding::Western {
                return Err("This file is not in UTF-8, as results files are: it was changed on the way.".to_owned());
            }
            let Some(lists) = kept_file::read(&text) else { return tell_recording(job, &text, &mut tell) };
            let lists = lists?;
            if let Some(refusal) = lists.iter().find_map(|list| lists::refusal(&list.text)) {
                return Err(refusal);
            }
            tell(Report::Lists { job, lists });
            return Ok(());
        }
        match lists::refusal(&text) {
            Some(refusal) => Err(refusal),
            None if text.contains('\0') => Err(neither()),
            None if text.trim().is_empty() => Err("This file is empty: there is no list in it.".to_owned()),
            None => {
                let note = if encoding == Encoding::Western { GUESSED } else { "" };
                tell(Report::List { job, text: text.replace("\r\n", "\n"), note: note.to_owned() });
                Ok(())
            }
        }
    });
    if let Err(sentence) = opened {
        tell(Report::Refused { job, sentence });
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

/// All or nothing: nothing is told before every run is known to be sound.
fn tell_recording(job: u32, text: &str, tell: &mut impl FnMut(Report)) -> Result<(), String> {
    let results = results::read(text).map_err(|error| error.to_string())?;
    if let Some(refusal) = lists::refusal(&results.program) {
        return Err(refusal);
    }
    let (runs, unknown) = restore(&results)?;
    if runs.is_empty() {
        return Err("This results file holds no run that this Interleave can show.".to_owned());
    }
    let Results { program, environment, .. } = results;
    tell(Report::Recording(Recording { job, text: program, environment, runs: runs.len() as u32, unknown }));
    for run in runs {
        tell(Report::Run { job, run });
    }
    Ok(())
}

/// The runs of the models that are known here, as bytes, and the ids of the others.
fn restore(results: &Results) -> Result<(Vec<Vec<u8>>, Vec<String>), String> {
    let parsed = parse(&results.program);
    let infos = if parsed.is_runnable() { task_infos(&Plan::of(&parsed.program)) } else { Vec::new() };
    let (mut runs, mut unknown) = (Vec::new(), Vec::new());
    let mut models = BTreeSet::new();
    for (index, written) in results.runs.iter().enumerate() {
        if !models.insert(&written.model) {
            let model: String = written.model.chars().take(24).collect();
            return Err(results::ReadError::Damaged(format!("it has two runs of {model}")).to_string());
        }
        let Some(model) = Model::from_id(&written.model) else {
            unknown.push(written.model.chars().take(24).collect());
            continue;
        };
        let damaged = |what| results::ReadError::Damaged(format!("in run {}, {what}", index + 1)).to_string();
        if written.tasks.len() > Limits::LIST.tasks || written.lanes.len() > Limits::LIST.tasks {
            return Err(format!("This results file has more tasks or lanes than {}.", Limits::LIST.tasks));
        }
        let resolution_ns = results.environment.clock_resolution_ns;
        let trace = written.restore(resolution_ns, &infos).map_err(damaged)?;
        let timeline = written.timeline(&trace);
        let figures = written.figures(&trace, &timeline, model.has_event_loop(), results.environment.cores as usize);
        let options = written.options(model, Options::for_cores(results.environment.cores as usize));
        let mut notes = written.notes.clone();
        if !written.agrees_with(&figures) {
            notes.push("The figures in the file are not those of its spans; shown are those of its spans.".to_owned());
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
