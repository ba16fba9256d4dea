//! Figures in the words and digits of the screen: none below the clock's resolution.

use crate::engine::{Model, Options};
use crate::stats::{Figures, Part};
use crate::time::{SECOND, duration_text, measured_text};
use crate::trace::{Span, State};

use super::View;

/// One figure as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name in files.
    pub key: &'static str,
    /// Its name on screen.
    pub label: &'static str,
    /// What it means, for whoever points at it.
    pub meaning: &'static str,
    /// The value in words.
    pub text: String,
    /// The value as it stands in files.
    pub value: String,
    /// Where it stands.
    pub group: FigureGroup,
}

/// What belongs together among the figures of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureGroup {
    /// The few that tell most: always in view.
    Primary,
    /// How long tasks took.
    Latency,
    /// How much there was at once.
    Load,
    /// Where time went that no task asked for.
    Lost,
}

impl FigureGroup {
    /// Those that are a click away, in the order they are shown in.
    pub const FURTHER: [Self; 3] = [Self::Latency, Self::Load, Self::Lost];

    /// What stands over them.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Primary => "Figures",
            Self::Latency => "Latency, from arrival to end",
            Self::Load => "How much at once",
            Self::Lost => "Time lost",
        }
    }
}

fn figure(key: &'static str, label: &'static str, meaning: &'static str, (text, value): (String, String)) -> Figure {
    Figure { key, label, meaning, text, value, group: FigureGroup::Primary }
}

/// They belong to a group.
fn grouped(group: FigureGroup, figures: Vec<Figure>) -> impl Iterator<Item = Figure> {
    figures.into_iter().map(move |figure| Figure { group, ..figure })
}

/// The figures of a run, the telling ones first. What a model can't have is left out, and so is what did not happen.
pub fn figures(view: &View, speedup: Option<f64>) -> Vec<Figure> {
    let figures = &view.figures;
    let time = |ns: u64| (measured_text(ns, view.resolution_ns), ns.to_string());
    let ratio = |value: f64| (format!("{value:.2}"), value.to_string());
    let mut list = vec![figure("makespan_ns", "time", "From the start of the run to the last end.", makespan(view))];
    if let Some(speedup) = speedup.filter(|_| view.is_whole) {
        let value = (format!("{speedup:.2}×"), speedup.to_string());
        list.push(figure("speedup", "speed-up", "How many times as fast as sequential.", value));
    }
    list.push(figure(
        "concurrency",
        "in flight",
        "Concurrency: how many tasks were started and not finished, on average.",
        ratio(figures.concurrency.average),
    ));
    list.push(figure(
        "parallelism",
        "on CPU",
        "Parallelism: how many cores' worth of computing was done, on average.",
        ratio(figures.parallelism.average),
    ));
    // Before a task has finished nobody knows how long one takes: nought would be a figure that was not measured.
    if figures.throughput_per_s > 0.0 {
        list.extend(grouped(FigureGroup::Latency, latencies(figures, time)));
    }
    list.extend(grouped(FigureGroup::Load, loads(figures)));
    list.extend(grouped(FigureGroup::Lost, losses(view, time)));
    list.retain(|figure| view.is_whole || is_of_moment(view, figure.key));
    list
}

/// Whether a figure can be told before a run is over: how long it has taken, and, once a task has begun, how many were in
/// flight. The others are about tasks or steps that have ended, and would say less than what is seen.
fn is_of_moment(view: &View, key: &str) -> bool {
    let has_begun = view.figures.concurrency.peak > 0;
    key == "makespan_ns" || (has_begun && matches!(key, "concurrency" | "concurrency_peak"))
}

/// What came of a search.
pub fn found(found: usize, all: usize, find: &str) -> String {
    match found {
        0 => nothing_found(find),
        _ => format!("{found} of {all} task{}", if all == 1 { "" } else { "s" }),
    }
}

/// That no task has this in its name.
pub fn nothing_found(find: &str) -> String {
    format!("No task has \u{201c}{}\u{201d} in its name.", find.trim())
}

