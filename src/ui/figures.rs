//! The figures of a run: the few that tell most in a row, the rest a click away, and every word explained.

use std::rc::Rc;

use web_sys::{HtmlElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use super::expected::beside;
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
    html! {
        <div class="figures">
            <div role="list" aria-label={format!("{name} figures")}>
                <div class="primary" onkeydown={Callback::from(|event: KeyboardEvent| go(&event))}>
                    { for of(Group::Primary).enumerate().map(|(at, (figure, value))| {
                        let stop_here = stop.clone();
                        let id = format!("{}-{}", model.id(), figure.key);
                        let is_time = figure.quantity == Quantity::Makespan;
                        let beside = [
                            beside(expected, figure).filter(|_| is_time),
                            spread(figure).filter(|_| is_time).map(|spread| words::spread_of(spread, value, resolution_ns)),
                        ];
                        primary(figure, value, (value.text(resolution_ns), beside), id, at == (*stop).min(last), Callback::from(move |_| stop_here.set(at)))
                    }) }
                </div>
                <div class={if *is_open { "further" } else { "sr-only" }}>
                    { for Group::FURTHER.into_iter().filter(|group| of(*group).next().is_some()).map(|group| html! {
                        <div>
                            <p class="group" aria-hidden="true">{ group.heading() }</p>
                            { for of(group).map(|(figure, value)| {
                                let spread = spread(figure).and_then(|spread| words::spread(spread, value, resolution_ns));
                                further(figure, value, (value.text(resolution_ns), [beside(expected, figure), spread]))
                            }) }
                        </div>
                    }) }
                </div>
            </div>
            <button
                class="link"
                aria-expanded={is_open.to_string()}
                aria-label={format!("{} figures: {name}", if *is_open { "Fewer" } else { "All" })}
                onclick={toggle}
            >
                { if *is_open { "Fewer figures" } else { "All figures" } }
            </button>
            <button
                class="link"
                aria-expanded={props.has_table.to_string()}
                aria-label={format!("{}: {name}", if props.has_table { "Hide table" } else { "Show as table" })}
                onclick={toggle_table}
            >
                { if props.has_table { "Hide table" } else { "Table" } }
            </button>
        </div>
    }
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
    html! {
        <div
            role="listitem"
            class="figure"
            data-figure={figure.key}
            data-value={value.to_string()}
            tabindex={if is_stop { "0" } else { "-1" }}
            aria-describedby={id.clone()}
            {onfocus}
        >
            <b>{ text }</b>{ " " }<span class="word">{ figure.label }</span>
            { behind(beside) }
            <span {id} role="tooltip" class="meaning">{ words::meaning(figure.quantity) }</span>
        </div>
    }
}

fn further(figure: &Figure, value: Value, (text, beside): (String, [Option<String>; 2])) -> Html {
    html! {
        <div role="listitem" class="figure" data-figure={figure.key} data-value={value.to_string()}>
            <span class="word">{ figure.label }</span>{ " " }<b>{ text }</b>
            { behind(beside) }
            <span class="meaning">{ words::meaning(figure.quantity) }</span>
        </div>
    }
}

/// What stands behind a figure: what was expected, and how its attempts are spread.
fn behind(words: [Option<String>; 2]) -> Html {
    let with = |(words, class): (Option<String>, &'static str)| {
        words.map(|words| html! { <>{ " " }<span {class}>{ words }</span></> })
    };
    html! { <>{ for words.into_iter().zip(["expected", "spread"]).filter_map(with) }</> }
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
