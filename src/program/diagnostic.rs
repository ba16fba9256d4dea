//! What the parser has to say about a list: where, what is wrong, and what would put it right.

use std::ops::Range;

use super::problem::{Problem, Severity};

/// One finding of the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The line, counted from 1.
    pub line: usize,
    /// The columns it is about, in characters counted from 0. Never empty on a line that has text.
    pub columns: Range<usize>,
    /// What is wrong.
    pub problem: Problem,
    /// What puts it right, where something is certain to.
    pub fix: Option<Fix>,
}

/// A change of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The columns that are replaced, in characters counted from 0.
    pub columns: Range<usize>,
    /// What comes there.
    pub text: String,
}

impl Diagnostic {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.problem.severity()
    }

    /// Whether the list doesn't run until this is put right.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }

    /// The list with this put right; `None` where there is no telling how.
    pub fn fixed(&self, list: &str) -> Option<String> {
        let fix = self.fix.as_ref()?;
        let start: usize = list.split('\n').take(self.line - 1).map(|line| line.len() + 1).sum();
        let line = list.get(start..)?.split('\n').next()?;
        let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte) + start;
        let (from, to) = (byte(fix.columns.start), byte(fix.columns.end));
        Some([&list[..from], &fix.text, &list[to..]].concat())
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

    pub fn report(&mut self, columns: Range<usize>, problem: Problem) {
        self.list.push(Diagnostic { line: self.line, columns, problem, fix: None });
    }

    /// Adds to the last finding what puts it right.
    pub fn fix(&mut self, columns: Range<usize>, text: impl Into<String>) {
        if let Some(last) = self.list.last_mut() {
            last.fix = Some(Fix { columns, text: text.into() });
        }
    }

    /// The same findings about other columns, which nothing is certain to put right.
    pub fn at(mut self, columns: &Range<usize>) -> Self {
        for found in &mut self.list {
            found.columns = columns.clone();
            found.fix = None;
        }
        self
    }

    /// Forgets all findings but the first: what came of it is no slip of its own.
    pub fn keep_first(&mut self) {
        self.list.truncate(1);
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.is_error()).count()
    }

    pub fn has_error(&self) -> bool {
        self.errors() > 0
    }

    pub fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}
