//! Figures in the words and digits of the screen: none below the clock's resolution.

use crate::engine::{Model, Options};
use crate::stats::figures::{FIGURES, Figure, Value};
use crate::stats::{Analysis, Figures, Part};
use crate::time::{SECOND, measured_text};
use crate::trace::{Span, State};
use crate::words;

pub use super::why::step_text;
use super::why::why;

/// The figures of a run as they are shown, the telling ones first. What a model can't have is left out, and so is what did
/// not happen.
pub fn figures(view: &Analysis, speedup: Option<f64>) -> Vec<(&'static Figure, Value)> {
    let makespan_ns = view.figures.makespan_ns.max(view.elapsed_ns);
    let figures = Figures { makespan_ns, speedup, ..view.figures };
    let told = |figure: &'static Figure| Some((figure, figure.value(&figures, view.is_whole)?));
    FIGURES.iter().filter(|figure| figure.group.is_some()).filter_map(told).collect()
}

/// A moment of a run in seconds, with as many digits as make sense in a table.
pub fn moment_text(ns: u64, resolution_ns: u64) -> String {
    let known = (SECOND / resolution_ns.clamp(1, SECOND)).ilog10() as usize;
    format!("{:.*} s", known.min(5), ns as f64 / SECOND as f64)
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

/// The figures of a part of a run: labels and values.
pub fn range_figures(view: &Analysis, start_ns: u64, end_ns: u64) -> Vec<(&'static str, String)> {
    // What is to come has no figures yet.
    let end_ns = if view.is_whole { end_ns } else { end_ns.min(view.elapsed_ns) };
    if start_ns >= end_ns {
        return Vec::new();
    }
    let part = Part::of(&view.timeline, start_ns, end_ns, view.cores);
    let mut list = vec![
        ("range", measured_text(part.length_ns, view.resolution_ns)),
        ("tasks in flight", part.tasks.to_string()),
        ("on average", words::level(part.in_flight)),
        ("on CPU", words::level(part.on_cpu)),
    ];
    if part.without_core > 0.0 {
        list.push(("ready, without a core", words::level(part.without_core)));
    }
    let states = State::ALL.iter().zip(part.states_ns).filter(|(_, ns)| *ns > 0);
    list.extend(states.map(|(state, ns)| (state.word(), measured_text(ns, view.resolution_ns))));
    list
}

/// A span in a few lines: task and state, step, times, lane; and why it was so.
pub fn span_lines(view: &Analysis, span: &Span) -> (Vec<String>, Option<String>) {
    let task = view.tasks.name(span.task);
    let time = |ns: u64| measured_text(ns, view.resolution_ns);
    let (start, end, length) = (time(span.start_ns), time(span.end_ns), time(span.length_ns()));
    let expected = if view.is_expected { ", expected" } else { "" };
    let mut lines = vec![format!("{task} {}{expected}", span.state.word())];
    lines.extend(step_text(view, span));
    lines.push(format!("{start} to {end}, {length} long"));
    let failure = failure(view, span);
    lines.extend(failure.map(|message| format!("failed: {message}")));
    let lane = span.lane.and_then(|lane| view.lanes.get(lane.0 as usize));
    lines.extend(lane.map(|lane| format!("on {}", lane.name)));
    (lines, why(view, span))
}

/// Why a task failed, if this was its last span.
pub fn failure<'a>(view: &'a Analysis, span: &Span) -> Option<&'a str> {
    let is_last = view.timeline.tasks.get(span.task.0 as usize).and_then(|times| times.ended_ns) == Some(span.end_ns)
        && view.timeline.spans_of(span.task).1.last() == Some(span);
    let failed = view.failures.iter().filter(|_| is_last);
    failed.filter(|(task, _)| *task == span.task).map(|(_, message)| message.as_str()).next()
}

/// A span in a sentence, for whoever can't see it.
pub fn span_sentence(view: &Analysis, span: &Span) -> String {
    let (lines, reason) = span_lines(view, span);
    match reason {
        Some(reason) => format!("{}: {reason}.", lines.join(", ")),
        None => format!("{}.", lines.join(", ")),
    }
}
