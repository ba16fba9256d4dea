//! The figures of a run: the few that tell most in a row, the rest a click away, and every word explained.

use std::rc::Rc;

use web_sys::{HtmlElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use super::element::{Element, element};
use super::painters::{Painters, use_newest};
use super::press::press;
use crate::app::{Action, Repeated, wording};
use crate::browser::dom::page;
use crate::stats::Analysis;
use crate::stats::figures::{Figure, Group, Quantity, Value};
use crate::words;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<Analysis>,
    pub speedup: Option<f64>,
    /// What was expected of the same list.
    pub expected: Option<Rc<Analysis>>,
    /// What its attempts show together, where there are several.
    pub repeated: Option<Repeated>,
    /// Whether the table is shown, which the row leads to as well.
    pub has_table: bool,
    pub painters: Painters,
    pub act: Callback<Action>,
}

/// All figures of the moment that the picture shows are in the list at any time. Closed, the further ones are there for who listens, and not for who looks.
#[component]
pub fn Figures(props: &Props) -> Html {
    let is_open = use_state_eq(|| false);
    // Of the row, one figure is a stop of the Tab key; the arrows go on from there.
    let stop = use_state_eq(|| 0);
    let view = use_newest(&props.painters, &props.view);
    let model = view.subject.model();
    let name = model.name();
    let list = wording::figures(&view, props.speedup);
    let resolution_ns = view.resolution_ns;
    let expected = props.expected.as_ref();
    let spread = |figure: &Figure| props.repeated.as_ref()?.spread(figure.quantity);
    let of = |group: Group| list.iter().copied().filter(move |(figure, _)| figure.group == Some(group));
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_| is_open.set(!*is_open))
    };
    let toggle_table = press(&props.act, Action::ToggleTable(model));
    let last = of(Group::Primary).count().saturating_sub(1);
    let row = of(Group::Primary).enumerate().map(|(at, (figure, value))| {
        let stop_here = stop.clone();
        let id = format!("{}-{}", model.id(), figure.key);
        let is_time = figure.quantity == Quantity::Makespan;
        let beside = [
            beside(expected, figure).filter(|_| is_time),
            spread(figure).filter(|_| is_time).map(|spread| words::spread_of(spread, value, resolution_ns)),
        ];
        let is_stop = at == (*stop).min(last);
        let onfocus = Callback::from(move |_| stop_here.set(at));
        primary(figure, value, (value.text(resolution_ns), beside), id, is_stop, onfocus)
    });
    let groups = Group::FURTHER.into_iter().filter(|group| of(*group).next().is_some()).map(|group| {
        let figures = of(group).map(|(figure, value)| {
            let spread = spread(figure).and_then(|spread| words::spread(spread, value, resolution_ns));
            further(figure, value, (value.text(resolution_ns), [beside(expected, figure), spread]))
        });
        let heading = element("p").class("group").set("aria-hidden", "true").text(group.heading());
        element("div").with(heading).children(figures).html()
    });
    let keys = Callback::from(|event: KeyboardEvent| go(&event));
    let (class, word, verb) =
        if *is_open { ("further", "Fewer figures", "Fewer") } else { ("sr-only", "All figures", "All") };
    let (table_word, table_verb) =
        if props.has_table { ("Hide table", "Hide table") } else { ("Table", "Show as table") };
    let lists = element("div")
        .set("role", "list")
        .attr("aria-label", format!("{name} figures"))
        .with(element("div").class("primary").on_key(keys).children(row))
        .with(element("div").class(class).children(groups));
    let more = element("button")
        .class("link")
        .yes_no("aria-expanded", *is_open)
        .attr("aria-label", format!("{verb} figures: {name}"))
        .on_press(toggle)
        .text(word);
    let table = element("button")
        .class("link")
        .yes_no("aria-expanded", props.has_table)
        .attr("aria-label", format!("{table_verb}: {name}"))
        .on_press(toggle_table)
        .text(table_word);
    element("div").class("figures").with(lists).with(more).with(table).html()
}

/// One of the row; what it means is told beside it while it has the pointer or the focus.
fn primary(
    figure: &Figure,
    value: Value,
    (text, beside): (String, [Option<String>; 2]),
    id: String,
    is_stop: bool,
    onfocus: Callback<FocusEvent>,
) -> Html {
    let meaning = element("span")
        .attr("id", id.clone())
        .set("role", "tooltip")
        .class("meaning")
        .text(words::meaning(figure.quantity));
    item(figure, value)
        .set("tabindex", if is_stop { "0" } else { "-1" })
        .attr("aria-describedby", id)
        .on_focus(onfocus)
        .with(element("b").words(text))
        .text(" ")
        .with(element("span").class("word").text(figure.label))
        .child(behind(beside))
        .with(meaning)
        .html()
}

fn further(figure: &Figure, value: Value, (text, beside): (String, [Option<String>; 2])) -> Html {
    item(figure, value)
        .with(element("span").class("word").text(figure.label))
        .text(" ")
        .with(element("b").words(text))
        .child(behind(beside))
        .with(element("span").class("meaning").text(words::meaning(figure.quantity)))
        .html()
}

/// The place of a figure in a list of them.
pub fn item(figure: &Figure, value: Value) -> Element {
    element("div")
        .set("role", "listitem")
        .class("figure")
        .set("data-figure", figure.key)
        .attr("data-value", value.to_string())
}

/// What stands behind a figure: what was expected, and how its attempts are spread.
fn behind(words: [Option<String>; 2]) -> Html {
    let with = |(words, class): (Option<String>, &'static str)| {
        Some([" ".into(), element("span").class(class).words(words?).html()])
    };
    words.into_iter().zip(["expected", "spread"]).filter_map(with).flatten().collect()
}

/// The arrows go from figure to figure, and Escape puts the explanation away.
fn go(event: &KeyboardEvent) {
    let Some(here) = event.target_dyn_into::<HtmlElement>() else { return };
    let next = match page::key_of(event).unwrap_or_default().as_str() {
        "ArrowRight" => here.next_element_sibling(),
        "ArrowLeft" => here.previous_element_sibling(),
        "Escape" => {
            // Without the focus nothing is explained; it always can be given up.
            let _ = here.blur();
            None
        }
        _ => None,
    };
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        // What is there can have the focus.
        let _ = next.focus();
    }
}

/// A figure that is expected beside the one that was measured.
fn beside(expected: Option<&Rc<Analysis>>, figure: &Figure) -> Option<String> {
    let view = expected?;
    let value = figure.value(&view.figures, true)?;
    // How fast it is beside others was asked for, and the page never stands still in what is expected.
    let is_told = !matches!(figure.quantity, Quantity::Speedup | Quantity::PageFrozen | Quantity::Lanes);
    is_told.then(|| format!("(expected {})", value.text(view.resolution_ns)))
}
