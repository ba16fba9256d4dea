//! Sequential: one worker, one task after another, every wait blocks. Runs on the host, which does nothing else
//! meanwhile; it ends when every task has, or with its worker.

use std::collections::BTreeMap;

use futures_util::FutureExt;

use super::interpreter::Interpreter;
use crate::engine::{Ended, Leader, Model, Progress, Runtime, Stopped, lead, perform};
use crate::program::{Plan, Step};
use crate::time::Clock;
use crate::trace::{Event, LaneId, TaskId};

/// Runs a plan to its end.
pub fn run(plan: &Plan, interpreter: &Interpreter) {
    let mut worker = OneByOne { plan, interpreter, arrived: BTreeMap::new() };
    // A host is never asked to stop: it is terminated.
    let _ = here(lead(plan, &mut worker));
    interpreter.sink.flush(interpreter.now_ns());
}

/// Leads the run and performs its tasks.
struct OneByOne<'a> {
    plan: &'a Plan,
    interpreter: &'a Interpreter,
    /// In list order.
    arrived: BTreeMap<TaskId, Progress>,
}

impl Leader for OneByOne<'_> {
    fn arrive(&mut self, progress: Progress, event: Event) {
        self.interpreter.sink.push(event);
        self.arrived.insert(progress.task, progress);
    }

    async fn go_on(&mut self, next_arrival_ns: Option<u64>, ended: &mut Vec<Ended>) -> Result<u64, Stopped> {
        let Some((task, progress)) = self.arrived.pop_first() else {
            // Nobody else ends anything.
            self.interpreter.hold_until(next_arrival_ns.ok_or(Stopped)?).await?;
            return Ok(self.interpreter.now_ns());
        };
        let steps = &self.plan.tasks[task.0 as usize].steps;
        let at_ns = perform(self.interpreter, Model::Sequential, steps, LaneId(0), progress).await;
        ended.push(Ended { task, at_ns });
        Ok(at_ns)
    }
}

/// Performs a task on this thread.
pub fn perform_here(
    interpreter: &Interpreter,
    model: Model,
    steps: &[Step<u64>],
    lane: LaneId,
    progress: Progress,
) -> u64 {
    here(perform(interpreter, model, steps, lane, progress))
}

/// Does something on this thread that never is pending, because this thread waits by being held.
pub fn here<T>(work: impl Future<Output = T>) -> T {
    work.now_or_never().expect("where a model blocks, nothing in it is ever pending")
}
