//! The time axis that all diagrams share, with the legend and the keys.

use yew::prelude::*;

use super::element::{button, element};
use super::minimap::minimap;
use super::press::icon;
use crate::app::{self, Action};
use crate::chart::dots::{DOT_HEIGHT_PX, DOT_PX, Dots};
use crate::chart::layout::LINE_PX;
use crate::chart::treatment::{DASH_PX, EDGE_PX, HATCH_LINE_PX, hatch_path};
use crate::chart::{Style, Treatment, Window, ticks};
use crate::engine::Model;
use crate::trace::State;

/// The cross on a task that has failed.
const FAILED: &str = r#"<svg class="is-small" viewBox="0 0 10 10" aria-hidden="true"><path d="M2 2 8 8M8 2 2 8" class="sw-failed" /></svg>"#;

/// The line under what a task does after it was told to end.
const OVERRUN: &str = r#"<svg viewBox="0 0 26 10" aria-hidden="true"><path d="M0 8H26" class="sw-failed" /></svg>"#;

/// A tick where a request was asked, and a block where its answer came.
const ASKED: &str = r#"<svg viewBox="0 0 26 10" aria-hidden="true"><path d="M1 2V8M0 5H26M21 2V8M23 2V8M25 2V8" class="sw-asked" /></svg>"#;

/// What it shows. A function and not a component: it is rendered with the page, and a component more is 2 KB to load.
pub struct Props {
    pub window: Window,
    pub whole: Window,
    pub lengths_ns: Vec<u64>,
    pub plot: NodeRef,
    pub is_zoomed: bool,
    pub signs: Vec<Sign>,
    /// What runs now, see [`crate::app::status::under_way`].
    pub under_way: Option<(&'static str, String)>,
    pub act: Callback<Action>,
}

/// What the legend explains beside the states that every model has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A lock can be waited for in one of the diagrams.
    Lock,
    /// Data can be copied in one of them.
    Copying,
    /// One of them shows what is expected.
    Expected,
    /// What was measured before lies under one of them.
    Before,
    /// A task has failed in one of them.
    Failure,
    /// A task has gone on in one of them although it was told to end.
    Overrun,
    /// A request has been answered in one of them.
    Asked,
}

impl Sign {
    /// Those of the panels that are shown.
    pub fn shown(state: &app::State) -> Vec<Self> {
        let has = |is_so: &dyn Fn(Model) -> bool| state.shown.iter().any(|model| is_so(*model));
        let has_failed = |model| state.runs.get(&model).is_some_and(|run| !run.view().failures.is_empty());
        let has_overrun = |model| state.runs.get(&model).is_some_and(|run| run.view().timeline.has_overrun());
        let has_asked = |model| state.runs.get(&model).is_some_and(|run| !run.view().timeline.received.is_empty());
        let signs = [
            (Self::Lock, has(&Model::has_lock) || !state.document.parsed().program.resources.is_empty()),
            (Self::Copying, has(&Model::has_own_memories) && state.document.parsed().carries()),
            (Self::Expected, has(&|model| state.expected(model).is_some() && state.under(model).is_none())),
            (Self::Before, has(&|model| state.under(model).is_some())),
            (Self::Failure, has(&has_failed)),
            (Self::Overrun, has(&has_overrun)),
            (Self::Asked, has(&has_asked)),
        ];
        signs.into_iter().filter_map(|(sign, is_shown)| is_shown.then_some(sign)).collect()
    }
}

