//! Opening a file: a task list, or runs that were recorded.

use web_sys::{Element, HtmlElement, HtmlInputElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use crate::app::Action;

/// The button, and the field behind it, which it presses.
pub fn open_file(act: &Callback<Action>) -> Html {
    let ask = Callback::from(|event: MouseEvent| {
        let field = event.target_dyn_into::<Element>().and_then(|button| button.next_element_sibling());
        if let Some(field) = field {
            field.unchecked_into::<HtmlElement>().click();
        }
    });
    let act = act.clone();
    let picked = Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        act.emit(Action::OpenFiles(crate::browser::dom::files::pick(input.files())));
        // So that the same file can be picked again.
        input.set_value("");
    });
    html! {
        <>
            <button onclick={ask}>{ "Open file…" }</button>
            <input type="file" multiple={true} hidden={true} accept=".json,.txt,application/json,text/plain" onchange={picked} />
        </>
    }
}
