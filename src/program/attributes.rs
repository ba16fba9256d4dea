//! The words of a task line, and where a name without quotes ends in front of them.

use std::ops::Range;

use super::Problem;
use super::diagnostic::Notes;
use super::keyword::{ATTRIBUTES, FOREVER};
use super::lexer::{Token, TokenKind};
use super::nearest::nearest;
use super::problem::SpawnProblem;

/// Whether a token can't be part of a name without quotes: an attribute with what belongs to it, or a quote.
pub(super) fn ends_name(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    if token.kind != TokenKind::Word {
        return token.kind != TokenKind::Comma;
    }
    let next = tokens.get(at + 1);
    let is_value = |token: &Token| token.text.starts_with(|c: char| c.is_ascii_digit() || "-−.".contains(c));
    match nearest(token.text, ATTRIBUTES) {
        _ if looks_like_copies(token.text) => true,
        Some("spawned" | "outside") => true,
        Some("times") if next.is_some_and(|next| next.text == FOREVER) => true,
        Some(meant @ ("until" | "together")) if meant == token.text => next.is_some(),
        Some("after") => next.is_some_and(|next| next.kind != TokenKind::Comma),
        Some(meant) => {
            let is_last = next.is_none_or(|next| tokens.len() == at + 2 || ATTRIBUTES.contains(&next.text));
            next.is_some_and(is_value) || (meant == token.text && is_last)
        }
        None => false,
    }
}

pub(super) fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `x3`, and what was perhaps meant so: `x`, `x-1`, `x1.5`.
pub(super) fn looks_like_copies(word: &str) -> bool {
    word.strip_prefix('x').is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
}

/// Says that a spawned task's line can't tell how many there are and when they arrive: copies, `after`, `at`, `every`.
pub(super) fn refuse_arrival(columns: &Range<usize>, tells: [bool; 4], notes: &mut Notes) {
    let words = ["xN", "after", "at", "every"];
    if let Some((word, _)) = words.into_iter().zip(tells).find(|(_, is_there)| *is_there) {
        notes.report(columns.clone(), Problem::Spawn(SpawnProblem::With(word)));
    }
}
