//! Sequential: one worker, one task after another, every wait blocks. Runs on the host, which does nothing else
//! meanwhile; it ends when every task has, or with its worker.

use std::collections::BTreeMap;

use super::interpreter::Interpreter;
use crate::engine::{Ended, Leader, Model, Progress, Runtime, Stopped, lead, perform};
use crate::program::Plan;
use crate::time::Clock;
use crate::trace::{Event, LaneId, TaskId};

/// Runs a plan to its end. What takes time holds the worker; should something ever be pending, its loop goes on.
pub async fn run(plan: &Plan, interpreter: &Interpreter) {
    let mut worker = OneByOne { plan, interpreter, arrived: BTreeMap::new() };
    // A host is never asked to stop: it is terminated.
    let _ = lead(plan, &mut worker).await;
    interpreter.events.flush(interpreter.now_ns());
}

/// Leads the run and performs its tasks.
struct OneByOne<'a> {
    plan: &'a Plan,
    interpreter: &'a Interpreter,
    /// In list order: of the tasks that have arrived the first is next, and one that has not is not waited for.
    arrived: BTreeMap<TaskId, Progress>,
}

impl Leader for OneByOne<'_> {
    fn arrive(&mut self, progress: Progress, event: Event) {
        self.interpreter.events.push(event);
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
