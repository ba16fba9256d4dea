//! The processes that an event loop hands its work to: workers with memories of their own, each started cold with the first
//! step that it is handed. The worker of the loop is their parent: it keeps the queue, hears them, and ends them.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use futures_channel::{mpsc, oneshot};
use futures_util::future::{Either, select};
use futures_util::stream::StreamExt;

use super::cargo::Cargo;
use super::children::Children;
use super::offload_pool::{Done, returned};
use crate::browser::clock::RunClock;
use crate::browser::shared::event_order;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::handle::{Heard, Worker};
use crate::browser::workers::outbox::tell;
use crate::engine::queueing::queue;
use crate::engine::{Broken, Progress, Runtime, Work};
use crate::time::Clock;
use crate::trace::{End, Event, LaneId, Left, State};
use crate::wire::offloaded::OffloadedOrder;
use crate::wire::order::{Order, RunOrder};
use crate::wire::report::{Report, Told};
use crate::wire::trouble::Trouble;

/// What a task has handed over and no process has taken.
struct Job {
    progress: Progress,
    step: u32,
    work: Work,
    done: oneshot::Sender<Done>,
}

/// What a process is at.
struct AtIt {
    /// How far the task was told to be.
    progress: Progress,
    step: u32,
    /// Whether its task waits for it.
    is_wanted: bool,
    done: oneshot::Sender<Done>,
}

#[derive(Default)]
struct Slot {
    worker: Option<Worker>,
    at: Option<AtIt>,
    /// Whether it was told why the worker is about to die.
    is_doomed: bool,
}

/// The parent's end of them.
pub struct ProcessSlots {
    order: RunOrder,
    cargo: Cargo,
    worker_script: String,
    clock: RunClock,
    children: Children<usize>,
    queue: RefCell<VecDeque<Job>>,
    slots: RefCell<Vec<Slot>>,
    /// What was given up while a process was at it.
    given_up: RefCell<Vec<oneshot::Receiver<Done>>>,
    events: Rc<EventBuffer>,
}

impl ProcessSlots {
    /// Those of a run, none of which has started; and what they will tell.
    pub fn new(
        order: RunOrder,
        cargo: Cargo,
        worker_script: String,
        clock: RunClock,
        events: Rc<EventBuffer>,
    ) -> (Rc<Self>, mpsc::UnboundedReceiver<(usize, Heard)>) {
        let mut children = Children::new();
        let told = children.take_told();
        let slots = (0..order.options.offload.max(1)).map(|_| Slot::default()).collect();
        let pool = Self {
            order,
            cargo,
            worker_script,
            clock,
            children,
            queue: RefCell::default(),
            slots: RefCell::new(slots),
            given_up: RefCell::default(),
            events,
        };
        (Rc::new(pool), told)
    }

    /// Has a process do this work, and awaits it until it is to leave.
    pub async fn offload(
        &self,
        progress: Progress,
        (step, work): (u32, Work),
        leave: impl Future<Output = ()>,
        runtime: &impl Runtime,
    ) -> Done {
        let room = self.order.plan.room.map(|room| room as usize);
        if room.is_some_and(|room| self.under_way() >= self.slots.borrow().len() + room) {
            return (progress, Err(Broken::Rejected));
        }
        let (done, is_done) = oneshot::channel();
        let job = Job { progress, step, work, done };
        let priority = |job: &Job| self.order.plan.priority(job.progress.task.0 as usize);
        queue(&mut self.queue.borrow_mut(), job, priority);
        self.hand_out();
        match select(is_done, std::pin::pin!(leave)).await {
            Either::Left((done, _)) => returned(progress, done.ok()),
            Either::Right(((), is_done)) => self.give_up(progress, is_done, runtime).await,
        }
    }

    /// A task waits no longer. A process that is at it goes on to its end.
    async fn give_up(&self, progress: Progress, is_done: oneshot::Receiver<Done>, runtime: &impl Runtime) -> Done {
        let is_own = |job: &Job| job.progress.task == progress.task;
        let queued = self.queue.borrow().iter().position(is_own);
        if let Some(place) = queued {
            self.queue.borrow_mut().remove(place);
            return (progress, Err(Broken::Over));
        }
        let left = (0..).zip(self.slots.borrow_mut().iter_mut()).find_map(|(slot, Slot { at, .. })| {
            let at = at.as_mut().filter(|at| at.is_wanted && at.progress.task == progress.task)?;
            at.is_wanted = false;
            Some((at.progress, at.step, lane(slot)))
        });
        // It may have come back at this very instant.
        let Some((progress, step, lane)) = left else { return returned(progress, is_done.await.ok()) };
        runtime.leave(Left { at_ns: runtime.now_ns(), task: progress.task, step, lane, is_done: false });
        self.given_up.borrow_mut().push(is_done);
        (progress, Err(Broken::Over))
    }

