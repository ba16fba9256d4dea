//! How fast this machine copies what tasks carry, as a run of processes shows it: nothing else tells how it is while memories
//! are new, and several of them want something at once.

use crate::engine::CopySpeed;
use crate::engine::virtual_time::START_THREADS;
use crate::time::SECOND;
use crate::trace::{End, Span, State, Timeline};

/// Where less was copied nothing is seen: a message takes its time too.
const LEAST_BYTES: u64 = 1_000_000;
/// A process at its data is two that copy: its parent does one half, and it does the other one. The parent does one after
/// another.
pub(super) const AT_ONCE: usize = 2;

/// How fast it would copy with nothing beside it, if all that computed at once had the same part of so many cores, and
/// several of them slowed each other down by so many thousandths; `carries` says how much data a task has. `None` where too
/// little was copied, or not all of it to its end.
pub fn copy_speed(
    timeline: &Timeline,
    carries: impl Fn(usize) -> Option<u64>,
    cores: usize,
    interference_per_mille: u64,
) -> Option<CopySpeed> {
    let copies = || timeline.spans.iter().filter(|span| span.state == State::Copying);
    let is_done =
        |span: &Span| timeline.tasks.get(span.task.0 as usize).is_some_and(|task| task.end == Some(End::Done));
    let mut bytes = 0_u64;
    for span in copies() {
        bytes = bytes.saturating_add(carries(span.task.0 as usize).filter(|_| is_done(span))?);
    }
    if bytes < LEAST_BYTES {
        return None;
    }
    let served_ns = served_ns(timeline, cores.max(1), interference_per_mille);
    let bytes_per_second = (bytes as f64 * SECOND as f64 / served_ns) as u64;
    (served_ns > 0.0 && bytes_per_second > 0).then_some(CopySpeed { bytes_per_second })
}

/// How much time of a core of their own all copies had together.
fn served_ns(timeline: &Timeline, cores: usize, interference_per_mille: u64) -> f64 {
    let takes = |span: &Span| match span.state {
        State::Copying => Some((1, 0)),
        State::Running => Some((0, 1)),
        State::Starting => Some((0, START_THREADS)),
        State::Queued | State::Blocked | State::Waiting | State::Locked => None,
    };
    let taking = timeline.spans.iter().filter(|span| span.length_ns() > 0);
    let mut edges: Vec<(u64, bool, (usize, usize))> = taking
        .filter_map(|span| Some((span, takes(span)?)))
        .flat_map(|(span, taken)| [(span.start_ns, true, taken), (span.end_ns, false, taken)])
        .collect();
    // Ends sort before starts of the same instant.
    edges.sort_unstable();
    let (mut served_ns, mut since_ns, mut copying, mut others) = (0.0, 0, 0_usize, 0_usize);
    for (at_ns, is_start, (copies, more)) in edges {
        let at_it = copying.min(AT_ONCE);
        let level = at_it + others;
        let served = level.min(cores);
        let slowed = if served > 1 { 1.0 + interference_per_mille as f64 / 1000.0 } else { 1.0 };
        if at_it > 0 {
            served_ns += (at_ns - since_ns) as f64 * at_it as f64 * served as f64 / level as f64 / slowed;
        }
        since_ns = at_ns;
        (copying, others) =
            if is_start { (copying + copies, others + more) } else { (copying - copies, others - more) };
    }
    served_ns
}
