//! Processes: one worker per task, each with a memory of its own, started cold. The host is their parent: it starts
//! them, hears them, and ends each as soon as its task has ended. One that dies fails its own task and no other: nobody
//! shares its memory.

use super::cargo::Cargo;
use super::children::{Children, tasks_order};
use super::custody::{Custody, Grant};
use crate::browser::clock::RunClock;
use crate::browser::shared::event_order;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::handle::{Heard, Worker};
use crate::browser::workers::outbox::tell;
use crate::engine::{Course, Ended, Leader, News, Progress, Room, Stopped, Telling, lead, step_after};
use crate::time::Clock;
use crate::trace::{End, Event, LaneId, State, TaskId};
use crate::wire::order::RunOrder;
use crate::wire::report::{Report, Told};

/// Runs a plan to its end, from the host's event loop.
pub async fn run(order: RunOrder, cargo: Cargo, worker_script: String, clock: RunClock) {
    let plan = order.plan.clone();
    let mut parent = Parent {
        events: EventBuffer::new(order.run),
        order,
        worker_script,
        clock,
        processes: Vec::new(),
        children: Children::new(),
        custody: Custody::of(&plan),
        cargo,
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
    /// Of the tasks that have not ended: a few, since a browser is good for no more.
    processes: Vec<Process>,
    children: Children<Child>,
    custody: Custody,
    cargo: Cargo,
}

/// A worker of a task, and how many of them were ended before.
type Child = (TaskId, u32);

/// What does a task.
struct Process {
    child: Child,
    /// `None` where the browser refused to start one.
    worker: Option<Worker>,
    /// The last that was told of the task.
    last: Event,
}

impl Leader for Parent {
    fn arrive(&mut self, mut progress: Progress, event: Event) -> Option<Ended> {
        self.events.push(event);
        let last = self.start(&mut progress);
        let order = tasks_order(&self.order, self.clock, LaneId(progress.task.0), &[progress], None);
        let child = (progress.task, 0);
        let worker = self.children.start(child, &self.worker_script, &order);
        self.processes.push(Process { child, worker, last });
        None
    }

    /// The process of a task is ended, at whatever step it is. Where there is something to do all the same, another one
    /// does it.
    fn tell(&mut self, task: TaskId, telling: Telling) -> Option<Ended> {
        let place = self.processes.iter().position(|process| process.child.0 == task)?;
        let Process { child: (_, before), last, .. } = self.processes[place];
        let step = step_after(last.what)?;
        let plan = self.order.plan.clone();
        let course = Course::after_end(plan.tasks[task.0 as usize].script(), step, telling.cause)?;
        self.processes.swap_remove(place);
        let mut progress = Progress { task, seq: last.seq + 1, last_ns: last.at_ns, arrived_ns: 0 };
        self.events.push(progress.told(telling));
        let grants = self.custody.gave_up(task, self.clock.now_ns(), &self.events);
        self.grant(grants);
        if course.is_over() {
            let (end, at) = course.end();
            let event = progress.end(self.clock.now_ns(), end, at);
            self.events.push(event);
            return Some(self.ended(Ended { task, at_ns: event.at_ns, end }));
        }
        let last = self.start(&mut progress);
        let ended_at = step.map(|step| (step, telling.cause));
        let order = tasks_order(&self.order, self.clock, LaneId(task.0), &[progress], ended_at);
        let child = (task, before + 1);
        let worker = self.children.start(child, &self.worker_script, &order);
        self.processes.push(Process { child, worker, last });
        None
    }

    async fn go_on(&mut self, next_ns: Option<u64>, news: &mut News) -> Result<u64, Stopped> {
        let room = Room::without_slots(self.processes.len(), next_ns.is_some());
        if let Some(halt) = self.custody.halted(room) {
            tell(Told::Halted(self.order.run, halt));
            return Err(Stopped);
        }
        let next_ns = next_ns.into_iter().chain(self.custody.next_over_ns()).min();
        let heard = self.children.next(next_ns, self.clock, &self.events).await;
        let grants = self.custody.give_up_due(self.clock.now_ns(), &self.events);
        self.grant(grants);
        if let Some((child, heard)) = heard {
            news.ended.extend(self.hear(child, heard));
        }
        news.spawned = self.custody.take_spawned();
        Ok(self.clock.now_ns())
    }
}

impl Parent {
    /// A process starts.
    fn start(&self, progress: &mut Progress) -> Event {
        let lane = LaneId(progress.task.0);
        let event = progress.enter(self.clock.now_ns(), State::Starting, Some(lane), None);
        self.events.push(event);
        event
    }

    /// Tells processes what they have got.
    fn grant(&self, grants: Vec<Grant>) {
        for (task, granted) in grants {
            let process = self.processes.iter().find(|process| process.child.0 == task);
            let Some(Process { child, worker: Some(worker), .. }) = process else { continue };
            if let Err(trouble) = worker.send(&granted) {
                self.children.bury(*child, trouble);
            }
        }
    }

    /// A task has ended, whose process is ended too.
    fn ended(&mut self, ended: Ended) -> Ended {
        let Ended { task, at_ns, .. } = ended;
        self.processes.retain(|process| process.child.0 != task);
        let grants = self.custody.ended(task, at_ns, &self.events);
        self.grant(grants);
        ended
    }

    /// Takes note of what a child told; the end of its task, if that is what it told. One that was ended is heard no more.
    fn hear(&mut self, child: Child, heard: Heard) -> Option<Ended> {
        let place = self.processes.iter().position(|process| process.child == child)?;
        let task = child.0;
        match heard {
            Ok(Report::TasksEnded { ended, order }) => {
                event_order::go_on_after(order);
                return Some(self.ended(*ended.first()?));
            }
            Ok(Report::Asked { task, step, at_ns, over_ns, order, .. }) => {
                event_order::go_on_after(order);
                let (plan, events) = (&self.order.plan, &self.events);
                let grants = self.custody.asked(plan, (task, step), (at_ns, over_ns, false), events);
                self.grant(grants);
            }
            Ok(Report::GaveBack { task, at_ns, order }) => {
                event_order::go_on_after(order);
                let grants = self.custody.gave_back(task, at_ns, &self.events);
                self.grant(grants);
            }
            Ok(Report::Carries { bytes, way, order }) => {
                event_order::go_on_after(order);
                let worker = self.processes[place].worker.as_ref();
                if let Some(Err(trouble)) = worker.map(|worker| self.cargo.answer(worker, bytes, way)) {
                    self.children.bury(child, trouble);
                }
            }
            Ok(Report::Page(Told::Trouble(_, _, trouble) | Told::NoRun(trouble))) => {
                // A child that dies early doesn't know yet for whom.
                tell(Told::Trouble(self.order.run, Some(task), trouble));
            }
            Ok(Report::Page(told)) => {
                if let Told::Events(_, events) = &told {
                    self.processes[place].last = events.last().copied().unwrap_or(self.processes[place].last);
                }
                tell(told);
            }
            // Only others say so.
            Ok(Report::Ready | Report::Returned { .. }) => {}
            Err(trouble) => {
                // A child dies once, however often it is heard dead.
                tell(Told::Trouble(self.order.run, Some(task), trouble));
                let at_ns = self.clock.now_ns();
                return Some(self.ended(Ended { task, at_ns, end: End::Failed }));
            }
        }
        None
    }
}
