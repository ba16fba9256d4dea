//! The `task` line: a name and the attributes behind it, in any order.

use std::ops::Range;
use std::vec::IntoIter;

use super::attributes::{ends_name, is_digits, looks_like_copies, refuse_arrival};
use super::diagnostic::Notes;
use super::keyword::{ATTRIBUTES, FOREVER};
use super::lexer::{Span, Token, TokenKind, tokens};
use super::nearest::nearest;
use super::problem::{Attribute, EndingProblem, Instead, TaskLineProblem, excerpt};
use super::{DurationRange, How, Limits, Problem, Retry, Times};

/// A name behind `after` or `until`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AfterName {
    /// Without quotes.
    pub text: String,
    /// Where it stands.
    pub columns: Range<usize>,
}

/// A `task` line as it was understood.
#[derive(Debug, Default)]
pub(super) struct TaskLine {
    /// Without quotes; `None` where it is missing.
    pub name: Option<String>,
    /// Where the name stands, or `task` where it is missing.
    pub columns: Range<usize>,
    /// Never 0, and never more than the limit.
    pub copies: Option<u32>,
    /// Names to wait for, as written: perhaps unknown, perhaps twice.
    pub after: Vec<AfterName>,
    /// Whether something is wrong with these names besides.
    pub is_doubtful: bool,
    /// Until whose end it goes on.
    pub until: Option<AfterName>,
    pub at: Option<DurationRange>,
    pub every: Option<DurationRange>,
    pub how: How,
}

/// Whether a name can stand without quotes.
pub(super) fn is_bare(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
}

/// A name as a list writes it: bare if it can stand so.
pub(super) fn written_name(name: &str) -> String {
    if is_bare(name) { name.to_owned() } else { quoted(&name.replace('\n', " ").replace('"', "'")) }
}

fn quoted(name: &str) -> String {
    ["\"", name, "\""].concat()
}

/// Takes a name, with a complaint if it isn't a good one; `None`, with none, if no name comes next.
pub(super) fn take_name<'t>(tokens: &mut IntoIter<Token<'t>>, notes: &mut Notes) -> Option<Token<'t>> {
    tokens.as_slice().first().filter(|token| token.kind != TokenKind::Comma)?;
    let token = tokens.next()?;
    let columns = token.columns.clone();
    let mut complain = |problem| notes.report(columns.clone(), Problem::TaskLine(problem));
    match token.kind {
        TokenKind::Unclosed => complain(TaskLineProblem::UnclosedName),
        TokenKind::Quoted if token.text.trim().is_empty() => complain(TaskLineProblem::EmptyName),
        TokenKind::Word if !is_bare(token.text) => {
            let quoted = quoted(token.text);
            complain(TaskLineProblem::OddName { name: excerpt(token.text), quoted: excerpt(&quoted) });
            notes.fix(columns, quoted);
        }
        _ => {}
    }
    Some(token)
}

/// Reads what follows the word `task`.
pub(super) fn read_task<'t>(keyword: Span<'t>, rest: Span<'t>, notes: &mut Notes) -> TaskLine {
    let mut reader = Reader {
        source: rest.text,
        tokens: tokens(rest).into_iter(),
        task: TaskLine { columns: keyword.columns(), ..TaskLine::default() },
        seen: Vec::new(),
        notes,
    };
    if let Some(name) = reader.own_name() {
        reader.task.name = Some(name.text.to_owned());
        reader.task.columns = name.columns;
    } else {
        reader.complain(keyword.columns(), TaskLineProblem::WithoutName);
    }
    while let Some(token) = reader.tokens.next() {
        reader.attribute(&token);
    }
    reader.check_arrivals();
    let can_end = ["until", "timeout"].iter().any(|word| reader.seen.contains(&Attribute::Word(word)));
    if reader.task.how.is_endless() && !can_end {
        let columns = reader.task.columns.clone();
        reader.notes.report(columns, Problem::Ending(EndingProblem::Endless));
    }
    let task = reader.task;
    if task.how.spawned {
        let arrives = [task.copies.is_some(), !task.after.is_empty(), task.at.is_some(), task.every.is_some()];
        refuse_arrival(&task.columns, arrives, reader.notes);
    }
    task
}

pub(super) struct Reader<'t, 'n> {
    /// What the tokens are taken from.
    pub(super) source: &'t str,
    pub(super) tokens: IntoIter<Token<'t>>,
    pub(super) task: TaskLine,
    /// Attributes met so far.
    pub(super) seen: Vec<Attribute>,
    pub(super) notes: &'n mut Notes,
}

