//! Processes: one worker per task, each with a memory of its own, started cold. The host is their parent: it starts
//! them, hears them, and ends each as soon as its task has ended. One that dies fails its own task and no other: nobody
//! shares its memory.

use super::children::{Children, tasks_order};
use super::custody::{Custody, Grant};
use crate::browser::clock::RunClock;
use crate::browser::shared::event_order;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::handle::{Heard, Worker};
use crate::browser::workers::outbox::tell;
use crate::engine::{Ended, Leader, News, Progress, Room, Stopped, lead};
use crate::time::Clock;
use crate::trace::{Event, LaneId, State, TaskId};
use crate::wire::order::RunOrder;
use crate::wire::report::{Report, Told};

/// Runs a plan to its end, from the host's event loop.
pub async fn run(order: RunOrder, worker_script: String, clock: RunClock) {
    let plan = order.plan.clone();
    let mut parent = Parent {
        events: EventBuffer::new(order.run),
        order,
        worker_script,
        clock,
        workers: Vec::new(),
        children: Children::new(),
        custody: Custody::of(&plan),
    };
    // A host is never asked to stop: it is terminated.
    let _ = lead(&plan, &mut parent).await;
    parent.events.flush(clock.now_ns());
    tell(Told::Ended(parent.order.run));
}

struct Parent {
    order: RunOrder,
    worker_script: String,
    clock: RunClock,
    events: EventBuffer,
    /// Of the tasks that have not ended: a few, since a browser is good for no more. `None` where it refused to start one.
    workers: Vec<(TaskId, Option<Worker>)>,
    children: Children<TaskId>,
    custody: Custody,
}

impl Leader for Parent {
    fn arrive(&mut self, mut progress: Progress, event: Event) -> Option<Ended> {
        self.events.push(event);
        let task = progress.task;
        let lane = LaneId(task.0);
        self.events.push(progress.enter(self.clock.now_ns(), State::Starting, Some(lane), None));
        let order = tasks_order(&self.order, self.clock, lane, &[progress]);
        self.workers.push((task, self.children.start(task, &self.worker_script, &order)));
        None
    }

    async fn go_on(&mut self, next_arrival_ns: Option<u64>, news: &mut News) -> Result<u64, Stopped> {
        let room = Room::without_slots(self.workers.len(), next_arrival_ns.is_some());
        if let Some(halt) = self.custody.halted(room) {
            tell(Told::Halted(self.order.run, halt));
            return Err(Stopped);
        }
        let heard = self.children.next(next_arrival_ns, self.clock, &self.events).await;
        if let Some((task, heard)) = heard
            && let Some(at_ns) = self.hear(task, heard)
        {
            let grants = self.custody.ended(task, at_ns, &self.events);
            self.grant(grants);
            news.ended.push(Ended { task, at_ns });
        }
        news.spawned = self.custody.take_spawned();
        Ok(self.clock.now_ns())
    }
}

impl Parent {
    /// Tells processes what they have got.
    fn grant(&self, grants: Vec<Grant>) {
        for (task, granted) in grants {
            let worker = self.workers.iter().find(|(of, _)| *of == task).and_then(|(_, worker)| worker.as_ref());
            if let Some(Err(trouble)) = worker.map(|worker| worker.send(&granted)) {
                self.children.bury(task, trouble);
            }
        }
    }

    /// Ends the worker of a task; `None` if that was done before.
    fn end(&mut self, task: TaskId) -> Option<()> {
        let place = self.workers.iter().position(|(of, _)| *of == task)?;
        self.workers.swap_remove(place);
        Some(())
    }

    /// Takes note of what a child told; the time of its task's end, if that is what it told.
    fn hear(&mut self, task: TaskId, heard: Heard) -> Option<u64> {
        match heard {
            Ok(Report::TasksEnded { ended, order }) => {
                event_order::go_on_after(order);
                self.end(task);
                ended.first().map(|end| end.at_ns)
            }
            Ok(Report::Asked { task, step, at_ns, order }) => {
                event_order::go_on_after(order);
                let grants = self.custody.asked(&self.order.plan, task, step, at_ns, &self.events);
                self.grant(grants);
                None
            }
            Ok(Report::Page(Told::Trouble(_, _, trouble) | Told::NoRun(trouble))) => {
                // A child that dies early doesn't know yet for whom.
                tell(Told::Trouble(self.order.run, Some(task), trouble));
                None
            }
            Ok(Report::Page(told)) => {
                tell(told);
                None
            }
            // Only hosts and threads say so.
            Ok(Report::Ready) => None,
            Err(trouble) => {
                // A child dies once, however often it is heard dead.
                self.end(task)?;
                tell(Told::Trouble(self.order.run, Some(task), trouble));
                Some(self.clock.now_ns())
            }
        }
    }
}
