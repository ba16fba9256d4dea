//! What the module that reads and writes files does with an order. Pure: the worker passes on what is asked and answered.

use super::parcel::Unpacked;
use super::{Format, formats, parcel};
use crate::app::search::Folding;
use crate::app::what_if::Choices;
use crate::engine::Options;
use crate::formats::import::{self, ImportError, Imported};
use crate::formats::results::{Environment, ReadError, ReadList, Record, Results, RunDamage, Series};
use crate::record::{self, Note, Place, Restored, Subject};
use crate::stats::{Analysis, Attempt};
use crate::wire::bytes::DecodeError;
use crate::wire::file_error::{FileError, check_list};
use crate::wire::files::{Recording, Report};
use crate::wire::records;
use crate::wire::samples::{Curve, encode_samples};
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

/// Writes what is in a parcel; `folding` is for the search that its pictures show.
///
/// # Errors
/// If it is no parcel, or if the format can't say what is in it.
pub fn write(parcel: &[u8], folding: Folding) -> Result<Written, FileError> {
    let mut parcel = match parcel::unpack(parcel).map_err(FileError::Parcel)? {
        Unpacked::Runs(parcel) => parcel,
        Unpacked::List(format, list, size) => {
            let text = formats::write_list(format, &list, size).ok_or(FileError::Parcel(DecodeError::Inconsistent))?;
            return Ok(Written { format, text, size_px: (0.0, 0.0) });
        }
    };
    parcel.look.folding = folding;
    let (text, size_px) = formats::write(&parcel)?;
    Ok(Written { format: parcel.format, text, size_px })
}

/// Reads a file, whatever it is, and tells what is in it.
pub fn open(job: u32, name: &str, bytes: Result<Vec<u8>, FileError>, mut tell: impl FnMut(Report)) {
    let imported = bytes.and_then(|bytes| import::read(name, bytes).map_err(FileError::Import));
    let told = imported.and_then(|imported| match imported {
        Imported::List { text, is_guessed } => {
            check_list(&text).map_err(FileError::Unfit)?;
            tell(Report::List { job, text, is_guessed });
            Ok(())
        }
        Imported::Lists(lists) => {
            lists.iter().try_for_each(|list| check_list(&list.text)).map_err(FileError::Unfit)?;
            tell(Report::Lists { job, lists });
            Ok(())
        }
        Imported::Results(results) => tell_recording(job, results, &mut tell),
    });
    if let Err(error) = told {
        tell(Report::Refused { job, sentence: words::file_error(&error) });
    }
}

/// All or nothing: nothing is told before every run is known to be sound.
fn tell_recording(job: u32, results: Results, tell: &mut impl FnMut(Report)) -> Result<(), FileError> {
    check_list(&results.program).map_err(FileError::Unfit)?;
    let (runs, unknown) = restore(&results).map_err(|error| FileError::Import(ImportError::Results(error)))?;
    if runs.is_empty() {
        return Err(FileError::NoRun(unknown));
    }
    let Results { program, environment, what_if, .. } = results;
    let curve = what_if.map(|what_if| {
        let choices = format!("axis={} height={}", what_if.axis, what_if.figure);
        let samples = what_if.samples(Options::for_cores(environment.cores as usize));
        Curve { choices: Choices::read(&choices).write(), samples: encode_samples(&samples) }
    });
    tell(Report::Recording(Recording {
        job,
        text: program,
        place: environment.into(),
        runs: runs.len() as u32,
        unknown,
        curve: curve.filter(|curve| !curve.samples.is_empty()),
    }));
    for run in runs {
        tell(Report::Run { job, run });
    }
    Ok(())
}

/// The runs that can be shown here, as bytes, those of a model one after another; and what the other series are called.
fn restore(results: &Results) -> Result<(Vec<Vec<u8>>, Vec<String>), ReadError> {
    let list = ReadList::of(&results.program);
    let (mut runs, mut others, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    for series in &results.series {
        let Some(subject) = series.known_subject() else {
            others.push(series.label());
            continue;
        };
        let model = subject.model();
        let environment = series.environment.as_ref().unwrap_or(&results.environment);
        let restored = series.records.iter().enumerate().map(|(index, record)| {
            let restored = restore_run(series, record, &subject, environment, &list);
            let (attempt, record) = restored.map_err(|damage| series.damage(index, damage))?;
            Ok(records::encode_attempt(&attempt, &record, words::note))
        });
        let restored = restored.collect::<Result<Vec<_>, _>>()?;
        let is_elsewhere = series.environment.as_ref().is_some_and(|own| !is_like(own, &results.environment));
        if is_elsewhere || shown.contains(&model) {
            // A panel shows one series, and all panels one machine.
            let named = if is_elsewhere { words::of_another_machine } else { words::a_second_time };
            others.push(named(&series.label()));
            continue;
        }
        shown.push(model);
        runs.extend(restored);
    }
    Ok((runs, others))
}

fn is_like(one: &Environment, other: &Environment) -> bool {
    Place::from(one.clone()).is_like(&Place::from(other.clone()))
}

/// The run that is written so.
pub(super) fn restore_run(
    series: &Series,
    written: &Record,
    subject: &Subject,
    environment: &Environment,
    list: &ReadList,
) -> Result<(Attempt, record::Record), RunDamage> {
    let (cores, model) = (environment.cores as usize, subject.model());
    let restored = |trace, notes, restored| {
        Ok::<_, RunDamage>(record::Record {
            subject: subject.clone(),
            options: series.options(model, Options::for_cores(cores)),
            cores,
            trace,
            outcome: written.outcome.known(),
            notes,
            trusted: written.trusted,
            frozen: written.frozen(),
            restored: Some(restored),
        })
    };
    if written.figures_only {
        let (trace, figures) = (written.bare_trace(environment.clock_resolution_ns, list)?, written.bare_figures());
        let (output, parallelism) = (written.bare_output(), figures.parallelism.average);
        let record =
            restored(trace, said(written), Restored { output, parallelism, failures: written.bare_failures() })?;
        let latencies_ns = written.bare_latencies_ns().into();
        return Ok((Attempt::kept(&record, figures, written.bare_why(), latencies_ns), record));
    }
    let trace = written.restore(environment.clock_resolution_ns, list)?;
    let timeline = written.timeline(&trace);
    let figures = written.figures(&trace, &timeline, model.has_event_loop(), cores);
    let mut notes = said(written);
    if !written.agrees_with(&figures) {
        notes.push(Note::Said(words::foreign_figures().to_owned()));
    }
    if !written.adds_up(figures.makespan_ns) {
        notes.push(Note::Said(words::foreign_parts().to_owned()));
    }
    let parallelism = figures.parallelism.average;
    let record = restored(trace, notes, Restored { output: timeline.output, parallelism, failures: Vec::new() })?;
    Ok((Attempt::of(&record, &Analysis::of(&record)), record))
}

/// What the file says about a run.
fn said(written: &Record) -> Vec<Note> {
    written.notes.iter().cloned().map(Note::Said).collect()
}
