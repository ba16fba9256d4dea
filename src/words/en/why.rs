//! What is said of why a run took that long.

use crate::stats::why::Cause;

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
        Cause::Other => "Steps that ask for no time, such as printing.",
    }
}

/// What the bar is, for whoever points at its name.
pub const CRITICAL_PATH: &str = "The critical path: what the end of the run waited for, and what that waited for, back to the start. It adds up to the \
     time the run took.";
