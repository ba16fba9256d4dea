//! The region "what if": what stands in it is made by a module that is fetched when it is opened.

use yew::prelude::*;

use super::press::press;
use crate::app::{Action, State, WhatIfAction};

pub fn what_if(state: &State, act: &Callback<Action>) -> Html {
    let is_open = state.what_if.is_open;
    html! {
        <section class="card what-if" aria-label="What if">
            <div class="card-head">
                <h2>
                    <button class="link" aria-expanded={is_open.to_string()} onclick={press(act, Action::WhatIf(WhatIfAction::Toggle))}>
                        { "What if …" }
                    </button>
                </h2>
                <p>{ "other pools, more tasks, other cores, waits or arrivals" }</p>
            </div>
            if is_open {
                <div id="what-if" />
            }
        </section>
    }
}
