//! The attempts of a model, as dots under its diagram.

use web_sys::{Element, HtmlElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use super::element::element;
use super::why::go_with_arrows;
use crate::app::{Action, Attempts};
use crate::chart::Window;
use crate::chart::attempts::{HEIGHT_PX, RADIUS_PX, nearest, places};
use crate::engine::Model;
use crate::record::Outcome;
use crate::time::measured_text;
use crate::words;

/// The dots, and what has to be said of them.
pub fn attempts(attempts: &Attempts, model: Model, step_ns: u64, window: &Window, act: &Callback<Action>) -> Html {
    let places = places(attempts.dots.iter().map(|dot| dot.ends_ns), window);
    let keys = Callback::from(|event: KeyboardEvent| go_with_arrows(&event));
    let (of, can_choose) = (attempts.dots.len(), attempts.can_choose);
    let list = element("svg")
        .set("role", "list")
        .attr("aria-label", format!("{} attempts", model.name()))
        .attr("width", window.width_px.to_string())
        .attr("height", HEIGHT_PX.to_string());
    let list = if can_choose {
        let places = places.clone();
        list.on_press(Callback::from(move |event: MouseEvent| focus_nearest(&event, &places)))
    } else {
        list
    };
    let dots = attempts.dots.iter().zip(places).map(|(dot, (x_px, y_px))| {
        let time = measured_text(dot.ends_ns, step_ns);
        let name = words::attempt_name(dot.attempt + 1, of, &time, dot.outcome, dot.trusted);
        let attempt = dot.attempt;
        let circle = element("circle")
            .set("role", if can_choose { "button" } else { "img" })
            .attr("aria-label", name.clone())
            .attr("cx", x_px.to_string())
            .attr("cy", y_px.to_string())
            .attr("r", RADIUS_PX.to_string());
        let circle = match (dot.outcome != Outcome::Done || !dot.trusted, dot.is_shown) {
            (true, true) => circle.class("is-out is-shown"),
            (true, false) => circle.class("is-out"),
            (false, true) => circle.class("is-shown"),
            (false, false) => circle,
        };
        let circle = if can_choose {
            circle
                .yes_no("aria-pressed", dot.is_shown)
                .set("tabindex", if dot.is_shown { "0" } else { "-1" })
                .on_focus(act.reform(move |_: FocusEvent| Action::Attempt(model, attempt)))
                .on_key(keys.clone())
        } else {
            circle
        };
        element("g")
            .keyed(attempt.to_string())
            .set("role", "listitem")
            .with(circle.with(element("title").words(name)))
            .html()
    });
    let note = attempts.note.as_ref().map(|note| element("p").class("note").words(note.clone()).html());
    element("div")
        .class("attempts")
        .with(element("span").class("why-name").set("title", words::ATTEMPTS).text("runs"))
        .with(list.children(dots))
        .maybe(note)
        .html()
}

/// The dot that was clicked or tapped gets the focus, and with it is chosen.
fn focus_nearest(event: &MouseEvent, places: &[(f64, f64)]) {
    let Some(list) = event.target_dyn_into::<Element>().and_then(|element| element.closest("svg").ok()?) else {
        return;
    };
    let edge = list.get_bounding_client_rect();
    let at_px = (f64::from(event.client_x()) - edge.left(), f64::from(event.client_y()) - edge.top());
    let dot = nearest(places, at_px).map(|dot| format!("g:nth-of-type({}) circle", dot + 1));
    if let Some(dot) = dot.and_then(|dot| list.query_selector(&dot).ok()?) {
        // What is there can have the focus.
        let _ = dot.unchecked_into::<HtmlElement>().focus();
    }
}
