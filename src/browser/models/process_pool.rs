//! A process pool: so many workers, each with a memory of its own, that are started when the first tasks come, cold, and
//! then take one batch of tasks after another. The host is their parent: it keeps the queue, starts them, hears them, and
//! ends them when the run is over.

use std::collections::VecDeque;

use futures_channel::mpsc;

use super::processes::{next_heard, tasks_order};
use crate::browser::clock::RunClock;
use crate::browser::shared::memory;
use crate::browser::workers::event_buffer::Sink;
use crate::browser::workers::handle::{Heard, Role, Worker, tell};
use crate::engine::batch::batch_length;
use crate::engine::{Ended, Leader, Progress, Stopped, lead};
use crate::program::Plan;
use crate::time::Clock;
use crate::trace::{Event, LaneId, State, TaskId};
use crate::wire::message::{Order, Report, RunOrder, encode};

/// Runs a plan to its end, from the host's event loop.
pub async fn run(order: RunOrder, plan: Plan, clock: RunClock) {
    let (heard, hearing) = mpsc::unbounded();
    let size = order.pool_size.max(1) as usize;
    let mut pool = Pool {
        sink: Sink::new(order.run),
        order,
        plan: &plan,
        clock,
        queue: VecDeque::new(),
        slots: (0..size).map(|_| Slot::default()).collect(),
        heard,
        hearing,
        tasks_in_memory: vec![0; size],
    };
    // A host is never asked to stop: it is terminated.
    let _ = lead(&plan, &mut pool).await;
    pool.sink.flush(clock.now_ns());
    let tasks_in_memory = pool.tasks_in_memory.iter().copied().filter(|tasks| *tasks > 0).collect();
    tell(&Report::Ended { run: pool.order.run, tasks_in_memory });
}

#[derive(Default)]
struct Slot {
    worker: Option<Worker>,
    /// Batches of tasks that it was handed and has not ended, in order.
    batches: VecDeque<Vec<u32>>,
    /// It has ended a batch, so it hears orders now; what is sent to a worker that still starts may get lost.
    hears: bool,
    /// The task it panicked in.
    culprit: Option<u32>,
}

struct Pool<'a> {
    order: RunOrder,
    plan: &'a Plan,
    clock: RunClock,
    sink: Sink,
    queue: VecDeque<Progress>,
    slots: Vec<Slot>,
    heard: mpsc::UnboundedSender<(usize, Heard)>,
    hearing: mpsc::UnboundedReceiver<(usize, Heard)>,
    tasks_in_memory: Vec<u32>,
}

impl Leader for Pool<'_> {
    fn arrive(&mut self, progress: Progress, event: Event) {
        self.sink.push(event);
        self.queue.push_back(progress);
    }

    async fn go_on(&mut self, next_arrival_ns: Option<u64>, ended: &mut Vec<Ended>) -> Result<u64, Stopped> {
        self.hand_out();
        let heard = next_heard(&mut self.hearing, next_arrival_ns, self.clock, &self.sink).await;
        if let Some((slot, heard)) = heard {
            ended.extend(self.hear(slot, heard));
        }
        Ok(self.clock.now_ns())
    }
}

impl Pool<'_> {
    /// Hands queued tasks to workers that have nothing to do, and starts workers while there are tasks for them. Where
    /// tasks are short enough for batches, each worker has its next one at hand already when it ends one: it would
    /// wait longer for a message than the batch takes.
    fn hand_out(&mut self) {
        loop {
            let waiting = self.queue.iter().map(|progress| &self.plan.tasks[progress.task.0 as usize]);
            let length = batch_length(waiting, self.queue.len(), self.slots.len());
            let hearing = |most: usize| self.slots.iter().position(|slot| slot.hears && slot.batches.len() <= most);
            let cold = || self.slots.iter().position(|slot| slot.worker.is_none());
            let ahead = || if length > 1 { hearing(1) } else { None };
            let Some(slot) = hearing(0).or_else(cold).or_else(ahead) else { return };
            if length == 0 {
                return;
            }
            let batch: Vec<Progress> = self.queue.drain(..length).collect();
            self.hand(slot, batch);
        }
    }

    fn hand(&mut self, slot: usize, mut batch: Vec<Progress>) {
        let lane = LaneId(slot as u32);
        self.slots[slot].batches.push_back(batch.iter().map(|progress| progress.task.0).collect());
        if self.slots[slot].worker.is_none()
            && let Some(first) = batch.first_mut()
        {
            self.sink.push(first.enter(self.clock.now_ns(), State::Starting, Some(lane), None));
        }
        let order = tasks_order(&self.order, self.plan, self.clock, lane, &batch);
        let handed = match &self.slots[slot].worker {
            Some(worker) => worker.send(&order),
            None => self.start(slot, &order).map(|worker| self.slots[slot].worker = Some(worker)),
        };
        if let Err(message) = handed {
            // Nobody hears it when the run is over.
            let _ = self.heard.unbounded_send((slot, Heard::Dead(message)));
        }
    }

    fn start(&self, slot: usize, order: &Order) -> Result<Worker, String> {
        let heard = self.heard.clone();
        let hear = move |what| {
            // The run may be over already, and nobody hears any more.
            let _ = heard.unbounded_send((slot, what));
        };
        Worker::start(&self.order.worker_script, Role::Process(encode(order)?), hear)
    }

    /// Takes note of what a worker told; the tasks that have ended with it, and when.
    fn hear(&mut self, slot: usize, heard: Heard) -> Vec<Ended> {
        match heard {
            Heard::Report(Report::TasksEnded { ended, tasks_in_memory, order, .. }) => {
                memory::order_after(order);
                self.tasks_in_memory[slot] = tasks_in_memory;
                self.slots[slot].hears = true;
                self.slots[slot].batches.pop_front();
                ended.into_iter().map(|(task, at_ns)| Ended { task: TaskId(task), at_ns }).collect()
            }
            Heard::Report(Report::Trouble { task, message, .. }) => {
                // A panic is the last thing a worker tells, but for its death. Whoever dies early doesn't know for whom.
                let task = task.or_else(|| self.slots[slot].batches.front()?.first().copied());
                self.slots[slot].culprit = task;
                tell(&Report::Trouble { run: self.order.run, task, message });
                Vec::new()
            }
            Heard::Report(report) => {
                tell(&report);
                Vec::new()
            }
            Heard::Dead(message) => self.bury(slot, &message),
        }
    }

    /// Ends a dead worker, whose place another may take; the tasks in its hands fail with it.
    fn bury(&mut self, slot: usize, message: &str) -> Vec<Ended> {
        let now_ns = self.clock.now_ns();
        let slot = std::mem::take(&mut self.slots[slot]);
        let tasks: Vec<u32> = slot.batches.into_iter().flatten().collect();
        let culprit = slot.culprit.or(tasks.first().copied());
        for &task in &tasks {
            let message = if culprit == Some(task) {
                message.to_owned()
            } else {
                format!("Its worker died with another task. {message}")
            };
            tell(&Report::Trouble { run: self.order.run, task: Some(task), message });
        }
        tasks.into_iter().map(|task| Ended { task: TaskId(task), at_ns: now_ns }).collect()
    }
}
