//! All lists, in a dialog: the browser's own, which keeps the focus inside, closes by Escape and gives the focus back.

use std::rc::Rc;

use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::element::{Element, element};
use super::open::open_file;
use super::press::press;
use crate::app::lists::NAME_LETTERS;
use crate::app::shelf::Row;
use crate::app::{Action, ShelfAction, State, shelf};
use crate::browser::dom::page::{self, Listener, date_text};
use crate::words::{self, hints};

#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lists that were looked for, the latest first.
    pub rows: Vec<Row>,
    /// How many there are in all.
    pub count: usize,
    pub find: String,
    /// What the one is called that was thrown away last.
    pub discarded: Option<String>,
    /// How many lists have runs that are kept.
    pub with_runs: usize,
    pub act: Callback<Action>,
}

/// The dialog, while the reader looks at all lists.
pub fn all_lists(state: &State, act: &Callback<Action>) -> Html {
    if state.desk.is_shelf_open { dialog(state, act) } else { Html::default() }
}

// A function of its own, which a release loads later.
#[inline(never)]
fn dialog(state: &State, act: &Callback<Action>) -> Html {
    let desk = &state.desk;
    html! {
        <AllLists
            rows={shelf::rows(desk, state.look.folding)}
            count={desk.entries.len()}
            find={desk.shelf_find.clone()}
            discarded={desk.discarded.as_ref().map(crate::app::lists::Entry::label)}
            with_runs={state.kept_runs.list_count()}
            act={act.clone()}
        />
    }
}

#[component]
fn AllLists(props: &Props) -> Html {
    let Props { rows, count, find, discarded, with_runs, act } = props;
    let act = act.reform(Action::Shelf);
    let (dialog, search, renaming) = (use_node_ref(), use_node_ref(), use_state(|| None::<Rc<str>>));
    let shown = (dialog.clone(), act.clone());
    use_effect_with((), move |()| {
        let (dialog, act) = shown;
        let closed = dialog.cast::<HtmlDialogElement>().map(|dialog| {
            // A dialog that can't be modal is one that stands in the page already.
            let _ = dialog.show_modal();
            Listener::new(&dialog, "close", move |_| act.emit(ShelfAction::Close))
        });
        move || drop(closed)
    });
    let field = use_node_ref();
    let named = field.clone();
    use_effect_with(renaming.is_some(), move |_| {
        let _ = named.cast::<HtmlElement>().map(|field| field.focus());
    });
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            dialog.cast::<HtmlDialogElement>().iter().for_each(HtmlDialogElement::close);
        })
    };
    let to_search = {
        let search = search.clone();
        Callback::from(move |()| {
            // The button that was pressed is gone.
            let _ = search.cast::<HtmlElement>().map(|search| search.focus());
        })
    };
    let looks = act.reform(|event: InputEvent| ShelfAction::Find(value_of(&event)));
    let search = html! { <input type="search" ref={search} aria-label="Find a list" placeholder="Find by name or text" value={find.clone()} oninput={looks} /> };
    let parts = Parts { act: act.clone(), pick: props.act.clone(), close: close.clone(), to_search, renaming, field };
    let head = element("div")
        .class("all-lists-head")
        .with(element("h2").set("id", "all-lists-title").text("All lists"))
        .with(small("Close", close));
    let mut status = element("p").set("role", "status").words(hints::lists_found(rows.len(), *count));
    if let Some(discarded) = discarded {
        let back = element("button").class("link").on_press(act.reform(|_| ShelfAction::BringBack));
        status = status.words(hints::list_deleted(discarded)).with(back.text("Bring it back"));
    }
    let lists = element("ul")
        .set("aria-label", "Kept lists")
        .set("tabindex", "0")
        .children(rows.iter().map(|row| parts.row(row)));
    let download = small("Download all", act.reform(|_| ShelfAction::Download)).flag("disabled", *count == 0);
    let forget = small("Forget runs", press(&props.act, Action::ForgetRuns)).flag("disabled", *with_runs == 0);
    let foot = element("div")
        .class("all-lists-foot")
        .with(download)
        .child(open_file(&props.act))
        .with(element("p").set("role", "status").words(words::lists_with_runs(*with_runs)))
        .with(forget);
    element("dialog")
        .class("all-lists")
        .known_as(&dialog)
        .set("aria-labelledby", "all-lists-title")
        .with(head)
        .child(search)
        .with(status)
        .with(lists)
        .with(foot)
        .html()
}

