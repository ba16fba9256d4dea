//! Nothing that the reader wrote is ever lost: a browser of words, with tabs, storage and reloads, and seeded scripts.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use crate::{app::isolated, arbitrary::cases, files::opening};
use interleave::app::lists::{Keeping, Shelf, where_it_lies};
use interleave::app::{Action, Effect, Link, Moment, State, notice_text, reduce};
use interleave::chart::palette::Theme;
use interleave::formats::kept::read;
use interleave::program::EXAMPLES;
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;

/// What all tabs share, and what each has for itself.
#[derive(Default)]
struct Browser {
    kept: BTreeMap<String, String>,
    place: Option<String>,
    tabs: Vec<Tab>,
    is_full: bool,
    now_ms: f64,
    opened: u32,
}

struct Tab {
    state: State,
    place: Option<String>,
    is_own: bool,
    /// What stands in its text box.
    text_box: String,
}

impl Browser {
    fn open(&mut self, place: Option<String>) -> Tab {
        self.opened += 1;
        let found = Shelf {
            lists: self.kept.clone().into_iter().collect(),
            place: place.clone().or_else(|| self.place.clone()),
            tab: self.opened.to_string(),
        };
        let state = State::new(isolated(), Theme::Light, &Link { shelf: found, ..Link::default() });
        Tab { place, is_own: false, text_box: state.document.text.to_string(), state }
    }

    fn new_tab(&mut self) {
        let tab = self.open(None);
        self.tabs.push(tab);
        self.note_place(self.tabs.len() - 1);
    }

    /// As the page does when it opens.
    fn note_place(&mut self, tab: usize) {
        if let Some(Effect::Place(place)) = where_it_lies(&self.tabs[tab].state) {
            self.tabs[tab].place = Some(place.clone());
            self.place = Some(place);
        }
    }

    fn reload(&mut self, tab: usize) {
        self.act(tab, Action::Leave);
        let place = self.tabs[tab].place.clone();
        self.tabs[tab] = self.open(place);
        self.note_place(tab);
    }

    fn act(&mut self, tab: usize, action: Action) {
        self.now_ms += 1.0;
        let moment = Moment { clock_ms: self.now_ms, wall_ms: self.now_ms };
        let mut effects = reduce(&mut self.tabs[tab].state, action, moment);
        self.tabs[tab].is_own |= effects.iter().any(|effect| matches!(effect, Effect::Keep { .. }));
        while !effects.is_empty() {
            match effects.remove(0) {
                Effect::Keep { id, value, known } => {
                    let found = self.kept.get(&*id);
                    let keeping = match found {
                        Some(found) if Some(found.as_str()) != known.as_deref() && **found != *value => {
                            Keeping::Taken(found.clone())
                        }
                        _ if self.is_full => Keeping::Refused("QuotaExceededError".to_owned()),
                        _ => {
                            self.kept.insert(id.to_string(), value.to_string());
                            for (index, other) in self.tabs.iter_mut().enumerate() {
                                other.is_own &= index == tab || other.state.desk.id.as_ref() != Some(&id);
                            }
                            Keeping::Kept
                        }
                    };
                    let action = Action::Keep { id, value, keeping };
                    effects.extend(reduce(&mut self.tabs[tab].state, action, moment));
                }
                Effect::Forget { id, known } if self.kept.get(&*id).map(String::as_str) == known.as_deref() => {
                    self.kept.remove(&*id);
                }
                Effect::Write { text, .. } => self.tabs[tab].text_box = text.to_string(),
                Effect::Place(place) => {
                    self.tabs[tab].place = Some(place.clone());
                    self.place = Some(place);
                }
                _ => {}
            }
        }
        assert_eq!(self.tabs[tab].text_box, self.text(tab), "the text box shows the list");
    }

    fn type_at_end(&mut self, tab: usize, text: &str) {
        let text = format!("{}{text}", self.text(tab));
        self.act(tab, Action::Edit(text));
    }

    fn text(&self, tab: usize) -> String {
        self.tabs[tab].state.document.text.to_string()
    }

    /// Whether a text is on a desk, or can be had again: it is kept, an example, or undoing or going back leads there.
    fn has(&mut self, text: &str) -> bool {
        self.kept.values().any(|value| read(value).text == text)
            || (0..self.tabs.len()).any(|tab| self.text(tab) == text || self.is_behind(tab, text))
    }

