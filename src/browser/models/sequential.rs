//! Sequential: one worker, one task after another, every wait blocks. Runs on the host, which does nothing else
//! meanwhile; it ends when every task has, or with its worker.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::interpreter::Interpreter;
use crate::browser::workers::outbox::tell;
use crate::engine::{Ended, Leader, Model, Progress, Room, RunId, Runtime, Stopped, lead, perform};
use crate::program::Plan;
use crate::time::Clock;
use crate::trace::{Event, LaneId};
use crate::wire::report::Told;

/// Runs a plan to its end. What takes time holds the worker; should something ever be pending, its loop goes on.
pub async fn run(run: RunId, plan: &Plan, interpreter: &Interpreter) {
    let mut worker =
        OneByOne { run, plan, interpreter, arrived: BinaryHeap::new(), progress: vec![None; plan.tasks.len()] };
    // A host is never asked to stop: it is terminated.
    let _ = lead(plan, &mut worker).await;
    interpreter.events.flush(interpreter.now_ns());
}

/// Leads the run and performs its tasks.
struct OneByOne<'a> {
    run: RunId,
    plan: &'a Plan,
    interpreter: &'a Interpreter,
    /// In list order: of the tasks that have arrived the first is next, and one that has not is not waited for.
    arrived: BinaryHeap<Reverse<usize>>,
    /// Theirs, by task.
    progress: Vec<Option<Progress>>,
}

impl Leader for OneByOne<'_> {
    fn arrive(&mut self, progress: Progress, event: Event) -> Option<Ended> {
        self.interpreter.events.push(event);
        let task = progress.task.0 as usize;
        self.progress[task] = Some(progress);
        self.arrived.push(Reverse(task));
        None
    }

    async fn go_on(&mut self, next_arrival_ns: Option<u64>, ended: &mut Vec<Ended>) -> Result<u64, Stopped> {
        let next = self.arrived.pop().and_then(|Reverse(task)| self.progress[task].take());
        let Some(progress) = next else {
            // Nobody else ends anything.
            self.interpreter.hold_until(next_arrival_ns.ok_or(Stopped)?).await?;
            return Ok(self.interpreter.now_ns());
        };
        let task = progress.task;
        let script = self.plan.tasks[task.0 as usize].script();
        let at_ns = perform(self.interpreter, Model::Sequential, script, LaneId(0), progress).await;
        // What was not there at once never will be.
        if let Some(stuck) = self.interpreter.stuck(Room { live: 0, most: 1, is_awaited: false }) {
            tell(Told::Stuck(self.run, stuck));
            return Err(Stopped);
        }
        ended.push(Ended { task, at_ns });
        Ok(at_ns)
    }
}
