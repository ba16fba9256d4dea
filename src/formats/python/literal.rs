//! Texts and durations as Python writes them.

use crate::program::{DurationRange, Durations};
use crate::time::SECOND;

/// A text as a Python string.
pub(super) fn string(text: &str) -> String {
    quoted(&escaped(text))
}

/// A part of a text to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text as it is.
    Text(String),
    /// What an expression is worth.
    Value(String),
}

/// Parts one after another: an f-string if one of them is an expression.
pub(super) fn formatted(pieces: &[Piece]) -> String {
    if !pieces.iter().any(|piece| matches!(piece, Piece::Value(_))) {
        let text: String = pieces.iter().map(|piece| if let Piece::Text(text) = piece { text } else { "" }).collect();
        return string(&text);
    }
    let written = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => escaped(text).replace('{', "{{").replace('}', "}}"),
        Piece::Value(expression) => ["{", expression, "}"].concat(),
    });
    ["f", &quoted(&written.collect::<String>())].concat()
}

/// In the quotes that need fewer backslashes, double ones where both need as many.
fn quoted(escaped: &str) -> String {
    let count = |quote: char| escaped.matches(quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    let inside = escaped.replace(quote, &format!("\\{quote}"));
    format!("{quote}{inside}{quote}")
}

fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => written.push_str("\\\\"),
            '\t' => written.push_str("\\t"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            letter if is_unseen(letter) && u32::from(letter) < 0x100 => {
                written.extend(["\\x".to_owned(), format!("{:02x}", u32::from(letter))]);
            }
            letter if is_unseen(letter) => {
                written.extend(["\\u".to_owned(), format!("{:04x}", u32::from(letter))]);
            }
            letter => written.push(letter),
        }
    }
    written
}

/// Letters that nobody sees, or that turn the order of those around them.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Nanoseconds as seconds.
pub(super) fn seconds(ns: u64) -> String {
    let (whole, rest) = (ns / SECOND, ns % SECOND);
    if rest == 0 {
        return whole.to_string();
    }
    let digits = format!("{rest:09}");
    format!("{whole}.{}", digits.trim_end_matches('0'))
}

/// A duration, or one drawn from a range.
pub(super) fn range(range: DurationRange) -> String {
    if range.min_ns == range.max_ns {
        return seconds(range.min_ns);
    }
    format!("random.uniform({}, {})", seconds(range.min_ns), seconds(range.max_ns))
}

/// The duration of a copy, of which there are so many; without a number there may be any.
pub(super) fn durations(durations: &Durations, copies: Option<u32>) -> String {
    let all = durations.all();
    match copies {
        _ if all.len() == 1 => range(all[0]),
        Some(1) => range(durations.of_copy(0)),
        copies => {
            let written: Vec<String> = all.iter().map(|one| range(*one)).collect();
            let index = if copies.is_some_and(|copies| copies as usize <= all.len()) {
                "copy - 1".to_owned()
            } else {
                format!("(copy - 1) % {}", all.len())
            };
            format!("[{}][{index}]", written.join(", "))
        }
    }
}

/// Whether a duration is drawn.
pub(super) fn is_drawn(durations: &Durations) -> bool {
    durations.all().iter().any(|range| range.min_ns != range.max_ns)
}
