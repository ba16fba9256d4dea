//! The reader's lists: the menu, undo and redo, and the word that something is not kept.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::element::{button, element};
use super::menu::menu;
use super::offers::edit_menu;
use super::open::open_file;
use super::press::{icon, press};
use crate::app::lists::{Desk, NAME_LETTERS, label};
use crate::app::{Action, ShelfAction};
use crate::words;

/// Lists shown in the menu, the latest first; the dialog has them all.
const SHOWN_LISTS: usize = 12;

const UNDO: &str = r#"<svg viewBox="0 0 16 16" aria-hidden="true"><path class="stroke" d="M5 3 2 6l3 3M2.5 6H9a4 4 0 0 1 0 8H6" /></svg>"#;
const REDO: &str = r#"<svg viewBox="0 0 16 16" aria-hidden="true"><path class="stroke" d="M11 3l3 3-3 3M13.5 6H7a4 4 0 0 0 0 8h3" /></svg>"#;

/// What the tools show of the desk.
#[derive(Clone, PartialEq)]
pub struct Shelf {
    pub name: Rc<str>,
    pub is_own: bool,
    pub can_undo: bool,
    pub can_redo: bool,
    /// What the reader's list is called that lay on the desk before.
    pub before: Option<String>,
    pub others: Vec<(Rc<str>, String)>,
}

impl Shelf {
    pub fn of(desk: &Desk) -> Self {
        Self {
            name: desk.name.clone(),
            is_own: desk.id.is_some(),
            can_undo: desk.history.can_undo(),
            can_redo: desk.history.can_redo(),
            before: desk.list_before().map(|sheet| label(&sheet.name, &sheet.text)),
            others: desk.others().take(SHOWN_LISTS).map(|entry| (entry.id.clone(), entry.label())).collect(),
        }
    }
}

/// The menu of the lists, and the way back from a change.
pub fn list_tools(shelf: &Shelf, act: &Callback<Action>) -> Html {
    let rename = act.reform(|event: Event| {
        Action::RenameList(event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default())
    });
    let name = html! {
        <label>
            { "Name of this list" }
            <input
                type="text"
                value={shelf.name.to_string()}
                maxlength={NAME_LETTERS.to_string()}
                placeholder="its first words"
                onchange={rename}
            />
        </label>
    };
    let others = shelf.others.iter().map(|(id, label)| {
        let pick = element("button").on_press(press(act, Action::PickList(id.clone()))).words(label.clone());
        element("li").with(pick).html()
    });
    let others = element("ul").set("aria-label", "Other lists").children(others);
    let items = [
        name,
        button("New list", act, Action::NewList).html(),
        open_file(act),
        button("Download list", act, Action::DownloadList).html(),
        button("All lists…", act, Action::Shelf(ShelfAction::Open)).html(),
        button("Delete this list", act, Action::DiscardList).flag("disabled", !shelf.is_own).html(),
        if shelf.others.is_empty() { Html::default() } else { others.html() },
    ];
    element("div")
        .class("list-tools")
        .child(edit_menu(act))
        .child(menu("Lists", items.into_iter().collect()))
        .child(step("Undo", UNDO, shelf.can_undo, press(act, Action::Undo)))
        .child(step("Redo", REDO, shelf.can_redo, press(act, Action::Redo)))
        .html()
}

fn step(name: &'static str, arrow: &'static str, is_possible: bool, does: Callback<MouseEvent>) -> Html {
    let button = element("button").class("icon small").set("aria-label", name).set("title", name);
    button.flag("disabled", !is_possible).on_press(does).child(icon(arrow)).html()
}

/// The way back to the reader's own list that lay on the desk before this one.
pub fn way_back(shelf: &Shelf, act: &Callback<Action>) -> Html {
    let Some(before) = &shelf.before else { return Html::default() };
    let back = element("button").class("link").on_press(press(act, Action::GoBack));
    element("p").class("way-back").with(back.words(format!("Back to \u{201c}{before}\u{201d}"))).html()
}

/// Says which list is not kept, and offers it as a file.
pub fn unkept(desk: &Desk, act: &Callback<Action>) -> Html {
    desk.unkept().map(|(entry, reason)| not_kept(&words::not_kept(&entry.label(), reason), act)).unwrap_or_default()
}

// A function of its own, which a release loads later.
#[inline(never)]
fn not_kept(sentence: &str, act: &Callback<Action>) -> Html {
    let notice = element("p").class("unkept").set("role", "alert").words(sentence.to_owned());
    notice.text(" ").with(button("Download list", act, Action::DownloadList).class("link")).html()
}
