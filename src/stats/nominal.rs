//! How much computing was done, counted by what the list asked for and not by how long it took.

use crate::program::Step;
use crate::trace::{End, State, TaskId, Trace, What};

/// Nominal computing time of all steps that compute and were completed, in nanoseconds.
pub(super) fn completed_ns(trace: &Trace) -> u128 {
    (0..).zip(trace.tasks.iter()).map(|(id, task)| completed_of(trace, TaskId(id), &task.steps)).sum()
}

/// Steps are done in order, so those before the one a task was last seen at are completed; all are if it ended well. A
/// task that pauses where it fails begins again.
fn completed_of(trace: &Trace, task: TaskId, steps: &[Step<u64>]) -> u128 {
    // As they were done: with the item that the task had at the event before.
    let computing_ns = |from: usize, to: usize, order: u32| -> u128 {
        let done = (from..to).filter_map(|step| trace.tasks.step_at(task, step as u32, order)?.computing());
        done.map(|ns| u128::from(*ns)).sum()
    };
    let (mut total_ns, mut reached, mut order) = (0, 0, 0);
    for event in trace.events(task) {
        let step = match event.what {
            What::End { end: End::Done, .. } => steps.len(),
            What::Enter { step, .. } | What::End { step, .. } => step.map_or(reached, |step| step as usize),
        };
        total_ns += computing_ns(reached, step, order);
        order = event.order;
        let is_pause = matches!(event.what, What::Enter { state: State::Waiting | State::Blocked, .. });
        reached = if is_pause && matches!(steps.get(step), Some(Step::Fail(..))) { 0 } else { step };
    }
    total_ns
}
