//! Durations of a list: one, or a range. Says what is wrong with a word that is neither.

use std::ops::Range;

use crate::time::{Duration, DurationError, parse_duration};

use super::diagnostic::Notes;
use super::words::shown;
use super::{DurationRange, Limits};

/// What is wrong with a duration, and the way out.
#[derive(Debug)]
pub(super) struct Wrong {
    pub message: String,
    pub fix: String,
    /// What was certainly meant.
    pub meant: Option<String>,
}

impl Wrong {
    /// Says so.
    pub fn tell(self, columns: Range<usize>, notes: &mut Notes) {
        notes.error(columns.clone(), self.message, Some(self.fix));
        if let Some(meant) = self.meant {
            notes.mend(columns, meant);
        }
    }
}

const WITHOUT_BLANKS: &str = "a range is written without blanks, as in 100ms..300ms";

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
        let message = format!("The range {} lacks an end.", shown(word));
        return Err(Wrong { message, fix: WITHOUT_BLANKS.into(), meant: None });
    }
    let both_units = |wrong: Wrong| match parse_duration(shortest) {
        Err(DurationError::NoUnit) => {
            Wrong { fix: "both ends of a range have a unit, as in 100ms..300ms".into(), meant: None, ..wrong }
        }
        _ => wrong,
    };
    let min_ns = read_one(shortest).map_err(both_units)?;
    let max_ns = read_one(longest).map_err(|wrong| Wrong { meant: None, ..wrong })?;
    if min_ns > max_ns {
        let message = format!("The range {} runs backward.", shown(word));
        let meant = format!("{}..{}", Duration(max_ns), Duration(min_ns));
        return Err(Wrong { message, fix: format!("write {meant}"), meant: Some(meant) });
    }
    Ok(DurationRange { min_ns, max_ns })
}

/// Whether blanks may be what is wrong with a duration that has more text behind it.
pub(super) fn is_torn_range(word: &str, extra: &str) -> bool {
    !extra.is_empty() && (word.ends_with("..") || extra.starts_with(".."))
}

/// What to say where a range was written with blanks in it.
pub(super) fn torn_range_fix() -> String {
    WITHOUT_BLANKS.into()
}

fn read_one(word: &str) -> Result<u64, Wrong> {
    match parse_duration(word) {
        Ok(ns) if ns <= Limits::LIST.duration_ns => Ok(ns),
        Ok(_) => Err(wrong(word, DurationError::TooLong)),
        Err(error) => Err(wrong(word, error)),
    }
}

fn wrong(word: &str, error: DurationError) -> Wrong {
    let word_shown = shown(word);
    let (message, fix) = match error {
        DurationError::NotADuration => (
            format!("{word_shown} isn't a duration."),
            "durations are written 250ms, 1s, 1.5s, 2m or 100ms..300ms".into(),
        ),
        DurationError::Negative => {
            (format!("{word_shown} is negative, and a wait can't be."), "the shortest duration is 0ms".into())
        }
        DurationError::NoUnit => {
            let number = shown(word).replace('`', "");
            (format!("{word_shown} has no unit."), format!("seconds are written {number}s"))
        }
        DurationError::UnknownUnit => (
            format!("{word_shown} has a unit that isn't known."),
            "durations end in ms, s or m, as in 250ms, 1.5s or 2m".into(),
        ),
        DurationError::TooFine => {
            (format!("{word_shown} is finer than a nanosecond."), "one nanosecond is 0.000001ms".into())
        }
        DurationError::TooLong => (
            format!("{word_shown} is too long."),
            format!("the longest duration is {}", Duration(Limits::LIST.duration_ns)),
        ),
    };
    let meant = (error == DurationError::NoUnit).then(|| format!("{word}s")).filter(|word| read_one(word).is_ok());
    Wrong { message, fix, meant }
}

/// What is wrong where a unit stands a blank behind its number.
pub(super) fn torn_unit(number: &str, unit: &str) -> Option<Wrong> {
    let meant = format!("{number}{unit}");
    let is_torn = matches!(unit, "ms" | "s" | "m") && read_range(number).is_err() && read_range(&meant).is_ok();
    let message = format!("`{} {unit}` has a blank in it.", shown(number).replace('`', ""));
    is_torn.then(|| Wrong { message, fix: format!("write {meant}"), meant: Some(meant) })
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
    let message = format!("{} isn't written as durations are here.", shown(word));
    Some(Wrong { message, fix: format!("write {meant}"), meant: Some(meant) })
}
