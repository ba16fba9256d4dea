//! A menu that opens under its button: the browser's own disclosure, so that keys work and nothing is lost on screen
//! readers. It closes when a choice was made, when the focus leaves it, and by Escape.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDetailsElement, HtmlElement, Node};
use yew::prelude::*;

use crate::browser::dom::page;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub label: AttrValue,
    #[prop_or_default]
    pub class: Classes,
    pub children: Html,
}

#[component]
pub fn Menu(props: &Props) -> Html {
    let details = use_node_ref();
    let close = {
        let details = details.clone();
        move |with_focus: bool| {
            let Some(details) = details.cast::<HtmlDetailsElement>() else { return };
            details.set_open(false);
            if with_focus && let Ok(Some(summary)) = details.query_selector("summary") {
                let _ = summary.unchecked_into::<HtmlElement>().focus();
            }
        }
    };
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if page::key_of(&event).as_deref() == Some("Escape") {
                close(true);
            }
        })
    };
    let onfocusout = {
        let (details, close) = (details.clone(), close.clone());
        Callback::from(move |event: FocusEvent| {
            let goes_to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
            let stays = details.cast::<Node>().is_some_and(|menu| goes_to.is_none() || menu.contains(goes_to.as_ref()));
            if !stays {
                close(false);
            }
        })
    };
    let onclick = Callback::from(move |event: MouseEvent| {
        let chosen =
            event.target_dyn_into::<Element>().and_then(|element| element.closest(".menu-items button").ok()?);
        if chosen.is_some() {
            close(true);
        }
    });
    html! {
        <details class={classes!("menu", props.class.clone())} ref={details} {onkeydown} {onfocusout} {onclick}>
            <summary>{ &props.label }</summary>
            <div class="menu-items">{ props.children.clone() }</div>
        </details>
    }
}
