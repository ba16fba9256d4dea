//! The reader's lists: which one is on the desk, which others are kept, and the way back from every change.
//! Undoing goes through the text of one list, whoever changed it. Whatever an example, a link or a file puts on the desk,
//! the reader's list that lay there before is kept, and one step leads back to it.

use std::rc::Rc;

pub use super::desk::{Desk, Entry, Keeping, NAME_LETTERS, Sheet, Shelf, label};
use super::desk::{EXAMPLE, insert};
use super::history::{Selection, Typed};
use super::{Effect, Moment, Notice, State, typing};
use crate::formats::kept::{self, KeptList};
use crate::program::EXAMPLES;

/// The list on the desk.
fn sheet(state: &State) -> Sheet {
    Sheet { id: state.desk.id.clone(), name: state.desk.name.clone(), text: state.document.text.clone() }
}

/// The reader typed.
pub fn type_in(state: &mut State, typed: &Typed, moment: Moment) -> Vec<Effect> {
    if *state.document.text == *typed.text {
        return Vec::new();
    }
    let text = state.document.text.clone();
    state.desk.history.type_in(&text, typed, moment.clock_ms);
    state.desk.selection = typed.after;
    state.document.change(&typed.text);
    keep(state, moment)
}

/// The text of the list on the desk was changed at once, as by a button.
pub fn rewrite(state: &mut State, text: &str, moment: Moment) -> Vec<Effect> {
    let before = state.document.text.clone();
    if *before == *text {
        return Vec::new();
    }
    let (selected, after) = (state.desk.selection, typing::carried(&before, text, state.desk.selection));
    state.desk.history.rewrite(&before, text, selected, after);
    write(state, text, after, true, moment)
}

/// Writes the text of the list on the desk, and selects in it; `reveals` brings that into view.
pub(super) fn write(state: &mut State, text: &str, selection: Selection, reveals: bool, moment: Moment) -> Vec<Effect> {
    state.document.change(text);
    let mut effects = vec![select(state, selection, reveals)];
    effects.extend(keep(state, moment));
    effects
}

/// The reader selected something in the text.
pub fn note_selection(state: &mut State, selection: Selection) -> Vec<Effect> {
    // The focus is elsewhere.
    state.offering.shown = None;
    state.desk.selection = selection;
    Vec::new()
}

fn select(state: &mut State, selection: Selection, reveals: bool) -> Effect {
    state.desk.selection = selection;
    Effect::Write { text: state.document.text.clone(), selection, reveals }
}

/// Puts another list on the desk, one of the reader's from now on.
pub fn open(state: &mut State, name: &str, text: &str, moment: Moment) -> Vec<Effect> {
    if let Some(effects) = open_known(state, text) {
        return effects;
    }
    let id = state.desk.new_id(moment);
    let mut effects = put(state, Sheet { id: Some(id), name: clean_name(name).into(), text: text.into() });
    effects.extend(keep(state, moment));
    effects
}

/// Puts a list on the desk that is somebody else's, until the reader changes it: one from a link.
pub fn visit(state: &mut State, name: &str, text: &str) -> Vec<Effect> {
    let known = open_known(state, text);
    known.unwrap_or_else(|| put(state, Sheet { id: None, name: clean_name(name).into(), text: text.into() }))
}

/// A list that is kept already is taken from there, and an example that nobody has changed needs no keeping. `None` if
/// the text is neither.
fn open_known(state: &mut State, text: &str) -> Option<Vec<Effect>> {
    if *state.document.text == *text {
        return Some(Vec::new());
    }
    if EXAMPLES.iter().any(|example| example.text == text) {
        return Some(put(state, Sheet { id: None, name: "".into(), text: text.into() }));
    }
    let id = state.desk.entries.iter().find(|entry| entry.list.text == text)?.id.clone();
    Some(pick(state, &id))
}

/// Whether the list on the desk is somebody else's: nothing of it is kept here.
pub fn is_guest(state: &State) -> bool {
    state.desk.id.is_none() && state.document.example.is_none()
}

/// What the list on the desk is called: on the page, in its title, and in what is made of it.
pub fn title(state: &State) -> String {
    let example = state.document.example.map(|example| example.title.to_owned());
    example.unwrap_or_else(|| label(&state.desk.name, &state.document.text))
}

