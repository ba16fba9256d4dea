//! Lists that are too large to run here: they are understood all the same, and what is expected of them is found out in
//! one place and under one model at a time, part by part, so that whoever works hears the reader in between.

use super::lab::Lab;
use crate::engine::Model;
use crate::engine::virtual_time::Simulation;
use crate::engine::what_if::{MOST_TASKS, most_times};
use crate::program::problem::{Problem, TaskLineProblem};
use crate::program::{Diagnostic, Parsed, parse};
use crate::words::what_if::NoCurve;

/// So much effort goes into one part: some 50 ms.
const EFFORT_OF_PART: usize = 100_000;

/// How far it has come.
#[derive(Debug, Default)]
pub(super) enum Inquiry {
    /// Nothing has begun.
    #[default]
    Idle,
    /// The list is performed.
    Performing { of: (u32, Model), simulation: Box<Simulation> },
    /// All that there is to be found out is found out.
    Over((u32, Model)),
    /// The reader didn't want to wait any longer.
    GivenUp((u32, Model)),
}

impl Lab {
    /// What is to be found out of a large list, where that is looked at.
    fn looked_at(&self) -> Option<(u32, Model)> {
        self.place().zip(self.shown_model()).filter(|_| self.is_large())
    }

    /// Whether what is looked at is found out.
    pub(super) fn is_found(&self) -> bool {
        matches!(&self.inquiry, Inquiry::Over(of) if Some(*of) == self.looked_at())
    }

    /// Whether the reader has given up what is looked at.
    pub(super) fn is_given_up(&self) -> bool {
        matches!(&self.inquiry, Inquiry::GivenUp(of) if Some(*of) == self.looked_at())
    }

    /// How many tasks of how many have ended in what is being found out.
    pub(super) fn inquiry_progress(&self) -> (usize, usize) {
        match &self.inquiry {
            Inquiry::Performing { simulation, .. } => simulation.progress(),
            _ => (0, self.case.as_ref().map_or(0, |case| case.plan.tasks.len())),
        }
    }

    /// The reader gives up, or wants it after all.
    pub(super) fn give_up(&mut self, is_given_up: bool) {
        self.inquiry = match self.looked_at() {
            Some(of) if is_given_up => Inquiry::GivenUp(of),
            _ => Inquiry::Idle,
        };
    }

    /// Finds out a little more of a large list; whether there is more to find out.
    pub(super) fn inquire(&mut self) -> bool {
        let Some(of) = self.looked_at().filter(|_| !self.is_found() && !self.is_given_up()) else { return false };
        match std::mem::take(&mut self.inquiry) {
            Inquiry::Performing { of: begun, mut simulation } if begun == of => {
                if simulation.go_on(EFFORT_OF_PART) {
                    self.inquiry = Inquiry::Performing { of, simulation };
                    return true;
                }
                if let Some(trace) = simulation.over() {
                    self.show_diagram(of, trace);
                }
                self.inquiry = Inquiry::Over(of);
                false
            }
            _ => {
                // What was found before may take as much room.
                self.diagram.redraw();
                let case = self.case.as_ref().map(|case| case.at(self.choices.axis, of.0));
                let Some(case) = case else { return false };
                let simulation = Box::new(Simulation::new(case.plan, of.1, &case.setup));
                self.inquiry = Inquiry::Performing { of, simulation };
                true
            }
        }
    }
}

/// What a text says, also where tasks have more copies than can run here; or why nothing is expected of it: it can't be
/// understood, or has more tasks than can be performed at all.
pub(super) fn understood(text: &str) -> Result<Parsed, NoCurve> {
    let parsed = parse(text);
    if parsed.is_runnable() {
        return Ok(parsed);
    }
    let errors = || parsed.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    if errors().next().is_none() || !errors().all(has_too_many) {
        return Err(NoCurve::NotRunnable);
    }
    let whole = smaller(text, errors()).ok_or(NoCurve::TooLarge)?;
    let is_performed = whole.task_count() <= MOST_TASKS && most_times(&whole.program) > 0;
    match (whole.is_runnable(), is_performed) {
        (false, _) => Err(NoCurve::NotRunnable),
        (true, false) => Err(NoCurve::TooLarge),
        (true, true) => Ok(whole),
    }
}

/// The list with all the copies that are asked for, if so many can be counted.
fn smaller<'a>(text: &str, errors: impl Iterator<Item = &'a Diagnostic> + Clone) -> Option<Parsed> {
    let copies: Vec<(usize, u32)> =
        errors.clone().map(|error| Some((error.line, copies(error)?))).collect::<Option<_>>()?;
    // With one copy each it may be a list; those that were meant are given back afterwards.
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for error in errors {
        let line = lines.get_mut(error.line - 1)?;
        let letters: Vec<char> = line.chars().collect();
        let (before, rest) = letters.split_at_checked(error.columns.start)?;
        let behind = rest.get(error.columns.len()..)?;
        *line = before.iter().chain(&['x', '1']).chain(behind).collect();
    }
    let is_task = |line: &&String| line.split_whitespace().next() == Some("task");
    let declared = |number: usize| lines[..number].iter().filter(is_task).count() - 1;
    let mut smaller = parse(&lines.join("\n"));
    for (line, copies) in copies {
        smaller = smaller.with_copies(declared(line), copies)?;
    }
    Some(smaller)
}

/// Whether the problem is that there are too many copies.
fn has_too_many(error: &Diagnostic) -> bool {
    matches!(error.problem, Problem::TaskLine(TaskLineProblem::TooManyCopies(_)))
}

/// How many copies are asked for, if that there are too many is the problem.
fn copies(error: &Diagnostic) -> Option<u32> {
    match &error.problem {
        Problem::TaskLine(TaskLineProblem::TooManyCopies(digits)) => digits.parse().ok(),
        _ => None,
    }
}
