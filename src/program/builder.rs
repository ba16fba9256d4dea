//! The list block by block: takes tasks and steps in as far as the limits allow, and says what can't be taken.

use std::ops::Range;
use std::vec::IntoIter;

use super::block::Block;
use super::cached_line::{CachedLine, Said};
use super::diagnostic::Notes;
use super::endings::check_endings;
use super::lexer::Span;
use super::limits::Spent;
use super::links::{Names, Unlinked, link};
use super::parse::Parsed;
use super::problem::{Limit, ResourceProblem, excerpt};
use super::section::Section;
use super::spawns::check_spawns;
use super::task_line::TaskLine;
use super::uses::Uses;
use super::weight::{all_item_bytes, copies, text_bytes, unrolled};
use super::{Diagnostic, Limits, Problem, Program, Resource, Slots, Step, TaskDeclaration};

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
    /// The tasks of the last reading of this list, and how many of them are gone already.
    made: IntoIter<TaskDeclaration>,
    gone: usize,
    seed: Option<u64>,
    resources: Vec<Resource>,
    uses: Uses<'t>,
    slots: Option<Slots>,
    tasks: Vec<TaskDeclaration>,
    unlinked: Vec<Unlinked<'t>>,
    names: Names<'t>,
    current: Current,
    /// Which part of it has begun.
    section: Section,
    /// The last task has a line that couldn't be taken, so it isn't to blame for having no steps.
    incomplete: bool,
    spent: Spent,
    /// Complaints about limits, each made once.
    full_of: Vec<Limit>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Builder<'t> {
    /// For a list of so many blocks, of which these tasks were made when it was read last.
    pub fn new(blocks: usize, made: Vec<TaskDeclaration>) -> Self {
        Self {
            made: made.into_iter(),
            tasks: Vec::with_capacity(blocks),
            unlinked: Vec::with_capacity(blocks),
            names: Names::with_capacity(blocks),
            ..Self::default()
        }
    }

    /// A block that begins on line `number`: the task that it made last time if it still can be that, or line by line.
    pub fn block(&mut self, number: usize, block: &mut Block, lines: &'t [CachedLine]) {
        let made = block.made.take().and_then(|made| {
            let skipped = made - std::mem::replace(&mut self.gone, made + 1);
            self.made.nth(skipped)
        });
        let whole = lines.first().and_then(CachedLine::task).filter(|task| self.takes_whole(block, task));
        block.made = whole.map(|_| self.tasks.len());
        if let (Some(task), Some(mut made)) = (whole, made) {
            self.warn_if_idle();
            made.after.clear();
            made.how.until = None;
            let copies = copies(&made);
            self.spent.take_tasks(copies);
            let (steps, text_bytes) = block.unrolled(copies, made.how.turns());
            self.spent.take_bytes(copies * made.name.len() + text_bytes);
            self.spent.take_steps(steps);
            if block.acts {
                self.uses.lines(self.tasks.len(), number, lines);
            }
            self.begin(number, task, made);
            self.incomplete = block.steps > 0;
            return;
        }
        for (number, line) in (number..).zip(lines) {
            self.line(number, line);
        }
    }

    /// Whether a block becomes a task with all of its steps, and nothing is said about it but that there are none.
    fn takes_whole(&self, block: &Block, task: &TaskLine) -> bool {
        let Some(name) = task.name.as_deref().filter(|name| block.is_quiet && !self.names.contains_key(name)) else {
            return false;
        };
        let copies = task.copies.unwrap_or(1) as usize;
        let (steps, text_bytes) = block.unrolled(copies, task.how.turns());
        self.spent.fits(copies, steps, (copies * name.len()).saturating_add(text_bytes))
    }

    fn line(&mut self, number: usize, line: &'t CachedLine) {
        let (first, behind) = line.problems.split_at(line.first);
        let of_line = |problem: &Diagnostic| Diagnostic { line: number, ..problem.clone() };
        self.diagnostics.extend(first.iter().map(of_line));
        let mut notes = Notes::new(number);
        let columns = line.columns.clone();
        match &line.said {
            Said::Nothing => {}
            Said::Seed(seed) => {
                if self.current != Current::Nobody {
                    notes.report(columns, Problem::SeedTooLate);
                } else if self.seed.is_some() {
                    notes.report(columns, Problem::SecondSeed);
                } else {
                    self.seed = *seed;
                }
            }
            Said::Resource(resource) => self.resource(resource.as_ref(), columns, &mut notes),
            Said::Slots(slots) => self.slots(*slots, columns, &mut notes),
            Said::Task(task) => self.task(number, task, &mut notes),
            Said::Step(step) => match self.current {
                Current::Nobody => {
                    notes.report(columns, Problem::StepOfNoTask);
                    self.current = Current::Lost;
                }
                Current::Lost => {}
                Current::Last => match step {
                    Some(step) => self.step(number, step, columns, &mut notes),
                    None => self.incomplete = true,
                },
            },
            Said::Unknown => self.incomplete = true,
        }
        self.diagnostics.extend(notes.into_list());
        self.diagnostics.extend(behind.iter().map(of_line));
    }

    /// Takes the sizes of pools, unless they stand too late or a second time.
    fn slots(&mut self, slots: Option<Slots>, columns: Range<usize>, notes: &mut Notes) {
        if self.current != Current::Nobody {
            notes.report(columns, Problem::TooLate("slots"));
        } else if self.slots.is_some() {
            notes.report(columns, Problem::Second("slots"));
        } else {
            self.slots = slots;
        }
    }

    /// Takes a head line that names something, unless it stands too late, or names it anew.
    fn resource(&mut self, resource: Option<&Resource>, columns: Range<usize>, notes: &mut Notes) {
        let Some(resource) = resource else { return };
        let mut complain = |problem| notes.report(columns.clone(), Problem::Resource(problem));
        if self.current != Current::Nobody {
            complain(ResourceProblem::TooLate(resource.kind.word()));
        } else if self.resources.iter().any(|known| known.name == resource.name) {
            complain(ResourceProblem::NamedTwice(excerpt(&resource.name)));
        } else if self.resources.len() == Limits::LIST.resources {
            self.full(Limit::Resources, columns, notes);
        } else {
            self.resources.push(resource.clone());
        }
    }

    fn task(&mut self, line: usize, task: &'t TaskLine, notes: &mut Notes) {
        self.warn_if_idle();
        let Some(name) = task.name.as_deref() else {
            return self.lose_task();
        };
        let columns = task.columns.clone();
        if self.names.contains_key(name) {
            notes.report(columns.clone(), Problem::NameTaken(excerpt(name)));
        }
        let wanted = task.copies.unwrap_or(1) as usize;
        let taken = wanted.min(self.spent.tasks_left());
        if taken < wanted {
            self.full(Limit::Tasks, columns.clone(), notes);
        }
        if taken == 0 || !self.fits_unrolled(taken, name.len(), columns, notes) {
            self.names.entry(name).or_insert(None);
            return self.lose_task();
        }
        self.spent.take_tasks(taken);
        let declaration = TaskDeclaration {
            name: name.to_owned(),
            copies: task.copies.map(|_| taken as u32),
            after: Vec::new(),
            at: task.at,
            every: task.every,
            how: task.how.clone(),
            steps: Vec::new(),
        };
        self.begin(line, task, declaration);
    }

    /// Adds a task, whose names behind `after` will be looked up when all are known.
    fn begin(&mut self, line: usize, task: &'t TaskLine, declaration: TaskDeclaration) {
        if let Some(name) = task.name.as_deref() {
            self.names.entry(name).or_insert(Some(self.tasks.len()));
        }
        let (columns, is_doubtful) = (task.columns.clone(), task.is_doubtful);
        self.unlinked.push(Unlinked { line, columns, after: &task.after, until: task.until.as_ref(), is_doubtful });
        self.tasks.push(declaration);
        self.current = Current::Last;
        self.section = Section::Body;
        self.incomplete = false;
    }

    fn step(&mut self, line: usize, step: &'t Step, columns: Range<usize>, notes: &mut Notes) {
        if let Err(problem) = self.section.step(step) {
            notes.report(columns.clone(), Problem::Section(problem));
        }
        let Some(task) = self.tasks.last() else { return };
        let count = if self.section == Section::Body { unrolled(task) } else { copies(task) };
        let bytes = text_bytes(step, &task.how);
        self.incomplete = true;
        if !self.fits_unrolled(count, bytes, columns.clone(), notes) {
            return;
        }
        if !self.spent.take_steps(count) {
            return self.full(Limit::Steps, columns, notes);
        }
        self.uses.step(self.tasks.len() - 1, line, &columns, step);
        if let Some(task) = self.tasks.last_mut() {
            task.steps.push(step.clone());
        }
    }

    fn fits_unrolled(&mut self, count: usize, bytes: usize, columns: Range<usize>, notes: &mut Notes) -> bool {
        let fits = self.spent.take_bytes(count.saturating_mul(bytes));
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
        self.diagnostics.extend(check_endings(&mut self.tasks, &self.unlinked));
        self.diagnostics.extend(self.uses.resolve(&mut self.resources, &self.tasks));
        self.diagnostics.extend(check_spawns(&self.uses, &self.tasks, &self.unlinked, &self.names));
        self.check_items();
        let is_blank = text.split('\n').all(|line| Span::of_line(line).text.is_empty());
        if self.tasks.is_empty() && !is_blank && !self.diagnostics.iter().any(Diagnostic::is_error) {
            self.nothing_to_run(text);
        }
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.columns.start));
        let seed = self.seed.unwrap_or(DEFAULT_SEED);
        let program = Program { seed, slots: self.slots, resources: self.resources, tasks: self.tasks };
        Parsed::new(program, self.diagnostics.into())
    }

    /// Says so where the words that are sent are too long to be told wherever a step may depend on one.
    fn check_items(&mut self) {
        let Some((sent, longest)) = self.uses.longest_sent() else { return };
        let is_told = self.full_of.contains(&Limit::UnrolledBytes);
        if !self.spent.take_bytes(all_item_bytes(&self.tasks, longest)) && !is_told {
            self.diagnostics.extend(sent.say(Problem::TooMany(Limit::UnrolledBytes)));
        }
    }

    fn nothing_to_run(&mut self, text: &str) {
        let last = text.trim_end();
        let length = last.rsplit('\n').next().map_or(0, |line| line.chars().count());
        let mut notes = Notes::new(last.split('\n').count());
        notes.report(0..length, Problem::WithoutTask);
        self.diagnostics.extend(notes.into_list());
    }
}
