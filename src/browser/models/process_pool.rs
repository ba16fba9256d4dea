//! A process pool: so many workers, each with a memory of its own, that are started when the first tasks come, cold, and
//! then take one batch of tasks after another. The host is their parent: it keeps the queue, starts them, hears them, and
//! ends them when the run is over.

use std::collections::VecDeque;

use super::cargo::Cargo;
use super::children::{Children, tasks_order};
use super::custody::{Custody, Grant};
use super::leader::reject;
use crate::browser::clock::RunClock;
use crate::browser::shared::event_order;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::handle::{Heard, Worker};
use crate::browser::workers::outbox::tell;
use crate::engine::batch::batch_length;
use crate::engine::queueing::queue;
use crate::engine::{Ended, Leader, News, Progress, Room, Stopped, Telling, lead};
use crate::time::Clock;
use crate::trace::{End, Event, LaneId, State, TaskId};
use crate::wire::order::{Order, RunOrder};
use crate::wire::report::{Report, Told};
use crate::wire::trouble::Trouble;

/// Runs a plan to its end, from the host's event loop.
pub async fn run(order: RunOrder, cargo: Cargo, worker_script: String, clock: RunClock) {
    let plan = order.plan.clone();
    let size = order.options.process_pool.max(1);
    let mut pool = ProcessPool {
        events: EventBuffer::new(order.run),
        order,
        worker_script,
        clock,
        queue: VecDeque::new(),
        outside: VecDeque::new(),
        live_outside: 0,
        // The one behind them is for what takes none.
        slots: (0..size + usize::from(plan.has_outside())).map(|_| Slot::default()).collect(),
        size,
        children: Children::new(),
        custody: Custody::of(&plan),
        cargo,
        live: 0,
        told: Vec::new(),
    };
    // A host is never asked to stop: it is terminated.
    let _ = lead(&plan, &mut pool).await;
    pool.events.flush(clock.now_ns());
    tell(Told::Ended(pool.order.run));
}

#[derive(Default)]
struct Slot {
    worker: Option<Worker>,
    /// Batches of tasks that it was handed and has not ended, in order.
    batches: VecDeque<Vec<TaskId>>,
    /// It has ended a batch, so it hears orders now; what is sent to a worker that still starts may get lost.
    hears: bool,
    /// The task it panicked in.
    culprit: Option<TaskId>,
}

struct ProcessPool {
    order: RunOrder,
    worker_script: String,
    clock: RunClock,
    events: EventBuffer,
    queue: VecDeque<Progress>,
    /// What takes no slot.
    outside: VecDeque<Progress>,
    live_outside: usize,
    /// How many slots there are.
    size: usize,
    slots: Vec<Slot>,
    children: Children<usize>,
    custody: Custody,
    cargo: Cargo,
    /// Tasks that have arrived and not ended.
    live: usize,
    /// Those on slots that were told to end.
    told: Vec<TaskId>,
}

impl Leader for ProcessPool {
    fn arrive(&mut self, progress: Progress, event: Event) -> Option<Ended> {
        self.events.push(event);
        if self.order.plan.is_outside(progress.task.0 as usize) {
            self.outside.push_back(progress);
            (self.live, self.live_outside) = (self.live + 1, self.live_outside + 1);
            return None;
        }
        if self.order.plan.room.is_some_and(|room| self.under_way() >= self.size + room as usize) {
            let rejected = reject(&self.events, progress, self.clock.now_ns());
            let grants = self.custody.ended(rejected.task, rejected.at_ns, &self.events);
            self.grant(grants);
            return Some(rejected);
        }
        queue(&mut self.queue, progress, |progress| self.order.plan.priority(progress.task.0 as usize));
        self.live += 1;
        None
    }

    /// Who still queues ends at once; on a slot it takes effect when its worker has done its step, or its answer comes.
    fn tell(&mut self, task: TaskId, telling: Telling) -> Option<Ended> {
        let Some(place) = self.queue.iter().position(|progress| progress.task == task) else {
            self.tell_slot(task, telling);
            return None;
        };
        let (events, end) = self.queue.remove(place)?.end_unbegun(telling);
        for event in events {
            self.events.push(event);
        }
        self.live -= 1;
        let grants = self.custody.ended(task, end.at_ns, &self.events);
        self.grant(grants);
        Some(end)
    }

