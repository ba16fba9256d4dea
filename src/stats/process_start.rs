//! What it takes a process to start: it waits for a part of that time and computes in the other, when it shares the cores
//! with whatever computes beside it.

use super::copy_speed::AT_ONCE;
use crate::engine::virtual_time::{START_THREADS, start_computes_ns, start_waits_ns};
use crate::trace::{Span, State, Timeline};

/// How long each start in this timeline would have taken with nothing beside it, in nanoseconds, if each would have taken as
/// long, all that computed at once had the same part of so many cores, and several of them slowed each other down by so many
/// thousandths. `None` where nothing started.
pub fn process_start_ns(timeline: &Timeline, cores: usize, interference_per_mille: u64) -> Option<u64> {
    let longest_ns = starts(timeline).map(Span::length_ns).max()?;
    let is_shorter = |start_ns: u64| {
        let computed_ns = computed_ns(timeline, start_ns, cores.max(1), interference_per_mille);
        computed_ns < starts(timeline).count() as f64 * start_computes_ns(start_ns) as f64
    };
    // Nothing takes longer alone than beside others.
    let (mut low_ns, mut high_ns) = (0_u64, longest_ns);
    while high_ns - low_ns > 1 {
        let middle_ns = low_ns.midpoint(high_ns);
        if is_shorter(middle_ns) { high_ns = middle_ns } else { low_ns = middle_ns }
    }
    Some(low_ns)
}

fn starts(timeline: &Timeline) -> impl Iterator<Item = &Span> {
    timeline.spans.iter().filter(|span| span.state == State::Starting && span.length_ns() > 0)
}

/// How long a thread of each start computed, all of them together, if a start alone takes so long.
fn computed_ns(timeline: &Timeline, start_ns: u64, cores: usize, interference_per_mille: u64) -> f64 {
    let computes = |span: &Span| (span.start_ns + start_waits_ns(start_ns)).min(span.end_ns)..span.end_ns;
    let is_busy = |state| matches!(state, State::Running | State::Copying);
    let threads = starts(timeline).map(|span| (computes(span), START_THREADS, false));
    // What comes after all starts slows none of them down.
    let last_ns = starts(timeline).map(|span| span.end_ns).max().unwrap_or(0);
    let running = timeline.spans.iter().filter(|span| is_busy(span.state) && span.start_ns < last_ns);
    let threads = threads.chain(running.map(|span| (span.start_ns..span.end_ns, 1, span.state == State::Copying)));
    let threads = threads.filter(|(time, ..)| !time.is_empty());
    let mut edges: Vec<(u64, bool, usize, bool)> = threads
        .flat_map(|(time, threads, copies)| [(time.start, true, threads, copies), (time.end, false, threads, copies)])
        .collect();
    // Ends sort before starts of the same instant.
    edges.sort_unstable();
    let share = |level: usize| {
        let served = level.min(cores);
        let slowed = if served > 1 { 1.0 + interference_per_mille as f64 / 1000.0 } else { 1.0 };
        if level == 0 { 0.0 } else { served as f64 / level as f64 / slowed }
    };
    // What a thread that computes from the beginning would have behind it.
    let (mut served_ns, mut since_ns, mut level, mut copying) = (0.0, 0, 0_usize, 0_usize);
    let mut served = Vec::with_capacity(edges.len());
    for (at_ns, is_start, threads, copies) in edges {
        // The others wait for their parent.
        served_ns += (at_ns - since_ns) as f64 * share(level + copying.min(AT_ONCE));
        served.push((at_ns, served_ns));
        since_ns = at_ns;
        let count = if copies { &mut copying } else { &mut level };
        *count = if is_start { *count + threads } else { count.saturating_sub(threads) };
    }
    let until = |at_ns: u64| served.get(served.partition_point(|(edge_ns, _)| *edge_ns < at_ns)).map_or(0.0, |at| at.1);
    starts(timeline).map(computes).map(|time| until(time.end) - until(time.start)).sum()
}