/// What the window is called.
pub fn page_title(state: &State) -> String {
    format!("{} \u{b7} Interleave", title(state))
}

/// What is said about the list on the desk because it came with a link.
pub fn introduction(state: &State) -> Option<&Notice> {
    state.desk.introduction.as_ref().filter(|_| is_guest(state))
}

/// A name as it may be: of letters that can be seen, and not of too many.
pub(super) fn clean_name(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(NAME_LETTERS).collect()
}

/// The reader wants one of the lists that are kept.
pub fn pick(state: &mut State, id: &str) -> Vec<Effect> {
    let Some(entry) = state.desk.entries.iter().find(|entry| *entry.id == *id) else { return Vec::new() };
    let list = &entry.list;
    let sheet = Sheet { id: Some(id.into()), name: list.name.as_str().into(), text: list.text.as_str().into() };
    put(state, sheet)
}

/// The reader wants an empty list.
pub fn start(state: &mut State, moment: Moment) -> Vec<Effect> {
    let id = state.desk.new_id(moment);
    put(state, Sheet { id: Some(id), ..Sheet::default() })
}

/// The reader calls the list on the desk something.
pub fn rename(state: &mut State, name: &str, moment: Moment) -> Vec<Effect> {
    let name = clean_name(name);
    if *state.desk.name == *name {
        return Vec::new();
    }
    state.desk.name = name.into();
    keep(state, moment)
}

/// The reader throws the list on the desk away; going back brings it back.
pub fn discard(state: &mut State) -> Vec<Effect> {
    let Some(id) = state.desk.id.clone() else { return Vec::new() };
    let next = state.desk.others().next().map(|entry| entry.id.clone());
    let mut effects = match next {
        Some(next) => pick(state, &next),
        None => put(state, Sheet { text: EXAMPLES[0].text.into(), ..Sheet::default() }),
    };
    let known = state.desk.entries.iter().find(|entry| entry.id == id).and_then(|entry| entry.value.clone());
    state.desk.entries.retain(|entry| entry.id != id);
    effects.push(Effect::Forget { id, known });
    effects
}

fn put(state: &mut State, new: Sheet) -> Vec<Effect> {
    let before = sheet(state);
    state.desk.put_aside(before);
    // What a link asked for belongs to its list.
    (state.wanted_view, state.wanted_range) = (None, None);
    lay(state, new)
}

/// Lays a list on the desk, and notes that it lies there.
fn lay(state: &mut State, sheet: Sheet) -> Vec<Effect> {
    state.desk.take_up(&sheet);
    if *state.document.text != *sheet.text {
        state.document.change(&sheet.text);
    }
    state.desk.id = sheet.id;
    state.desk.name = sheet.name;
    let mut effects = vec![select(state, Selection::default(), true)];
    effects.extend(where_it_lies(state));
    effects
}

/// Notes which list lies on the desk: reloading this tab brings that one back, whatever other tabs have on theirs.
pub fn where_it_lies(state: &State) -> Option<Effect> {
    // A frame, which may be of the same site, doesn't move the reader's own lists about.
    place(state).filter(|_| !state.embed).map(|place| Effect::Place(place.to_string()))
}

/// Where the list on the desk is to be found again; `None` for one that came with a link and is nobody's yet.
pub fn place(state: &State) -> Option<Rc<str>> {
    match (&state.desk.id, state.document.example) {
        (Some(id), _) => Some(id.clone()),
        (None, Some(example)) => Some([EXAMPLE, example.id].concat().into()),
        (None, None) => None,
    }
}

/// The reader wants the last change of the text undone.
pub fn undo(state: &mut State, moment: Moment) -> Vec<Effect> {
    let text = state.document.text.clone();
    let before = state.desk.history.undo(&text);
    before.map_or_else(Vec::new, |(text, selection)| write(state, &text, selection, true, moment))
}

/// The reader wants what was undone.
pub fn redo(state: &mut State, moment: Moment) -> Vec<Effect> {
    let text = state.document.text.clone();
    let after = state.desk.history.redo(&text);
    after.map_or_else(Vec::new, |(text, selection)| write(state, &text, selection, true, moment))
}

