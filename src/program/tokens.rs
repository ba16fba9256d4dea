//! What the parts of a line are, for coloring it while it is edited. Says nothing about whether it is right.

use super::keyword::{ATTRIBUTES, BLOCKING, PATIENT};
use super::line_words::line_words;
use super::{Durations, Make, Step};

/// What stands in front of the time in which a limit fills up.
const EVERY: &str = " every ";
/// What stands in front of the time in which a step has to be done.
const PATIENTLY: &str = " within ";

/// What a part of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A comment.
    Comment,
    /// The word a line begins with, and the words that follow a task's name.
    Keyword,
    /// A number, a duration, a count.
    Value,
    /// Everything else.
    Text,
}

/// The parts of a line, in order; together they are the line.
pub fn tokens(line: &str) -> Vec<(Token, &str)> {
    let trimmed = line.trim_start();
    if trimmed.starts_with('#') {
        return vec![(Token::Comment, line)];
    }
    let word_end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
    let (word, rest) = line.split_at(line.len() - trimmed.len() + word_end);
    let is_keyword = line_words().any(|known| known == word.trim_start());
    let mut parts = vec![(if is_keyword { Token::Keyword } else { Token::Text }, word)];
    match word.trim_start() {
        "task" => parts.extend(task_line(rest)),
        "limit" if rest.contains(EVERY) => {
            let (before, every) = rest.split_at(rest.rfind(EVERY).unwrap_or_default());
            let (every, duration) = every.split_at(EVERY.len());
            parts.extend(with_number(before));
            parts.extend([(Token::Keyword, every), (Token::Value, duration)]);
        }
        step if PATIENT.contains(&step) && rest.contains(PATIENTLY) => {
            let (before, within) = rest.split_at(rest.rfind(PATIENTLY).unwrap_or_default());
            let (within, duration) = within.split_at(PATIENTLY.len());
            if takes_values(step) {
                parts.extend(values(before));
            } else {
                parts.extend(with_number(before));
            }
            parts.extend([(Token::Keyword, within), (Token::Value, duration)]);
        }
        "limit" | "queue" | "add" | "store" | "send" => parts.extend(with_number(rest)),
        "share" => match rest.trim_end().strip_suffix("everywhere") {
            Some(before) => {
                let (before, behind) = rest.split_at(before.len());
                parts.extend(with_number(before));
                parts.push((Token::Keyword, behind));
            }
            None => parts.extend(with_number(rest)),
        },
        "seed" => parts.push((Token::Value, rest)),
        "slots" => parts.extend(
            rest.split_inclusive(char::is_whitespace)
                .map(|part| (if part.trim_end() == "room" { Token::Keyword } else { Token::Value }, part)),
        ),
        step if takes_values(step) => parts.extend(values(rest)),
        _ => parts.push((Token::Text, rest)),
    }
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

/// A name, and the number behind it, if there is one.
fn with_number(rest: &str) -> [(Token, &str); 2] {
    let blank = rest.trim_end().rfind(char::is_whitespace).filter(|blank| {
        let word = rest[*blank..].trim_start().trim_start_matches(['+', '-']);
        word.starts_with(|letter: char| letter.is_ascii_digit())
    });
    let (name, number) = rest.split_at(blank.unwrap_or(rest.len()));
    [(Token::Text, name), (Token::Value, number)]
}

/// Durations or a size, and what else stands behind a step that takes one.
fn values(rest: &str) -> [(Token, &str); 2] {
    let written = rest.trim_end();
    let is_blocking = written.ends_with(&[" ", BLOCKING.word].concat());
    let (values, blocking) = rest.split_at(if is_blocking { written.len() - BLOCKING.word.len() } else { rest.len() });
    [(Token::Value, values), (Token::Keyword, blocking)]
}

fn takes_values(step: &str) -> bool {
    let mut keywords = Step::<Durations>::KEYWORDS.iter();
    keywords.any(|keyword| {
        keyword.word == step && matches!(keyword.make, Make::Duration(_) | Make::Fetch(_) | Make::File(_))
    })
}

fn task_line(rest: &str) -> Vec<(Token, &str)> {
    let mut parts = Vec::new();
    let mut value_follows = false;
    for part in rest.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let is_count =
            word.strip_prefix('x').is_some_and(|count| !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()));
        let kind = match word {
            _ if ATTRIBUTES.contains(&word) => Token::Keyword,
            _ if is_count || (value_follows && !word.is_empty()) => Token::Value,
            _ => Token::Text,
        };
        if !word.is_empty() {
            let is_named = ["after", "until", "together", "spawned", "outside"].contains(&word);
            value_follows = ATTRIBUTES.contains(&word) && !is_named;
        }
        parts.push((kind, part));
    }
    parts
}
