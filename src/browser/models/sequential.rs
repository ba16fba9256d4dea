//! Sequential: one worker, one task after another, every wait blocks. Runs on the host, which does nothing else
//! meanwhile; it ends when every task has, or with its worker.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use super::interpreter::Interpreter;
use crate::browser::workers::outbox::tell;
use crate::engine::{Ended, Leader, Model, News, Progress, Room, RunId, Runtime, Stopped, Telling, lead, perform};
use crate::program::Plan;
use crate::time::Clock;
use crate::trace::{Event, LaneId, TaskId};
use crate::wire::report::Told;

/// Runs a plan to its end. What takes time holds the worker; should something ever be pending, its loop goes on.
pub async fn run(run: RunId, plan: &Plan, interpreter: &Interpreter) {
    let mut worker = OneByOne {
        run,
        plan,
        interpreter,
        arrived: BinaryHeap::new(),
        progress: vec![None; plan.tasks.len()],
        begun: Vec::new(),
    };
    // A host is never asked to stop: it is terminated.
    let _ = lead(plan, &mut worker).await;
    interpreter.events.flush(interpreter.now_ns());
}

/// A task that has begun.
type Call<'a> = Pin<Box<dyn Future<Output = Ended> + 'a>>;

/// Leads the run and performs its tasks.
struct OneByOne<'a> {
    run: RunId,
    plan: &'a Plan,
    interpreter: &'a Interpreter,
    /// In list order, higher priorities first: of the tasks that have arrived the first is next, and one that has not is not waited for.
    arrived: BinaryHeap<(u32, Reverse<usize>)>,
    /// Theirs, by task.
    progress: Vec<Option<Progress>>,
    /// Those that have begun, each spawned by the one before it: a spawn is a call.
    begun: Vec<(TaskId, Call<'a>)>,
}

impl OneByOne<'_> {
    fn begin(&mut self, progress: Progress) {
        let script = self.plan.tasks[progress.task.0 as usize].script();
        let end = perform(self.interpreter, Model::Sequential, script, LaneId(0), progress);
        self.begun.push((progress.task, Box::pin(end)));
    }

    /// Goes on with whoever began last, until it ends or spawns another one; gives its end.
    async fn go_on_with_last(&mut self) -> Option<Ended> {
        let (_, performing) = self.begun.last_mut()?;
        let ended = poll_fn(|context| match performing.as_mut().poll(context) {
            Poll::Ready(ended) => Poll::Ready(Some(ended)),
            Poll::Pending if self.interpreter.has_spawned() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        });
        let ended = ended.await?;
        self.begun.pop();
        Some(ended)
    }
}

impl Leader for OneByOne<'_> {
    fn arrive(&mut self, progress: Progress, event: Event) -> Option<Ended> {
        self.interpreter.events.push(event);
        let task = progress.task.0 as usize;
        if self.plan.tasks[task].spawned_by.is_some() {
            self.begin(progress);
            return None;
        }
        self.progress[task] = Some(progress);
        self.arrived.push((self.plan.priority(task), Reverse(task)));
        None
    }

    /// Who has not begun ends at once; who has called others sees to it when it goes on.
    fn tell(&mut self, task: TaskId, telling: Telling) -> Option<Ended> {
        let Some(progress) = self.progress[task.0 as usize].take() else {
            self.interpreter.tell(task, telling);
            return None;
        };
        let (events, end) = progress.end_unbegun(telling);
        for event in events {
            self.interpreter.events.push(event);
        }
        self.interpreter.ended(task, end.at_ns);
        Some(end)
    }

    async fn go_on(&mut self, next_ns: Option<u64>, news: &mut News) -> Result<u64, Stopped> {
        if self.begun.is_empty() {
            // Some have ended before they began.
            let mut arrived = std::iter::from_fn(|| self.arrived.pop());
            let next = arrived.find_map(|(_, Reverse(task))| self.progress[task].take());
            let Some(progress) = next else {
                // Nobody else ends anything.
                self.interpreter.hold_until(next_ns.ok_or(Stopped)?, None).await?;
                return Ok(self.interpreter.now_ns());
            };
            self.begin(progress);
        }
        let ended = self.go_on_with_last().await;
        // What was not there at once never will be.
        if let Some(halt) = self.interpreter.halted(Room::of_one()) {
            tell(Told::Halted(self.run, halt));
            return Err(Stopped);
        }
        news.spawned = self.interpreter.take_spawned();
        news.ended.extend(ended);
        Ok(ended.map_or_else(|| self.interpreter.now_ns(), |ended| ended.at_ns))
    }
}