    async fn go_on(&mut self, next_ns: Option<u64>, news: &mut News) -> Result<u64, Stopped> {
        self.hand_out();
        let (outside, is_closed) = (self.live_outside, !self.order.plan.has_outside());
        let is_awaited = next_ns.is_some();
        let room = Room::of_pool(self.live - outside, self.size, outside, is_closed, is_awaited);
        if let Some(halt) = self.custody.halted(room) {
            tell(Told::Halted(self.order.run, halt));
            return Err(Stopped);
        }
        let next_ns = next_ns.into_iter().chain(self.custody.next_over_ns()).min();
        let heard = self.children.next(next_ns, self.clock, &self.events).await;
        let grants = self.custody.give_up_due(self.clock.now_ns(), &self.events);
        self.grant(grants);
        if let Some((slot, heard)) = heard {
            let over = self.hear(slot, heard);
            self.live -= over.len();
            let plan = &self.order.plan;
            self.live_outside -= over.iter().filter(|end| plan.is_outside(end.task.0 as usize)).count();
            for end in &over {
                let grants = self.custody.ended(end.task, end.at_ns, &self.events);
                self.grant(grants);
            }
            news.ended.extend(over);
        }
        news.spawned = self.custody.take_spawned();
        Ok(self.clock.now_ns())
    }
}

impl ProcessPool {
    /// How many tasks have arrived and not ended.
    fn under_way(&self) -> usize {
        let handed: usize = self.slots[..self.size].iter().flat_map(|slot| &slot.batches).map(Vec::len).sum();
        self.queue.len() + handed
    }

    /// Hands queued tasks to workers that have nothing to do, and starts workers while there are tasks for them. Where
    /// tasks are short enough for batches, each worker has its next one at hand already when it ends one: it would
    /// wait longer for a message than the batch takes.
    fn hand_out(&mut self) {
        let main = self.slots.get(self.size);
        if main.is_some_and(|main| main.batches.is_empty() && (main.hears || main.worker.is_none()))
            && let Some(next) = self.outside.pop_front()
        {
            self.hand(self.size, vec![next]);
        }
        loop {
            let waiting = self.queue.iter().map(|progress| &self.order.plan.tasks[progress.task.0 as usize]);
            // Where the queue may be full, it is here that it is known how long it is.
            // What is told to end is out of the queue at once.
            let is_one_by_one = self.order.plan.room.is_some() || self.order.plan.tells();
            let length = if is_one_by_one {
                self.queue.len().min(1)
            } else {
                batch_length(waiting, self.queue.len(), self.size)
            };
            let slots = &self.slots[..self.size];
            let idle = slots.iter().position(|slot| slot.hears && slot.batches.is_empty());
            // One whose worker the browser has refused has its hands full until that is told.
            let cold = || slots.iter().position(|slot| slot.worker.is_none() && slot.batches.is_empty());
            // Behind a batch of one they could wait for ever: who knows how long it takes, and what it waits for.
            let is_short = |slot: &Slot| slot.batches.len() == 1 && slot.batches[0].len() > 1;
            let ahead = || slots.iter().position(|slot| length > 1 && slot.hears && is_short(slot));
            let Some(slot) = idle.or_else(cold).or_else(ahead) else { return };
            if length == 0 {
                return;
            }
            let batch: Vec<Progress> = self.queue.drain(..length).collect();
            self.hand(slot, batch);
        }
    }

    fn hand(&mut self, slot: usize, mut batch: Vec<Progress>) {
        let lane = LaneId(slot as u32);
        self.slots[slot].batches.push_back(batch.iter().map(|progress| progress.task).collect());
        if self.slots[slot].worker.is_none()
            && let Some(first) = batch.first_mut()
        {
            self.events.push(first.enter(self.clock.now_ns(), State::Starting, Some(lane), None));
        }
        let order = tasks_order(&self.order, self.clock, lane, &batch, None);
        if let Some(worker) = &self.slots[slot].worker {
            if let Err(trouble) = worker.send(&order) {
                self.children.bury(slot, trouble);
            }
        } else {
            self.slots[slot].worker = self.children.start(slot, &self.worker_script, &order);
        }
    }

