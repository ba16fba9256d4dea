//! The `task` line: a name and the attributes behind it, in any order.

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use crate::time::Duration;

use super::diagnostic::Notes;
use super::duration::read_range;
use super::lexer::{Span, Token, TokenKind, tokens};
use super::words::{grouped, nearest, shown};
use super::{DurationRange, Limits};

/// Words that can follow a task's name.
pub(super) const ATTRIBUTES: [&str; 3] = ["after", "at", "every"];

/// A `task` line as it was understood.
#[derive(Debug, Default)]
pub(super) struct TaskLine<'t> {
    /// Without quotes; `None` where it is missing.
    pub name: Option<&'t str>,
    /// Where the name stands, or `task` where it is missing.
    pub columns: Range<usize>,
    /// Never 0, and never more than the limit.
    pub copies: Option<u32>,
    /// Names to wait for, as written: perhaps unknown, perhaps twice.
    pub after: Vec<Token<'t>>,
    pub at: Option<DurationRange>,
    pub every: Option<DurationRange>,
}

/// Whether a name can stand without quotes.
pub(super) fn is_bare(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
}

/// Reads what follows the word `task`.
pub(super) fn read_task<'t>(keyword: Span<'t>, rest: Span<'t>, notes: &mut Notes) -> TaskLine<'t> {
    let mut reader = Reader {
        tokens: tokens(rest).into_iter().peekable(),
        task: TaskLine { columns: keyword.columns(), ..TaskLine::default() },
        seen: Vec::new(),
        notes,
    };
    if let Some(name) = reader.name() {
        reader.task.name = Some(name.text);
        reader.task.columns = name.columns;
    } else {
        let fix = "write task and a name, as in task count";
        reader.notes.error(keyword.columns(), "This task has no name.", Some(fix.into()));
    }
    while let Some(token) = reader.tokens.next() {
        reader.attribute(&token);
    }
    reader.check_arrivals();
    reader.task
}

struct Reader<'t, 'n> {
    tokens: Peekable<IntoIter<Token<'t>>>,
    task: TaskLine<'t>,
    /// Attributes met so far.
    seen: Vec<&'static str>,
    notes: &'n mut Notes,
}