/// The time of a run so far, or in all: in words, and as it stands in files.
pub fn makespan(view: &View) -> (String, String) {
    let makespan_ns = view.figures.makespan_ns.max(view.elapsed_ns);
    (measured_text(makespan_ns, view.resolution_ns), makespan_ns.to_string())
}

fn latencies(figures: &Figures, time: impl Fn(u64) -> (String, String)) -> Vec<Figure> {
    let latency = &figures.latency;
    let rate = figures.throughput_per_s;
    let rate_text = if rate >= 100.0 { format!("{rate:.0}/s") } else { format!("{rate:.2}/s") };
    vec![
        figure("latency_p50_ns", "latency p50", "Half of the tasks took at most this.", time(latency.p50_ns)),
        figure("latency_p95_ns", "latency p95", "95 of 100 tasks took at most this.", time(latency.p95_ns)),
        figure("latency_max_ns", "latency max", "The slowest task took this.", time(latency.max_ns)),
        figure("throughput_per_s", "throughput", "Tasks finished in a second.", (rate_text, rate.to_string())),
    ]
}

fn loads(figures: &Figures) -> Vec<Figure> {
    let whole = |count: u32| (count.to_string(), count.to_string());
    let share = (format!("{:.0} %", figures.utilization * 100.0), figures.utilization.to_string());
    let mut list = vec![
        figure(
            "concurrency_peak",
            "peak in flight",
            "Most tasks started and not finished at one moment.",
            whole(figures.concurrency.peak),
        ),
        figure(
            "parallelism_peak",
            "peak on CPU",
            "Most lanes running at one moment, as far as there are cores for them.",
            whole(figures.parallelism.peak),
        ),
        figure("utilization", "busy", "The share of its lanes' time in which they ran.", share),
    ];
    if let Some(wanted) = cores_wanted(figures) {
        let value = (wanted, figures.oversubscription_peak.to_string());
        let meaning = "Oversubscription: lanes that could run beyond the cores there are. They share the cores, and \
                       what each computes takes longer.";
        list.insert(2, figure("oversubscription_peak", "at the busiest moment", meaning, value));
    }
    list
}

fn losses(view: &View, time: impl Fn(u64) -> (String, String)) -> Vec<Figure> {
    let figures = &view.figures;
    let mut list = Vec::new();
    let mut happened = |key, label, meaning, ns: u64| {
        if ns > 0 {
            list.push(figure(key, label, meaning, time(ns)));
        }
    };
    happened("startup_ns", "start-up", "Total time tasks waited for their workers to start.", figures.startup_ns);
    happened("queueing_ns", "queued", "Total time tasks could have run and nobody ran them.", figures.queueing_ns);
    happened("lock_wait_ns", "locked", "Total time tasks waited for a lock.", figures.lock_wait_ns);
    happened("loop_lag_ns", "loop held", "Longest time the event loop had no turn.", figures.loop_lag_ns.unwrap_or(0));
    let frozen_ns: u64 = view.frozen.iter().map(|(from_ns, to_ns)| to_ns - from_ns).sum();
    if frozen_ns > 0 {
        let text = format!("{:.1} s", frozen_ns as f64 / SECOND as f64);
        let meaning = "Total time the page stood still: it drew no frame and answered no click.";
        list.push(figure("page_frozen_ns", "page frozen", meaning, (text, frozen_ns.to_string())));
    }
    list
}

/// How many lanes wanted a core at the busiest moment, where there were not enough.
pub fn cores_wanted(figures: &Figures) -> Option<String> {
    let (with, without) = (figures.parallelism.peak, figures.oversubscription_peak);
    let have = if with == 1 { "1 has one".to_owned() } else { format!("{with} have one") };
    (without > 0).then(|| format!("{} want a core, {have}", with + without))
}

/// What a task does at a step, as the list writes it.
pub fn step_text(view: &View, span: &Span) -> Option<String> {
    let info = view.tasks.get(span.task.0 as usize)?.steps.get(span.step? as usize)?;
    Some(info.text(|ns| duration_text(*ns)))
}

/// A moment of a run in seconds, with as many digits as make sense in a table.
pub fn moment_text(ns: u64, resolution_ns: u64) -> String {
    let known = (SECOND / resolution_ns.clamp(1, SECOND)).ilog10() as usize;
    format!("{:.*} s", known.min(5), ns as f64 / SECOND as f64)
}

