//! The numbers and durations behind the words of a task line.

use super::attributes::is_digits;
use super::duration::{read_range, torn_unit};
use super::keyword::ATTRIBUTES;
use super::lexer::{Token, TokenKind};
use super::problem::{DurationProblem, SizeProblem, excerpt};
use super::size::{read_size, torn_size};
use super::task_line::Reader;
use super::{DurationRange, Problem};

impl<'t> Reader<'t, '_> {
    /// Takes a number from 1 to `most`.
    pub(super) fn count(&mut self, attribute: &'static str, most: u32, keyword: &Token) -> Option<u32> {
        let is_number = |token: &Token| token.kind == TokenKind::Word && !ATTRIBUTES.contains(&token.text);
        let Some(number) = self.next_if(is_number) else {
            self.notes.report(keyword.columns.clone(), Problem::MissingNumber(attribute));
            return None;
        };
        let read = |digits: &str| digits.parse().ok().filter(|count| is_digits(digits) && (1..=most).contains(count));
        let count = read(number.text);
        if count.is_none() {
            let word = excerpt(number.text);
            self.notes.report(number.columns.clone(), Problem::NotACount { word, keyword: attribute, least: 1, most });
            if let Some(meant) = number.text.strip_prefix('x').and_then(read) {
                self.notes.fix(number.columns, meant.to_string());
            }
        }
        count
    }

    pub(super) fn duration(&mut self, attribute: &'static str, keyword: &Token) -> Option<DurationRange> {
        let starts = |token: &Token| token.kind == TokenKind::Word && !ATTRIBUTES.contains(&token.text);
        let Some(word) = self.next_if(starts) else {
            self.notes.report(keyword.columns.clone(), Problem::Duration(DurationProblem::Missing(attribute)));
            return None;
        };
        let word = self.with_decimals(word);
        if let Some(next) = self.tokens.as_slice().first()
            && let Some(wrong) = torn_unit(word.text, next.text)
        {
            wrong.tell(word.columns.start..next.columns.end, self.notes);
            self.tokens.next();
            return None;
        }
        match read_range(word.text) {
            Ok(range) => Some(range),
            Err(wrong) => {
                wrong.tell(word.columns, self.notes);
                None
            }
        }
    }

    /// Takes a size, in bytes.
    pub(super) fn size(&mut self, attribute: &'static str, keyword: &Token) -> Option<u64> {
        let starts = |token: &Token| token.kind == TokenKind::Word && !ATTRIBUTES.contains(&token.text);
        let Some(word) = self.next_if(starts) else {
            self.notes.report(keyword.columns.clone(), Problem::Size(SizeProblem::Missing(attribute)));
            return None;
        };
        let word = self.with_decimals(word);
        if let Some(next) = self.tokens.as_slice().first()
            && let Some(wrong) = torn_size(word.text, next.text)
        {
            wrong.tell(word.columns.start..next.columns.end, self.notes);
            self.tokens.next();
            return None;
        }
        match read_size(word.text) {
            Ok(bytes) => Some(bytes),
            Err(wrong) => {
                wrong.tell(word.columns, self.notes);
                None
            }
        }
    }

    /// A number with what stands behind a comma in it: `1,5s` is one slip.
    pub(super) fn with_decimals(&mut self, number: Token<'t>) -> Token<'t> {
        let [comma, rest, ..] = self.tokens.as_slice() else { return number };
        let is_close = number.bytes.end == comma.bytes.start && comma.bytes.end == rest.bytes.start;
        let is_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        if comma.kind != TokenKind::Comma || !is_close || !is_digit(number.text) || !is_digit(rest.text) {
            return number;
        }
        let (columns, bytes) = (number.columns.start..rest.columns.end, number.bytes.start..rest.bytes.end);
        let text = &self.source[bytes.clone()];
        self.tokens.by_ref().take(2).for_each(drop);
        Token { text, columns, bytes, ..number }
    }
}
