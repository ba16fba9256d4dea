//! The region "what if": what stands in it is made by a module that is fetched when it is opened.

use yew::prelude::*;

use super::element::{button, element};
use crate::app::{Action, State, WhatIfAction};
use crate::words::hints;

pub fn what_if(state: &State, act: &Callback<Action>) -> Html {
    let is_open = state.what_if.is_open;
    let toggle = button("What if …", act, Action::WhatIf(WhatIfAction::Toggle)).class("link");
    let head = element("div").class("card-head").with(element("h2").with(toggle.yes_no("aria-expanded", is_open)));
    let head = head.with(element("p").text(hints::WHAT_IF));
    let place = is_open.then(|| element("div").set("id", "what-if").html());
    let card = element("section").class("card what-if").set("aria-label", "What if");
    card.with(head).maybe(place).html()
}
