//! Durations of a list: one, or a range. Says what is wrong with a word that is neither.

use std::ops::Range;

use crate::time::{Duration, DurationError, parse_duration};

use super::diagnostic::Notes;
use super::problem::{DurationProblem, excerpt};
use super::{DurationRange, Limits, Problem};

/// What is wrong with a duration.
#[derive(Debug)]
pub(super) struct Wrong {
    problem: DurationProblem,
    /// What was certainly meant.
    meant: Option<String>,
}

impl Wrong {
    /// Says so.
    pub fn tell(self, columns: Range<usize>, notes: &mut Notes) {
        notes.report(columns.clone(), Problem::Duration(self.problem));
        if let Some(meant) = self.meant {
            notes.fix(columns, meant);
        }
    }
}

/// Reads `250ms` or `100ms..300ms`.
pub(super) fn read_range(word: &str) -> Result<DurationRange, Wrong> {
    let Some((shortest, longest)) = word.split_once("..") else {
        let ns = read_one(word).map_err(|wrong| meant(word).unwrap_or(wrong))?;
        return Ok(DurationRange { min_ns: ns, max_ns: ns });
    };
    if longest.starts_with('.')
        && let Some(wrong) = meant(word)
    {
        return Err(wrong);
    }
    if shortest.is_empty() || longest.is_empty() {
        return Err(Wrong { problem: DurationProblem::RangeWithoutEnd(excerpt(word)), meant: None });
    }
    let min_ns = read_one(shortest).map_err(|wrong| match wrong.problem {
        DurationProblem::NotADuration { word, error: error @ DurationError::NoUnit, .. } => {
            Wrong { problem: DurationProblem::NotADuration { word, error, is_range: true }, meant: None }
        }
        problem => Wrong { problem, ..wrong },
    })?;
    let max_ns = read_one(longest).map_err(|wrong| Wrong { meant: None, ..wrong })?;
    if min_ns > max_ns {
        let meant = format!("{}..{}", Duration(max_ns), Duration(min_ns));
        let problem = DurationProblem::BackwardRange { word: excerpt(word), meant: meant.clone() };
        return Err(Wrong { problem, meant: Some(meant) });
    }
    Ok(DurationRange { min_ns, max_ns })
}

/// Whether a comma stands in a number where a point was meant.
pub(super) fn decimal_comma(word: &str) -> bool {
    word.split(',').any(|part| read_range(part.trim()).is_err()) && meant(word).is_some()
}

/// Whether blanks may be what is wrong with a duration that has more text behind it.
pub(super) fn is_torn_range(word: &str, extra: &str) -> bool {
    !extra.is_empty() && (word.ends_with("..") || extra.starts_with(".."))
}

fn read_one(word: &str) -> Result<u64, Wrong> {
    match parse_duration(word) {
        Ok(ns) if ns <= Limits::LIST.duration_ns => Ok(ns),
        Ok(_) => Err(wrong(word, DurationError::TooLong)),
        Err(error) => Err(wrong(word, error)),
    }
}

fn wrong(word: &str, error: DurationError) -> Wrong {
    let meant = (error == DurationError::NoUnit).then(|| format!("{word}s")).filter(|word| read_one(word).is_ok());
    Wrong { problem: DurationProblem::NotADuration { word: excerpt(word), error, is_range: false }, meant }
}

/// What is wrong where a unit stands a blank behind its number.
pub(super) fn torn_unit(number: &str, unit: &str) -> Option<Wrong> {
    let meant = format!("{number}{unit}");
    let is_torn = matches!(unit, "ms" | "s" | "m") && read_range(number).is_err() && read_range(&meant).is_ok();
    let torn = || DurationProblem::Torn { number: excerpt(number), unit: unit.to_owned(), meant: meant.clone() };
    is_torn.then(|| Wrong { problem: torn(), meant: Some(meant.clone()) })
}

/// Other ways of writing durations, and the usual one.
const UNITS: [(&str, &[&str]); 3] = [
    ("ms", &["msec", "msecs", "millisecond", "milliseconds"]),
    ("s", &["sec", "secs", "second", "seconds"]),
    ("m", &["min", "mins", "minute", "minutes"]),
];
const DASHES: [&str; 6] = ["...", "..", "-", "–", "—", "~"];

/// A duration or a range that is written in another way than the list's.
fn meant(word: &str) -> Option<Wrong> {
    let usual = |word: &str| {
        let word = word.replace(',', ".").to_ascii_lowercase();
        let end = word.find(|c: char| c.is_alphabetic()).unwrap_or(word.len());
        let (number, unit) = word.split_at(end);
        let unit = UNITS.iter().find(|(_, others)| others.contains(&unit)).map_or(unit, |(unit, _)| unit);
        Some(format!("{number}{unit}")).filter(|word| read_one(word).is_ok())
    };
    let range = || DASHES.iter().find_map(|dash| word.split_once(dash));
    let meant = if let Some(one) = usual(word) {
        one
    } else {
        let (shortest, longest) = range()?;
        format!("{}..{}", usual(shortest)?, usual(longest)?)
    };
    if meant == word || read_range(&meant).is_err() {
        return None;
    }
    let problem = DurationProblem::Unusual { word: excerpt(word), meant: meant.clone() };
    Some(Wrong { problem, meant: Some(meant) })
}
