//! What stands behind `fetch`: when it is answered, with how many bytes, and whether it is a blocking call.

use std::num::NonZeroU32;

use super::diagnostic::Notes;
use super::duration::{is_torn_range, read_range, torn_unit};
use super::fetch_problem::FetchProblem;
use super::keyword::BLOCKING;
use super::lexer::Span;
use super::problem::excerpt;
use super::size::{read_size, torn_size};
use super::{Durations, Limits, Problem, size_text};

/// What an answer has where a list doesn't say it.
const DEFAULT_BYTES: u64 = 1000;

/// What a request says besides when it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fetch {
    /// How many bytes the answer has, where the list says it. A million tasks have as many of these.
    size: Option<NonZeroU32>,
    /// Whether it is a blocking call in every model.
    pub is_blocking: bool,
}

impl Fetch {
    /// One of an answer of so many bytes, if the list says it; `None` if no list can.
    pub fn of(bytes: Option<u64>, is_blocking: bool) -> Option<Self> {
        let size = bytes.map(|bytes| u32::try_from(bytes).ok().and_then(NonZeroU32::new));
        let is_said = !matches!(size, Some(None));
        is_said.then_some(Self { size: size.flatten(), is_blocking })
    }

    /// How many bytes the answer has, where the list says it; never 0.
    pub fn size(self) -> Option<u64> {
        self.size.map(|bytes| u64::from(bytes.get()))
    }

    /// The bytes of the answer.
    pub fn bytes(self) -> u64 {
        self.size().unwrap_or(DEFAULT_BYTES)
    }

    /// What stands behind the duration, with the blanks in front.
    pub(super) fn text(self) -> String {
        let size = self.size().map(|bytes| [" ", &size_text(bytes)].concat()).unwrap_or_default();
        if self.is_blocking { [&size, " ", BLOCKING.word].concat() } else { size }
    }
}

/// What stands behind `fetch`, in front of `within`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'t> {
    pub durations: Span<'t>,
    pub size: Option<Span<'t>>,
    pub is_blocking: bool,
}

/// Takes it to pieces, as far as each is known by how it looks.
pub(super) fn split_fetch(rest: Span<'_>) -> Parts<'_> {
    let (before, last) = split_last(rest);
    let is_blocking = last.text == BLOCKING.word;
    let rest = if is_blocking { before } else { rest };
    let (before, last) = split_last(rest);
    if looks_like_size(last.text) {
        return Parts { durations: before, size: Some(last), is_blocking };
    }
    // A blank stands between number and unit.
    let (number_before, number) = split_last(before);
    let torn = &rest.text[number_before.text.len()..];
    let is_torn = number.text.starts_with(|first: char| first.is_ascii_digit()) && !number.text.ends_with(',');
    if is_torn && last.text.len() > 1 && looks_like_size(&["1", last.text].concat()) {
        return Parts { durations: number_before, size: Some(Span { text: torn.trim_start(), ..number }), is_blocking };
    }
    Parts { durations: rest, size: None, is_blocking }
}

/// What stands in front of its last word, and that.
fn split_last(span: Span<'_>) -> (Span<'_>, Span<'_>) {
    let text = span.text.trim_end();
    let at = text
        .rfind(char::is_whitespace)
        .map_or(0, |blank| blank + text[blank..].chars().next().map_or(1, char::len_utf8));
    let (before, last) = text.split_at(at);
    (Span { text: before.trim_end(), ..span }, Span { text: last, start: span.start + before.chars().count() })
}

/// Whether a word is meant to be a size: a number, and a unit that no duration has.
fn looks_like_size(word: &str) -> bool {
    let unit = word.trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '-'));
    let is_unit =
        matches!(unit.to_ascii_lowercase().as_str(), "b" | "k" | "kb" | "kib" | "mb" | "mib" | "g" | "gb" | "gib");
    unit.len() < word.len() && (is_unit || unit == "M")
}

/// Reads what stands behind the duration.
pub(super) fn read_fetch(parts: &Parts, notes: &mut Notes) -> Option<Fetch> {
    if let Some(extra) = extra(parts.durations) {
        notes.report(extra.columns(), Problem::Fetch(FetchProblem::Extra(excerpt(extra.text))));
        return None;
    }
    let read = |word: Span| {
        let (number, unit) = word.split_word();
        torn_size(number.text, unit.text).map_or_else(|| read_size(word.text), Err)
    };
    let size = match parts.size.map(|word| (word, read(word))) {
        None => None,
        Some((_, Ok(bytes))) => Some(bytes),
        Some((word, Err(wrong))) => {
            wrong.tell(word.columns(), notes);
            return None;
        }
    };
    Fetch::of(size, parts.is_blocking)
}

/// What stands behind a duration that is one.
fn extra(durations: Span) -> Option<Span> {
    let last = durations.split_at_commas().pop()?;
    let (word, extra) = last.split_word();
    let is_torn = is_torn_range(word.text, extra.text) || torn_unit(word.text, extra.split_word().0.text).is_some();
    (!extra.text.is_empty() && !is_torn && read_range(word.text).is_ok()).then_some(extra)
}

/// Says so if a request takes longer than one can.
pub(super) fn refuse_long(durations: &Durations, written: Span, notes: &mut Notes) -> Option<()> {
    let too_long = durations.all().iter().position(|range| range.max_ns > Limits::LIST.fetch_ns);
    let Some(place) = too_long else { return Some(()) };
    let pieces = written.split_at_commas();
    let word = pieces.get(place).copied().unwrap_or(written);
    notes.report(word.columns(), Problem::Fetch(FetchProblem::TooLong(excerpt(word.text))));
    None
}