fn value_of(event: &impl AsRef<web_sys::Event>) -> String {
    event.as_ref().target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

/// What a row is made with.
struct Parts {
    act: Callback<ShelfAction>,
    pick: Callback<Action>,
    close: Callback<MouseEvent>,
    to_search: Callback<()>,
    renaming: UseStateHandle<Option<Rc<str>>>,
    field: NodeRef,
}

impl Parts {
    fn row(&self, row: &Row) -> Html {
        let lines = if row.lines == 1 { "1 line".to_owned() } else { format!("{} lines", row.lines) };
        let date = if row.edited_ms == 0 { String::new() } else { format!("{}, ", date_text(row.edited_ms)) };
        let place = if row.is_on_desk { ", on the desk" } else { "" };
        let name = if self.renaming.as_ref() == Some(&row.id) {
            self.name_field(row)
        } else {
            element("button").on_press(self.opens(row)).words(row.label.clone()).html()
        };
        let about = element("span").words(format!("{date}{lines}{place}"));
        element("li")
            .keyed(row.id.to_string())
            .with(element("div").class("all-lists-name").child(name).with(about))
            .with(deed("Rename", row, self.renames(row)))
            .with(deed("Duplicate", row, self.tells(ShelfAction::Duplicate(row.id.clone()))))
            .with(deed("Delete", row, self.discards(row)))
            .html()
    }

    fn tells(&self, action: ShelfAction) -> Callback<MouseEvent> {
        self.act.reform(move |_| action.clone())
    }

    fn opens(&self, row: &Row) -> Callback<MouseEvent> {
        let (pick, close, id) = (self.pick.clone(), self.close.clone(), row.id.clone());
        Callback::from(move |event| {
            close.emit(event);
            pick.emit(Action::PickList(id.clone()));
        })
    }

    fn discards(&self, row: &Row) -> Callback<MouseEvent> {
        let (act, to_search, id) = (self.act.clone(), self.to_search.clone(), row.id.clone());
        Callback::from(move |_| {
            act.emit(ShelfAction::Discard(id.clone()));
            to_search.emit(());
        })
    }

    fn renames(&self, row: &Row) -> Callback<MouseEvent> {
        let (renaming, id) = (self.renaming.clone(), row.id.clone());
        Callback::from(move |_| renaming.set(Some(id.clone())))
    }

    /// Enter, or going elsewhere, renames; Escape leaves the name as it is, and the dialog open.
    fn name_field(&self, row: &Row) -> Html {
        let (id, act, renaming) = (row.id.clone(), self.act.clone(), self.renaming.clone());
        let onblur = Callback::from(move |event: FocusEvent| {
            act.emit(ShelfAction::Rename(id.clone(), value_of(&event)));
            renaming.set(None);
        });
        let (name, to_search) = (row.name.clone(), self.to_search.clone());
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            let key = page::key_of(&event).unwrap_or_default();
            if key == "Escape" {
                event.prevent_default();
                event.target_dyn_into::<HtmlInputElement>().iter().for_each(|input| input.set_value(&name));
            }
            if ["Escape", "Enter"].contains(&key.as_str()) {
                to_search.emit(());
            }
        });
        html! {
            <input
                type="text"
                ref={self.field.clone()}
                aria-label={format!("Name of {}", row.label)}
                maxlength={NAME_LETTERS.to_string()}
                value={row.name.clone()}
                placeholder="its first words"
                {onkeydown}
                {onblur}
            />
        }
    }
}

/// A button for one of the lists.
fn deed(word: &'static str, row: &Row, does: Callback<MouseEvent>) -> Element {
    small(word, does).attr("aria-label", format!("{word} {}", row.label))
}

fn small(word: &'static str, does: Callback<MouseEvent>) -> Element {
    element("button").class("small").on_press(does).text(word)
}
