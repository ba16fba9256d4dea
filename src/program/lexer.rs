//! Pieces of one line, each with the columns it stands in. Columns are counted along, so a line is read in linear time.

use std::ops::Range;

/// A stretch of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'t> {
    pub text: &'t str,
    /// Column of its first character.
    pub start: usize,
}

impl<'t> Span<'t> {
    /// The line without the blanks at its ends. A byte order mark at its beginning counts as a blank.
    pub fn of_line(line: &'t str) -> Self {
        let line = line.trim_end();
        let text = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let start = line[..line.len() - text.len()].chars().count();
        Self { text, start }
    }

    pub fn columns(&self) -> Range<usize> {
        self.start..self.start + self.text.chars().count()
    }

    /// What stands between its commas, without the blanks around it; at least one piece.
    pub fn split_at_commas(self) -> Vec<Self> {
        let mut start = self.start;
        let pieces = self.text.split(',').map(|part| {
            let text = part.trim_start();
            let at = start + part[..part.len() - text.len()].chars().count();
            start += part.chars().count() + 1;
            Self { text: text.trim_end(), start: at }
        });
        pieces.collect()
    }

    /// Its first word and what follows that, without the blanks between.
    pub fn split_word(self) -> (Self, Self) {
        let end = self.text.find(char::is_whitespace).unwrap_or(self.text.len());
        let (text, after) = self.text.split_at(end);
        let rest = after.trim_start();
        let gap = &self.text[..self.text.len() - rest.len()];
        let start = self.start + gap.chars().count();
        (Self { text, ..self }, Self { text: rest, start })
    }
}

/// What a piece of a task line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    /// Text between double quotes; the quotes are in the columns, but not in the text.
    Quoted,
    /// Text from a double quote that is never closed, to the end of the line.
    Unclosed,
    Comma,
}

/// A piece of a task line.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub kind: TokenKind,
    pub text: &'t str,
    pub columns: Range<usize>,
    /// Where it stands in the text that was taken to pieces, in bytes.
    pub bytes: Range<usize>,
}

impl Token<'_> {
    /// Whether a comment begins with it, as far as a reader means it: what stands in quotes may begin like one.
    pub fn is_comment(&self) -> bool {
        self.kind == TokenKind::Word && self.text.starts_with('#')
    }
}

/// The pieces of a task line: words, quoted texts and commas.
pub(super) fn tokens(span: Span<'_>) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = span.text.trim_start();
    let mut column = span.start + span.text[..span.text.len() - rest.len()].chars().count();
    while let Some(first) = rest.chars().next() {
        let (kind, text, length) = match first {
            ',' => (TokenKind::Comma, ",", 1),
            '"' => match rest[1..].find('"') {
                Some(end) => (TokenKind::Quoted, &rest[1..=end], end + 2),
                None => (TokenKind::Unclosed, &rest[1..], rest.len()),
            },
            _ => {
                let ends = |c: char| c.is_whitespace() || c == ',' || c == '"';
                let end = rest.find(ends).unwrap_or(rest.len());
                (TokenKind::Word, &rest[..end], end)
            }
        };
        let end = column + rest[..length].chars().count();
        let at = span.text.len() - rest.len();
        found.push(Token { kind, text, columns: column..end, bytes: at..at + length });
        let next = rest[length..].trim_start();
        column = end + rest[length..rest.len() - next.len()].chars().count();
        rest = next;
    }
    found
}
