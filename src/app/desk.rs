//! The desk: the list that lies on it, the lists that are kept, and the way back from every change.

use std::rc::Rc;

use super::history::{History, Selection};
use super::{Moment, Notice};
use crate::formats::kept::{self, KeptList};
use crate::program::EXAMPLES;

/// Longest name of a list, in letters.
pub const NAME_LETTERS: usize = 60;
/// Lists whose way back is remembered while others lie on the desk.
const MOST_HISTORIES: usize = 20;
/// How often one can go back to the list before.
const MOST_LISTS_BEFORE: usize = 50;
/// What stands before the id of an example where the place of a list is noted.
pub(super) const EXAMPLE: &str = "example/";

/// A list of the reader's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// What it is kept under; `None` for an example, or a list from a link, that nobody has changed.
    pub id: Option<Rc<str>>,
    /// The name the reader gave it; empty if none.
    pub name: Rc<str>,
    /// Its text.
    pub text: Rc<str>,
}

/// A list that is kept, as it is known to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is kept under.
    pub id: Rc<str>,
    /// What is kept there, letter for letter; `None` if nothing is.
    pub value: Option<Rc<str>>,
    /// The list.
    pub list: KeptList,
    /// Whether that is what is kept there.
    pub is_kept: bool,
}

impl Entry {
    pub(super) fn new(id: &str, value: &str) -> Self {
        Self { id: id.into(), value: Some(value.into()), list: kept::read(value), is_kept: true }
    }

    /// What it is called on screen.
    pub fn label(&self) -> String {
        label(&self.list.name, &self.list.text)
    }
}

/// What keeping a list came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept.
    Kept,
    /// It is not, in the browser's words.
    Refused(String),
    /// It is not: something else was kept there meanwhile, by another tab.
    Taken(String),
}

/// What was found kept when the page was opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shelf {
    /// The lists: what each is kept under, and what is kept there.
    pub lists: Vec<(String, String)>,
    /// Which one lay on the desk of this tab, or of the one before.
    pub place: Option<String>,
    /// A word that no other tab has, for the ids of new lists.
    pub tab: String,
}

/// The desk: the reader's lists and the way back.
#[derive(Debug, Default)]
pub struct Desk {
    /// The list on the desk, but for its text: that is the document's.
    pub id: Option<Rc<str>>,
    /// Its name.
    pub name: Rc<str>,
    /// All lists that are kept, the latest first.
    pub entries: Vec<Entry>,
    /// Whether the reader looks at all lists.
    pub is_shelf_open: bool,
    /// The words that the reader looks for among them.
    pub shelf_find: String,
    /// The list that was thrown away last, while the reader looks at them.
    pub discarded: Option<Entry>,
    /// What is said about the list on the desk while it is somebody else's, until the reader has seen it.
    pub introduction: Option<Notice>,
    /// Why the latest list that could not be kept wasn't, in the browser's words.
    pub(super) reason: String,
    /// The way back through the text of the list on the desk. It never leads into another list.
    pub history: History,
    /// What is selected in the text, as far as it was told.
    pub(super) selection: Selection,
    /// The reader's lists that lay on the desk before, the latest last.
    pub(super) before: Vec<Sheet>,
    /// The ways back through lists that lay on the desk before, each with the text that it leads back from.
    histories: Vec<(Rc<str>, Rc<str>, History)>,
    tab: Rc<str>,
    made: u32,
}

/// Adds an entry where it belongs: the latest come first.
pub(super) fn insert(entries: &mut Vec<Entry>, entry: Entry) {
    let place = entries.iter().position(|other| other.list.edited_ms <= entry.list.edited_ms);
    entries.insert(place.unwrap_or(entries.len()), entry);
}

/// The name on screen of a list: the reader's, or the first words in it.
pub fn label(name: &str, text: &str) -> String {
    let shown = |words: &str| match words.char_indices().nth(NAME_LETTERS) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    };
    if !name.trim().is_empty() {
        return shown(name.trim());
    }
    let words = text.lines().map(|line| line.trim().trim_start_matches('#').trim());
    words.into_iter().find(|line| !line.is_empty()).map_or_else(|| "Empty list".to_owned(), shown)
}

impl Desk {
    /// The desk as the last visit left it, and the text on it.
    pub fn new(shelf: &Shelf) -> (Self, Rc<str>) {
        let mut entries = Vec::new();
        for (id, value) in &shelf.lists {
            insert(&mut entries, Entry::new(id, value));
        }
        let place = shelf.place.as_deref();
        let example = place.and_then(|place| place.strip_prefix(EXAMPLE)).and_then(crate::program::examples::example);
        let open = entries.iter().find(|entry| Some(&*entry.id) == place).or_else(|| entries.first());
        let (id, name, text) = match (example, open) {
            (Some(example), _) => (None, "".into(), example.text.into()),
            (None, Some(entry)) => {
                (Some(entry.id.clone()), entry.list.name.as_str().into(), entry.list.text.as_str().into())
            }
            (None, None) => (None, "".into(), EXAMPLES[0].text.into()),
        };
        let desk = Self { id, name, entries, tab: shelf.tab.as_str().into(), ..Self::default() };
        (desk, text)
    }

    /// Other lists than the one on the desk, the latest first.
    pub fn others(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| Some(&entry.id) != self.id.as_ref())
    }

    /// The reader's list that lay on the desk before this one.
    pub fn list_before(&self) -> Option<&Sheet> {
        self.before.last()
    }

    /// A list that could not be kept, and why.
    pub fn unkept(&self) -> Option<(&Entry, &str)> {
        let entry = self.entries.iter().find(|entry| !entry.is_kept)?;
        Some((entry, &self.reason))
    }

    pub(super) fn new_id(&mut self, moment: Moment) -> Rc<str> {
        self.made += 1;
        format!(".{}-{}-{}", moment.wall_ms as u64, self.tab, self.made).into()
    }

    /// Notes what was kept. The latest comes first.
    pub(super) fn note(&mut self, entry: Entry) {
        self.entries.retain(|known| known.id != entry.id);
        insert(&mut self.entries, entry);
    }

    /// Puts a list aside, to go back to it: the reader's own, if something is written on it.
    pub(super) fn put_aside(&mut self, sheet: Sheet) {
        let Some(id) = sheet.id.clone() else { return };
        let history = std::mem::take(&mut self.history);
        self.histories.retain(|(other, ..)| *other != id);
        self.histories.push((id, sheet.text.clone(), history));
        let surplus = self.histories.len().saturating_sub(MOST_HISTORIES);
        self.histories.drain(..surplus);
        self.before.retain(|other| other.id != sheet.id);
        if !sheet.text.is_empty() {
            self.before.push(sheet);
        }
        let surplus = self.before.len().saturating_sub(MOST_LISTS_BEFORE);
        self.before.drain(..surplus);
    }

    /// Takes up the way back through a list, unless its text has been changed elsewhere meanwhile.
    pub(super) fn take_up(&mut self, sheet: &Sheet) {
        self.before.retain(|other| other.id.is_none() || other.id != sheet.id);
        let place =
            self.histories.iter().position(|(id, text, _)| Some(id) == sheet.id.as_ref() && *text == sheet.text);
        self.history = place.map(|place| self.histories.remove(place).2).unwrap_or_default();
    }
}
