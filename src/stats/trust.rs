//! Why a run is not trustworthy: rules on what was seen around it.

use crate::time::{Duration, SECOND};

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
}

/// The calendar is corrected by milliseconds all the time; a difference like this is something else.
const CLOCK_DIFFERENCE_NS: u64 = SECOND;

/// Why the run can't be trusted, as whole sentences for its notes; none if it can.
pub fn doubts(seen: &Circumstances) -> Vec<String> {
    let mut doubts = Vec::new();
    if seen.page_hidden {
        doubts.push("The page was hidden during the run, and browsers slow hidden pages down.".to_owned());
    }
    doubts.extend(clock_doubt(seen.wall_ns, seen.clock_ns));
    match seen.missing_events {
        0 => {}
        1 => doubts.push("1 event was dropped on its way to the page.".to_owned()),
        count => doubts.push(format!("{count} events were dropped on their way to the page.")),
    }
    match seen.breaches {
        0 => {}
        1 => doubts.push("The trace contradicts itself in 1 place.".to_owned()),
        count => doubts.push(format!("The trace contradicts itself in {count} places.")),
    }
    doubts
}

fn clock_doubt(wall_ns: i64, clock_ns: u64) -> Option<String> {
    let ahead_ns = i128::from(wall_ns) - i128::from(clock_ns);
    if ahead_ns.unsigned_abs() < u128::from(CLOCK_DIFFERENCE_NS) {
        return None;
    }
    // Whole seconds, or the sentence would claim to know nanoseconds.
    let seconds_ns = (ahead_ns.unsigned_abs() / u128::from(SECOND)) as u64 * SECOND;
    let length = Duration(seconds_ns);
    Some(if ahead_ns > 0 {
        format!(
            "The machine slept during the run, or its clock was set: about {length} are missing from the measurement."
        )
    } else {
        format!("The machine's clock was set back during the run: it and the stopwatch disagree by about {length}.")
    })
}
