//! What waiting costs, and what it would not have to cost.

use super::{Analysis, Fact, Finding, NOTABLE_NS, covered_ns, distinct};
use crate::engine::Model;
use crate::program::Step;
use crate::trace::{LaneKind, State};

/// A pool had fewer workers than tasks.
pub(super) fn queue_of_a_pool(seen: &Analysis) -> Option<Finding> {
    let slots = seen.lanes.iter().filter(|lane| lane.kind == LaneKind::Slot).count();
    if slots == 0 {
        return None;
    }
    // Behind a loop, what queues for the pool is at a step of its own.
    let queues = |step: Option<&Step<u64>>| match seen.subject.model() {
        Model::Offload => step.is_some_and(Step::holds),
        _ => true,
    };
    let busy = Busy::of(seen);
    let waits: Vec<_> = seen
        .of_state(State::Queued)
        .filter(|(_, span)| span.length_ns() >= NOTABLE_NS && queues(seen.tasks.step_of(span)))
        .filter(|(_, span)| busy.at(span.start_ns.midpoint(span.end_ns)) >= slots)
        .collect();
    let waiting = distinct(waits.iter().map(|(_, span)| span.task.0));
    let (index, longest) = waits.iter().max_by_key(|(_, span)| span.length_ns())?;
    let fact = Fact::PoolFull { slots, queued: waiting, longest: longest.task, queued_ns: longest.length_ns() };
    Some(Finding { fact, span: *index })
}

/// How many slots of a pool do something, from one moment to the next. Spans of a slot never overlap.
struct Busy {
    /// From when on how many; in order of time.
    levels: Vec<(u64, usize)>,
}

impl Busy {
    fn of(seen: &Analysis) -> Self {
        let on_slots = seen.timeline.spans.iter().filter(|span| seen.is_on(span, LaneKind::Slot));
        let on_slots = on_slots.chain(&seen.timeline.left);
        let mut edges: Vec<(u64, i32)> = on_slots
            .filter(|span| span.length_ns() > 0)
            .flat_map(|span| [(span.start_ns, 1), (span.end_ns, -1)])
            .collect();
        edges.sort_unstable();
        let level = edges.iter().scan(0_i32, |level, (at_ns, change)| {
            *level += change;
            Some((*at_ns, level.unsigned_abs() as usize))
        });
        Self { levels: level.collect() }
    }

    fn at(&self, at_ns: u64) -> usize {
        let after = self.levels.partition_point(|(from_ns, _)| *from_ns <= at_ns);
        after.checked_sub(1).map_or(0, |last| self.levels[last].1)
    }
}

/// Starting processes took a large part of the run.
pub(super) fn starting(seen: &Analysis) -> Option<Finding> {
    const LEAST_SHARE: f64 = 0.25;
    let starting: Vec<_> =
        seen.of_state(State::Starting).filter(|(_, span)| !seen.is_on(span, LaneKind::Thread)).collect();
    let covered_ns = covered_ns(starting.iter().map(|(_, span)| (span.start_ns, span.end_ns)).collect());
    let share = covered_ns as f64 / seen.timeline.makespan_ns.max(1) as f64;
    let (index, longest) = starting.iter().max_by_key(|(_, span)| span.length_ns())?;
    let fact = Fact::ProcessStart { share, longest_ns: longest.length_ns() };
    (share >= LEAST_SHARE && covered_ns >= NOTABLE_NS).then_some(Finding { fact, span: *index })
}

/// Every task waited, and a loop would have done with one thread.
pub(super) fn only_waiting(seen: &Analysis) -> Option<Finding> {
    let waits = |step: &Step<u64>| match step {
        Step::Sleep(_) | Step::Print(_) | Step::Yield => true,
        Step::Fetch(_, fetch, _) => !fetch.is_blocking,
        _ => false,
    };
    let tasks = &seen.tasks;
    let only_waits = tasks.iter().all(|task| task.steps.iter().all(waits));
    let workers = distinct(seen.timeline.spans.iter().filter_map(|span| span.lane).map(|lane| lane.0));
    if seen.subject.model().has_event_loop() || workers < 2 || !only_waits {
        return None;
    }
    let sleeping = seen.of_state(State::Blocked).max_by_key(|(_, span)| span.length_ns());
    let (index, _) = sleeping.filter(|(_, span)| span.length_ns() >= NOTABLE_NS)?;
    let are_processes = matches!(seen.subject.model(), Model::Processes | Model::ProcessPool);
    Some(Finding { fact: Fact::OnlyWaiting { workers, are_processes }, span: index })
}

/// Tasks failed and began again.
pub(super) fn began_again(seen: &Analysis) -> Option<Finding> {
    let pauses: Vec<_> = seen.spans().filter(|(_, span)| super::crowds::pauses(seen, span)).collect();
    let (index, _) = pauses.iter().max_by_key(|(_, span)| span.length_ns())?;
    let tasks = distinct(pauses.iter().map(|(_, span)| span.task.0));
    let paused_ns = pauses.iter().map(|(_, span)| span.length_ns()).sum();
    Some(Finding { fact: Fact::BeganAgain { tasks, times: pauses.len(), paused_ns }, span: *index })
}
