//! Findings: what a run shows, in short sentences with figures, each pointing at the span it speaks of. Each is a small
//! rule of its own that stays silent where there is nothing to say.

mod computing;
mod loops;
mod waiting;

use crate::engine::Model;
use crate::program::Step;
use crate::time::{MS, measured_text};
use crate::trace::{LaneKind, Span, State, TaskId, Timeline, Trace};

/// Something a run shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A whole sentence.
    pub sentence: String,
    /// The span it speaks of: an index into the timeline's spans.
    pub span: Option<usize>,
}

/// A finished run, and where it ran.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// How it ran.
    pub model: Model,
    /// What was measured.
    pub trace: &'a Trace,
    /// The timeline of that trace.
    pub timeline: &'a Timeline,
    /// How many cores there are, as reported.
    pub cores: usize,
}

/// Nothing shorter is worth a sentence.
const NOTABLE_NS: u64 = 20 * MS;

/// Everything that a run shows, the most telling first.
pub fn findings(seen: &Seen) -> Vec<Finding> {
    let rules: [fn(&Seen) -> Option<Finding>; 6] = [
        loops::held_loop,
        computing::one_at_a_time,
        waiting::queue_of_a_pool,
        waiting::starting,
        computing::more_than_cores,
        waiting::only_waiting,
    ];
    rules.iter().filter_map(|rule| rule(seen)).collect()
}

impl Seen<'_> {
    fn spans(&self) -> impl Iterator<Item = (usize, &Span)> {
        self.timeline.spans.iter().enumerate()
    }

    fn of_state(&self, state: State) -> impl Iterator<Item = (usize, &Span)> {
        self.spans().filter(move |(_, span)| span.state == state)
    }

    fn name(&self, task: TaskId) -> &str {
        self.trace.tasks.get(task.0 as usize).map_or("", |task| &task.name)
    }

    fn step(&self, span: &Span) -> Option<&Step<u64>> {
        self.trace.tasks.get(span.task.0 as usize)?.steps.get(span.step? as usize)
    }

    fn is_on(&self, span: &Span, kind: LaneKind) -> bool {
        span.lane.and_then(|lane| self.trace.lanes.get(lane.0 as usize)).is_some_and(|lane| lane.kind == kind)
    }

    fn time(&self, ns: u64) -> String {
        measured_text(ns, self.trace.clock_resolution_ns)
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

fn tasks(count: usize) -> String {
    if count == 1 { "1 task".to_owned() } else { format!("{count} tasks") }
}
