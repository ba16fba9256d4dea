//! How much computing was done, counted by what the list asked for and not by how long it took.

use crate::trace::{End, TaskId, Trace, What};

/// Nominal computing time of all steps that compute and were completed, in nanoseconds.
pub(super) fn completed_ns(trace: &Trace) -> u128 {
    let mut total_ns = 0;
    for (index, task) in trace.tasks.iter().enumerate() {
        let completed = task.steps.iter().take(completed_steps(trace, TaskId(index as u32), task.steps.len()));
        for step in completed {
            if let Some(ns) = step.computing() {
                total_ns += u128::from(*ns);
            }
        }
    }
    total_ns
}

/// Steps are done in order, so those before the one a task was last seen at are completed; all are if it ended well.
fn completed_steps(trace: &Trace, task: TaskId, steps: usize) -> usize {
    let mut reached = 0;
    for event in trace.events(task) {
        reached = match event.what {
            What::End { end: End::Done, .. } => steps,
            What::Enter { step, .. } | What::End { step, .. } => step.map_or(reached, |step| step as usize),
        };
    }
    reached
}
