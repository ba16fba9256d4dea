//! What is expected of the list, before it runs: a picture of ghosts, and the figures that would stand under it.

use std::rc::Rc;

use web_sys::{HtmlCanvasElement, PointerEvent};
use yew::prelude::*;

use super::diagram::{REACH_PX, place, use_tip_place, use_wheel};
use super::element::element;
use super::figures::item;
use super::names::{color_key, row_names, use_names};
use super::painters::Pen;
use super::tip::describe;
use crate::app::{Action, Expected, Look, wording};
use crate::chart::palette::Theme;
use crate::chart::{Style, Window, rows_of};
use crate::stats::figures::{Figure, Group, Quantity};
use crate::stats::{Analysis, Kind};
use crate::words::{self, hints};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<Analysis>,
    /// What was measured before, on its rows.
    pub under: Option<Rc<Analysis>>,
    pub window: Window,
    pub theme: Theme,
    pub act: Callback<Action>,
}

/// A picture beside the one that the panel is about: of what is expected of a list that was changed since, or of what was
/// measured before and is pinned. The reader goes through the other one by keys; this is told in one sentence and in
/// figures.
#[component]
pub fn ExpectedDiagram(props: &Props) -> Html {
    let (plot_node, sheet) = (use_node_ref(), use_node_ref());
    let look = use_context::<Look>().unwrap_or_default();
    let (view, under) = (&props.view, &props.under);
    let rows = rows_of(view, under.as_deref());
    let pen = use_mut_ref(Pen::default);
    let plot = {
        let pen = pen.clone();
        let arrangement = look.arrangement(rows, &props.window);
        use_memo((view.clone(), under.clone(), arrangement), move |(view, under, arrangement)| {
            pen.borrow_mut().plot(view, under.as_deref(), arrangement).styled(Style::Ghost)
        })
    };
    {
        let (sheet, view, under) = (sheet.clone(), view.clone(), under.clone());
        use_effect_with((plot.clone(), props.window, props.theme), move |(plot, window, theme)| {
            if let Some(canvas) = sheet.cast::<HtmlCanvasElement>() {
                pen.borrow_mut().draw(&canvas, plot, (&view, under.as_deref()), window, *theme);
            }
        });
    }
    use_wheel(&plot_node, props.act.clone());
    let (names_node, names) = use_names(view, under.as_ref(), &plot);
    let pointed = use_state_eq(|| None::<(f64, f64)>);
    let point = {
        let pointed = pointed.clone();
        Callback::from(move |event: PointerEvent| pointed.set(place(&event).map(|(_, x_px, y_px)| (x_px, y_px))))
    };
    let left = {
        let pointed = pointed.clone();
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() != "touch" {
                pointed.set(None);
            }
        })
    };
    let tip = pointed.and_then(|(x_px, y_px)| {
        // Who points at a track means it.
        let tracks = plot.behind.as_ref().zip(under.as_ref());
        let before = tracks.and_then(|(placed, under)| {
            let span = placed.span_at(&under.timeline, &props.window, (x_px, y_px), 0.0)?;
            Some((under, span))
        });
        let now = || Some((view, plot.span_at(&view.timeline, &props.window, x_px, y_px, REACH_PX)?));
        let (view, span) = before.or_else(now)?;
        Some(describe(view, view.timeline.spans.get(span)?))
    });
    let tip_node = use_tip_place(pointed.filter(|_| tip.is_some()));
    let before = if view.kind == Kind::Expected { "" } else { "Before. " };
    let tip = tip.map(|words| element("div").class("tip").known_as(&tip_node).child(words).html());
    let plotted = html! {
        <div class="plot" ref={plot_node} role="img" aria-label={[before, &words::summary(view)].concat()} onpointermove={point.clone()} onpointerdown={point} onpointerleave={left}>
            { element("canvas").known_as(&sheet).set("aria-hidden", "true").html() }
            { tip.unwrap_or_default() }
        </div>
    };
    let picture = element("div").class("picture").child(row_names(view, &names_node, &names)).child(plotted);
    let under = match look.emptiness(view, plot.layout.rows) {
        Some(sentence) => element("p").class("nothing").words(sentence).html(),
        None => color_key(rows, &plot),
    };
    [picture.html(), under].into_iter().collect()
}

/// What is expected, figure by figure: in view where nothing was measured, else for who listens, since it stands beside
/// what was.
pub fn expected_figures(expected: &Expected, is_run: bool) -> Html {
    let view = &expected.view;
    let list = wording::figures(view, expected.speedup);
    let of_row = |figure: &Figure| figure.group == Some(Group::Primary);
    let of = |is_row: bool| {
        let figures = list.iter().filter(move |(figure, _)| of_row(figure) == is_row);
        figures.map(|&(figure, value)| {
            let is_time = figure.quantity == Quantity::Makespan;
            let word = element("span").class("word").text(if is_time { label(expected) } else { figure.label });
            let text = element("b").words(value.text(view.resolution_ns));
            item(figure, value).with(text).text(" ").with(word).html()
        })
    };
    let lists = element("div")
        .set("role", "list")
        .attr("aria-label", format!("{} expected figures", view.subject.name()))
        .with(element("div").class("primary").children(of(true)))
        .with(element("div").class("sr-only").children(of(false)));
    let stuck = expected.standstill.as_ref();
    let stuck = stuck.map(|stuck| element("p").class("note").words(words::expected_stuck(stuck)).html());
    let class = if expected.is_behind { "sr-only" } else { "figures is-expected" };
    let idle = || element("p").class("idle").text(hints::NOT_RUN).html();
    element("div").class(class).with(lists).maybe(stuck).maybe((!is_run).then(idle)).html()
}

/// What stands behind the time.
fn label(expected: &Expected) -> &'static str {
    if expected.is_before_problem { "expected, before the problem" } else { "expected" }
}
