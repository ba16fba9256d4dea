//! A line as it is kept between two readings of a list: what it says without the lines around it, and whatever its number.

use std::ops::Range;

use super::lexer::Span;
use super::line::{Line, Statement, read_line};
use super::task_line::TaskLine;
use super::{Diagnostic, Resource, Slots, Step, odd};

/// What a line says.
#[derive(Debug)]
pub(super) enum Said {
    /// A blank line or a comment.
    Nothing,
    /// `None`: the number can't be read.
    Seed(Option<u64>),
    /// `None`: it is a head line that names something, but can't be read.
    Resource(Option<Resource>),
    /// `None`: it can't be read.
    Slots(Option<Slots>),
    Task(Box<TaskLine>),
    /// `None`: it is one of the steps, but can't be read.
    Step(Option<Step>),
    /// Not a statement, nor nearly one.
    Unknown,
}

/// A line that was read.
#[derive(Debug)]
pub(super) struct CachedLine {
    /// Its length in bytes, without the line break.
    pub bytes: usize,
    /// How wide it is at most, in letters of the usual width.
    pub cells: usize,
    pub said: Said,
    /// Where its text stands.
    pub columns: Range<usize>,
    /// The problems it has by itself. Their line is not known here, and is 0.
    pub problems: Vec<Diagnostic>,
    /// How many of them come before those that the lines around it make.
    pub first: usize,
}

impl CachedLine {
    /// Reads a line, as it was meant if it isn't written so.
    pub fn read(line: &str) -> Self {
        match odd::meant(0, line) {
            Some(meant) => Self::odd(&meant, line),
            None => Self::of(read_line(0, line), line),
        }
    }

    /// What it says of a task, if it begins one.
    pub fn task(&self) -> Option<&TaskLine> {
        match &self.said {
            Said::Task(task) => Some(task),
            _ => None,
        }
    }

    fn of(line: Line, written: &str) -> Self {
        let Line { statement, columns, notes } = line;
        let said = match statement {
            Statement::Blank | Statement::Comment(_) => Said::Nothing,
            Statement::Seed(seed) => Said::Seed(seed),
            Statement::Resource(resource) => Said::Resource(resource),
            Statement::Slots(slots) => Said::Slots(slots),
            Statement::Task(task) => Said::Task(task),
            Statement::Step(step) => Said::Step(step),
            Statement::Unknown => Said::Unknown,
        };
        let problems = notes.into_list();
        Self { bytes: written.len(), cells: cells(written), said, columns, first: problems.len(), problems }
    }

    /// A line that isn't written as it was meant.
    fn odd(meant: &odd::Meant, written: &str) -> Self {
        // Places are those of what was written.
        let columns = Span::of_line(written).columns();
        let mut line = meant.line(0);
        line.columns = columns.clone();
        if let Statement::Task(task) = &mut line.statement {
            task.columns = columns.clone();
            task.after.iter_mut().for_each(|name| name.columns = columns.clone());
        }
        line.notes = line.notes.at(&columns);
        let mut cached = Self::of(line, written);
        let mut problems = meant.note(0, written).into_list();
        cached.first = problems.len();
        problems.append(&mut cached.problems);
        cached.problems = problems;
        cached
    }
}

/// The most cells that a line can take: two for a letter that isn't of ASCII, and for a tab.
pub(super) fn cells(line: &str) -> usize {
    let wide = line.chars().filter(|letter| !letter.is_ascii() || *letter == '\t').count();
    line.chars().count() + wide
}
