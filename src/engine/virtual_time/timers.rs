//! Timers of a loop: they go off by due time, and at the same time in the order in which they were set.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Timer {
    due_ns: u64,
    /// How many were set before it.
    number: u64,
    task: usize,
}

/// Timers that have not gone off.
#[derive(Debug, Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<Timer>>,
    set: u64,
}

impl Timers {
    /// A task awaits a timer that is due then.
    pub(super) fn set(&mut self, due_ns: u64, task: usize) {
        self.heap.push(Reverse(Timer { due_ns, number: self.set, task }));
        self.set += 1;
    }

    /// A task awaits its timer no longer; whether it had one.
    pub(super) fn remove(&mut self, task: usize) -> bool {
        let before = self.heap.len();
        self.heap.retain(|timer| timer.0.task != task);
        self.heap.len() < before
    }

    /// When the next one goes off.
    pub(super) fn next_ns(&self) -> Option<u64> {
        self.heap.peek().map(|timer| timer.0.due_ns)
    }

    /// The task of the next timer that is due by now.
    pub(super) fn pop_due(&mut self, now_ns: u64) -> Option<usize> {
        self.heap.peek().filter(|timer| timer.0.due_ns <= now_ns)?;
        self.heap.pop().map(|timer| timer.0.task)
    }
}
