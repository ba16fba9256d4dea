//! A scene: the shapes of one diagram, in drawing order.

use super::failures::failures;
use super::labels::{Label, labels};
use super::layer::Layer;
use super::layout::{Layout, Strip};
use super::mark::Mark;
use super::named::{Stretch, stretches};
use super::overruns::overruns;
use super::palette::color_of;
use super::replies::replies;
use super::treatment::Style;
use super::{Window, ticks};
use crate::trace::{Span, State, Timeline};

/// One diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width.
    pub width_px: f64,
    /// Height.
    pub height_px: f64,
    /// Where grid lines stand.
    pub grid_px: Vec<f64>,
    /// Rows: top and height.
    pub rows_px: Vec<(f64, f64)>,
    /// What lies behind the spans, or under them.
    pub behind: Vec<Mark>,
    /// How that is drawn.
    pub behind_style: Style,
    /// What slots went on with after it was given up: under the spans, drawn as [`Style::Left`].
    pub left: Vec<Mark>,
    /// The spans.
    pub marks: Vec<Mark>,
    /// How they are drawn.
    pub style: Style,
    /// The middles of the crosses of tasks that failed, see [`super::failures`].
    pub failures_px: Vec<(f64, f64)>,
    /// Lines under what tasks did after they had been told to end, see [`super::overruns`].
    pub overruns_px: Vec<Stretch>,
    /// Marks of requests, see [`super::replies`].
    pub replies_px: Vec<Stretch>,
    /// The printed words.
    pub labels: Vec<Label>,
    /// How much there was of what tasks act on each other by.
    pub named: Vec<Stretch>,
}

/// A running span is at least this wide: printing takes no time, and has to be seen.
const LEAST_PX: f64 = 2.0;

/// The diagram of a run in a window.
pub fn scene(timeline: &Timeline, layout: &Layout, window: &Window) -> Scene {
    layered(&Layer { timeline, layout, style: Style::Solid }, None, window)
}

/// The diagram of layers with the same rows: the one that is looked at, and one behind or under it.
pub fn layered(front: &Layer, behind: Option<&Layer>, window: &Window) -> Scene {
    let Layer { timeline, layout, style } = *front;
    let mut scene = Scene {
        width_px: window.width_px,
        height_px: layout.height_px,
        grid_px: ticks(window).into_iter().map(|tick| tick.x_px).collect(),
        rows_px: layout.strips[..layout.rows]
            .iter()
            .chain(&layout.named)
            .map(|row| (row.top_px, row.height_px))
            .collect(),
        behind: behind.map(|layer| marks(&layer.timeline.spans, layer.layout, window)).unwrap_or_default(),
        behind_style: behind.map(|layer| layer.style).unwrap_or_default(),
        left: if style == Style::Solid { marks(&timeline.left, layout, window) } else { Vec::new() },
        marks: marks(&timeline.spans, layout, window),
        style,
        failures_px: failures(timeline, layout).iter().filter_map(|failure| failure.place_px(layout, window)).collect(),
        overruns_px: overruns(timeline, layout).iter().filter_map(|overrun| overrun.place_px(layout, window)).collect(),
        replies_px: replies(timeline, layout).iter().flat_map(|reply| reply.places_px(layout, window)).collect(),
        labels: Vec::new(),
        named: stretches(timeline, layout, window),
    };
    if style == Style::Solid {
        scene.labels = labels(timeline, layout, window, &scene.marks);
    } else {
        // Nothing was printed or answered, nothing has failed, and nobody has gone on for too long.
        scene.failures_px.clear();
        scene.overruns_px.clear();
        scene.replies_px.clear();
    }
    scene
}

fn marks(spans: &[Span], layout: &Layout, window: &Window) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    // The last pixel column that each row has a narrow mark in: a second one there would only hide the first.
    let mut taken = vec![[None; State::ALL.len()]; layout.strips.len()];
    for (index, span) in spans.iter().enumerate() {
        if span.end_ns < window.start_ns || span.start_ns > window.end_ns {
            continue;
        }
        // What is far outside is cut off: canvases don't like numbers of any size.
        let x_px = window.x_px(span.start_ns).max(-LEAST_PX - 8.0);
        let end_px = window.x_px(span.end_ns).min(window.width_px + 8.0);
        let least_px = if span.state == State::Running { LEAST_PX } else { 1.0 };
        let Some(strip) = layout.strip_of(index, span) else { continue };
        let Strip { top_px: y_px, height_px } = layout.strips[strip];
        let width_px = (end_px - x_px).max(least_px);
        if width_px < 1.5 {
            let column = x_px.round() as i64;
            if taken[strip][span.state as usize].replace(column) == Some(column) {
                continue;
            }
        }
        marks.push(Mark {
            x_px,
            y_px,
            width_px,
            height_px,
            strip,
            task: span.task,
            color: color_of(span.task),
            state: span.state,
            span: index,
        });
    }
    // Running marks last: a printing that took no time lies on the edge of a long wait.
    marks.sort_by_key(|mark| mark.state == State::Running);
    marks
}
