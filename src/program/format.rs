//! From program to text, and from text to tidy text.

use std::fmt::Write;

use crate::time::Duration;

use super::line::{Line, Statement, read_line};
use super::task_line::written_name;
use super::{DurationRange, Durations, How, Limits, Program, ResourceKind, Retry, Step, Times, size_text};

/// How far steps stand to the right of their task, in columns.
pub(super) const INDENT: usize = 2;

/// The same list, tidy: tasks at the margin, steps indented by two, durations and attributes in their usual form.
/// Comments, blank lines and lines that aren't understood stay. The program that the text means is unchanged, and so
/// is a text that would be over the limit.
pub fn format(text: &str) -> String {
    if text.len() > Limits::LIST.text_bytes {
        return text.to_owned();
    }
    let mut in_task = false;
    let mut pieces: Vec<Piece> = text.split('\n').map(|line| tidy(line, &mut in_task)).collect();
    indent_comments(&mut pieces);
    let mut tidied = String::with_capacity(text.len() + 1);
    for piece in &pieces {
        let _ = writeln!(tidied, "{:1$}{2}", "", piece.indent, piece.text);
    }
    tidied.truncate(tidied.trim_end_matches('\n').len());
    if !tidied.is_empty() {
        tidied.push('\n');
    }
    if tidied.len() > Limits::LIST.text_bytes { text.to_owned() } else { tidied }
}

/// A line to write.
struct Piece {
    kind: Kind,
    /// Blanks to write in front of the text.
    indent: usize,
    text: String,
}

#[derive(PartialEq, Eq)]
enum Kind {
    Blank,
    Comment,
    /// The number says how far comments above it are indented.
    Statement(usize),
}

fn tidy(line: &str, in_task: &mut bool) -> Piece {
    let Line { statement, notes, .. } = read_line(1, line);
    let written = line.trim();
    let indented = line.starts_with(char::is_whitespace) && *in_task;
    let margin = if indented { INDENT } else { 0 };
    // A line with an error stays as it was written, so that no part of it is lost.
    let canonical = |text: String| {
        if notes.has_error() { written.to_owned() } else { text }
    };
    let (kind, indent, text) = match statement {
        Statement::Blank => (Kind::Blank, 0, String::new()),
        Statement::Comment(text) => (Kind::Comment, margin, text.to_owned()),
        Statement::Seed(seed) => {
            let text = seed.map_or_else(String::new, |seed| format!("seed {seed}"));
            (Kind::Statement(0), 0, canonical(text))
        }
        Statement::Resource(resource) => {
            let text = resource.map_or_else(String::new, |resource| resource.text());
            (Kind::Statement(0), 0, canonical(text))
        }
        Statement::Slots(slots) => {
            let text = slots.map_or_else(String::new, |slots| slots.text());
            (Kind::Statement(0), 0, canonical(text))
        }
        Statement::Task(task) => {
            *in_task = true;
            let name = task.name.unwrap_or_default();
            let mut text = String::new();
            let after = task.after.iter().map(|name| name.text.as_str());
            let until = task.until.as_ref().map(|name| name.text.as_str());
            write_task(
                &mut text,
                &name,
                task.copies,
                (after, until),
                [("at", task.at), ("every", task.every)],
                &task.how,
            );
            (Kind::Statement(0), 0, canonical(text))
        }
        Statement::Step(step) => {
            let text = step.as_ref().map_or_else(String::new, step_text);
            (Kind::Statement(INDENT), INDENT, canonical(text))
        }
        Statement::Unknown => (Kind::Statement(margin), 0, line.trim_end().to_owned()),
    };
    Piece { kind, indent, text }
}

/// A comment right above a statement stands where that statement stands; others keep to the side they are on.
fn indent_comments(pieces: &mut [Piece]) {
    let mut below = None;
    for piece in pieces.iter_mut().rev() {
        match piece.kind {
            Kind::Blank => below = None,
            Kind::Statement(indent) => below = Some(indent),
            Kind::Comment => piece.indent = below.unwrap_or(piece.indent),
        }
    }
}

/// A program as text. What the parser gives comes back from it unchanged. A program made elsewhere comes back as near
/// as the text can say it: a name can't hold a double quote, nothing can hold a line break, and texts are trimmed.
pub fn program_text(program: &Program) -> String {
    let mut text = format!("seed {}\n", program.seed);
    if program.seed == 1 {
        text.clear();
    }
    if let Some(slots) = program.slots {
        let _ = writeln!(text, "{}", slots.text());
    }
    for resource in program.resources.iter().filter(|resource| resource.kind != ResourceKind::Meeting) {
        text.push_str(&resource.text());
        text.push('\n');
    }
    for task in &program.tasks {
        let name = task.name.replace('"', "'");
        let names = task.after.iter().map(|&index| program.tasks[index].name.as_str());
        let until = task.how.until.map(|index| program.tasks[index].name.as_str());
        write_task(&mut text, &name, task.copies, (names, until), [("at", task.at), ("every", task.every)], &task.how);
        text.push('\n');
        for step in &task.steps {
            let _ = writeln!(text, "{:INDENT$}{}", "", step_text(step));
        }
    }
    text
}

fn write_task<'n>(
    text: &mut String,
    name: &str,
    copies: Option<u32>,
    (after, until): (impl Iterator<Item = &'n str>, Option<&str>),
    arrival: [(&str, Option<DurationRange>); 2],
    how: &How,
) {
    text.push_str("task ");
    write_name(text, name);
    if let Some(copies) = copies {
        let _ = write!(text, " x{copies}");
    }
    for (index, name) in after.enumerate() {
        text.push_str(if index == 0 { " after " } else { ", " });
        write_name(text, name);
    }
    for (word, range) in arrival {
        if let Some(range) = range {
            let _ = write!(text, " {word} {}", range_text(range));
        }
    }
    match how.times {
        Some(Times::Count(times)) => {
            let _ = write!(text, " times {times}");
        }
        Some(Times::Forever) => text.push_str(" times forever"),
        None => {}
    }
    if let Some(until) = until {
        text.push_str(" until ");
        write_name(text, until);
    }
    if let Some(timeout) = how.timeout {
        let _ = write!(text, " timeout {}", range_text(timeout));
    }
    if let Some(word) = &how.together {
        text.push_str(" together ");
        write_name(text, word);
    }
    if let Some(Retry { times, every }) = how.retry {
        let _ = write!(text, " retry {times}");
        if let Some(every) = every {
            let _ = write!(text, " every {}", range_text(every));
        }
    }
    if let Some(priority) = how.priority {
        let _ = write!(text, " priority {priority}");
    }
    if let Some(bytes) = how.carries {
        let _ = write!(text, " carries {}", size_text(bytes));
    }
    if how.outside {
        text.push_str(" outside");
    }
    if how.spawned {
        text.push_str(" spawned");
    }
}

fn write_name(text: &mut String, name: &str) {
    text.push_str(&written_name(name));
}

/// One step as the task list writes it, without indentation.
pub fn step_text(step: &Step) -> String {
    step.text(durations_text)
}

/// One duration, or one after another.
fn durations_text(durations: &Durations) -> String {
    let written: Vec<String> = durations.all().iter().map(|range| range_text(*range)).collect();
    written.join(", ")
}

/// One duration, or a range.
fn range_text(range: DurationRange) -> String {
    if range.min_ns == range.max_ns {
        return Duration(range.min_ns).to_string();
    }
    format!("{}..{}", Duration(range.min_ns), Duration(range.max_ns))
}
