//! What is said about "what if".

use crate::engine::what_if::Axis;
use crate::stats::what_if::Ideal;
use crate::time::{MS, SECOND, US};

/// What lies along a curve, as it is chosen.
pub fn axis_name(axis: Axis) -> &'static str {
    match axis {
        Axis::Pool => "size of the pools",
        Axis::Tasks => "number of tasks",
        Axis::Cores => "cores",
        Axis::Waiting => "share of waiting",
        Axis::Arrivals => "arrivals per second",
    }
}

/// What the numbers along a curve count.
pub fn axis_unit(axis: Axis) -> &'static str {
    match axis {
        Axis::Pool => "slots in each pool",
        Axis::Tasks => "times as many copies of every task",
        Axis::Cores => "cores of the machine",
        Axis::Waiting => "of each task's time is waiting",
        Axis::Arrivals => "copies of a task arrive in a second",
    }
}

/// A place as it stands under a curve.
pub fn place_label(axis: Axis, place: u32) -> String {
    match axis {
        Axis::Pool | Axis::Cores => place.to_string(),
        Axis::Tasks => format!("×{place}"),
        Axis::Waiting => format!("{place} %"),
        Axis::Arrivals => format!("{place}/s"),
    }
}

/// A place in words.
pub fn place_name(axis: Axis, place: u32) -> String {
    match (axis, place) {
        (Axis::Pool, 1) => "1 slot in each pool".to_owned(),
        (Axis::Pool, _) => format!("{place} slots in each pool"),
        (Axis::Tasks, 1) => "the tasks of the list".to_owned(),
        (Axis::Tasks, _) => format!("{place} times as many copies of every task"),
        (Axis::Cores, 1) => "1 core".to_owned(),
        (Axis::Cores, _) => format!("{place} cores"),
        (Axis::Waiting, _) => format!("{place} % of each task's time waiting"),
        (Axis::Arrivals, _) => format!("{place} arrivals per second"),
    }
}

/// What an ideal line is called.
pub fn ideal_name(ideal: Ideal) -> &'static str {
    match ideal {
        Ideal::Work => "all computing ÷ cores",
        Ideal::Chain => "longest chain",
        Ideal::Task => "the task alone",
        Ideal::Best => "ideal",
    }
}

/// A round time at the side of a curve.
pub fn time_label(ns: f64) -> String {
    let (unit_ns, unit) = match ns {
        ns if ns >= SECOND as f64 => (SECOND, "s"),
        ns if ns >= MS as f64 => (MS, "ms"),
        0.0 => (SECOND, "s"),
        _ => (US, "µs"),
    };
    format!("{} {unit}", (ns / unit_ns as f64 * 1000.0).round() / 1000.0)
}

/// What a curve shows, in one line.
pub fn curve_title(height: &str, axis: Axis) -> String {
    format!("Expected {height} over {}", axis_name(axis))
}

/// How the heights are spread, where equal steps are equal ratios.
pub fn by_ratio(height: &str) -> String {
    format!("{height}, each line of the grid a multiple of the one below")
}

/// Why there is no curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCurve {
    /// The list has an error, or nothing in it.
    NotRunnable,
    /// The list has more than can be performed even in virtual time.
    TooLarge,
    /// There is nothing that arrives one by one.
    NoCopies,
    /// No model is shown.
    NoModel,
}

/// Why there is no curve.
pub fn no_curve(why: NoCurve) -> &'static str {
    match why {
        NoCurve::NotRunnable => "The list has an error or no task: there is nothing to expect of it.",
        NoCurve::TooLarge => {
            "The list has more copies than fit into a memory here: nothing is expected of it. With fewer of them it is."
        }
        NoCurve::NoCopies => {
            "No task of this list has copies, so none arrives more or less often. Write one as: task request x20 every 50ms."
        }
        NoCurve::NoModel => "No model is shown.",
    }
}

/// That cores can't be made.
pub fn not_measurable() -> &'static str {
    "The cores of this machine are what they are: along this axis everything is expected, and nothing can be measured."
}

/// That a list is too large for a curve.
pub fn one_at_a_time(tasks: usize) -> String {
    let digits = tasks.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok());
    let tasks = groups.collect::<Vec<_>>().join(",");
    format!(
        "A list of {tasks} tasks is more than can run here. What is expected of it is found out for one place and one model at a time."
    )
}

/// How much of that is found out.
pub fn found_out(done: usize, tasks: usize) -> String {
    format!("{} % of the tasks have ended", done * 100 / tasks.max(1))
}

/// That what lies along the curve is nothing to these models.
pub fn no_pool() -> &'static str {
    "No model that is shown has a pool, so every line is level. Show Thread pool, Process pool or Async + pool to see what its size does."
}

/// How far the work has come.
pub fn progress(done: usize, places: usize) -> String {
    format!("{done} of {places} places known")
}

/// How a curve is walked by keys.
pub fn keys() -> &'static str {
    "Arrow keys walk from place to place, Home and End go to the ends."
}

/// How long measuring will take, about.
pub fn measuring(runs: usize, expected_ns: u64) -> String {
    let seconds = (expected_ns as f64 / SECOND as f64).max(0.1);
    let digits = usize::from(seconds < 10.0);
    let runs = if runs == 1 { "1 run".to_owned() } else { format!("{runs} runs") };
    format!("{runs}, about {seconds:.digits$} s")
}

/// Where runs lie that were measured at a place, behind the one in the middle.
pub fn measured(is_recorded: bool, least: &str, most: &str, runs: usize) -> String {
    let origin = if is_recorded { "recorded" } else { "measured" };
    if runs == 1 { origin.to_owned() } else { format!("{origin}, {least} to {most} in {runs} runs") }
}

/// How many runs have been measured of those that were asked for.
pub fn measured_so_far(done: u32, asked: u32, left_ns: u64) -> String {
    let seconds = left_ns.div_ceil(SECOND).max(1);
    format!("Measuring: {done} of {asked} runs are over, about {seconds} s left")
}

/// What stands over an expected diagram.
pub fn expected_diagram(model: &str, place: &str) -> String {
    format!("Expected of {model} with {place}")
}
