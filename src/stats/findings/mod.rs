//! Findings: what a run shows, with figures, each pointing at the span it speaks of. Each is a small rule of its own that
//! stays silent where there is nothing to say.

mod computing;
mod crowds;
mod ending;
mod fact;
mod loops;
mod named;
mod shared;
mod waiting;

pub use fact::{Fact, Finding, Late, Others};

use super::Analysis;
use crate::time::MS;
use crate::trace::{LaneKind, Span, State};

/// Nothing shorter is worth telling.
const NOTABLE_NS: u64 = 20 * MS;

/// Everything that a run shows that is over, the most telling first.
pub fn findings(seen: &Analysis) -> Vec<Finding> {
    let rules: [fn(&Analysis) -> Option<Finding>; 19] = [
        shared::overwritten,
        shared::added_to_copies,
        loops::held_loop,
        computing::one_at_a_time,
        named::held_across_wait,
        crowds::behind_one_lock,
        named::bottleneck,
        named::convoy,
        named::outran,
        named::turned_away,
        ending::overran,
        ending::slot_left,
        waiting::queue_of_a_pool,
        crowds::starved,
        waiting::starting,
        computing::more_than_cores,
        waiting::only_waiting,
        crowds::retry_storm,
        waiting::began_again,
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
