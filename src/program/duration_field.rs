//! Durations of a list where they stand in its text: which one is at a place, and what comes next above and below it.

use std::ops::Range;

use crate::time::{MS, parse_duration};

use super::fetch::split_fetch;
use super::lexer::{Span, tokens};
use super::line::{Statement, read_line};
use super::patience::split_within;
use super::task_line::TaskLine;
use super::{Argument, DurationRange, Limits};

/// Finer than this no step is.
const FINEST_NS: u64 = MS;
/// From nothing to the longest duration there are fewer steps.
const MOST_STEPS: u32 = 1000;
/// How much larger a coarse step is.
const COARSE: u64 = 10;

/// A duration as it stands in a list, or one end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurationField {
    /// Where it stands in the text, in bytes.
    pub bytes: Range<usize>,
    /// How long it is, in nanoseconds.
    pub ns: u64,
    /// The shortest and the longest that it can be here, in nanoseconds: a range never runs backward, and the last copy
    /// of a task never arrives too late.
    pub bounds_ns: Range<u64>,
}

impl DurationField {
    /// The duration at a place of a text, in bytes: the place may be in it, or at one of its ends. `None` where there is
    /// none, or the line isn't understood.
    pub fn at(text: &str, place: usize) -> Option<Self> {
        let start = text.get(..place)?.rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].split('\n').next()?;
        let read = read_line(1, line);
        if read.notes.has_error() {
            return None;
        }
        let place = place - start;
        let (word, bounds_ns) = match &read.statement {
            Statement::Step(Some(step)) => {
                let (keyword, rest) = Span::of_line(line).split_word();
                let (patient, within) = split_within(keyword.text, rest);
                let (durations, most_ns) = match (step.argument(), within) {
                    (Argument::Duration(_), _) => (rest, Limits::LIST.duration_ns),
                    (_, Some((_, within))) if offset(line, within.text) <= place => (within, Limits::LIST.duration_ns),
                    (Argument::Fetch(..), _) => (split_fetch(patient).durations, Limits::LIST.fetch_ns),
                    _ => return None,
                };
                let pieces = durations.split_at_commas();
                let is_there = |piece: &Span| place <= offset(line, piece.text) + piece.text.len();
                (pieces.into_iter().find(is_there)?.text, 0..most_ns)
            }
            Statement::Task(task) => arrival_at(line, task, place)?,
            _ => return None,
        };
        let at = offset(line, word);
        let field = within(word, place.checked_sub(at)?, bounds_ns)?;
        let by = start + at;
        Some(Self { bytes: field.bytes.start + by..field.bytes.end + by, ..field })
    }

    /// The durations that a line of a text has, from left to right; the line is counted from 0.
    pub fn of_line(text: &str, line: usize) -> Vec<Self> {
        let start: usize = text.split('\n').take(line).map(|line| line.len() + 1).sum();
        let written = text.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
        // Each stands behind a blank or a comma, or is the second end of a range.
        let is_start =
            |at: &usize| written[..*at].ends_with(|letter: char| matches!(letter, '.' | ',') || letter.is_whitespace());
        let places = written.char_indices().map(|(at, _)| at).filter(is_start);
        let mut fields: Vec<Self> = places.filter_map(|at| Self::at(text, start + at)).collect();
        fields.dedup();
        fields
    }

    /// The duration after so many steps up, or down if there are fewer than none. Steps are a tenth of the figure's first
    /// digit, from five on a fifth; coarse ones are ten times as large. They come to round figures, and stop at the bounds.
    pub fn stepped(&self, steps: i32, is_coarse: bool) -> u64 {
        let mut ns = self.ns;
        for _ in 0..steps.unsigned_abs().min(MOST_STEPS) {
            let before = ns;
            ns = if steps > 0 { up(ns, is_coarse) } else { down(ns, is_coarse) };
            ns = self.bounded(ns);
            if ns == before {
                break;
            }
        }
        ns
    }

    /// The nearest duration that it can be here.
    pub fn bounded(&self, ns: u64) -> u64 {
        ns.clamp(self.bounds_ns.start, self.bounds_ns.end)
    }
}

/// The word behind `at` or `every` that a place of a line is in, and how far that duration may go.
fn arrival_at<'t>(line: &'t str, task: &TaskLine, place: usize) -> Option<(&'t str, Range<u64>)> {
    let rest = Span::of_line(line).split_word().1;
    let tokens = tokens(rest);
    // The first token is the name, which may be one of these words.
    let is_there = |word: &str| (offset(line, word)..=offset(line, word) + word.len()).contains(&place);
    let at = (2..tokens.len()).find(|at| is_there(tokens[*at].text))?;
    let (keyword, word) = (tokens[at - 1].text, tokens[at].text);
    let most_ns = Limits::LIST.duration_ns;
    let max_ns = |range: Option<DurationRange>| range.map_or(0, |range| range.max_ns);
    let gaps = task.copies.filter(|_| task.every.is_some()).map_or(0, |copies| u64::from(copies) - 1);
    let most_ns = match keyword {
        "every" if at > 3 && tokens[at - 3].text == "retry" => most_ns,
        "at" if task.at.is_some() => most_ns.saturating_sub(gaps * max_ns(task.every)),
        "timeout" if task.how.timeout.is_some() => most_ns,
        "every" if task.every.is_some() => most_ns.saturating_sub(max_ns(task.at)).checked_div(gaps).unwrap_or(most_ns),
        _ => return None,
    };
    Some((word, 0..most_ns.min(Limits::LIST.duration_ns)))
}

/// The end of a range, or the whole duration, that a place of a word is in.
fn within(word: &str, place: usize, bounds_ns: Range<u64>) -> Option<DurationField> {
    if place > word.len() {
        return None;
    }
    let Some((shortest, longest)) = word.split_once("..") else {
        return Some(DurationField { bytes: 0..word.len(), ns: parse_duration(word).ok()?, bounds_ns });
    };
    let (min_ns, max_ns) = (parse_duration(shortest).ok()?, parse_duration(longest).ok()?);
    let second = word.len() - longest.len();
    Some(if place <= shortest.len() {
        DurationField { bytes: 0..shortest.len(), ns: min_ns, bounds_ns: bounds_ns.start..max_ns }
    } else {
        DurationField { bytes: second..word.len(), ns: max_ns, bounds_ns: min_ns..bounds_ns.end }
    })
}

/// Where a part of a line begins in it.
fn offset(line: &str, part: &str) -> usize {
    part.as_ptr() as usize - line.as_ptr() as usize
}

fn up(ns: u64, is_coarse: bool) -> u64 {
    let step_ns = step_ns(ns, is_coarse);
    (ns / step_ns + 1) * step_ns
}

fn down(ns: u64, is_coarse: bool) -> u64 {
    let below = ns.saturating_sub(1);
    let step_ns = step_ns(below, is_coarse);
    below / step_ns * step_ns
}

fn step_ns(ns: u64, is_coarse: bool) -> u64 {
    let decade_ns = 10_u64.pow(ns.max(1).ilog10());
    let tenths = if ns / decade_ns < 5 { 1 } else { 2 };
    (decade_ns * tenths / 10).max(FINEST_NS) * if is_coarse { COARSE } else { 1 }
}