impl<'t> Reader<'t, '_> {
    /// Takes a name, with a complaint if it isn't a good one; `None`, with none, if no name comes next.
    fn name(&mut self) -> Option<Token<'t>> {
        let token = self.tokens.next_if(|token| token.kind != TokenKind::Comma)?;
        let columns = token.columns.clone();
        match token.kind {
            TokenKind::Unclosed => {
                let fix = "put a second \" at the end of the name";
                self.notes.error(columns, "This quote is never closed.", Some(fix.into()));
            }
            TokenKind::Quoted if token.text.trim().is_empty() => {
                self.notes.error(columns, "A name can't be empty.", None);
            }
            TokenKind::Word if !is_bare(token.text) => {
                let message = format!("{} isn't one word of letters, digits, _, - and dots.", shown(token.text));
                let fix = format!("other names are quoted, as in {}", shown(&format!("\"{}\"", token.text)));
                self.notes.error(columns, message, Some(fix.replace('`', "")));
            }
            _ => {}
        }
        Some(token)
    }

    fn attribute(&mut self, token: &Token<'t>) {
        let word = token.text;
        if token.kind != TokenKind::Word {
            return self.unknown(token);
        }
        if looks_like_copies(word) {
            return self.copies(token);
        }
        let Some(meant) = nearest(word, ATTRIBUTES) else {
            return self.unknown(token);
        };
        if meant != word {
            let message = format!("{} isn't something that a task line can have.", shown(word));
            self.notes.error(token.columns.clone(), message, Some(format!("did you mean {meant}?")));
        }
        // What follows a slip is read as if it were none, so that one slip makes one complaint.
        match meant {
            "after" => self.after(token),
            "at" => {
                let first = self.first("at", token);
                let range = self.duration("at", token);
                self.task.at = if first { range } else { self.task.at };
            }
            _ => {
                let first = self.first("every", token);
                let range = self.duration("every", token);
                self.task.every = if first { range } else { self.task.every };
            }
        }
    }

    /// Notes that this attribute is there; says so, and answers no, if it was there already.
    fn first(&mut self, attribute: &'static str, token: &Token) -> bool {
        let first = !self.seen.contains(&attribute);
        if first {
            self.seen.push(attribute);
        } else {
            let (what, fix) = match attribute {
                "after" => ("`after`", "write after once, with commas between the names"),
                "xN" => ("The number of copies", "leave one of them out"),
                "at" => ("`at`", "leave one of them out"),
                _ => ("`every`", "leave one of them out"),
            };
            let message = format!("{what} stands twice on this line.");
            self.notes.error(token.columns.clone(), message, Some(fix.into()));
        }
        first
    }

    fn after(&mut self, keyword: &Token) {
        let first = self.first("after", keyword);
        let mut place = keyword.columns.clone();
        loop {
            match self.name() {
                Some(name) if first => self.task.after.push(name),
                Some(_) => {}
                None => {
                    let fix = "write after and the names to wait for, as in after a, b";
                    self.notes.error(place, "A name is missing here.", Some(fix.into()));
                }
            }
            match self.tokens.next_if(|token| token.kind == TokenKind::Comma) {
                Some(comma) => place = comma.columns,
                None => return,
            }
        }
    }

    fn duration(&mut self, attribute: &str, keyword: &Token) -> Option<DurationRange> {
        let starts = |token: &Token| token.kind == TokenKind::Word && !ATTRIBUTES.contains(&token.text);
        let Some(word) = self.tokens.next_if(starts) else {
            let message = format!("`{attribute}` needs a duration.");
            self.notes.error(keyword.columns.clone(), message, Some(format!("write {attribute} 1s")));
            return None;
        };
        match read_range(word.text) {
            Ok(range) => Some(range),
            Err(wrong) => {
                self.notes.error(word.columns, wrong.message, Some(wrong.fix));
                None
            }
        }
    }

    fn copies(&mut self, token: &Token) {
        let first = self.first("xN", token);
        let columns = token.columns.clone();
        let digits = &token.text[1..];
        let most = Limits::LIST.tasks;
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let fix = "three copies are written x3";
            self.notes.error(columns, "The number of copies isn't right behind the x.", Some(fix.into()));
            if digits.is_empty() {
                // `x 3`: the number belongs to this complaint and gets none of its own.
                self.tokens.next_if(|token| token.text.bytes().all(|byte| byte.is_ascii_digit()));
            }
            return;
        }
        match digits.parse::<u32>() {
            Ok(0) => {
                let fix = "the fewest copies are x1";
                self.notes.error(columns, "A task can't have no copies.", Some(fix.into()));
            }
            Ok(copies) if copies as usize <= most && first => self.task.copies = Some(copies),
            Ok(copies) if copies as usize <= most => {}
            _ => {
                let message = format!("{} are too many copies.", shown(digits));
                let fix = format!("a list has at most {} tasks, every copy counted", grouped(most));
                self.notes.error(columns, message, Some(fix));
            }
        }
    }

    fn unknown(&mut self, token: &Token) {
        let word = token.text;
        let columns = token.columns.clone();
        let digits = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x');
        let fix = match token.kind {
            TokenKind::Unclosed => {
                let fix = "names in quotes stand right behind task, after or a comma, and end with a second \"";
                return self.notes.error(columns, "This quote is never closed.", Some(fix.into()));
            }
            TokenKind::Word if digits => "copies are written x3",
            TokenKind::Word | TokenKind::Quoted if self.seen.last() != Some(&"after") => {
                "a task line reads task NAME xN after NAME, NAME at 1s every 1s"
            }
            _ => "commas stand between the names behind after",
        };
        let message = format!("{} isn't something that a task line can have here.", shown(word));
        self.notes.error(columns, message, Some(fix.into()));
    }

    /// The last copy must arrive within the longest duration, which also keeps the sum from overflowing.
    fn check_arrivals(&mut self) {
        let Some(every) = self.task.every else { return };
        let columns = self.task.columns.clone();
        let Some(copies) = self.task.copies else {
            let fix = "give it copies, as in x3, or leave every out";
            let message = "`every` spaces out copies, and this task has none.";
            // Copies that couldn't be read were complained about already.
            if !self.notes.has_error() {
                self.notes.warning(columns, message, Some(fix.into()));
            }
            return;
        };
        let most = Limits::LIST.duration_ns;
        let at_ns = self.task.at.map_or(0, |at| at.max_ns);
        let last_ns = at_ns + u64::from(copies - 1) * every.max_ns;
        if last_ns > most {
            let message = format!("The last copy would arrive after {}.", Duration(last_ns));
            let fix = format!("the last arrival is at {} or before", Duration(most));
            self.notes.error(columns, message, Some(fix));
            self.task.every = None;
        }
    }
}

/// `x3`, and what was perhaps meant so: `x`, `x-1`, `x1.5`.
fn looks_like_copies(word: &str) -> bool {
    word.strip_prefix('x').is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
}
