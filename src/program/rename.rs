//! Names where they stand in a list, of tasks and of what they act on each other by: what is named at a place, and the list
//! with that called otherwise.

use std::ops::Range;

use super::keyword::TASK;
use super::lexer::{Span, TokenKind, tokens};
use super::line::{Statement, read_line};
use super::task_line::{TaskLine, written_name};
use super::{Durations, Make, Step};

/// Head lines that name something.
const HEADS: [&str; 3] = ["limit", "queue", "share"];

/// The step that names a task.
const SPAWN: &str = "spawn";

/// The name that a place of a text, in bytes, is in or beside; else that of the task to which its line belongs.
pub fn task_at(text: &str, place: usize) -> Option<String> {
    let start = text.get(..place)?.rfind('\n').map_or(0, |end| end + 1);
    let end = text[place..].find('\n').map_or(text.len(), |end| place + end);
    let here = &text[start..end];
    if let Some(task) = task_line(here) {
        let is_here = |columns: &Range<usize>| {
            let bytes = bytes_of(here, columns);
            (bytes.start..=bytes.end).contains(&(place - start))
        };
        let here = names(&task).find(|(_, columns)| is_here(columns)).map(|(name, _)| name);
        return here.or(task.name.as_deref()).map(str::to_owned);
    }
    text[..start].lines().rev().find_map(task_line)?.name
}

/// What can be called otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A task.
    Task(String),
    /// Something by which tasks act on each other.
    Resource(String),
}

impl Named {
    /// What it is called.
    pub fn name(&self) -> &str {
        let (Self::Task(name) | Self::Resource(name)) = self;
        name
    }

    /// Where it is named on a line.
    fn on(&self, line: &str) -> Vec<Range<usize>> {
        let is_it = |name: &str| name == self.name();
        match self {
            Self::Task(_) => {
                let task = task_line(line);
                let named = task.iter().flat_map(names).map(|(name, columns)| (name.to_owned(), columns.clone()));
                named.chain(spawned_on(line)).filter(|(name, _)| is_it(name)).map(|(_, columns)| columns).collect()
            }
            Self::Resource(_) => {
                resource_on(line).filter(|(name, _)| is_it(name)).map(|(_, columns)| columns).into_iter().collect()
            }
        }
    }

    /// Whether a list calls something of the kind so already.
    pub fn is_taken(&self, text: &str, name: &str) -> bool {
        match self {
            Self::Task(_) => task_names(text).any(|taken| taken == name),
            Self::Resource(_) => text.lines().filter_map(resource_on).any(|(taken, _)| taken == name),
        }
    }
}

/// What is named where a place of a text is, in bytes; else the task to which its line belongs.
pub fn named_at(text: &str, place: usize) -> Option<Named> {
    let start = text.get(..place)?.rfind('\n').map_or(0, |end| end + 1);
    let here = text[start..].lines().next().unwrap_or_default();
    let is_here = |columns: &Range<usize>| {
        let bytes = bytes_of(here, columns);
        (bytes.start..=bytes.end).contains(&(place - start))
    };
    let resource = resource_on(here).filter(|(_, columns)| is_here(columns));
    let spawned = spawned_on(here).filter(|(_, columns)| is_here(columns));
    let task = || spawned.map(|(name, _)| name).or_else(|| task_at(text, place));
    resource.map(|(name, _)| Named::Resource(name)).or_else(|| task().map(Named::Task))
}

/// The names of all tasks that a list has lines for.
pub fn task_names(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(task_line).filter_map(|task| task.name)
}

/// The list with something in it called `new`, wherever it is named.
pub fn renamed(text: &str, named: &Named, new: &str) -> String {
    let (slot, new_slot) = (["{", named.name(), "}"].concat(), ["{", new, "}"].concat());
    let new = written_name(new);
    let is_printed = matches!(named, Named::Resource(name) if is_share(text, name));
    let mut written = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if is_printed && line.trim_start().starts_with("print") {
            written.push_str(&line.replace(&slot, &new_slot));
            continue;
        }
        let mut rest = 0;
        for columns in named.on(line) {
            let bytes = bytes_of(line, &columns);
            written.push_str(&line[rest..bytes.start]);
            written.push_str(&new);
            rest = bytes.end;
        }
        written.push_str(&line[rest..]);
    }
    written
}

/// Whether a list takes this for a number that tasks share, which can be printed.
fn is_share(text: &str, name: &str) -> bool {
    let is_number = |line: &&str| matches!(line.split_whitespace().next(), Some("share" | "add" | "load" | "store"));
    text.lines().filter(is_number).filter_map(resource_on).any(|(named, _)| named == name)
}

/// What a line names by which tasks act on each other, and where.
fn resource_on(line: &str) -> Option<(String, Range<usize>)> {
    named_on(line).and_then(|(keyword, named)| (keyword != SPAWN).then_some(named))
}

/// Which task a line spawns, and where it is named.
fn spawned_on(line: &str) -> Option<(String, Range<usize>)> {
    named_on(line).and_then(|(keyword, named)| (keyword == SPAWN).then_some(named))
}

/// What the first word of a line names behind it, and where.
fn named_on(line: &str) -> Option<(&str, (String, Range<usize>))> {
    let (keyword, rest) = Span::of_line(line).split_word();
    let is_named = HEADS.contains(&keyword.text)
        || Step::<Durations>::KEYWORDS.iter().any(|step| {
            step.word == keyword.text && matches!(step.make, Make::Name(_) | Make::Number(_) | Make::Item(_))
        });
    let name = tokens(rest).into_iter().next().filter(|_| is_named)?;
    let is_name = matches!(name.kind, TokenKind::Word | TokenKind::Quoted) && !name.is_comment();
    is_name.then(|| (keyword.text, (name.text.to_owned(), name.columns)))
}

/// The names of tasks on a line, each with where it stands: its own one, and those that it waits for or goes on until.
fn names(task: &TaskLine) -> impl Iterator<Item = (&str, &Range<usize>)> {
    let own = task.name.as_deref().map(|name| (name, &task.columns));
    own.into_iter().chain(task.after.iter().chain(&task.until).map(|name| (name.text.as_str(), &name.columns)))
}

/// What a line says of a task, if it begins one.
fn task_line(line: &str) -> Option<TaskLine> {
    if !line.trim_start().starts_with(TASK.word) {
        return None;
    }
    match read_line(1, line).statement {
        Statement::Task(task) => Some(*task),
        _ => None,
    }
}

fn bytes_of(line: &str, columns: &Range<usize>) -> Range<usize> {
    let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte);
    byte(columns.start)..byte(columns.end)
}
