//! The attempts of a model, as dots under its diagram.

use web_sys::{Element, HtmlElement, wasm_bindgen::JsCast};
use yew::prelude::*;

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
    let tapped = can_choose.then(|| {
        let places = places.clone();
        Callback::from(move |event: MouseEvent| focus_nearest(&event, &places))
    });
    let dots = attempts.dots.iter().zip(places).map(|(dot, (x_px, y_px))| {
        let time = measured_text(dot.ends_ns, step_ns);
        let name = words::attempt_name(dot.attempt + 1, of, &time, dot.outcome, dot.trusted);
        let attempt = dot.attempt;
        let choose = act.reform(move |_: FocusEvent| Action::Attempt(model, attempt));
        let is_out = dot.outcome != Outcome::Done || !dot.trusted;
        html! {
            <g key={dot.attempt} role="listitem">
                <circle
                    role={if can_choose { "button" } else { "img" }}
                    aria-label={name.clone()}
                    aria-pressed={can_choose.then(|| dot.is_shown.to_string())}
                    tabindex={can_choose.then_some(if dot.is_shown { "0" } else { "-1" })}
                    class={classes!(is_out.then_some("is-out"), dot.is_shown.then_some("is-shown"))}
                    cx={x_px.to_string()}
                    cy={y_px.to_string()}
                    r={RADIUS_PX.to_string()}
                    onfocus={can_choose.then_some(choose)}
                    onkeydown={can_choose.then(|| keys.clone())}
                >
                    <title>{ name }</title>
                </circle>
            </g>
        }
    });
    html! {
        <div class="attempts">
            <span class="why-name" title={words::ATTEMPTS}>{ "runs" }</span>
            <svg role="list" aria-label={format!("{} attempts", model.name())} width={window.width_px.to_string()} height={HEIGHT_PX.to_string()} onclick={tapped}>
                { for dots }
            </svg>
            if let Some(note) = &attempts.note {
                <p class="note">{ note }</p>
            }
        </div>
    }
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
