//! What becomes of a task at its `fail` steps: one counts only so many times, and a task may begin again after it has failed.

use crate::program::{Script, Step};

/// What a task does at a step at which it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtFail {
    /// The step has been reached often enough: the task goes on.
    GoesOn,
    /// The task begins again, after a pause of so many nanoseconds.
    BeginsAgain(u64),
    /// The task has failed.
    Fails,
}

/// The attempts of one task.
#[derive(Debug)]
pub struct Attempts<'p> {
    script: Script<'p>,
    /// Steps that count only so many times, as the list counts steps, and how often each was reached.
    reached: Vec<(usize, u32)>,
    /// How often it has begun again.
    again: usize,
}

impl<'p> Attempts<'p> {
    /// It is about to begin.
    pub fn new(script: Script<'p>) -> Self {
        Self { script, reached: Vec::new(), again: 0 }
    }

    /// The task has reached a step at which it fails the first so many times, or always.
    pub fn at_fail(&mut self, step: u32, first: Option<u32>) -> AtFail {
        if first.is_some_and(|first| self.reached_before(step) >= first) {
            return AtFail::GoesOn;
        }
        match self.script.how.pauses_ns.get(self.again) {
            Some(pause_ns) => {
                self.again += 1;
                AtFail::BeginsAgain(*pause_ns)
            }
            None => AtFail::Fails,
        }
    }

    /// How often the step was reached before this time. It is one step in every turn.
    fn reached_before(&mut self, step: u32) -> u32 {
        let turn = (self.script.steps.len() / self.script.how.turns.max(1) as usize).max(1);
        let place = step as usize % turn;
        if let Some((_, reached)) = self.reached.iter_mut().find(|(other, _)| *other == place) {
            *reached += 1;
            return *reached - 1;
        }
        self.reached.push((place, 1));
        0
    }
}

/// What a task does on its way to its end.
#[derive(Debug, Clone, Copy)]
pub enum Doing<'p> {
    /// This step.
    Step(&'p Step<u64>),
    /// A pause of so many nanoseconds, before it begins again.
    Pause(u64),
}

/// Tells all that a task does that nothing but its own steps ends, in order.
pub fn walk<'p>(script: Script<'p>, mut tell: impl FnMut(Doing<'p>)) {
    let mut attempts = Attempts::new(script);
    let mut next = 0;
    while let Some(step) = script.steps.get(next) {
        let index = next as u32;
        next += 1;
        match step {
            Step::Fail(first, _) => match attempts.at_fail(index, *first) {
                AtFail::GoesOn => {}
                AtFail::BeginsAgain(pause_ns) => {
                    tell(Doing::Pause(pause_ns));
                    next = 0;
                }
                AtFail::Fails => return,
            },
            step => tell(Doing::Step(step)),
        }
    }
}
