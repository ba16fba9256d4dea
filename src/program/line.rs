//! One line of a list, read without knowing the lines around it.

use std::ops::Range;

use super::attributes::is_digits;
use super::diagnostic::Notes;
use super::duration::{decimal_comma, is_torn_range, read_range, torn_unit};
use super::fetch::{read_fetch, refuse_long, split_fetch};
use super::keyword::WITHIN;
use super::lexer::Span;
use super::line_words::line_words;
use super::named_line::{read_limit, read_name, read_number, read_queue, read_sent, read_share};
use super::nearest::nearest;
use super::patience::split_within;
use super::problem::{DurationProblem, excerpt};
use super::slots::read_slots;
use super::task_line::{TaskLine, read_task};
use super::transfer::read_transfer;
use super::{ByItem, DurationRange, Durations, Limits, Make, Problem, Resource, Slots, Step, StepKeyword, Value};

/// A line as it was understood, and what there is to say about it.
#[derive(Debug)]
pub(super) struct Line<'t> {
    pub statement: Statement<'t>,
    /// Where its text stands.
    pub columns: Range<usize>,
    pub notes: Notes,
}

/// What a line says.
#[derive(Debug)]
pub(super) enum Statement<'t> {
    Blank,
    /// A comment with its `#`.
    Comment(&'t str),
    /// `None`: the number can't be read.
    Seed(Option<u64>),
    /// `None`: it is a head line that names something, but can't be read.
    Resource(Option<Resource>),
    /// `None`: it can't be read.
    Slots(Option<Slots>),
    Task(Box<TaskLine>),
    /// `None`: it is one of the steps, but can't be read.
    Step(Option<Step>),
    /// Not a statement, nor nearly one.
    Unknown,
}

/// Reads line `number`, counted from 1.
pub(super) fn read_line(number: usize, line: &str) -> Line<'_> {
    let whole = Span::of_line(line);
    let mut notes = Notes::new(number);
    let (keyword, rest) = whole.split_word();
    let is_statement =
        keyword.text.is_empty() || keyword.text.starts_with('#') || line_words().any(|word| word == keyword.text);
    let meant = if is_statement { Some(keyword.text) } else { read_unknown(keyword, &mut notes) };
    let keyword = Span { text: meant.unwrap_or_default(), ..keyword };
    let statement = match keyword.text {
        _ if meant.is_none() => Statement::Unknown,
        "" => Statement::Blank,
        "seed" => Statement::Seed(read_seed(keyword, rest, &mut notes)),
        "queue" => Statement::Resource(read_queue(keyword, rest, &mut notes)),
        "limit" => Statement::Resource(read_limit(keyword, rest, &mut notes)),
        "share" => Statement::Resource(read_share(keyword, rest, &mut notes)),
        "slots" => Statement::Slots(read_slots(keyword, rest, &mut notes)),
        "task" => Statement::Task(Box::new(read_task(keyword, rest, &mut notes))),
        word => match Step::KEYWORDS.iter().find(|step| step.word == word) {
            Some(step) => Statement::Step(read_step(step, keyword, rest, &mut notes)),
            None => Statement::Comment(whole.text),
        },
    };
    if !is_statement {
        // What follows a slip is read as if it were none, and makes no complaint of its own.
        notes.keep_first();
    }
    Line { statement, columns: whole.columns(), notes }
}

fn read_seed(keyword: Span, rest: Span, notes: &mut Notes) -> Option<u64> {
    let (number, extra) = rest.split_word();
    if number.text.is_empty() {
        notes.report(keyword.columns(), Problem::SeedWithoutNumber);
        return None;
    }
    let digits = number.text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(seed) = number.text.parse().ok().filter(|_| digits) else {
        notes.report(number.columns(), Problem::NotASeed(excerpt(number.text)));
        return None;
    };
    refuse_extra(keyword, extra, None, notes);
    Some(seed)
}

fn read_step(step: &StepKeyword<Durations>, keyword: Span, rest: Span, notes: &mut Notes) -> Option<Step> {
    let (rest, within) = split_within(step.word, rest);
    let made = read_patient_step(step, keyword, rest, notes);
    let Some((word, behind)) = within else { return made };
    let within = read_durations(WITHIN.word, word, behind, notes)?;
    Some(made?.done_within(Some(within)))
}

