//! What the parser has to say about a list: where, how bad, what is wrong and what would put it right.

use std::ops::Range;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The list doesn't run until this is put right.
    Error,
    /// The list runs, though perhaps not as meant.
    Warning,
}

/// One finding of the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The line, counted from 1.
    pub line: usize,
    /// The columns it is about, in characters counted from 0. Never empty on a line that has text.
    pub columns: Range<usize>,
    /// A whole sentence that says what is wrong.
    pub message: String,
    /// The way out, to be read after the message: `seconds are written 1s`. No capital, no full stop.
    pub fix: Option<String>,
}

/// Collects the findings about one line.
#[derive(Debug)]
pub(super) struct Notes {
    line: usize,
    list: Vec<Diagnostic>,
}

impl Notes {
    pub fn new(line: usize) -> Self {
        let list = Vec::new();
        Self { line, list }
    }

    pub fn error(&mut self, columns: Range<usize>, message: impl Into<String>, fix: Option<String>) {
        self.push(Severity::Error, columns, message.into(), fix);
    }

    pub fn warning(&mut self, columns: Range<usize>, message: impl Into<String>, fix: Option<String>) {
        self.push(Severity::Warning, columns, message.into(), fix);
    }

    fn push(&mut self, severity: Severity, columns: Range<usize>, message: String, fix: Option<String>) {
        let line = self.line;
        self.list.push(Diagnostic { severity, line, columns, message, fix });
    }

    pub fn has_error(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    pub fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}