    /// Takes note of what a worker told; the tasks that have ended with it, and when.
    fn hear(&mut self, slot: usize, heard: Heard) -> Vec<Ended> {
        match heard {
            Ok(Report::TasksEnded { ended, order }) => {
                event_order::go_on_after(order);
                self.slots[slot].hears = true;
                self.slots[slot].batches.pop_front();
                ended
            }
            Ok(Report::Asked { task, step, at_ns, over_ns, can_be_told, order }) => {
                event_order::go_on_after(order);
                let (plan, events) = (&self.order.plan, &self.events);
                let mut grants = self.custody.asked(plan, (task, step), (at_ns, over_ns, can_be_told), events);
                if can_be_told && self.told.contains(&task) {
                    // It has not heard of that yet.
                    grants.extend(self.custody.left(task, at_ns, events));
                }
                self.grant(grants);
                Vec::new()
            }
            Ok(Report::GaveBack { task, at_ns, order }) => {
                event_order::go_on_after(order);
                let grants = self.custody.gave_back(task, at_ns, &self.events);
                self.grant(grants);
                Vec::new()
            }
            Ok(Report::Carries { bytes, way, order }) => {
                event_order::go_on_after(order);
                let worker = self.slots[slot].worker.as_ref();
                if let Some(Err(trouble)) = worker.map(|worker| self.cargo.answer(worker, bytes, way)) {
                    self.children.bury(slot, trouble);
                }
                Vec::new()
            }
            // A panic is the last thing a worker tells, but for its death. Whoever dies early doesn't know for whom.
            Ok(Report::Page(Told::Trouble(_, task, trouble))) => self.hear_trouble(slot, task, trouble),
            Ok(Report::Page(Told::NoRun(trouble))) => self.hear_trouble(slot, None, trouble),
            Ok(Report::Page(told)) => {
                tell(told);
                Vec::new()
            }
            // Only others say so.
            Ok(Report::Ready | Report::Returned { .. }) => Vec::new(),
            Err(trouble) => self.bury(slot, &trouble),
        }
    }

    /// Tells workers what their tasks have got.
    fn grant(&self, grants: Vec<Grant>) {
        for (task, granted) in grants {
            let has = |slot: &Slot| slot.batches.front().is_some_and(|batch| batch.contains(&task));
            let slot = self.slots.iter().position(has);
            let worker = slot.and_then(|slot| self.slots[slot].worker.as_ref().map(|worker| (slot, worker)));
            if let Some((slot, Err(trouble))) = worker.map(|(slot, worker)| (slot, worker.send(&granted))) {
                self.children.bury(slot, trouble);
            }
        }
    }

    /// A task that a worker has is told to end.
    fn tell_slot(&mut self, task: TaskId, telling: Telling) {
        self.told.push(task);
        self.grant(vec![(task, Order::Told(task, telling))]);
        let grants = self.custody.left(task, telling.at_ns, &self.events);
        self.grant(grants);
    }

    /// Something went wrong with a worker.
    fn hear_trouble(&mut self, slot: usize, task: Option<TaskId>, trouble: Trouble) -> Vec<Ended> {
        let task = task.or_else(|| self.slots[slot].batches.front()?.first().copied());
        self.slots[slot].culprit = task;
        tell(Told::Trouble(self.order.run, task, trouble));
        Vec::new()
    }

    /// Ends a dead worker, whose place another may take; the tasks in its hands fail with it.
    fn bury(&mut self, slot: usize, trouble: &Trouble) -> Vec<Ended> {
        let now_ns = self.clock.now_ns();
        let slot = std::mem::take(&mut self.slots[slot]);
        let tasks: Vec<TaskId> = slot.batches.into_iter().flatten().collect();
        let culprit = slot.culprit.or(tasks.first().copied());
        for &task in &tasks {
            let trouble = match trouble.clone() {
                own if culprit == Some(task) => own,
                other => Trouble::DiedWithAnother(Box::new(other)),
            };
            tell(Told::Trouble(self.order.run, Some(task), trouble));
        }
        tasks.into_iter().map(|task| Ended { task, at_ns: now_ns, end: End::Failed }).collect()
    }
}
