//! The results file, version 1: what was run, where, and everything that was measured.
//! `docs/results.md` says it in words, `docs/results.schema.json` in JSON Schema. Old versions stay readable for ever:
//! a version 2 gets types of its own beside these.

mod build;
mod read;
mod restore;
mod wire;

pub use build::Measured;
pub use restore::LATEST_NS;
pub use wire::{Calibration, End, Environment, Kind, Lane, Line, Outcome, Results, Run, Span, State, Stats, Task};

use std::fmt;

use super::json::{self, Json};

/// What `format` says.
pub const FORMAT: &str = "interleave-results";
/// The version written.
pub const VERSION: u64 = 1;

/// The file as text: one line of JSON.
pub fn write(results: &Results) -> String {
    // Nothing in these types can fail: keys are texts, and the sink is memory.
    let mut text = serde_json::to_string(results).unwrap_or_default();
    text.push('\n');
    text
}

/// Why a text is no results file that can be read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// It is no JSON.
    NotJson {
        /// Where it stops being JSON, counted from 1.
        line: usize,
        /// The column there, counted from 1.
        column: usize,
    },
    /// It is JSON, but says nowhere that it is a results file.
    NotResults,
    /// It was written by a later version of Interleave.
    Newer(
        /// The version of the file.
        u64,
    ),
    /// It says that it is a results file, and isn't as one must be; the reason, without a full stop.
    Damaged(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column } => {
                write!(f, "This is not a results file: it is not JSON, from line {line}, column {column} on.")
            }
            Self::NotResults => write!(f, "This is not a results file: its format is not \"{FORMAT}\"."),
            Self::Newer(version) => write!(
                f,
                "This results file has version {version}, and this Interleave reads up to version {VERSION}: reload \
                 the page to get a newer one."
            ),
            Self::Damaged(reason) => write!(f, "This results file is damaged: {reason}."),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a file of any version there has been.
///
/// # Errors
/// If the text is something else, newer, or damaged: a reference from one part to another may lead nowhere.
pub fn read(text: &str) -> Result<Results, ReadError> {
    let value = json::read(text).map_err(|(line, column)| ReadError::NotJson { line, column })?;
    if value.get("format").and_then(Json::as_text) != Some(FORMAT) {
        return Err(ReadError::NotResults);
    }
    match value.get("version").and_then(Json::as_whole) {
        Some(VERSION) => {}
        Some(version) if version > VERSION => return Err(ReadError::Newer(version)),
        _ => return Err(ReadError::Damaged("it has no version that ever was".to_owned())),
    }
    let results = read::results(&value).map_err(ReadError::Damaged)?;
    for (index, run) in results.runs.iter().enumerate() {
        check(run).map_err(|what| ReadError::Damaged(format!("in run {}, {what}", index + 1)))?;
    }
    Ok(results)
}

/// What the types can't say: ids count from 0, references lead somewhere, time goes forward.
fn check(run: &Run) -> Result<(), &'static str> {
    let are_counted = |ids: &mut dyn Iterator<Item = u32>| ids.zip(0..).all(|(id, index): (u32, u32)| id == index);
    let is_task = |task: u32| (task as usize) < run.tasks.len();
    let is_lane = |lane: Option<u32>| lane.is_none_or(|lane| (lane as usize) < run.lanes.len());
    let rules = [
        (are_counted(&mut run.lanes.iter().map(|lane| lane.id)), "the ids of the lanes don't count from 0"),
        (are_counted(&mut run.tasks.iter().map(|task| task.id)), "the ids of the tasks don't count from 0"),
        (run.spans.iter().all(|span| is_task(span.task)), "a span names a task that isn't there"),
        (run.spans.iter().all(|span| is_lane(span.lane)), "a span names a lane that isn't there"),
        (run.spans.iter().all(|span| span.start_ns <= span.end_ns), "a span ends before it starts"),
        (run.output.iter().all(|line| is_task(line.task)), "a line was printed by a task that isn't there"),
    ];
    rules.into_iter().find(|(is_kept, _)| !is_kept).map_or(Ok(()), |(_, broken)| Err(broken))
}