    /// Waits until the processes have done what was given up.
    pub async fn await_given_up(&self) {
        for is_done in self.given_up.take() {
            // One that died tells nothing.
            let _ = is_done.await;
        }
    }

    /// How much was handed over and is not done.
    fn under_way(&self) -> usize {
        self.queue.borrow().len() + self.slots.borrow().iter().filter(|slot| slot.at.is_some()).count()
    }

    /// Hands what is queued to processes that have nothing to do, those that have started before others.
    fn hand_out(&self) {
        let mut slots = self.slots.borrow_mut();
        loop {
            let idle = slots.iter().enumerate().filter(|(_, slot)| slot.at.is_none());
            let first = idle.min_by_key(|(index, slot)| (slot.worker.is_none(), *index)).map(|(index, _)| index);
            let Some(index) = first else { return };
            let Some(job) = self.queue.borrow_mut().pop_front() else { return };
            self.hand(index, &mut slots[index], job);
        }
    }

    fn hand(&self, index: usize, slot: &mut Slot, Job { mut progress, step, work, done }: Job) {
        let lane = lane(index);
        if slot.worker.is_none() {
            self.events.push(progress.enter(self.clock.now_ns(), State::Starting, Some(lane), Some(step)));
        }
        let order = Order::Offloaded(OffloadedOrder {
            run: self.order.run,
            calibration: self.order.calibration,
            origin_ms: self.clock.origin_ms(),
            lane,
            order: event_order::so_far(),
            progress,
            step,
            work,
            carries: self.order.options.behind.copies(&self.order.plan.tasks[progress.task.0 as usize].how),
            files: self.order.files.clone(),
        });
        slot.at = Some(AtIt { progress, step, is_wanted: true, done });
        match &slot.worker {
            None => slot.worker = self.children.start(index, &self.worker_script, &order),
            Some(worker) => {
                if let Err(trouble) = worker.send(&order) {
                    self.children.bury(index, trouble);
                }
            }
        }
    }

    /// Hears the processes, for as long as there may be some.
    pub async fn hear_all(&self, mut told: mpsc::UnboundedReceiver<(usize, Heard)>) {
        while let Some((slot, heard)) = told.next().await {
            self.hear(slot, heard);
            self.hand_out();
        }
    }

    fn hear(&self, index: usize, heard: Heard) {
        let mut slots = self.slots.borrow_mut();
        let slot = &mut slots[index];
        match heard {
            Ok(Report::Returned { progress, done, order }) => {
                event_order::go_on_after(order);
                if let Some(at) = slot.at.take() {
                    self.end(index, at, (progress, done));
                }
            }
            Ok(Report::Carries { bytes, way, order }) => {
                event_order::go_on_after(order);
                let answered = slot.worker.as_ref().map(|worker| self.cargo.answer(worker, bytes, way));
                if let Some(Err(trouble)) = answered {
                    self.children.bury(index, trouble);
                }
            }
            Ok(Report::Page(Told::Events(run, events))) => {
                // Of what was given up nothing more is told: its task is elsewhere.
                if let Some(at) = slot.at.as_mut().filter(|at| at.is_wanted) {
                    at.progress = events.last().map_or(at.progress, |last| after(at.progress, last));
                    tell(Told::Events(run, events));
                }
            }
            Ok(Report::Page(Told::Trouble(_, _, trouble) | Told::NoRun(trouble))) => {
                slot.is_doomed = true;
                tell(Told::Trouble(self.order.run, None, trouble));
            }
            Ok(Report::Page(told)) => tell(told),
            // Only others say so.
            Ok(Report::Ready | Report::TasksEnded { .. } | Report::Asked { .. } | Report::GaveBack { .. }) => {}
            Err(trouble) => self.bury(index, std::mem::take(slot), trouble),
        }
    }

    /// Something is done, whether its task waits for it or not.
    fn end(&self, index: usize, at: AtIt, done: Done) {
        let AtIt { progress, step, is_wanted, done: end } = at;
        if !is_wanted {
            let at_ns = self.clock.now_ns().max(progress.last_ns);
            self.events.leave(Left { at_ns, task: progress.task, step, lane: lane(index), is_done: true });
        }
        // Nobody may wait for it.
        let _ = end.send(done);
    }

    /// A process is dead, whose place another one may take: the step fails that it was at.
    fn bury(&self, index: usize, slot: Slot, trouble: Trouble) {
        if !slot.is_doomed {
            tell(Told::Trouble(self.order.run, None, trouble));
        }
        if let Some(at) = slot.at {
            let progress = at.progress;
            self.end(index, at, (progress, Err(Broken::Failed(End::Failed))));
        }
    }
}

/// The loop stands before them.
fn lane(slot: usize) -> LaneId {
    LaneId(slot as u32 + 1)
}

/// How far a task has come with this event.
fn after(progress: Progress, last: &Event) -> Progress {
    Progress { seq: last.seq + 1, last_ns: last.at_ns, ..progress }
}
