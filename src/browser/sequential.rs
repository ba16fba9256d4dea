//! Sequential: one worker, one task after another, every wait blocks. Runs on the host, which does nothing else
//! meanwhile; it ends when every task has, or with its worker.

use std::collections::BTreeMap;

use futures_util::FutureExt;

use super::interpreter::Interpreter;
use crate::engine::{Frontier, Model, Progress, Runtime, perform};
use crate::program::{Plan, PlannedStep};
use crate::time::Clock;
use crate::trace::{LaneId, TaskId};

/// Runs a plan to its end.
pub fn run(plan: &Plan, interpreter: &Interpreter) {
    let mut frontier = Frontier::new(plan);
    let mut arrived: BTreeMap<usize, Progress> = BTreeMap::new();
    let mut now_ns = 0;
    while !frontier.is_over() {
        for release in frontier.due(now_ns) {
            let (progress, event) = Progress::arrive(TaskId(release.task as u32), release.arrived_ns);
            interpreter.sink.push(event);
            arrived.insert(release.task, progress);
        }
        // List order among those that have arrived.
        if let Some((task, progress)) = arrived.pop_first() {
            now_ns = perform_here(interpreter, Model::Sequential, &plan.tasks[task].steps, LaneId(0), progress);
            frontier.ended(task, now_ns);
        } else if let Some(at_ns) = frontier.next_arrival_ns() {
            // A host is never asked to stop: it is terminated.
            let _ = here(interpreter.hold_until(at_ns));
            now_ns = interpreter.now_ns();
        }
    }
    interpreter.sink.flush(now_ns);
}

/// Performs a task on this thread.
pub fn perform_here(
    interpreter: &Interpreter,
    model: Model,
    steps: &[PlannedStep],
    lane: LaneId,
    progress: Progress,
) -> u64 {
    here(perform(interpreter, model, steps, lane, progress))
}

/// Does something on this thread that never is pending, because this thread waits by being held.
pub fn here<T>(work: impl Future<Output = T>) -> T {
    work.now_or_never().expect("where a model blocks, nothing in it is ever pending")
}
