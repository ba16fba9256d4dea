//! What is said of a list that runs many times.

use crate::engine::Model;
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

/// A time that is no more than a guess.
fn whole_time(ns: u64) -> String {
    match ns.div_ceil(SECOND) {
        seconds @ 0..100 => format!("{} s", seconds.max(1)),
        seconds => format!("{} min", (seconds + 30) / 60),
    }
}
