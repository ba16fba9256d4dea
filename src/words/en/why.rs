//! What is said of why a run took that long.

use crate::stats::why::Cause;
use crate::stats::{Analysis, Kind, Why};
use crate::time::measured_text;

/// What a part of the makespan is.
pub fn part_meaning(cause: Cause) -> &'static str {
    match cause {
        Cause::Waiting => "Waits, as long as the list asks for.",
        Cause::Computing => "Computing, as long as the list asks for.",
        Cause::Lateness => "Waits that lasted longer than asked, though no task was in the way: timers that came late.",
        Cause::Contention => "Computing that took longer than alone on an idle core: others wanted the cores too.",
        Cause::Starting => "Workers on their way.",
        Cause::Queued => "A task could run and nobody ran it, though no task was in the way: handing over takes time.",
        Cause::Locked => "The lock was free and its next holder had not taken it yet.",
        Cause::Copying => "Data on its way into a memory of its own, and out of it.",
        Cause::Other => "Steps that ask for no time, such as printing.",
    }
}

/// What the bar is, for whoever points at its name.
pub const CRITICAL_PATH: &str = "The critical path: what the end of the run waited for, and what that waited for, back to the start. It adds up to the \
     time the run took.";

/// What stands before the parts of a makespan.
pub fn went_to(why: &Why, is_expected: bool, resolution_ns: u64) -> String {
    let verb = if is_expected { "expected, would go to" } else { "went to" };
    format!("{} {verb}", measured_text(why.makespan_ns(), resolution_ns))
}

/// A part of the makespan in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartText {
    /// The part.
    pub cause: Cause,
    /// How long it is, in nanoseconds.
    pub ns: u64,
    /// The same in words.
    pub time: String,
    /// What was expected, or measured before, where that was something else.
    pub beside: Option<String>,
}

/// The parts of a makespan, beside those that were expected, or measured before. What a clock of this resolution can't
/// tell from nothing is no news.
pub fn part_texts(why: &Why, behind: Option<&Analysis>, resolution_ns: u64) -> Vec<PartText> {
    let text = |ns: u64| measured_text(ns, resolution_ns);
    let nothing = text(0);
    let part = |cause: Cause| {
        let ns = why.total_ns(cause);
        let time = text(ns);
        let beside = behind.and_then(|behind| {
            let text = text(behind.why.as_ref()?.total_ns(cause));
            let word = if behind.kind == Kind::Before { "before" } else { "expected" };
            (text != nothing && text != time).then(|| ["(", word, " ", &text, ")"].concat())
        });
        (time != nothing || beside.is_some()).then_some(PartText { cause, ns, time, beside })
    };
    Cause::ALL.into_iter().filter_map(part).collect()
}
