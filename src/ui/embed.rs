//! What a frame of another page shows: one diagram, and the way to the whole page.

use yew::prelude::*;

use super::axis::keys;
use super::press::press;
use super::why::patterns;
use crate::app::lists::title;
use crate::app::{Action, State, embed};
use crate::browser::dom::address;

/// Something that the reader has to know.
pub fn notice(state: &State, act: &Callback<Action>) -> Html {
    let Some(notice) = &state.notice else { return Html::default() };
    html! {
        <div class="notice" role="alert">
            <p>{ notice }</p>
            <button onclick={press(act, Action::DismissNotice)}>{ "Close" }</button>
        </div>
    }
}

/// One diagram for a frame, with the way to the whole page.
pub fn embedded(state: &State, axis: Html, panels: Html, status: String, act: &Callback<Action>) -> Html {
    html! {
        <main class="embed">
            { patterns() }
            <header>
                <h1>{ title(state) }</h1>
                <details>
                    <summary>{ "Task list" }</summary>
                    <pre tabindex="0">{ &*state.document.text }</pre>
                </details>
            </header>
            { notice(state, act) }
            if let Some(sentence) = embed::sentence(state) {
                <p class="refusal">{ sentence }</p>
            }
            { axis }
            { panels }
            { keys() }
            <p class="whole">
                <span>
                    <a href={address::of_whole_page()} target="_blank" rel="noopener">{ "Open in Interleave" }</a>
                    { ": this list, under every model, measured in your browser" }
                </span>
                <button class="stop small" disabled={!state.is_busy()} onclick={press(act, Action::Stop)}>{ "Stop" }</button>
            </p>
            <div class="sr-only" role="status">{ status }</div>
        </main>
    }
}
