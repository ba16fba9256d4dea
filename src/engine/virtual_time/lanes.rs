//! The lanes of a run: which are free, and when those that are not go on.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::cores::Cores;

/// All lanes of a model.
#[derive(Debug)]
pub(super) struct Lanes {
    is_free: Vec<bool>,
    /// Those that take whatever comes.
    taking: Range<usize>,
    /// Free lanes that take whatever comes, the first one first; with some that were taken by their number meanwhile.
    free: BinaryHeap<Reverse<usize>>,
    /// Lanes that stand there, or never do.
    listed: Vec<bool>,
    /// The task that each lane is at.
    tasks: Vec<usize>,
    /// Lanes that are held until then: they start, or hold their thread.
    held: BinaryHeap<Reverse<(u64, usize)>>,
    cores: Cores,
    /// Lanes that were taken before.
    used: Vec<bool>,
}

impl Lanes {
    /// The lanes of `taking` take whatever comes.
    pub(super) fn new(count: usize, taking: Range<usize>, cores: Cores) -> Self {
        Self {
            is_free: vec![true; count],
            free: taking.clone().map(Reverse).collect(),
            taking,
            listed: vec![true; count],
            tasks: vec![0; count],
            held: BinaryHeap::new(),
            cores,
            used: vec![false; count],
        }
    }

    /// How many lanes that take whatever comes are free.
    pub(super) fn free_count(&self) -> usize {
        self.is_free[self.taking.clone()].iter().filter(|is_free| **is_free).count()
    }

    /// The first free lane that takes whatever comes.
    pub(super) fn first_free(&mut self) -> Option<usize> {
        while let Some(&Reverse(lane)) = self.free.peek() {
            if self.is_free[lane] {
                return Some(lane);
            }
            self.free.pop();
            self.listed[lane] = false;
        }
        None
    }

    pub(super) fn is_free(&self, lane: usize) -> bool {
        self.is_free[lane]
    }

    /// A lane is at a task from now on; says whether it is the first time that this lane is at one.
    pub(super) fn take(&mut self, lane: usize, task: usize) -> bool {
        self.is_free[lane] = false;
        self.tasks[lane] = task;
        !std::mem::replace(&mut self.used[lane], true)
    }

    /// A lane does nothing any more.
    pub(super) fn release(&mut self, lane: usize) {
        self.is_free[lane] = true;
        if self.taking.contains(&lane) && !std::mem::replace(&mut self.listed[lane], true) {
            self.free.push(Reverse(lane));
        }
    }

    /// A lane is held until then.
    pub(super) fn hold(&mut self, lane: usize, until_ns: u64) {
        self.held.push(Reverse((until_ns, lane)));
    }

    /// A lane computes, by so many threads, so much each.
    pub(super) fn compute(&mut self, lane: usize, units: u128, threads: usize) {
        self.cores.start(lane, units, threads);
    }

    /// Whether a lane computes.
    pub(super) fn is_computing(&self, lane: usize) -> bool {
        self.cores.is_busy(lane)
    }

    /// Interrupts a lane that computes; gives its task and the work that is left.
    pub(super) fn interrupt(&mut self, lane: usize) -> Option<(usize, u128)> {
        self.cores.interrupt(lane).map(|left_units| (self.tasks[lane], left_units))
    }

    /// A lane is stopped in whatever it does.
    pub(super) fn stop(&mut self, lane: usize) {
        self.cores.interrupt(lane);
        self.held.retain(|Reverse((_, other))| *other != lane);
    }

    /// Whether a lane is held until some time.
    pub(super) fn is_held(&self, lane: usize) -> bool {
        self.held.iter().any(|Reverse((_, other))| *other == lane)
    }

    /// When the next lane goes on.
    pub(super) fn next_end_ns(&self) -> Option<u64> {
        let held_ns = self.held.peek().map(|Reverse((until_ns, _))| *until_ns);
        held_ns.into_iter().chain(self.cores.next_end_ns()).min()
    }

    /// Time passes, no further than to the next end. Gives the lanes that go on now, and their tasks.
    pub(super) fn advance(&mut self, now_ns: u64) -> Vec<(usize, usize)> {
        self.cores.advance(now_ns);
        let mut done: Vec<usize> = std::iter::from_fn(|| self.cores.pop_done()).collect();
        while let Some(&Reverse((_, lane))) = self.held.peek().filter(|Reverse((until_ns, _))| *until_ns <= now_ns) {
            self.held.pop();
            done.push(lane);
        }
        done.sort_unstable();
        done.into_iter().map(|lane| (lane, self.tasks[lane])).collect()
    }
}
