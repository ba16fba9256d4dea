//! What a frame of another page shows: one diagram, and the way to the whole page.

use yew::prelude::*;

use super::axis::keys;
use super::element::{button, element};
use super::why::patterns;
use crate::app::lists::title;
use crate::app::{Action, State, embed, notice_text};
use crate::browser::dom::address;
use crate::words::hints;

/// Something that the reader has to know.
pub fn notice(state: &State, act: &Callback<Action>) -> Html {
    let Some(notice) = notice_text(&state.notices) else { return Html::default() };
    let card = element("div").class("notice").set("role", "alert").with(element("p").words(notice));
    card.with(button("Close", act, Action::DismissNotice)).html()
}

/// One diagram for a frame, with the way to the whole page.
pub fn embedded(state: &State, axis: Html, panels: Html, status: String, act: &Callback<Action>) -> Html {
    let text = element("pre").set("tabindex", "0").words((*state.document.text).to_owned());
    let list = element("details").with(element("summary").text("Task list")).with(text);
    let refusal = embed::sentence(state).map(|sentence| element("p").class("refusal").words(sentence).html());
    let link = element("a").attr("href", address::of_whole_page()).set("target", "_blank").set("rel", "noopener");
    let whole = element("span").with(link.text("Open in Interleave")).text(hints::WHOLE_PAGE);
    let stop = button("Stop", act, Action::Stop).class("stop small").flag("disabled", !state.is_busy());
    element("main")
        .class("embed")
        .child(patterns())
        .with(element("header").with(element("h1").words(title(state))).with(list))
        .child(notice(state, act))
        .maybe(refusal)
        .child(axis)
        .child(panels)
        .child(keys())
        .with(element("p").class("whole").with(whole).with(stop))
        .with(element("div").class("sr-only").set("role", "status").words(status))
        .html()
}
