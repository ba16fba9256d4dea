//! How much computing was done, counted by what the list asked for and not by how long it took.

use crate::trace::{End, State, TaskId, Trace, What};

/// Nominal computing time of all steps that compute and were completed, in nanoseconds.
pub(super) fn completed_ns(trace: &Trace) -> u128 {
    (0..trace.tasks.len() as u32).map(|id| completed_of(trace, TaskId(id))).sum()
}

/// A step is completed when its task goes on to something else, or ends well: but not where it is told to end in a process,
/// which is ended at once, and another one starts.
fn completed_of(trace: &Trace, task: TaskId) -> u128 {
    // As it was done: with the item that the task had then.
    let computing_ns = |at: Option<(u32, u32)>| {
        let step = at.and_then(|(step, order)| trace.tasks.step_at(task, step, order));
        step.and_then(|step| step.computing().copied()).map_or(0, u128::from)
    };
    let (mut total_ns, mut at) = (0, None);
    for event in trace.events(task) {
        match event.what {
            What::Enter { state: State::Starting, .. } => at = None,
            What::End { end: End::Done, .. } => total_ns += computing_ns(at.take()),
            What::Enter { step, .. } | What::End { step: step @ Some(_), .. }
                if step != at.map(|(step, _): (u32, u32)| step) =>
            {
                total_ns += computing_ns(at);
                at = step.map(|step| (step, event.order));
            }
            What::Told(_) | What::Enter { .. } | What::End { .. } => {}
        }
    }
    total_ns
}
