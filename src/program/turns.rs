//! The turns of a task, and what is done once behind them.

use super::{Step, TaskDeclaration};

/// The steps of a task in the order in which they are planned: those of all its turns, each with its turn, and then those
/// that are done once.
pub(super) fn in_order(task: &TaskDeclaration) -> impl Iterator<Item = (u32, &Step)> {
    let (steps, once) = task.steps.split_at(body_length(&task.steps));
    let last = task.how.turns() - 1;
    let turns = (0..=last).flat_map(move |turn| steps.iter().map(move |step| (turn, step)));
    turns.chain(once.iter().map(move |step| (last, step)))
}

/// How many they are.
pub(super) fn planned_length(task: &TaskDeclaration) -> usize {
    let body = body_length(&task.steps);
    body.saturating_mul(task.how.turns() as usize).saturating_add(task.steps.len() - body)
}

/// How many steps stand in front of `rescue` and `finally`.
pub fn body_length<D: 'static>(steps: &[Step<D>]) -> usize {
    steps.iter().position(Step::is_section).unwrap_or(steps.len())
}
