//! What is good to know, and what takes time.

use yew::prelude::*;

use super::press::press;
use super::share::made_link;
use crate::app::lists::introduction;
use crate::app::{Action, State};

/// All of it, as it is read out when it comes.
pub fn news(state: &State, act: &Callback<Action>) -> Html {
    let close = || html! { <button onclick={press(act, Action::DismissNotice)}>{ "Close" }</button> };
    html! {
        <div role="status">
            if let Some(working) = state.files.working() {
                <div class="notice is-news is-working">
                    <p>{ working }</p>
                    <button onclick={press(act, Action::CancelFiles)}>{ "Cancel" }</button>
                </div>
            }
            { for introduction(state).into_iter().chain(state.news.as_deref()).map(|news| html! {
                <div class="notice is-news"><p>{ news }</p>{ close() }</div>
            }) }
            { made_link(state, act) }
        </div>
    }
}