pub fn axis(props: &Props) -> Html {
    let ticks = ticks(&props.window).into_iter().map(|tick| {
        let anchor = if tick.x_px < 20.0 {
            "start"
        } else if tick.x_px > props.window.width_px - 24.0 {
            "end"
        } else {
            "middle"
        };
        let x = tick.x_px.round();
        let line = element("line").attr("x1", (x + 0.5).to_string()).attr("x2", (x + 0.5).to_string());
        let label =
            element("text").attr("x", x.to_string()).set("y", "13").set("text-anchor", anchor).words(tick.label);
        [line.set("y1", "19").set("y2", "26").html(), label.html()]
    });
    let under_way = props.under_way.iter().map(|(name, more)| {
        let name = element("b").text(name);
        element("p").class("under-way").with(name).words(format!(" {more}")).html()
    });
    let minimap = props.is_zoomed.then(|| minimap(props.window, props.whole, &props.lengths_ns, &props.act));
    let picture = element("svg")
        .attr("width", props.window.width_px.to_string())
        .set("height", "26")
        .set("aria-hidden", "true")
        .children(ticks.flatten());
    let plot = element("div").class("axis-plot").known_as(&props.plot).with(picture).maybe(minimap);
    let has = |sign| props.signs.contains(&sign);
    let sign = |sign: Html, meaning: &'static str| element("li").child(sign).text(meaning).html();
    let states = shown_states(has(Sign::Lock), has(Sign::Copying))
        .map(|state| sign(swatch(state, Style::Solid), meaning(state)));
    let expected = has(Sign::Expected).then(|| sign(swatch(State::Blocked, Style::Outline), "expected"));
    let before = has(Sign::Before).then(|| sign(swatch(State::Running, Style::Before), "before"));
    let failed = has(Sign::Failure).then(|| sign(icon(FAILED), "failed"));
    let overrun = has(Sign::Overrun).then(|| sign(icon(OVERRUN), "told to end, and goes on"));
    let asked = has(Sign::Asked).then(|| sign(icon(ASKED), "request asked, answer arriving"));
    let signs = element("ul")
        .set("aria-label", "Legend")
        .children(states.chain(expected).chain(before).chain(failed).chain(overrun).chain(asked));
    let fit = props.is_zoomed.then(|| button("Show all", &props.act, Action::Fit).class("small").html());
    let legend = element("div").class("legend").with(signs).maybe(fit);
    element("div").class("axis").children(under_way).with(plot).with(legend).html()
}

/// What keys and fingers do in a diagram.
pub fn keys() -> Html {
    icon(include_str!("keys.html").trim_ascii_end())
}

/// Only what a model that is shown can show.
fn shown_states(has_lock: bool, has_data: bool) -> impl Iterator<Item = State> {
    State::ALL.into_iter().filter(move |state| match state {
        State::Locked => has_lock,
        State::Copying => has_data,
        _ => true,
    })
}

fn meaning(state: State) -> &'static str {
    match state {
        State::Running => "running",
        State::Blocked => "blocked, thread held",
        State::Waiting => "waiting, no thread held",
        State::Starting => "starting",
        State::Queued => "queued",
        State::Locked => "waiting for a lock",
        State::Copying => "copying data",
    }
}

/// Room for a sign, in CSS pixels.
const SWATCH_PX: (f64, f64) = (26.0, 10.0);

/// A state as it is drawn in the diagrams. As text it is shorter than what would make its elements.
fn swatch(state: State, style: Style) -> Html {
    let (width_px, height_px) = SWATCH_PX;
    let high_px = match style {
        Style::Before => height_px / 2.0,
        _ if state.holds_lane() => height_px,
        _ => LINE_PX,
    };
    let treatment = Treatment::styled(state, style, high_px);
    let (top_px, middle_px) = ((height_px - high_px) / 2.0, height_px / 2.0);
    let mut svg = format!(r#"<svg viewBox="0 0 {width_px} {height_px}" aria-hidden="true">"#);
    if treatment.ground > 0.0 {
        svg += &ground(top_px, (width_px, high_px), treatment.ground);
    }
    if let Some(hatch) = treatment.hatch {
        let (path, share) = (hatch_path(width_px, height_px, hatch.lines), hatch.share);
        svg += &line(&path, HATCH_LINE_PX, share, "none");
    }
    if let Some(edge) = treatment.edge {
        let (half_px, far_px, low_px) = (EDGE_PX / 2.0, width_px - EDGE_PX / 2.0, height_px - EDGE_PX / 2.0);
        let path = format!("M{half_px} {half_px}H{far_px}V{low_px}H{half_px}Z");
        let dashes = if edge.is_dashed { DASH_PX.to_string() } else { "none".to_owned() };
        svg += &line(&path, EDGE_PX, edge.share, &dashes);
    }
    if let Some(share) = treatment.dots {
        let dashes = format!("{DOT_PX} {}", Dots::of(0, LINE_PX).pitch_px - DOT_PX);
        svg += &line(&format!("M0 {middle_px}H{width_px}"), DOT_HEIGHT_PX, share, &dashes);
    }
    Html::from_html_unchecked((svg + "</svg>").into())
}

fn line(path: &str, width_px: f64, share: f64, dashes: &str) -> String {
    format!(
        r#"<path class="sw-line" d="{path}" stroke-width="{width_px}" stroke-opacity="{share}" stroke-dasharray="{dashes}" />"#
    )
}

fn ground(top_px: f64, (width_px, high_px): (f64, f64), share: f64) -> String {
    format!(r#"<rect class="sw-fill" y="{top_px}" width="{width_px}" height="{high_px}" fill-opacity="{share}" />"#)
}
