//! What is told of runs as a whole: to whoever can't see the picture, and beside what was guessed.

use super::grammar::{counted, level};
use crate::record::Outcome;
use crate::stats::{Analysis, Kind};
use crate::time::{duration_text, measured_text};

/// A run in one sentence.
pub fn summary(view: &Analysis) -> String {
    let figures = &view.figures;
    let (name, tasks) = (view.subject.name(), counted(view.tasks.len(), "task"));
    let lanes = counted(view.lanes.len(), "lane");
    let makespan = measured_text(figures.makespan_ns.max(view.elapsed_ns), view.resolution_ns);
    let failed = match view.failures.len() {
        0 => String::new(),
        count => format!(", {count} failed,"),
    };
    if !view.is_whole {
        return format!("{name}: {tasks}{failed} on {lanes}, as it was after {makespan}.");
    }
    let expected = if view.kind == Kind::Expected { ", expected: " } else { ": " };
    format!(
        "{name}{expected}{tasks}{failed} on {lanes} in {makespan}, with {} in flight and {} on CPU on average.",
        level(figures.concurrency.average),
        level(figures.parallelism.average),
    )
}

/// That a run is under way.
pub fn running(name: &str) -> String {
    [name, " is running."].concat()
}

/// The same behind its name, and how many follow.
pub fn is_running(to_go: usize) -> String {
    match to_go {
        0 => "is running".to_owned(),
        more => format!("is running, {more} to go"),
    }
}

/// That a run did not come to its end.
pub fn broke_off(name: &str, outcome: Outcome) -> String {
    let got = if outcome == Outcome::Stuck { "got " } else { "" };
    format!("{name} {got}{}.", outcome.word())
}

/// How one of the runs of a file ended, after so long by a clock of this step.
pub fn ended(name: &str, outcome: Outcome, makespan_ns: u64, resolution_ns: u64) -> String {
    let time = measured_text(makespan_ns, resolution_ns);
    match outcome {
        Outcome::Done => format!("{name} in {time}"),
        Outcome::Stuck => format!("{name} got stuck after {time}"),
        outcome => format!("{name} {} after {time}", outcome.word()),
    }
}

/// What a file holds: how each of its runs ended, see [`ended`].
pub fn file_is_open(file: &str, tasks: usize, told: &[String]) -> String {
    let (runs, tasks) = (counted(told.len(), "recorded run"), counted(tasks, "task"));
    format!("{file} is open: {runs} of {tasks}. {}.", told.join(", "))
}

/// A guess beside what was measured; `times` is how far off it was, if it was not close.
pub fn guess_beside(guess_ns: u64, measured_ns: u64, resolution_ns: u64, times: Option<f64>) -> String {
    let (measured, guess) = (measured_text(measured_ns, resolution_ns), duration_text(guess_ns));
    let verdict = match times {
        None => "was close".to_owned(),
        Some(times) if guess_ns > measured_ns => format!("was {times:.1} times too long"),
        Some(times) => format!("was {times:.1} times too short"),
    };
    format!("The run took {measured}; your guess, {guess}, {verdict}.")
}

/// What is said where a guess is no time.
pub fn no_time() -> &'static str {
    "A time is written 250ms, 1.5s or 2m."
}

/// What stands where rows in which nothing happens are left out, and none is left.
pub fn nothing_happens() -> &'static str {
    "Nothing happens here in this part of time."
}

/// What is said where so many tasks share the colors.
pub fn shared_colors(tasks: usize) -> String {
    format!("{tasks} tasks share {} colors; rows by task have their names beside them.", crate::chart::palette::COLORS)
}
