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
    /// What does it, where something is certain to.
    pub mend: Option<Mend>,
}

/// A change of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// The columns that are replaced, in characters counted from 0.
    pub columns: Range<usize>,
    /// What comes there.
    pub text: String,
}

impl Diagnostic {
    /// The list with this mended; `None` where there is no telling how.
    pub fn mended(&self, list: &str) -> Option<String> {
        let mend = self.mend.as_ref()?;
        let start: usize = list.split('\n').take(self.line - 1).map(|line| line.len() + 1).sum();
        let line = list.get(start..)?.split('\n').next()?;
        let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte) + start;
        let (from, to) = (byte(mend.columns.start), byte(mend.columns.end));
        Some([&list[..from], &mend.text, &list[to..]].concat())
    }
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
        self.list.push(Diagnostic { severity, line, columns, message, fix, mend: None });
    }

    /// Adds to the last finding what mends it.
    pub fn mend(&mut self, columns: Range<usize>, text: impl Into<String>) {
        if let Some(last) = self.list.last_mut() {
            last.mend = Some(Mend { columns, text: text.into() });
        }
    }

    /// The same findings about other columns, which nothing is certain to mend.
    pub fn at(mut self, columns: &Range<usize>) -> Self {
        for found in &mut self.list {
            found.columns = columns.clone();
            found.mend = None;
        }
        self
    }

    /// Forgets all findings but the first: what came of it is no slip of its own.
    pub fn keep_first(&mut self) {
        self.list.truncate(1);
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    pub fn has_error(&self) -> bool {
        self.errors() > 0
    }

    pub fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}
