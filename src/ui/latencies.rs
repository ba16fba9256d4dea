//! How long tasks took from arrival to end, for lists of many: a histogram for each model, all on one axis.

use yew::prelude::*;

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
    if runs.is_empty() {
        return Html::default();
    }
    let resolution_ns = runs.iter().map(|run| run.view.resolution_ns).max().unwrap_or(1);
    let sets_ns: Vec<&[u64]> = runs.iter().map(|run| &*run.series.attempt().latencies_ns).collect();
    let (bins, histograms) = histograms(&sets_ns, resolution_ns);
    let row = |(run, histogram): (&&ShownSeries, &Histogram)| {
        let Latency { p50_ns, p95_ns, max_ns } = run.view.figures.latency;
        let cells = [("p50", p50_ns), ("p95", p95_ns), ("Max", max_ns)];
        html! {
            <tr role="row">
                <th role="rowheader" scope="row">{ run.view.subject.name() }</th>
                <td role="cell" class="histogram">
                    <svg viewBox={format!("0 0 {} {HEIGHT}", bins.count)} preserveAspectRatio="none" role="img" aria-label={words::latencies(bins, &histogram.counts, resolution_ns)}>
                        <path d={histogram.path.clone()} />
                    </svg>
                </td>
                { for cells.map(|(head, ns)| html! { <td role="cell" class="n" data-head={head}>{ measured_text(ns, resolution_ns) }</td> }) }
            </tr>
        }
    };
    html! {
        <section class="card comparison" aria-label="Latency of tasks">
            <div class="card-head">
                <h2>{ "Latency" }</h2>
                <p>{ words::latencies_are(bins, resolution_ns) }</p>
            </div>
            <div class="scroll" tabindex="0" role="group" aria-label="Latency of tasks, scrollable">
                <table role="table" aria-label="Latency of tasks">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">{ "Model" }</th>
                            <th role="columnheader" scope="col" class="histogram" aria-label="Histogram">{ scale(bins) }</th>
                            { for ["p50", "p95", "Max"].map(|head| html! { <th role="columnheader" scope="col" class="n">{ head }</th> }) }
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{ for runs.iter().zip(&histograms).map(row) }</tbody>
                </table>
            </div>
        </section>
    }
}

/// The axis that all of them share.
fn scale(bins: Bins) -> Html {
    let window = Window { start_ns: 0, end_ns: bins.width_ns * bins.count as u64, width_px: AXIS_PX };
    let label = |tick: crate::chart::Tick| {
        let x = tick.x_px / AXIS_PX * 100.0;
        let anchor = if x > 0.0 { "middle" } else { "start" };
        (x < LAST_LABEL)
            .then(|| html! { <text x={format!("{x:.2}%")} y="11" text-anchor={anchor}>{ tick.label }</text> })
    };
    html! { <svg class="scale" aria-hidden="true">{ for ticks(&window).into_iter().filter_map(label) }</svg> }
}
