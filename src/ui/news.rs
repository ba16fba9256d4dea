//! What is good to know, and what takes time.

use yew::prelude::*;

use super::element::{button, element};
use super::share::made_link;
use crate::app::lists::introduction;
use crate::app::{Action, Notice, State, notice_text};

/// All of it, as it is read out when it comes.
pub fn news(state: &State, act: &Callback<Action>) -> Html {
    let working = state.files.working().map(|working| {
        let notice = element("div").class("notice is-news is-working").with(element("p").words(working));
        notice.with(button("Cancel", act, Action::CancelFiles)).html()
    });
    let news = introduction(state).into_iter().map(Notice::text).chain(notice_text(&state.news)).map(|news| {
        let notice = element("div").class("notice is-news").with(element("p").words(news));
        notice.with(button("Close", act, Action::DismissNotice)).html()
    });
    let news = element("div").set("role", "status").maybe(working).children(news);
    news.child(made_link(state, act)).html()
}
