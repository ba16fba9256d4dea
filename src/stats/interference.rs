//! How much longer computing takes while several cores compute: they share caches, memory and heat, and some are two halves
//! of one. And how much longer for each time that it goes on elsewhere meanwhile: a core that has stood idle is slow at first.

use super::nominal;
use super::sweep::core_time_ns;
use crate::engine::gil::SWITCH_INTERVAL_NS;
use crate::trace::{Span, State, Timeline, Trace};

/// In a run where less was computed on several cores at once, nothing is seen.
const LEAST_TOGETHER_NS: u64 = 20_000_000;
/// In a run in which the lock changed hands less often while it was computed under it, nothing is seen.
const LEAST_SWITCHES: u64 = 10;
/// No machine is that bad; something else was in the way.
const MOST_PER_MILLE: u64 = 1_000;

/// By how many thousandths computing took longer than the list says while several of so many cores computed; `None` where
/// the run doesn't show it. All that the run computed has to be completed.
pub fn interference_per_mille(trace: &Trace, timeline: &Timeline, cores: usize) -> Option<u64> {
    if cores < 2 {
        return None;
    }
    let running = timeline.spans.iter().filter(|span| span.state == State::Running);
    let (alone_ns, together_ns) = core_time_ns(running.map(|span| (span.start_ns, span.end_ns)), cores);
    let work_ns = u64::try_from(nominal::completed_ns(trace)).ok()?;
    let work_together_ns = work_ns.checked_sub(alone_ns).filter(|ns| *ns >= LEAST_TOGETHER_NS)?;
    let extra_ns = together_ns.saturating_sub(work_together_ns);
    Some((u128::from(extra_ns) * 1000 / u128::from(work_together_ns)) as u64).filter(|extra| *extra <= MOST_PER_MILLE)
}

/// By how many nanoseconds computing took longer than the list says for each time that it had to hand the lock over and went
/// on later; `None` where the run doesn't show it. All that the run computed has to be completed.
pub fn switch_cost_ns(trace: &Trace, timeline: &Timeline) -> Option<u64> {
    let is_switch = |spans: &&[Span]| {
        let (first, last) = (&spans[0], &spans[2]);
        spans.iter().map(|span| span.state).eq([State::Running, State::Locked, State::Running])
            && (first.task, first.step) == (last.task, last.step)
    };
    let switches = timeline.spans.windows(3).filter(is_switch).count() as u64;
    let running = timeline.spans.iter().filter(|span| span.state == State::Running);
    let running_ns: u64 = running.map(Span::length_ns).sum();
    let extra_ns = running_ns.saturating_sub(u64::try_from(nominal::completed_ns(trace)).ok()?);
    (switches >= LEAST_SWITCHES).then(|| extra_ns / switches).filter(|cost_ns| *cost_ns <= SWITCH_INTERVAL_NS)
}
