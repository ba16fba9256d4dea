//! The global lock in virtual time.

use std::collections::VecDeque;

use crate::engine::gil::request_due_ns;

/// A task that waits for the lock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiter {
    pub(super) lane: usize,
    pub(super) task: usize,
    pub(super) since_ns: u64,
}

/// Who holds the lock, and who waits for it: the first to come is next.
#[derive(Debug, Default)]
pub(super) struct Lock {
    holder: Option<usize>,
    last_switch_ns: u64,
    waiters: VecDeque<Waiter>,
    /// Who has got it and has not gone on yet.
    granted: Option<Waiter>,
}

impl Lock {
    /// Takes the lock for a lane, if it is free or that lane's already.
    pub(super) fn try_take(&mut self, lane: usize, now_ns: u64) -> bool {
        if self.holder.is_none() {
            self.holder = Some(lane);
            self.last_switch_ns = now_ns;
        }
        self.holder == Some(lane)
    }

    pub(super) fn wait(&mut self, waiter: Waiter) {
        self.waiters.push_back(waiter);
    }

    pub(super) fn is_wanted(&self) -> bool {
        !self.waiters.is_empty()
    }

    /// A lane lets the lock go, if it holds it; the next one gets it. Says whether there is one.
    pub(super) fn release(&mut self, lane: usize, now_ns: u64) -> bool {
        if self.holder != Some(lane) {
            return false;
        }
        self.holder = None;
        if let Some(next) = self.waiters.pop_front() {
            self.holder = Some(next.lane);
            self.last_switch_ns = now_ns;
            self.granted = Some(next);
        }
        self.granted.is_some()
    }

    /// The task that has got the lock and may go on now.
    pub(super) fn take_granted(&mut self) -> Option<Waiter> {
        self.granted.take()
    }

    /// The lane that has to hand the lock over, and when.
    pub(super) fn request(&self) -> Option<(usize, u64)> {
        let first = self.waiters.front()?;
        Some((self.holder?, request_due_ns(first.since_ns, self.last_switch_ns)))
    }
}
