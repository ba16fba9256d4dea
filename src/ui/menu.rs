//! A menu that opens under its button: the browser's own disclosure, so that keys work and nothing is lost on screen
//! readers. It closes when a choice was made, when the focus leaves it, and by Escape.

use web_sys::{Element, Event, HtmlDetailsElement, HtmlElement, Node, wasm_bindgen::JsCast};
use yew::prelude::*;

use crate::browser::dom::page;

/// A function and not a component: a component more is 2 KB to load.
pub fn menu(label: &'static str, items: Html) -> Html {
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if page::key_of(&event).as_deref() == Some("Escape") {
            close(&event, true);
        }
    });
    let onfocusout = Callback::from(|event: FocusEvent| {
        let goes_to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        let stays = menu_of(&event).is_some_and(|menu| goes_to.is_none() || menu.contains(goes_to.as_ref()));
        if !stays {
            close(&event, false);
        }
    });
    let onclick = Callback::from(|event: MouseEvent| {
        if closest(&event, ".menu-items button").is_some() {
            close(&event, true);
        }
    });
    html! {
        <details class="menu" {onkeydown} {onfocusout} {onclick}>
            <summary>{ label }</summary>
            <div class="menu-items">{ items }</div>
        </details>
    }
}

/// The nearest such element around the one that an event was meant for.
fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target_dyn_into::<Element>()?.closest(selector).ok()?
}

fn menu_of(event: &Event) -> Option<HtmlDetailsElement> {
    closest(event, "details.menu")?.dyn_into().ok()
}

fn close(event: &Event, with_focus: bool) {
    let Some(menu) = menu_of(event) else { return };
    menu.set_open(false);
    if with_focus && let Ok(Some(summary)) = menu.query_selector("summary") {
        // What is there can have the focus.
        let _ = summary.unchecked_into::<HtmlElement>().focus();
    }
}
