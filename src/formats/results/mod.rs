//! The results file: what was run, where, and everything that was measured. `docs/results.md` says it in words,
//! `docs/results.schema.json` in JSON Schema.
//!
//! Each version has types of its own, `v1` and `v2`; whatever is read becomes what the newest has. Old versions stay
//! readable for ever.

mod bare;
mod build;
mod check;
mod curve;
mod damage;
mod foreign;
mod incidents;
mod read_list;
mod requests;
mod restore;
mod restored_changes;
mod shared_values;
mod told;
mod v1;
mod v2;

pub use damage::{Damage, Impossible, RunDamage};
pub use incidents::{Failure, Stretch};
pub use read_list::ReadList;
pub use requests::Request;
pub use restore::LATEST_NS;
pub use shared_values::{Did, LastValue, SharedValue};
pub use v2::{
    Awaited, Calibration, CurvePoint, End, Environment, Kind, Lane, Line, Origin, Outcome, Parts, Reading, Record,
    Results, Series, Span, State, Subject, Task, WhatIf,
};

use serde::Deserialize;

pub use super::fields::{Fields, Scalar};
use super::head::Head;

/// What `format` says.
pub const FORMAT: &str = "interleave-results";
/// The version written.
pub const VERSION: u64 = 2;

/// The file as text: one line of JSON.
pub fn write(results: &Results) -> String {
    line(results)
}

/// The file as version 1 has it, which release 0.1.0 reads; `None` if that can't say all of it.
pub fn write_v1(results: &Results) -> Option<String> {
    v1::Results::of(results).map(|results| line(&results))
}

fn line(file: &impl serde::Serialize) -> String {
    // Nothing in these types can fail: keys are texts, and the sink is memory.
    let mut text = serde_json::to_string(file).unwrap_or_default();
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
    read_with(&Head::of(text), text)
}

/// The same of a text whose head is known.
pub(super) fn read_with(head: &Head, text: &str) -> Result<Results, ReadError> {
    let (format, version) = match head {
        Head::NotJson { line, column } => return Err(ReadError::NotJson { line: *line, column: *column }),
        Head::Json { format, version } => (format.as_deref(), *version),
    };
    if format != Some(FORMAT) {
        return Err(ReadError::NotResults);
    }
    let results = match version {
        Some(1) => parsed::<v1::Results>(text)?.newer()?,
        Some(VERSION) => parsed::<Results>(text)?,
        Some(version) if version > VERSION => return Err(ReadError::Newer(version)),
        _ => return Err(ReadError::Damaged(Damage::Version)),
    };
    check::results(&results)?;
    Ok(results)
}

fn parsed<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, ReadError> {
    serde_json::from_str(text).map_err(|error| {
        // The parser's own words; what else it says would quote the file.
        let said = error.to_string();
        let missing = said.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()).map(str::to_owned);
        ReadError::Damaged(Damage::Field { missing, line: error.line(), column: error.column() })
    })
}
