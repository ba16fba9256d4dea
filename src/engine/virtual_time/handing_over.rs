//! The lock of a run, as its executor sees to it: when it is handed over, and let go.

use std::ops::Deref;

use super::executor::Executor;
use super::lock::Lock;
use crate::program::Plan;

impl<'p, P: Deref<Target = Plan> + Clone + 'p> Executor<'p, P> {
    /// The lock changes hands, if it was asked for long enough.
    pub(super) fn hand_over(&mut self) {
        let Some((lane, _)) = self.request().filter(|(_, due_ns)| *due_ns <= self.world.now_ns()) else { return };
        if let Some((task, left_units)) = self.lanes.interrupt(lane) {
            self.world.left_units.set(Some(left_units));
            self.poll(lane, task);
        }
    }

    /// A loop that has nothing to do lets the lock go; whether somebody has got it.
    pub(super) fn lets_lock_go(&self) -> bool {
        let (is_idle, now_ns) = (self.model.has_event_loop() && self.lanes.is_free(0), self.world.now_ns());
        is_idle && self.with_lock(|lock| lock.release(0, now_ns)).unwrap_or(false)
    }

    /// The lane that computes and has to hand the lock over, and when.
    pub(super) fn request(&self) -> Option<(usize, u64)> {
        self.with_lock(|lock| lock.request()).flatten().filter(|(lane, _)| self.lanes.is_computing(*lane))
    }

    pub(super) fn with_lock<T>(&self, act: impl FnOnce(&mut Lock) -> T) -> Option<T> {
        self.world.lock.as_ref().map(|lock| act(&mut lock.borrow_mut()))
    }
}
