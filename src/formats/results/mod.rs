//! The results file, version 1: what was run, where, and everything that was measured.
//! `docs/results.md` says it in words, `docs/results.schema.json` in JSON Schema. Old versions stay readable for ever:
//! a version 2 gets types of its own beside these.

mod build;
mod damage;
mod read;
mod restore;
mod wire;

pub use build::Measured;
pub use damage::{Damage, Impossible, RunDamage};
pub use restore::LATEST_NS;
pub use wire::{Calibration, End, Environment, Kind, Lane, Line, Outcome, Results, Run, Span, State, Stats, Task};

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
    /// It says that it is a results file, and isn't as one must be.
    Damaged(Damage),
}

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
        _ => return Err(ReadError::Damaged(Damage::Version)),
    }
    let results = read::results(&value).map_err(ReadError::Damaged)?;
    for (index, run) in results.runs.iter().enumerate() {
        check(run).map_err(|damage| ReadError::Damaged(Damage::InRun { run: index + 1, damage }))?;
    }
    Ok(results)
}

/// What the types can't say: ids count from 0, references lead somewhere, time goes forward.
fn check(run: &Run) -> Result<(), RunDamage> {
    let are_counted = |ids: &mut dyn Iterator<Item = u32>| ids.zip(0..).all(|(id, index): (u32, u32)| id == index);
    let is_task = |task: u32| (task as usize) < run.tasks.len();
    let is_lane = |lane: Option<u32>| lane.is_none_or(|lane| (lane as usize) < run.lanes.len());
    let rules = [
        (are_counted(&mut run.lanes.iter().map(|lane| lane.id)), RunDamage::LaneIds),
        (are_counted(&mut run.tasks.iter().map(|task| task.id)), RunDamage::TaskIds),
        (run.spans.iter().all(|span| is_task(span.task)), RunDamage::UnknownTask),
        (run.spans.iter().all(|span| is_lane(span.lane)), RunDamage::UnknownLane),
        (run.spans.iter().all(|span| span.start_ns <= span.end_ns), RunDamage::BackwardSpan),
        (run.output.iter().all(|line| is_task(line.task)), RunDamage::UnknownPrinter),
    ];
    rules.into_iter().find(|(is_kept, _)| !is_kept).map_or(Ok(()), |(_, broken)| Err(broken))
}
