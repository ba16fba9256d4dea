//! Why a run is not trustworthy: rules on what was seen around it.

use crate::record::Doubt;
use crate::time::SECOND;

/// What was seen around a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// Whether the page was hidden at some moment of the run: browsers slow down what nobody sees.
    pub page_hidden: bool,
    /// How long it took by the calendar (`Date.now`), in nanoseconds. Negative if the calendar was set back.
    pub wall_ns: i64,
    /// How long it took by the clock of the run (`performance.now`), in nanoseconds. Many systems stop it in sleep.
    pub clock_ns: u64,
    /// Things in the trace that can't be, missing events left out.
    pub breaches: usize,
    /// Events that never came in.
    pub missing_events: usize,
    /// See [`too_quick_per_mille`](super::too_quick_per_mille).
    pub too_quick_per_mille: Option<u64>,
}

/// The calendar is corrected by milliseconds all the time; a difference like this is something else.
const CLOCK_DIFFERENCE_NS: u64 = SECOND;

/// Why the run can't be trusted; nothing if it can.
pub fn doubts(seen: &Circumstances) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if seen.page_hidden {
        doubts.push(Doubt::PageHidden);
    }
    doubts.extend(clock_doubt(seen.wall_ns, seen.clock_ns));
    if seen.missing_events > 0 {
        doubts.push(Doubt::MissingEvents(seen.missing_events));
    }
    if seen.breaches > 0 {
        doubts.push(Doubt::Contradictions(seen.breaches));
    }
    doubts.extend(seen.too_quick_per_mille.map(|per_mille| Doubt::TooQuick { per_mille }));
    doubts
}

fn clock_doubt(wall_ns: i64, clock_ns: u64) -> Option<Doubt> {
    let ahead_ns = i128::from(wall_ns) - i128::from(clock_ns);
    if ahead_ns.unsigned_abs() < u128::from(CLOCK_DIFFERENCE_NS) {
        return None;
    }
    let seconds_ns = (ahead_ns.unsigned_abs() / u128::from(SECOND)) as u64 * SECOND;
    Some(if ahead_ns > 0 { Doubt::Slept { missing_ns: seconds_ns } } else { Doubt::ClockSetBack { by_ns: seconds_ns } })
}
