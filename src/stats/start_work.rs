//! What it takes a process to start: while it does it computes, and shares the cores with whatever computes beside it.

use crate::trace::{State, Timeline};

/// How long each start in this timeline would have taken on a core of its own, in nanoseconds, if all that started or
/// computed at once had the same part of so many cores, and several of them slowed each other down by so many thousandths.
pub fn start_work_ns(timeline: &Timeline, cores: usize, interference_per_mille: u64) -> Vec<u64> {
    let is_busy = |state| matches!(state, State::Starting | State::Running);
    let busy = timeline.spans.iter().filter(|span| is_busy(span.state) && span.length_ns() > 0);
    let mut edges: Vec<(u64, bool)> = busy.flat_map(|span| [(span.start_ns, true), (span.end_ns, false)]).collect();
    // Ends sort before starts of the same instant.
    edges.sort_unstable();
    let share = |level: usize| {
        let served = level.min(cores.max(1));
        let slowed = if served > 1 { 1.0 + interference_per_mille as f64 / 1000.0 } else { 1.0 };
        if level == 0 { 0.0 } else { served as f64 / level as f64 / slowed }
    };
    // What a lane that is busy from the beginning would have behind it.
    let (mut served_ns, mut since_ns, mut level) = (0.0, 0, 0_usize);
    let mut served = Vec::with_capacity(edges.len());
    for (at_ns, is_start) in edges {
        served_ns += (at_ns - since_ns) as f64 * share(level);
        served.push((at_ns, served_ns));
        since_ns = at_ns;
        level = if is_start { level + 1 } else { level.saturating_sub(1) };
    }
    let until = |at_ns: u64| served.get(served.partition_point(|(edge_ns, _)| *edge_ns < at_ns)).map_or(0.0, |at| at.1);
    let starts = timeline.spans.iter().filter(|span| span.state == State::Starting && span.length_ns() > 0);
    starts.map(|span| (until(span.end_ns) - until(span.start_ns)).round() as u64).collect()
}
