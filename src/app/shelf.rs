//! All the reader's lists at once: found, renamed, copied, thrown away and brought back, as one file and back.

use std::rc::Rc;

use super::desk::{Entry, insert};
use super::lists::{self, clean_name, distinct_name};
use super::search::{Folding, Search};
use super::{Desk, Effect, Moment, Notice, State};
use crate::formats::kept::{self, KeptList};
use crate::formats::kept_file;

/// What the reader does with all lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShelfAction {
    /// Looks at them.
    Open,
    /// Looks at them no longer.
    Close,
    /// Looks for those with these words.
    Find(String),
    /// Calls this one something.
    Rename(Rc<str>, String),
    /// Wants another one like this.
    Duplicate(Rc<str>),
    /// Throws this one away.
    Discard(Rc<str>),
    /// Wants the one back that was thrown away last.
    BringBack,
    /// Wants all of them as a file.
    Download,
}

/// A list as it stands among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is kept under.
    pub id: Rc<str>,
    /// What it is called on screen.
    pub label: String,
    /// The name the reader gave it; empty if none.
    pub name: String,
    /// When it was edited last, in milliseconds since the epoch; 0 if that is not known.
    pub edited_ms: u64,
    /// How many lines it has.
    pub lines: usize,
    /// Whether it lies on the desk.
    pub is_on_desk: bool,
}

/// The lists in whose name or text these words are, the latest first.
pub fn rows(desk: &Desk, folding: Folding) -> Vec<Row> {
    let search = Search::new(&desk.shelf_find, folding);
    let is_found = |text: &str| search.finds(text);
    let found = desk.entries.iter().filter(|entry| is_found(&entry.list.name) || is_found(&entry.list.text));
    let row = |entry: &Entry| Row {
        id: entry.id.clone(),
        label: entry.label(),
        name: entry.list.name.clone(),
        edited_ms: entry.list.edited_ms,
        lines: entry.list.text.lines().count(),
        is_on_desk: desk.id.as_ref() == Some(&entry.id),
    };
    found.map(row).collect()
}

/// Does it.
pub fn reduce(state: &mut State, action: ShelfAction, moment: Moment) -> Vec<Effect> {
    match action {
        ShelfAction::Open => state.desk.is_shelf_open = true,
        ShelfAction::Close => {
            state.desk.is_shelf_open = false;
            (state.desk.discarded, state.desk.shelf_find) = (None, String::new());
        }
        ShelfAction::Find(words) => state.desk.shelf_find = words,
        ShelfAction::Rename(id, name) => return rename(state, &id, &name, moment),
        ShelfAction::Duplicate(id) => return duplicate(state, &id, moment),
        ShelfAction::Discard(id) => return discard(state, &id),
        ShelfAction::BringBack => {
            let Some(entry) = state.desk.discarded.take() else { return Vec::new() };
            let value = kept::write(&entry.list).into();
            return vec![Effect::Keep { id: entry.id, value, known: None }];
        }
        ShelfAction::Download => return download(state),
    }
    Vec::new()
}

fn find<'a>(state: &'a State, id: &str) -> Option<&'a Entry> {
    state.desk.entries.iter().find(|entry| *entry.id == *id)
}

fn rename(state: &mut State, id: &str, name: &str, moment: Moment) -> Vec<Effect> {
    if state.desk.id.as_deref() == Some(id) {
        return lists::rename(state, name, moment);
    }
    let name = clean_name(name);
    let Some(entry) = find(state, id).filter(|entry| entry.list.name != name) else { return Vec::new() };
    let list = KeptList { name, ..entry.list.clone() };
    vec![Effect::Keep { id: entry.id.clone(), value: kept::write(&list).into(), known: entry.value.clone() }]
}

fn duplicate(state: &mut State, id: &str, moment: Moment) -> Vec<Effect> {
    let Some(entry) = find(state, id) else { return Vec::new() };
    let name = distinct_name(&state.desk, &entry.label());
    let list = KeptList { name, edited_ms: moment.wall_ms.max(0.0) as u64, text: entry.list.text.clone() };
    vec![Effect::Keep { id: state.desk.new_id(moment), value: kept::write(&list).into(), known: None }]
}

fn discard(state: &mut State, id: &str) -> Vec<Effect> {
    let Some(entry) = find(state, id).cloned() else { return Vec::new() };
    let known = entry.value.clone();
    let effects = if state.desk.id.as_deref() == Some(id) {
        lists::discard(state)
    } else {
        state.desk.entries.retain(|entry| *entry.id != *id);
        vec![Effect::Forget { id: id.into(), known }]
    };
    state.desk.discarded = Some(entry);
    effects
}

fn download(state: &State) -> Vec<Effect> {
    let text = kept_file::write(state.desk.entries.iter().map(|entry| &entry.list));
    vec![Effect::Download { name: "interleave-lists.json".to_owned(), media_type: "application/json", text }]
}

/// Takes in the lists of a file; those that are here already stay as they are.
pub fn take_in(state: &mut State, lists: Vec<KeptList>, moment: Moment) -> Vec<Effect> {
    let all = lists.len();
    let mut effects = Vec::new();
    let mut taken: Vec<Entry> = Vec::new();
    for mut list in lists {
        list.name = clean_name(&list.name);
        let is_same = |entry: &Entry| entry.list.name == list.name && entry.list.text == list.text;
        if state.desk.entries.iter().chain(&taken).any(is_same) {
            continue;
        }
        let (id, value): (_, Rc<str>) = (state.desk.new_id(moment), kept::write(&list).into());
        insert(&mut taken, Entry::new(&id, &value));
        effects.push(Effect::Keep { id, value, known: None });
    }
    let (new, old) = (effects.len(), all - effects.len());
    state.news = vec![Notice::TakenIn { new, old }];
    effects
}
