//! From text to program. Never fails as a whole: what can be understood is, and the rest is said line by line.

use super::builder::Builder;
use super::line::read_line;
use super::{Diagnostic, Limits, Program, TaskDeclaration, odd};

/// What was understood of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The program, as far as it was understood. Whatever the text, it is within [`Limits::LIST`] and its `after`
    /// are indices of its tasks, each once and without a circle.
    pub program: Program,
    /// What there is to say, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Whether the list can run: it has a task, and no error.
    pub fn is_runnable(&self) -> bool {
        !self.program.tasks.is_empty() && !self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Tasks, every copy counted.
    pub fn task_count(&self) -> usize {
        self.program.tasks.iter().map(copies).sum()
    }

    /// Steps, those of every copy counted.
    pub fn step_count(&self) -> usize {
        self.program.tasks.iter().map(|task| copies(task) * task.steps.len()).sum()
    }
}

/// Tasks that a declaration makes.
pub(super) fn copies(task: &TaskDeclaration) -> usize {
    task.copies.unwrap_or(1) as usize
}

/// Reads a task list. Takes time in proportion to the text.
pub fn parse(text: &str) -> Parsed {
    let fitting = fitting(text);
    let meant: Vec<Option<odd::Meant>> =
        fitting.split('\n').enumerate().map(|(index, line)| odd::meant(index + 1, line)).collect();
    let mut builder = Builder::default();
    let mut lines = 0;
    for (line, meant) in fitting.split('\n').zip(&meant) {
        lines += 1;
        match meant {
            Some(meant) => builder.odd_line(lines, meant, line),
            None => builder.line(lines, read_line(lines, line)),
        }
    }
    if fitting.len() < text.len() {
        builder.text_too_large(lines, text);
    }
    builder.finish(text)
}

/// The lines that are within the limit, all of them in most cases; the first line beyond is left empty.
fn fitting(text: &str) -> &str {
    if text.len() <= Limits::LIST.text_bytes {
        return text;
    }
    let end = text.floor_char_boundary(Limits::LIST.text_bytes);
    &text[..text[..end].rfind('\n').map_or(0, |newline| newline + 1)]
}
