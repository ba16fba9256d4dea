//! Opening a file: a task list, or runs that were recorded.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub act: Callback<Action>,
}

/// The button, and the field that it presses.
#[component]
pub fn OpenFile(props: &Props) -> Html {
    let input = use_node_ref();
    let ask = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let act = props.act.clone();
    let picked = Callback::from(move |event: Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        act.emit(Action::OpenFiles(crate::browser::dom::files::pick(input.files())));
        // So that the same file can be picked again.
        input.set_value("");
    });
    html! {
        <>
            <button onclick={ask}>{ "Open file…" }</button>
            <input type="file" multiple={true} hidden={true} ref={input} accept=".json,.txt,application/json,text/plain" onchange={picked} />
        </>
    }
}
