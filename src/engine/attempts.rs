//! What becomes of a task at its `fail` steps: one counts only so many times, and a task may begin again after it has failed.

use crate::program::{Script, body_length};

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

    /// The task has reached a step at which it fails the first so many times, or always; whether it may begin again.
    pub fn at_fail(&mut self, step: u32, first: Option<u32>, may_begin_again: bool) -> AtFail {
        if first.is_some_and(|first| self.reached_before(step) >= first) {
            return AtFail::GoesOn;
        }
        match self.script.how.pauses_ns.get(self.again).filter(|_| may_begin_again) {
            Some(pause_ns) => {
                self.again += 1;
                AtFail::BeginsAgain(*pause_ns)
            }
            None => AtFail::Fails,
        }
    }

    /// How often the step was reached before this time. It is one step in every turn.
    fn reached_before(&mut self, step: u32) -> u32 {
        let body = body_length(self.script.steps);
        let turn = (body / self.script.how.turns.max(1) as usize).max(1);
        let place = if (step as usize) < body { step as usize % turn } else { step as usize };
        if let Some((_, reached)) = self.reached.iter_mut().find(|(other, _)| *other == place) {
            *reached += 1;
            return *reached - 1;
        }
        self.reached.push((place, 1));
        0
    }
}
