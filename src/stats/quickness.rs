//! Whether computing took less time than it can: then its pace was measured while something else computed.

use super::nominal;
use crate::time::MS;
use crate::trace::{Span, State, TaskId, Timeline, Trace, What};

/// In a run where less was computed nothing is seen.
const LEAST_NS: u64 = 50 * MS;
/// Cores change their pace by some of it all the time; what takes less than this of its nominal time can't be.
const MOST_PER_MILLE: u64 = 870;

/// How many thousandths of the time that the list says its computing took, where that is less than can be; `None` where it
/// isn't, or too little was computed to say so. Only what is sure counts: a lane that competes for a core takes longer.
pub fn too_quick_per_mille(trace: &Trace) -> Option<u64> {
    // What is given up on the way would count as if it had been done.
    let mut tasks = (0..trace.tasks.len() as u32).map(TaskId);
    if tasks.any(|task| trace.events(task).any(|event| matches!(event.what, What::Told(_)))) {
        return None;
    }
    let work_ns = u64::try_from(nominal::completed_ns(trace)).ok().filter(|work_ns| *work_ns >= LEAST_NS)?;
    let timeline = Timeline::of(trace, None);
    let running = timeline.spans.iter().filter(|span| span.state == State::Running);
    // The clock may have rounded both ends of each.
    let took_ns: u64 = running.map(|span: &Span| span.length_ns() + 2 * trace.clock_resolution_ns).sum();
    let per_mille = (u128::from(took_ns) * 1000 / u128::from(work_ns)) as u64;
    (per_mille < MOST_PER_MILLE).then_some(per_mille)
}
