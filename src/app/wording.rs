//! Figures in the words and digits of the screen: none below the clock's resolution.

use crate::engine::{Model, Options};
use crate::stats::figures::{FIGURES, Figure, Value};
use crate::stats::{Analysis, Figures, Part};
use crate::time::{SECOND, measured_text};
use crate::trace::State;
use crate::words;

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
        return measured.size(model).map(|size| format!("{size} {}", words::workers(model, measured)));
    }
    if let Some(behind) = measured.behind(model).filter(|behind| Some(*behind) != chosen.behind(model)) {
        return Some(words::behind(behind).to_owned());
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
