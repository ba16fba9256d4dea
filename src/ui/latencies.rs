//! How long tasks took from arrival to end, for lists of many: a histogram for each model, all on one axis.

use yew::prelude::*;

use super::comparison::{card, column, figure, row_name, scrolling_table};
use super::element::element;
use crate::app::{ShownSeries, State};
use crate::chart::histogram::{HEIGHT, Histogram, histograms};
use crate::chart::{Window, ticks};
use crate::stats::{Bins, Latency};
use crate::time::measured_text;
use crate::words;

/// Fewer tasks are seen one by one in the diagrams.
const MANY_TASKS: usize = 20;
/// As wide as the axis is at least: its ticks leave each other room.
const AXIS_PX: f64 = 420.0;
/// Where the label of a tick at the right edge would leave the axis, in hundredths.
const LAST_LABEL: f64 = 97.0;

/// The histograms of what is compared; nothing where a list is short.
pub fn latencies(state: &State) -> Html {
    let is_told =
        |run: &&ShownSeries| run.view.tasks.len() > MANY_TASKS && !run.series.attempt().latencies_ns.is_empty();
    let runs: Vec<&ShownSeries> = state.compared_runs().filter(is_told).collect();
    if runs.is_empty() { Html::default() } else { told(&runs) }
}

// A function of its own, which a release loads later.
#[inline(never)]
fn told(runs: &[&ShownSeries]) -> Html {
    let resolution_ns = runs.iter().map(|run| run.view.resolution_ns).max().unwrap_or(1);
    let sets_ns: Vec<&[u64]> = runs.iter().map(|run| &*run.series.attempt().latencies_ns).collect();
    let (bins, histograms) = histograms(&sets_ns, resolution_ns);
    let row = |(run, histogram): (&&ShownSeries, &Histogram)| {
        let Latency { p50_ns, p95_ns, max_ns } = run.view.figures.latency;
        let cells = [("p50", p50_ns), ("p95", p95_ns), ("Max", max_ns)];
        let picture = element("svg")
            .attr("viewBox", format!("0 0 {} {HEIGHT}", bins.count))
            .set("preserveAspectRatio", "none")
            .set("role", "img")
            .attr("aria-label", words::latencies(bins, &histogram.counts, resolution_ns))
            .with(element("path").attr("d", histogram.path.clone()));
        element("tr")
            .set("role", "row")
            .with(row_name(run.view.subject.name()))
            .with(element("td").set("role", "cell").class("histogram").with(picture))
            .children(cells.into_iter().map(|(head, ns)| figure(head, measured_text(ns, resolution_ns))))
            .html()
    };
    let scale_head = element("th").set("role", "columnheader").set("scope", "col").class("histogram");
    let columns = element("tr")
        .set("role", "row")
        .with(column("Model"))
        .with(scale_head.set("aria-label", "Histogram").child(scale(bins)))
        .children(["p50", "p95", "Max"].into_iter().map(|head| column(head).class("n").html()));
    let lines = element("tbody").children(runs.iter().zip(&histograms).map(row));
    let name = "Latency of tasks";
    card(name, "Latency", element("p").words(words::latencies_are(bins, resolution_ns)))
        .with(scrolling_table(name, "Latency of tasks, scrollable", columns, lines))
        .html()
}

/// The axis that all of them share.
fn scale(bins: Bins) -> Html {
    let window = Window { start_ns: 0, end_ns: bins.width_ns * bins.count as u64, width_px: AXIS_PX };
    let label = |tick: crate::chart::Tick| {
        let x = tick.x_px / AXIS_PX * 100.0;
        let anchor = if x > 0.0 { "middle" } else { "start" };
        let label = element("text").attr("x", format!("{x:.2}%")).set("y", "11").set("text-anchor", anchor);
        (x < LAST_LABEL).then(|| label.words(tick.label).html())
    };
    let labels = ticks(&window).into_iter().filter_map(label);
    element("svg").class("scale").set("aria-hidden", "true").children(labels).html()
}
