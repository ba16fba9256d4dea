//! The list line by line: takes tasks and steps in as far as the limits allow, and says what can't be taken.

use std::ops::Range;

use super::diagnostic::Notes;
use super::lexer::Span;
use super::limits::Spent;
use super::line::{Line, Statement};
use super::links::{Names, Unlinked, link};
use super::odd::Meant;
use super::parse::{Parsed, copies};
use super::problem::{Limit, excerpt};
use super::task_line::TaskLine;
use super::{Diagnostic, Problem, Program, Step, TaskDeclaration};

/// Seed of lists that name none.
const DEFAULT_SEED: u64 = 1;

/// Whose steps the lines are.
#[derive(Debug, Default, PartialEq, Eq)]
enum Current {
    /// No task has begun.
    #[default]
    Nobody,
    /// A task that couldn't be taken, which was said already.
    Lost,
    /// The last task of the list.
    Last,
}

#[derive(Debug, Default)]
pub(super) struct Builder<'t> {
    seed: Option<u64>,
    tasks: Vec<TaskDeclaration>,
    unlinked: Vec<Unlinked<'t>>,
    names: Names<'t>,
    current: Current,
    /// The last task has a line that couldn't be taken, so it isn't to blame for having no steps.
    incomplete: bool,
    spent: Spent,
    /// Complaints about limits, each made once.
    full_of: Vec<Limit>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Builder<'t> {
    /// A line that isn't written as it was meant.
    pub fn odd_line(&mut self, number: usize, meant: &'t Meant, written: &str) {
        // Places are those of what was written.
        let columns = Span::of_line(written).columns();
        let mut line = meant.line(number);
        line.columns = columns.clone();
        if let Statement::Task(task) = &mut line.statement {
            task.columns = columns.clone();
            task.after.iter_mut().for_each(|name| name.columns = columns.clone());
        }
        line.notes = line.notes.at(&columns);
        let mut notes = meant.note(number, written);
        std::mem::swap(&mut notes, &mut line.notes);
        self.line(number, line);
        self.diagnostics.extend(notes.into_list());
    }

    pub fn line(&mut self, number: usize, line: Line<'t>) {
        let Line { statement, columns, mut notes } = line;
        match statement {
            Statement::Blank | Statement::Comment(_) => {}
            Statement::Seed(seed) => {
                if self.current != Current::Nobody {
                    notes.report(columns, Problem::SeedTooLate);
                } else if self.seed.is_some() {
                    notes.report(columns, Problem::SecondSeed);
                } else {
                    self.seed = seed;
                }
            }
            Statement::Task(task) => self.task(number, task, &mut notes),
            Statement::Step(step) => match self.current {
                Current::Nobody => {
                    notes.report(columns, Problem::StepOfNoTask);
                    self.current = Current::Lost;
                }
                Current::Lost => {}
                Current::Last => match step {
                    Some(step) => self.step(step, columns, &mut notes),
                    None => self.incomplete = true,
                },
            },
            Statement::Unknown => self.incomplete = true,
        }
        self.diagnostics.extend(notes.into_list());
    }

    fn task(&mut self, line: usize, task: TaskLine<'t>, notes: &mut Notes) {
        self.warn_if_idle();
        let Some(name) = task.name else {
            return self.lose_task();
        };
        let columns = task.columns;
        if self.names.contains_key(name) {
            notes.report(columns.clone(), Problem::NameTaken(excerpt(name)));
        }
        let wanted = task.copies.unwrap_or(1) as usize;
        let taken = wanted.min(self.spent.tasks_left());
        if taken < wanted {
            self.full(Limit::Tasks, columns.clone(), notes);
        }
        if taken == 0 || !self.fits_unrolled(taken, name, columns.clone(), notes) {
            self.names.entry(name).or_insert(None);
            return self.lose_task();
        }
        self.spent.take_tasks(taken);
        self.names.entry(name).or_insert(Some(self.tasks.len()));
        self.unlinked.push(Unlinked { line, columns, after: task.after, is_doubtful: task.is_doubtful });
        self.tasks.push(TaskDeclaration {
            name: name.to_owned(),
            copies: task.copies.map(|_| taken as u32),
            after: Vec::new(),
            at: task.at,
            every: task.every,
            steps: Vec::new(),
        });
        self.current = Current::Last;
        self.incomplete = false;
    }

    fn step(&mut self, step: Step, columns: Range<usize>, notes: &mut Notes) {
        let count = self.tasks.last().map_or(1, copies);
        let text = match &step {
            Step::Print(text) | Step::Fail(text) => &**text,
            Step::Sleep(_) | Step::Block(_) | Step::Cpu(_) | Step::Yield => "",
        };
        self.incomplete = true;
        if !self.fits_unrolled(count, text, columns.clone(), notes) {
            return;
        }
        if !self.spent.take_steps(count) {
            return self.full(Limit::Steps, columns, notes);
        }
        if let Some(task) = self.tasks.last_mut() {
            task.steps.push(step);
        }
    }

    fn fits_unrolled(&mut self, count: usize, text: &str, columns: Range<usize>, notes: &mut Notes) -> bool {
        let fits = self.spent.take_bytes(count * text.len());
        if !fits {
            self.full(Limit::UnrolledBytes, columns, notes);
        }
        fits
    }

    /// Complains about a limit, the first time that it is met.
    fn full(&mut self, limit: Limit, columns: Range<usize>, notes: &mut Notes) {
        if !self.full_of.contains(&limit) {
            self.full_of.push(limit);
            notes.report(columns, Problem::TooMany(limit));
        }
    }

    fn lose_task(&mut self) {
        self.current = Current::Lost;
        self.incomplete = true;
    }

    /// Warns about the last task if it has no steps.
    fn warn_if_idle(&mut self) {
        if let (Some(task), Some(place), false) = (self.tasks.last(), self.unlinked.last(), self.incomplete) {
            let mut notes = Notes::new(place.line);
            notes.report(place.columns.clone(), Problem::WithoutSteps(excerpt(&task.name)));
            self.diagnostics.extend(notes.into_list());
        }
        self.incomplete = true;
    }

    pub fn text_too_large(&mut self, line: usize, text: &str) {
        let mut notes = Notes::new(line);
        notes.report(0..1, Problem::TooLong { bytes: text.len() });
        self.diagnostics.extend(notes.into_list());
    }

    pub fn finish(mut self, text: &str) -> Parsed {
        self.warn_if_idle();
        let found = link(&mut self.tasks, &self.unlinked, &self.names, &mut self.spent);
        self.diagnostics.extend(found);
        let is_blank = text.split('\n').all(|line| Span::of_line(line).text.is_empty());
        if self.tasks.is_empty() && !is_blank && !self.diagnostics.iter().any(Diagnostic::is_error) {
            self.nothing_to_run(text);
        }
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.columns.start));
        let seed = self.seed.unwrap_or(DEFAULT_SEED);
        Parsed { program: Program { seed, tasks: self.tasks }, diagnostics: self.diagnostics }
    }

    fn nothing_to_run(&mut self, text: &str) {
        let last = text.trim_end();
        let length = last.rsplit('\n').next().map_or(0, |line| line.chars().count());
        let mut notes = Notes::new(last.split('\n').count());
        notes.report(0..length, Problem::WithoutTask);
        self.diagnostics.extend(notes.into_list());
    }
}
