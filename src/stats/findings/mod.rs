//! Findings: what a run shows, with figures, each pointing at the span it speaks of. Each is a small rule of its own that
//! stays silent where there is nothing to say.

mod computing;
mod loops;
mod waiting;

use super::Analysis;
use crate::time::MS;
use crate::trace::{LaneKind, Span, State, TaskId};

/// Something a run shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding {
    /// What.
    pub fact: Fact,
    /// The span it speaks of: an index into the timeline's spans.
    pub span: usize,
}

/// What a run can show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fact {
    /// A step held the event loop while others waited.
    LoopHeld {
        /// The keyword of the step.
        step: &'static str,
        /// Whose step it was.
        holder: TaskId,
        /// For how long, in nanoseconds.
        held_ns: u64,
        /// How many other tasks were late for it.
        waiting: usize,
        /// The one that was late by the most.
        latest: TaskId,
        /// What that one was late for.
        late: Late,
        /// By how much, in nanoseconds.
        late_ns: u64,
    },
    /// The GIL let one thread compute at a time.
    OneAtATime {
        /// How many threads waited for it.
        threads: usize,
        /// How long one of them computed, in nanoseconds.
        computing_ns: u64,
        /// How long they waited, all together, in nanoseconds.
        waiting_ns: u64,
    },
    /// A pool had fewer workers than tasks.
    PoolFull {
        /// The workers.
        slots: usize,
        /// How many tasks were queued.
        queued: usize,
        /// The one that was queued for the longest time.
        longest: TaskId,
        /// For how long, in nanoseconds.
        queued_ns: u64,
    },
    /// Starting processes took a large part of the run.
    ProcessStart {
        /// The share of the run in which one or more were being started, from 0 to 1.
        share: f64,
        /// How long the slowest start took, in nanoseconds.
        longest_ns: u64,
    },
    /// More tasks computed than there are cores, so that each took longer.
    MoreThanCores {
        /// How many, at most.
        computing: usize,
        /// The cores.
        cores: usize,
        /// The one that lost the most time.
        slowest: TaskId,
        /// How many times as long it computed as alone.
        times: f64,
    },
    /// Every task only waited, each on a worker of its own.
    OnlyWaiting {
        /// How many workers took part.
        workers: usize,
        /// Whether these are processes; else they are threads.
        are_processes: bool,
    },
}

/// What a task can be late for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Being woken.
    Woken,
    /// Its turn.
    Turn,
}

/// Nothing shorter is worth telling.
const NOTABLE_NS: u64 = 20 * MS;

/// Everything that a run shows that is over, the most telling first.
pub fn findings(seen: &Analysis) -> Vec<Finding> {
    let rules: [fn(&Analysis) -> Option<Finding>; 6] = [
        loops::held_loop,
        computing::one_at_a_time,
        waiting::queue_of_a_pool,
        waiting::starting,
        computing::more_than_cores,
        waiting::only_waiting,
    ];
    rules.iter().filter_map(|rule| rule(seen)).collect()
}

impl Analysis {
    fn spans(&self) -> impl Iterator<Item = (usize, &Span)> {
        self.timeline.spans.iter().enumerate()
    }

    fn of_state(&self, state: State) -> impl Iterator<Item = (usize, &Span)> {
        self.spans().filter(move |(_, span)| span.state == state)
    }

    fn is_on(&self, span: &Span, kind: LaneKind) -> bool {
        span.lane.and_then(|lane| self.lanes.get(lane.0 as usize)).is_some_and(|lane| lane.kind == kind)
    }
}

/// How many different ones there are. No set: each kind of it is a kilobyte to load.
fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> usize {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// How much of the time at least one of these intervals covers.
fn covered_ns(mut intervals: Vec<(u64, u64)>) -> u64 {
    intervals.sort_unstable();
    let (mut total_ns, mut reached_ns) = (0, 0);
    for (start_ns, end_ns) in intervals {
        total_ns += end_ns.saturating_sub(start_ns.max(reached_ns));
        reached_ns = reached_ns.max(end_ns);
    }
    total_ns
}