    fn is_behind(&self, tab: usize, text: &str) -> bool {
        let desk = &self.tabs[tab].state.desk;
        if EXAMPLES.iter().any(|example| example.text == text)
            || desk.entries.iter().any(|entry| entry.list.text == text)
        {
            return true;
        }
        if desk.list_before().is_some_and(|sheet| *sheet.text == *text) {
            return true;
        }
        let (now, mut back) = (self.tabs[tab].state.document.text.clone(), desk.history.clone());
        let mut forth = back.clone();
        let past = std::iter::successors(Some(now.clone()), |now| Some(back.undo(now)?.0));
        past.chain(std::iter::successors(Some(now), |now| Some(forth.redo(now)?.0))).any(|step| *step == *text)
    }
}

/// One thing that a reader does.
#[derive(Debug, Clone)]
enum Deed {
    Type(&'static str),
    Example(usize),
    Format,
    New,
    Undo,
    Redo,
    Back,
    Pick(usize),
    Rename(&'static str),
    OpenList(u32),
    Reload,
    NewTab,
    Full(bool),
    Hear,
}

fn deed() -> impl Strategy<Value = (usize, Deed)> {
    let deed = prop_oneof![
        6 => prop_oneof![Just("task x\n"), Just("  print Hello\n"), Just("a"), Just("\n")].prop_map(Deed::Type),
        2 => (0..EXAMPLES.len()).prop_map(Deed::Example),
        1 => Just(Deed::Format),
        1 => Just(Deed::New),
        2 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
        1 => Just(Deed::Back),
        2 => (0..5_usize).prop_map(Deed::Pick),
        1 => prop_oneof![Just("Mine"), Just("")].prop_map(Deed::Rename),
        1 => (0..4_u32).prop_map(Deed::OpenList),
        2 => Just(Deed::Reload),
        1 => Just(Deed::NewTab),
        1 => any::<bool>().prop_map(Deed::Full),
        1 => Just(Deed::Hear),
    ];
    (0..3_usize, deed)
}

fn carry_out(browser: &mut Browser, tab: usize, deed: &Deed) {
    match deed {
        Deed::Type(text) => browser.type_at_end(tab, text),
        Deed::Example(index) => browser.act(tab, Action::PickExample(EXAMPLES[*index].id.to_owned())),
        Deed::Format => browser.act(tab, Action::Format),
        Deed::New => browser.act(tab, Action::NewList),
        Deed::Undo => browser.act(tab, Action::Undo),
        Deed::Redo => browser.act(tab, Action::Redo),
        Deed::Back => {
            let before = browser.tabs[tab].state.desk.list_before().is_some();
            browser.act(tab, Action::GoBack);
            browser.tabs[tab].is_own &= !before;
        }
        Deed::Pick(index) => {
            let id = browser.tabs[tab].state.desk.others().nth(*index).map(|entry| entry.id.clone());
            if let Some(id) = id {
                browser.act(tab, Action::PickList(id));
                browser.tabs[tab].is_own = false;
            }
        }
        Deed::Rename(name) => browser.act(tab, Action::RenameList((*name).to_owned())),
        Deed::OpenList(number) => {
            let (name, text) = (format!("list {number}.txt"), format!("# List {number}\ntask t{number}\n"));
            // One that is kept already is taken from there, and another tab may go on with it.
            let (before, was_own) = (browser.text(tab), std::mem::take(&mut browser.tabs[tab].is_own));
            for action in opening(&mut browser.tabs[tab].state, &name, &text) {
                browser.act(tab, action);
            }
            browser.tabs[tab].is_own |= was_own && browser.text(tab) == before;
        }
        Deed::Reload => browser.reload(tab),
        Deed::NewTab => {
            if browser.tabs.len() < 3 {
                browser.new_tab();
            }
        }
        Deed::Full(is_full) => browser.is_full = *is_full,
        Deed::Hear => {
            let lists = browser.kept.clone().into_iter().collect();
            browser.act(tab, Action::ListsChanged { lists, runs: None });
        }
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn whatever_readers_do_nothing_is_lost(deeds in vec(deed(), 1..40)) {
        let mut browser = Browser::default();
        browser.new_tab();
        for (tab, deed) in deeds {
            let tab = tab % browser.tabs.len();
            let before: Vec<String> = (0..browser.tabs.len()).map(|tab| browser.text(tab)).collect();
            let all_kept: Vec<String> = browser.kept.values().map(|value| read(value).text).collect();
            let is_told = browser.tabs[tab].state.desk.unkept().is_some();
            let is_own = browser.tabs[tab].is_own;
            carry_out(&mut browser, tab, &deed);
            let is_typed = matches!(deed, Deed::Type(_));
            // Or another tab has gone on with it.
            let is_lost_in_words = (is_told || !is_own) && matches!(deed, Deed::Reload);
            for (index, text) in before.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                if index == tab && is_lost_in_words {
                    continue;
                }
                prop_assert!(browser.has(text), "{deed:?} in tab {tab} lost {text:?} of tab {index}");
            }
            for text in all_kept.into_iter().filter(|text| !text.is_empty()) {
                prop_assert!(is_told || browser.has(&text), "{deed:?} in tab {tab} lost {text:?}, which was kept");
            }
            if matches!(deed, Deed::Reload) && is_own && !is_told && !before[tab].is_empty() {
                prop_assert_eq!(&browser.text(tab), &before[tab], "reloading brings the tab's own list back");
            }
            let state = &browser.tabs[tab].state;
            if is_typed && browser.is_full {
                prop_assert!(state.desk.unkept().is_some(), "what isn't kept is told");
            }
            if is_typed && !browser.is_full {
                let text = browser.text(tab);
                prop_assert!(browser.kept.values().any(|value| read(value).text == text), "what was typed is kept");
            }
        }
    }
}

fn two_tabs_with_one_list() -> Browser {
    let mut browser = Browser::default();
    browser.new_tab();
    browser.act(0, Action::Edit("task shared\n".to_owned()));
    browser.new_tab();
    assert_eq!(browser.text(1), "task shared\n");
    browser
}

#[test]
fn two_tabs_do_not_overwrite_each_other() {
    let mut browser = two_tabs_with_one_list();
    browser.type_at_end(0, "  print Left\n");
    browser.type_at_end(1, "  print Right\n");
    browser.type_at_end(0, "  print Left again\n");
    let kept: Vec<String> = browser.kept.values().map(|value| read(value).text).collect();
    assert_eq!(kept.len(), 2);
    for text in ["task shared\n  print Left\n  print Left again\n", "task shared\n  print Right\n"] {
        assert!(kept.contains(&text.to_owned()), "{kept:?}");
    }
    let state = &browser.tabs[1].state;
    assert_eq!(&*state.desk.name, "task shared (2)");
    assert!(notice_text(&state.news).unwrap().contains("Both are kept"));
    assert!(browser.tabs[0].state.news.is_empty());
    browser.reload(0);
    browser.reload(1);
    assert!(browser.text(0).contains("Left") && browser.text(1).contains("Right"), "each tab has its own again");
}

#[test]
fn a_reload_in_the_middle_of_typing_loses_nothing() {
    let mut browser = Browser::default();
    browser.new_tab();
    browser.type_at_end(0, "task half\n  sle");
    browser.reload(0);
    assert!(browser.text(0).ends_with("task half\n  sle"));
}

#[test]
fn the_list_of_the_days_before_lists_had_names_is_found() {
    let mut browser = Browser::default();
    browser.kept.insert(String::new(), "task old\n".to_owned());
    browser.new_tab();
    assert_eq!(browser.text(0), "task old\n");
    browser.type_at_end(0, "  print New\n");
    assert_eq!(read(&browser.kept[""]).text, "task old\n  print New\n");
}

#[test]
fn an_example_is_a_list_of_the_readers_once_it_is_changed() {
    let mut browser = Browser::default();
    browser.new_tab();
    browser.act(0, Action::PickExample("waiting".to_owned()));
    assert!(browser.kept.is_empty(), "there is nothing to keep yet");
    browser.reload(0);
    assert_eq!(browser.tabs[0].state.document.example.unwrap().id, "waiting");
    browser.type_at_end(0, "# mine\n");
    browser.act(0, Action::PickExample("count".to_owned()));
    assert_eq!(browser.kept.len(), 1);
    browser.act(0, Action::GoBack);
    assert!(browser.text(0).ends_with("# mine\n"));
}

#[test]
fn a_list_that_was_thrown_away_comes_back() {
    let mut browser = two_tabs_with_one_list();
    browser.act(0, Action::DiscardList);
    assert!(browser.kept.is_empty());
    assert_eq!(browser.text(0), EXAMPLES[0].text);
    browser.act(0, Action::GoBack);
    assert_eq!(browser.text(0), "task shared\n");
    assert_eq!(browser.kept.len(), 1);
    browser.type_at_end(1, "  print More\n");
    browser.act(0, Action::DiscardList);
    assert!(browser.kept.values().any(|value| value.ends_with("More\n")), "what another tab wrote is not thrown away");
}

#[test]
fn a_full_storage_is_told_and_tried_again() {
    let mut browser = Browser::default();
    browser.new_tab();
    browser.is_full = true;
    browser.act(0, Action::Edit("task mine\n".to_owned()));
    assert!(browser.tabs[0].state.desk.unkept().unwrap().1.contains("Quota"));
    browser.is_full = false;
    browser.act(0, Action::Leave);
    assert!(browser.tabs[0].state.desk.unkept().is_none());
    browser.reload(0);
    assert_eq!(browser.text(0), "task mine\n");
}