/// That a list is not kept, with the reason in the browser's words.
pub fn unkept(label: &str, reason: &str) -> String {
    let reason = if reason.contains("Quota") || reason.contains("quota") {
        "there is no room left for lists".to_owned()
    } else if reason.contains("Security") || reason.contains("denied") || reason.contains("insecure") {
        "it forbids this page to keep anything".to_owned()
    } else {
        reason.to_owned()
    };
    format!("\u{201c}{label}\u{201d} is not kept in this browser: {reason}. It is gone when you leave the page.")
}

/// What a run was measured with, where something else is chosen now.
pub fn measured_with(model: Model, measured: &Options, chosen: &Options) -> Option<String> {
    if measured.size(model) != chosen.size(model) {
        let workers = if model == Model::ProcessPool { "processes" } else { "threads" };
        return measured.size(model).map(|size| format!("{size} {workers}"));
    }
    let differs = measured.is_on_page(model) != chosen.is_on_page(model);
    differs.then(|| if measured.page_loop { "the page's loop" } else { "a worker's loop" }.to_owned())
}

/// An average or peak of how many of something there were.
pub fn level_text(level: f64) -> String {
    if level >= 100.0 || (level - level.round()).abs() < 0.005 { format!("{level:.0}") } else { format!("{level:.2}") }
}

/// The figures of a part of a run: labels and values.
pub fn range_figures(view: &View, start_ns: u64, end_ns: u64) -> Vec<(&'static str, String)> {
    // What is to come has no figures yet.
    let end_ns = if view.is_whole { end_ns } else { end_ns.min(view.elapsed_ns) };
    if start_ns >= end_ns {
        return Vec::new();
    }
    let part = Part::of(&view.timeline, start_ns, end_ns, view.cores);
    let mut list = vec![
        ("range", measured_text(part.length_ns, view.resolution_ns)),
        ("tasks in flight", part.tasks.to_string()),
        ("on average", level_text(part.in_flight)),
        ("on CPU", level_text(part.on_cpu)),
    ];
    if part.without_core > 0.0 {
        list.push(("ready, without a core", level_text(part.without_core)));
    }
    let states = State::ALL.iter().zip(part.states_ns).filter(|(_, ns)| *ns > 0);
    list.extend(states.map(|(state, ns)| (state.word(), measured_text(ns, view.resolution_ns))));
    list
}

/// A span in a few lines: task and state, step, times, lane; and why it was so.
pub fn span_lines(view: &View, span: &Span) -> (Vec<String>, Option<String>) {
    let task = view.tasks.get(span.task.0 as usize).map_or("", |task| task.name.as_str());
    let time = |ns: u64| measured_text(ns, view.resolution_ns);
    let (start, end, length) = (time(span.start_ns), time(span.end_ns), time(span.length_ns()));
    let mut lines = vec![format!("{task} {}", span.state.word())];
    lines.extend(step_text(view, span));
    lines.push(format!("{start} to {end}, {length} long"));
    let failure = failure(view, span);
    lines.extend(failure.map(|message| format!("failed: {message}")));
    let lane = span.lane.and_then(|lane| view.lanes.get(lane.0 as usize));
    lines.extend(lane.map(|lane| format!("on {}", lane.name)));
    (lines, super::why(view, span))
}

/// Why a task failed, if this was its last span.
pub fn failure<'a>(view: &'a View, span: &Span) -> Option<&'a str> {
    let is_last = view.timeline.tasks.get(span.task.0 as usize).and_then(|times| times.ended_ns) == Some(span.end_ns)
        && view.timeline.spans_of(span.task).1.last() == Some(span);
    let failed = view.failures.iter().filter(|_| is_last);
    failed.filter(|(task, _)| *task == span.task).map(|(_, message)| message.as_str()).next()
}

/// A span in a sentence, for whoever can't see it.
pub fn span_sentence(view: &View, span: &Span) -> String {
    let (lines, reason) = span_lines(view, span);
    match reason {
        Some(reason) => format!("{}: {reason}.", lines.join(", ")),
        None => format!("{}.", lines.join(", ")),
    }
}
