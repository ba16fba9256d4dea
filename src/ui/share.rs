//! Links that the reader makes: how they are made, and how they stand on the page.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::press::press;

use crate::app::opened::{Clip, link_sentence};
use crate::app::{Action, State};
use crate::browser::dom::address;

/// Makes a link, copies it, and tells what it is.
pub fn share(tell: Callback<Action>, written: String) {
    wasm_bindgen_futures::spawn_local(async move {
        tell.emit(match address::fragment_of(&written).await {
            Ok(fragment) => {
                let address = address::with_fragment(&fragment);
                let copied = address::copy(&address).await;
                let held = address::held(&fragment).await;
                Action::Shared { address, held, copied }
            }
            Err(message) => Action::Notice(message),
        });
    });
}

/// Copies a text, and tells whether that worked.
pub fn copy(tell: Callback<Option<Clip>>, clip: Clip, text: String) {
    wasm_bindgen_futures::spawn_local(async move {
        tell.emit(address::copy(&text).await.then_some(clip));
    });
}

/// The link that was made last, and the code of a frame around it.
pub fn made_link(state: &State, act: &Callback<Action>) -> Html {
    let (Some(link), Some(sentence)) = (&state.link, link_sentence(state)) else { return Html::default() };
    let row = |label: &'static str, what: &'static str, clip: Clip, text: &str| {
        let verb = if link.copied == Some(clip) { "Copied" } else { "Copy" };
        let select = Callback::from(|event: FocusEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                input.select();
            }
        });
        html! {
            <div class="clip">
                <label>
                    <span>{ label }</span>
                    <input type="text" readonly={true} value={text.to_owned()} onfocus={select} />
                </label>
                <button class="small" aria-label={format!("{verb} {what}")} onclick={press(act, Action::Copy(clip))}>
                    { verb }
                </button>
            </div>
        }
    };
    html! {
        <div class="notice is-news is-link">
            <p>{ sentence }</p>
            <button onclick={press(act, Action::DismissNotice)}>{ "Close" }</button>
            { row("Link", "the link", Clip::Link, &link.address) }
            { row("Code for a frame", "the code for a frame", Clip::Frame, &link.frame) }
        </div>
    }
}