impl<'t> Reader<'t, '_> {
    fn complain(&mut self, columns: Range<usize>, problem: TaskLineProblem) {
        self.notes.report(columns, Problem::TaskLine(problem));
    }

    pub(super) fn next_if(&mut self, is_wanted: impl Fn(&Token) -> bool) -> Option<Token<'t>> {
        self.tokens.as_slice().first().is_some_and(is_wanted).then(|| self.tokens.next()).flatten()
    }

    /// Takes the task's own name. Where words follow that are nothing a task line can have, the name was meant to go on:
    /// that makes one complaint, and not one for each word.
    fn own_name(&mut self) -> Option<Token<'t>> {
        let rest = self.tokens.as_slice();
        let Some(first) = rest.first().filter(|token| token.kind == TokenKind::Word).cloned() else {
            return self.name();
        };
        let length = rest[1..].iter().enumerate().take_while(|(at, _)| !ends_name(&rest[1..], *at)).count();
        let run = &rest[1..=length];
        let Some(last) = run.last().filter(|_| run.iter().any(|token| token.text.contains(char::is_alphabetic))) else {
            return self.name();
        };
        let (columns, bytes) = (first.columns.start..last.columns.end, first.bytes.start..last.bytes.end);
        let text = &self.source[bytes.clone()];
        self.complain(columns.clone(), TaskLineProblem::NameWithoutQuotes(text.to_owned()));
        self.notes.fix(columns.clone(), quoted(text));
        self.tokens.by_ref().take(length + 1).for_each(drop);
        Some(Token { kind: TokenKind::Quoted, text, columns, bytes })
    }

    /// Takes a name, with a complaint if it isn't a good one; `None`, with none, if no name comes next.
    fn name(&mut self) -> Option<Token<'t>> {
        take_name(&mut self.tokens, self.notes)
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
            self.complain(token.columns.clone(), TaskLineProblem::NotAnAttribute { word: excerpt(word), meant });
            self.notes.fix(token.columns.clone(), meant);
        }
        // What follows a slip is read as if it were none, so that one slip makes one complaint.
        match meant {
            "after" => self.after(token),
            "at" => {
                let first = self.first(Attribute::Word("at"), token);
                let range = self.duration("at", token);
                self.task.at = if first { range } else { self.task.at };
            }
            "times" => {
                let first = self.first(Attribute::Word("times"), token);
                let turns = self.times(token);
                self.task.how.times = if first { turns } else { self.task.how.times };
            }
            "spawned" | "outside" => {
                self.first(Attribute::Word(meant), token);
                let flag = if meant == "outside" { &mut self.task.how.outside } else { &mut self.task.how.spawned };
                *flag = true;
            }
            "priority" => {
                let first = self.first(Attribute::Word("priority"), token);
                let priority = self.count("priority", Limits::LIST.priority, token);
                self.task.how.priority = if first { priority } else { self.task.how.priority };
            }
            "carries" => {
                let first = self.first(Attribute::Word("carries"), token);
                let bytes = self.size("carries", token);
                self.task.how.carries = if first { bytes } else { self.task.how.carries };
            }
            "until" => {
                let first = self.first(Attribute::Word("until"), token);
                let name = self.ending_name("until", token);
                self.task.until = if first { name } else { self.task.until.take() };
            }
            "together" => {
                let first = self.first(Attribute::Word("together"), token);
                let word = self.ending_name("together", token).map(|word| word.text.into());
                self.task.how.together = if first { word } else { self.task.how.together.take() };
            }
            "timeout" => {
                let first = self.first(Attribute::Word("timeout"), token);
                let range = self.duration("timeout", token);
                self.task.how.timeout = if first { range } else { self.task.how.timeout };
            }
            "retry" => {
                let first = self.first(Attribute::Word("retry"), token);
                let retry = self.retry(token);
                self.task.how.retry = if first { retry } else { self.task.how.retry };
            }
            _ => {
                let first = self.first(Attribute::Word("every"), token);
                let range = self.duration("every", token);
                self.task.every = if first { range } else { self.task.every };
            }
        }
    }

    /// Notes that this attribute is there; says so, and answers no, if it was there already.
    fn first(&mut self, attribute: Attribute, token: &Token) -> bool {
        let first = !self.seen.contains(&attribute);
        if first {
            self.seen.push(attribute);
        } else {
            self.complain(token.columns.clone(), TaskLineProblem::Repeated(attribute));
        }
        first
    }

    fn after(&mut self, keyword: &Token) {
        let first = self.first(Attribute::After, keyword);
        let mut place = keyword.columns.clone();
        loop {
            match self.name() {
                Some(name) if first => {
                    self.task.after.push(AfterName { text: name.text.to_owned(), columns: name.columns });
                }
                Some(_) => {}
                None => self.complain(place, TaskLineProblem::MissingName),
            }
            match self.next_if(|token| token.kind == TokenKind::Comma) {
                Some(comma) => place = comma.columns,
                None => return,
            }
        }
    }

    fn times(&mut self, keyword: &Token) -> Option<Times> {
        if self.next_if(|token| token.text == FOREVER).is_some() {
            return Some(Times::Forever);
        }
        self.count("times", Limits::LIST.steps as u32, keyword).map(Times::Count)
    }

    fn ending_name(&mut self, word: &'static str, keyword: &Token) -> Option<AfterName> {
        let name = self.name();
        if name.is_none() {
            self.notes.report(keyword.columns.clone(), Problem::Ending(EndingProblem::WithoutName(word)));
        }
        name.map(|name| AfterName { text: name.text.to_owned(), columns: name.columns })
    }

    /// Takes a number, and the pause behind it: an `every` right behind it is its own.
    fn retry(&mut self, keyword: &Token) -> Option<Retry> {
        let times = self.count("retry", Limits::LIST.retries, keyword);
        let every = self.next_if(|token| token.kind == TokenKind::Word && token.text == "every");
        let pause = every.as_ref().map(|every| self.duration("every", every));
        // A pause that can't be read was complained about.
        Some(Retry { times: times?, every: pause.flatten() })
    }

    fn copies(&mut self, token: &Token) {
        let first = self.first(Attribute::Copies, token);
        let columns = token.columns.clone();
        let digits = &token.text[1..];
        let most = Limits::LIST.tasks;
        if !is_digits(digits) {
            self.complain(columns, TaskLineProblem::NotCopies);
            if digits.is_empty() {
                // `x 3`: the number belongs to this complaint and gets none of its own.
                self.next_if(|token| token.text.bytes().all(|byte| byte.is_ascii_digit()));
            }
            return;
        }
        match digits.parse::<u32>() {
            Ok(0) => self.complain(columns, TaskLineProblem::NoCopies),
            Ok(copies) if copies as usize <= most && first => self.task.copies = Some(copies),
            Ok(copies) if copies as usize <= most => {}
            _ => self.complain(columns, TaskLineProblem::TooManyCopies(excerpt(digits))),
        }
    }

    fn unknown(&mut self, token: &Token) {
        let word = token.text;
        let mut columns = token.columns.clone();
        self.task.is_doubtful |= self.seen.last() == Some(&Attribute::After);
        let digits = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x');
        let instead = match token.kind {
            TokenKind::Unclosed => return self.complain(columns, TaskLineProblem::UnclosedQuote),
            TokenKind::Word if digits => Instead::Copies,
            TokenKind::Word | TokenKind::Quoted if self.seen.last() != Some(&Attribute::After) => Instead::Attribute,
            _ => Instead::Comma,
        };
        // The words behind it are part of the same slip.
        while !self.tokens.as_slice().is_empty() && !ends_name(self.tokens.as_slice(), 0) {
            columns.end = self.tokens.next().map_or(columns.end, |token| token.columns.end);
        }
        self.complain(columns, TaskLineProblem::Misplaced { word: excerpt(word), instead });
    }

    /// The last copy must arrive within the longest duration, which also keeps the sum from overflowing.
    fn check_arrivals(&mut self) {
        let Some(every) = self.task.every else { return };
        let columns = self.task.columns.clone();
        let Some(copies) = self.task.copies else {
            // Copies that couldn't be read were complained about already.
            if !self.notes.has_error() {
                self.complain(columns, TaskLineProblem::EveryWithoutCopies);
            }
            return;
        };
        let most = Limits::LIST.duration_ns;
        let at_ns = self.task.at.map_or(0, |at| at.max_ns);
        let last_ns = at_ns + u64::from(copies - 1) * every.max_ns;
        if last_ns > most {
            self.complain(columns, TaskLineProblem::LateArrival { last_ns });
            self.task.every = None;
        }
    }
}
