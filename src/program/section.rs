//! The lines `rescue` and `finally`: what is behind them is done once, if at all.

use super::Step;
use super::section_problem::SectionProblem;

/// Which of them a task has so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Section {
    #[default]
    Body,
    Rescue,
    Finally,
}

impl Section {
    /// Goes on with the next step of the task.
    pub fn step(&mut self, step: &Step) -> Result<(), SectionProblem> {
        let next = match step {
            Step::Rescue => Self::Rescue,
            Step::Finally => Self::Finally,
            _ => return Ok(()),
        };
        match std::mem::replace(self, next.max(*self)) {
            before if before < next => Ok(()),
            before if before == next => Err(SectionProblem::Second(step.keyword())),
            _ => Err(SectionProblem::RescueBehindFinally),
        }
    }
}