/// The reader wants the own list back that lay on the desk before this one.
pub fn go_back(state: &mut State, moment: Moment) -> Vec<Effect> {
    let Some(before) = state.desk.before.pop() else { return Vec::new() };
    let left = state.desk.id.clone();
    let known = before.id.clone().filter(|id| state.desk.entries.iter().any(|entry| entry.id == *id));
    let effects = if let Some(id) = known {
        pick(state, &id)
    } else {
        // It was thrown away.
        let mut effects = put(state, before);
        effects.extend(keep(state, moment));
        effects
    };
    // What was left stands among the lists; going back once more leads further back.
    state.desk.before.retain(|sheet| sheet.id != left);
    effects
}

/// Keeps the list on the desk. An example that was changed becomes a list of the reader's.
fn keep(state: &mut State, moment: Moment) -> Vec<Effect> {
    let mut effects = Vec::new();
    let id = state.desk.id.clone().unwrap_or_else(|| {
        let id = state.desk.new_id(moment);
        state.desk.id = Some(id.clone());
        effects.push(Effect::Place(id.to_string()));
        id
    });
    let list = KeptList {
        name: state.desk.name.to_string(),
        edited_ms: moment.wall_ms.max(0.0) as u64,
        text: state.document.text.to_string(),
    };
    let known = state.desk.entries.iter().find(|entry| entry.id == id).and_then(|entry| entry.value.clone());
    effects.push(Effect::Keep { id, value: kept::write(&list).into(), known });
    effects
}

/// What keeping a list came to.
pub fn hear(state: &mut State, id: &str, value: &str, keeping: Keeping, moment: Moment) -> Vec<Effect> {
    let is_on_desk = state.desk.id.as_deref() == Some(id);
    match keeping {
        Keeping::Kept => {
            state.desk.note(Entry::new(id, value));
            Vec::new()
        }
        Keeping::Refused(reason) => {
            let before = state.desk.entries.iter().find(|entry| *entry.id == *id).and_then(|entry| entry.value.clone());
            state.desk.note(Entry { value: before, is_kept: false, ..Entry::new(id, value) });
            state.desk.reason = reason;
            Vec::new()
        }
        Keeping::Taken(other) => {
            let theirs = Entry::new(id, &other);
            if !is_on_desk {
                state.desk.note(theirs);
                return Vec::new();
            }
            // Both are kept: theirs where it is, and this one as a list of its own.
            let theirs_label = theirs.label();
            state.desk.note(theirs);
            state.desk.id = None;
            let name = distinct_name(&state.desk, &label(&state.desk.name, &state.document.text));
            state.desk.name = name.as_str().into();
            state.news = vec![Notice::BothKept { own: name, theirs: theirs_label }];
            keep(state, moment)
        }
    }
}

/// A name that no other list has: with the next number behind it.
pub(super) fn distinct_name(desk: &Desk, name: &str) -> String {
    let name: String = name.chars().take(NAME_LETTERS - 6).collect();
    // One for each list, and one more: at least one of them is free.
    let numbered = (2..desk.entries.len() + 3).map(|number| format!("{name} ({number})"));
    let is_free = |name: &String| desk.entries.iter().all(|entry| entry.label() != *name);
    numbered.into_iter().find(is_free).unwrap_or(name)
}

/// The page is about to be hidden or left: what is not kept yet gets another try.
pub fn keep_again(state: &mut State, moment: Moment) -> Vec<Effect> {
    let is_kept = |id: &Rc<str>| {
        let entry = state.desk.entries.iter().find(|entry| entry.id == *id);
        entry.is_some_and(|entry| {
            entry.is_kept && entry.list.text == *state.document.text && *entry.list.name == *state.desk.name
        })
    };
    match &state.desk.id {
        Some(id) if !is_kept(id) && !state.document.text.is_empty() => keep(state, moment),
        _ => Vec::new(),
    }
}

/// Another tab has kept or forgotten lists.
pub fn reread(state: &mut State, lists: &[(String, String)]) {
    let on_desk = state.desk.id.clone();
    // What this tab knows of the list on its desk stays: so it is noticed if another tab has written there.
    // What could not be kept is known here alone.
    let mut entries = std::mem::take(&mut state.desk.entries);
    entries.retain(|entry| !entry.is_kept || Some(&entry.id) == on_desk.as_ref());
    for (id, value) in lists {
        if !entries.iter().any(|entry| *entry.id == **id) {
            insert(&mut entries, Entry::new(id, value));
        }
    }
    state.desk.entries = entries;
}
