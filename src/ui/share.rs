//! Links that the reader makes, as they stand on the page.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::element::{button, element};
use crate::app::opened::{Clip, MadeLink, link_sentence};
use crate::app::{Action, State};

/// The link that was made last, and the code of a frame around it.
pub fn made_link(state: &State, act: &Callback<Action>) -> Html {
    let (Some(link), Some(sentence)) = (&state.link, link_sentence(state)) else { return Html::default() };
    link_made(link, sentence, act)
}

// A function of its own, which a release loads later.
#[inline(never)]
fn link_made(link: &MadeLink, sentence: String, act: &Callback<Action>) -> Html {
    let row = |label: &'static str, what: &'static str, clip: Clip, text: &str| {
        let verb = if link.copied == Some(clip) { "Copied" } else { "Copy" };
        let select = Callback::from(|event: FocusEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                input.select();
            }
        });
        let field = html! { <input type="text" readonly={true} value={text.to_owned()} onfocus={select} /> };
        let field = element("label").with(element("span").text(label)).child(field);
        let copy = button(verb, act, Action::Copy(clip)).class("small").attr("aria-label", format!("{verb} {what}"));
        element("div").class("clip").with(field).with(copy).html()
    };
    element("div")
        .class("notice is-news is-link")
        .with(element("p").words(sentence))
        .with(button("Close", act, Action::DismissNotice))
        .child(row("Link", "the link", Clip::Link, &link.address))
        .child(row("Code for a frame", "the code for a frame", Clip::Frame, &link.frame))
        .html()
}
