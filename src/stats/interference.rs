//! How much longer computing takes while several cores compute: they share caches, memory and heat, and some are two halves
//! of one.

use super::nominal;
use super::sweep::core_time_ns;
use crate::trace::{State, Timeline, Trace};

/// In a run where less was computed on several cores at once, nothing is seen.
const LEAST_TOGETHER_NS: u64 = 20_000_000;
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