/// Reads a step that waits as long as it has to.
fn read_patient_step(step: &StepKeyword<Durations>, keyword: Span, rest: Span, notes: &mut Notes) -> Option<Step> {
    match &step.make {
        Make::Text(make) => Some(make(rest.text.into())),
        Make::Message(make) => {
            let (first, text) = read_first(rest, notes)?;
            if text.is_empty() {
                notes.report(keyword.columns(), Problem::FailWithoutMessage);
            }
            Some(make(first, text.into()))
        }
        Make::Duration(_) if rest.text == ByItem::WORD => ByItem::of_word(step.word).map(Step::ByItem),
        Make::Duration(make) => read_durations(step.word, keyword, rest, notes).map(make),
        Make::Fetch(make) => {
            let parts = split_fetch(rest);
            let fetch = read_fetch(&parts, notes)?;
            let durations = read_durations(step.word, keyword, parts.durations, notes)?;
            refuse_long(&durations, parts.durations, notes)?;
            Some(make(durations, fetch))
        }
        Make::File(make) => read_transfer(step.word, keyword, rest, notes).map(make),
        Make::Name(make) => read_name(keyword, rest, notes).map(make),
        Make::Item(make) => {
            let (name, value) = read_sent(keyword, rest, notes)?;
            let value = match value {
                None => None,
                Some((value, false)) => Some(Value::quoted(value.text)),
                Some((value, true)) => Some(Value::Lasting(read_durations(step.word, keyword, value, notes)?)),
            };
            Some(make(name, value))
        }
        Make::Number(make) => read_number(keyword, rest, notes).map(|(name, stored)| make(name, stored)),
        Make::Nothing(make) => {
            refuse_extra(keyword, rest, None, notes);
            Some(make())
        }
    }
}

/// Reads `x2` in front of a message, if it stands there; `None` where it can't be.
fn read_first<'t>(rest: Span<'t>, notes: &mut Notes) -> Option<(Option<u32>, &'t str)> {
    let (word, message) = rest.split_word();
    let Some(digits) = word.text.strip_prefix('x').filter(|digits| is_digits(digits)) else {
        return Some((None, rest.text));
    };
    let most = Limits::LIST.steps as u32;
    let first = digits.parse().ok().filter(|first| (1..=most).contains(first));
    if first.is_none() {
        notes.report(word.columns(), Problem::NotACount { word: excerpt(word.text), keyword: "fail", least: 1, most });
    }
    Some((Some(first?), message.text))
}

fn read_durations(step: &'static str, keyword: Span, rest: Span, notes: &mut Notes) -> Option<Durations> {
    let pieces = rest.split_at_commas();
    // What one comma can mean, as in `1,5s`, is meant so.
    if pieces.len() < 2 || decimal_comma(rest.text) {
        return read_duration(step, keyword, rest, notes).map(Durations::One);
    }
    let ranges = pieces.into_iter().map(|piece| {
        let (word, unit) = piece.split_word();
        let columns = piece.columns();
        if piece.text.is_empty() {
            // A place that can be pointed at: the comma in front of it, or behind it.
            let comma = columns.start.saturating_sub(1).max(rest.start);
            notes.report(comma..comma + 1, Problem::Duration(DurationProblem::MissingOfSeveral));
            return None;
        }
        match read_range(piece.text) {
            Ok(range) => Some(range),
            Err(wrong) => {
                torn_unit(word.text, unit.text).unwrap_or(wrong).tell(columns, notes);
                None
            }
        }
    });
    let ranges: Vec<_> = ranges.collect();
    let ranges: Option<Vec<DurationRange>> = ranges.into_iter().collect();
    Some(Durations::ByCopy(ranges?.into()))
}

fn read_duration(step: &'static str, keyword: Span, rest: Span, notes: &mut Notes) -> Option<DurationRange> {
    let (word, extra) = rest.split_word();
    if word.text.is_empty() {
        notes.report(keyword.columns(), Problem::Duration(DurationProblem::Missing(step)));
        return None;
    }
    if is_torn_range(word.text, extra.text) {
        notes.report(rest.columns(), Problem::Duration(DurationProblem::TornRange));
        let joined: String = rest.text.split_whitespace().collect();
        if read_range(&joined).is_ok() {
            notes.fix(rest.columns(), joined);
        }
        return None;
    }
    let (unit, behind) = extra.split_word();
    if behind.text.is_empty()
        && let Some(wrong) = torn_unit(word.text, unit.text)
    {
        wrong.tell(rest.columns(), notes);
        return None;
    }
    match read_range(word.text) {
        Ok(range) => {
            refuse_extra(keyword, extra, Some(word), notes);
            Some(range)
        }
        Err(wrong) => {
            wrong.tell(word.columns(), notes);
            None
        }
    }
}

/// Reports what stands behind the end of a statement.
fn refuse_extra(keyword: Span, extra: Span, last: Option<Span>, notes: &mut Notes) {
    if extra.text.is_empty() {
        return;
    }
    let before = match last {
        Some(word) => format!("{} {}", keyword.text, word.text),
        None => keyword.text.to_owned(),
    };
    let is_comment = extra.text.starts_with('#');
    notes.report(extra.columns(), Problem::Extra { statement: excerpt(&before), is_comment });
}

/// Says that this begins no statement; the word that was meant, if it is nearly one.
fn read_unknown(keyword: Span, notes: &mut Notes) -> Option<&'static str> {
    let word = keyword.text;
    let meant = nearest(word, line_words());
    notes.report(keyword.columns(), Problem::NotAStatement { word: excerpt(word), meant });
    if let Some(meant) = meant {
        notes.fix(keyword.columns(), meant);
    }
    meant
}
