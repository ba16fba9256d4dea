//! What is said of a list that runs many times.

use crate::engine::Model;
use crate::record::Outcome;
use crate::time::SECOND;

/// Why a list should run more than once.
pub const WHY_REPEAT: &str = "How many times each model runs the list: one run is an anecdote";

/// So many models begin to run, each so many times; `first` is the first of them.
pub fn runs_repeatedly(first: Model, models: usize, times: u32) -> String {
    match models {
        1 => format!("{} runs {times} times.", first.name()),
        models => format!("{models} models run in turn, each {times} times."),
    }
}

/// What came of that under one of them.
pub fn has_run_repeatedly(name: &str, made: usize, times: u32, median: &str) -> String {
    let of = if made < times as usize { format!("{made} of {times}") } else { made.to_string() };
    format!("{name} ran {of} times, in {median} at the median.")
}

/// Which attempt is under way, behind the name of a model, and how long all of them will still take.
pub fn attempt_under_way(attempt: u32, of: u32, left_ns: Option<u64>) -> String {
    let left = left_ns.map(|ns| format!(", about {} left", whole_time(ns)));
    format!("attempt {attempt} of {of}{}", left.unwrap_or_default())
}

/// What the dots under a diagram are.
pub const ATTEMPTS: &str = "A dot for each run, where it ended. Choose one to look at it; at first it is the median";

/// An attempt, counted from 1, with its time.
pub fn attempt_name(attempt: usize, of: usize, time: &str, outcome: Outcome, trusted: bool) -> String {
    let ended = match outcome {
        Outcome::Done if trusted => "",
        Outcome::Done => ", not trusted",
        Outcome::Failed => ", failed",
        Outcome::Stopped => ", stopped",
        Outcome::Stuck => ", stuck",
    };
    format!("Attempt {attempt} of {of}: {time}{ended}")
}

/// That there was no room for the pictures of some; `shown` is the one that is looked at, if it is one of those.
pub fn spans_not_kept(gone: usize, of: usize, shown: Option<usize>) -> String {
    let here = shown.map(|attempt| format!("The picture of attempt {attempt} was not kept, its figures were. "));
    let here = here.unwrap_or_default();
    format!(
        "{here}All spans together take 64 MiB at most: of {gone} of {of} attempts only figures and output are kept."
    )
}

/// A time that is no more than a guess.
fn whole_time(ns: u64) -> String {
    match ns.div_ceil(SECOND) {
        seconds @ 0..100 => format!("{} s", seconds.max(1)),
        seconds => format!("{} min", (seconds + 30) / 60),
    }
}
