//! The slots of a pool behind a loop: what was handed to them, and what was given up meanwhile.

use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::executor::Executor;
use super::process_start::start_computes_ns;
use super::request::Errand;
use super::runtime::VirtualLane;
use super::slot::{Shared, Slot};
use crate::engine::queueing::queue;
use crate::engine::{Behind, Broken, Progress, perform_offloaded};
use crate::program::Plan;
use crate::trace::{LaneId, Left, State};

impl<'p, P: Deref<Target = Plan> + Clone + 'p> Executor<'p, P> {
    /// A task hands something to the pool, for which it waits no longer than until then.
    pub(super) fn hand_to_pool(&mut self, errand: Errand, over_ns: Option<u64>) {
        let task = errand.progress.task.0 as usize;
        if self.is_full(self.errands.len()) {
            self.returned[task] = Some((errand.progress, Err(Broken::Rejected)));
            return self.ready.push(task);
        }
        self.errands_over.remove(task);
        if let Some(over_ns) = over_ns {
            self.errands_over.set(over_ns, task);
        }
        queue(&mut self.errands, errand, |errand| self.plan.priority(errand.progress.task.0 as usize));
    }

    /// A slot takes what was handed to it. A process starts with the first that it takes.
    pub(super) fn take_errand(&mut self, lane: usize, Errand { mut progress, step, work }: Errand) {
        let task = progress.task.0 as usize;
        let is_new = self.lanes.take(lane, task);
        let runtime = VirtualLane { world: self.world.clone(), lane };
        let lane_id = LaneId(lane as u32);
        let starts_ns = self.machine.process_start_ns;
        let starts = is_new && self.behind == Behind::Processes && starts_ns > 0;
        let computes_ns = if starts { start_computes_ns(starts_ns) } else { 0 };
        if starts {
            let now_ns = self.world.now_ns();
            self.world.emit(progress.enter(now_ns, State::Starting, Some(lane_id), Some(step)));
            self.lanes.hold(lane, now_ns.saturating_add(starts_ns - computes_ns));
        }
        let carries = self.behind.copies(&self.plan.tasks[task].how);
        let shared = Rc::new(Shared { progress: Cell::new(progress), is_wanted: Cell::new(true) });
        let own = shared.clone();
        let doing = Box::pin(async move {
            runtime.start(computes_ns).await;
            perform_offloaded(&runtime, lane_id, progress, (step, work, carries), &*own).await
        });
        self.slots[lane] = Some(Slot { doing, shared, step });
        if !starts {
            self.poll_slot(lane, task);
        }
    }

    /// A slot goes on with what a task's loop has handed to it; afterwards the loop has to go on.
    pub(super) fn poll_slot(&mut self, lane: usize, task: usize) {
        let Some(slot) = &mut self.slots[lane] else { return };
        self.effort.polls += 1;
        match slot.doing.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(returned) => {
                if slot.shared.is_wanted.get() {
                    self.returned[task] = Some(returned);
                    self.ready.push(task);
                }
                self.slots[lane] = None;
                self.lanes.release(lane);
            }
            Poll::Pending => self.see_to(lane, task),
        }
    }

    /// Tasks that have waited for the pool as long as they do go on without. A slot that is at it stays so.
    pub(super) fn give_up_errands(&mut self, now_ns: u64) {
        while let Some(task) = self.errands_over.pop_due(now_ns) {
            self.give_up_errand(task);
        }
    }

    /// A task waits no longer for the pool.
    pub(super) fn give_up_errand(&mut self, task: usize) {
        let is_own = |progress: &Progress| progress.task.0 as usize == task;
        let queued = self.errands.iter().position(|errand| is_own(&errand.progress));
        let on_slot = |(lane, slot): (u32, &Option<Slot>)| {
            let slot = slot.as_ref().filter(|slot| is_own(&slot.shared.progress.get()))?;
            let is_left = slot.shared.is_wanted.replace(false);
            is_left.then(|| (LaneId(lane), slot.step, slot.shared.progress.get()))
        };
        let progress = match queued.and_then(|place| self.errands.remove(place)) {
            Some(errand) => Some(errand.progress),
            None => (0..).zip(&self.slots).find_map(on_slot).map(|(lane, step, progress)| {
                let (at_ns, task) = (self.world.now_ns(), progress.task);
                self.world.leave(Left { at_ns, task, step, lane, is_done: false });
                progress
            }),
        };
        // It may have come back at this very instant.
        if let Some(progress) = progress.filter(|_| self.returned[task].is_none()) {
            self.returned[task] = Some((progress, Err(Broken::Over)));
            self.ready.push(task);
        }
    }
}
