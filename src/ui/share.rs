//! Links that the reader makes, as they stand on the page.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::press::press;
use crate::app::opened::{Clip, link_sentence};
use crate::app::{Action, State};

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
