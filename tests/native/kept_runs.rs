//! Runs that this browser keeps: when, and that a list finds its own again.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use std::collections::BTreeMap;

use interleave::app::files::Wanted;
use interleave::app::files::archive::ListId;
use interleave::app::files::kept::{self, Unpacked};
use interleave::app::lists::{Keeping, Shelf};
use interleave::app::status::{status, under_way};
use interleave::app::{Action, Effect, Environment, Link, Moment, State, Told, notice_text, reduce};
use interleave::chart::palette::Theme;
use interleave::engine::{Calibration, Model, Repeat};
use interleave::record::Origin;
use interleave::wire::files::{Order, Report, decode_order, decode_report, encode_report};
use interleave::wire::trouble::Trouble;

use crate::app::{isolated, play};

pub const LIST: &str = "task a x2\n  sleep 30ms\n  print Hello\n";
pub const OTHER: &str = "task b\n  sleep 20ms\n";

/// A browser that keeps what it is told to, and a page in it.
#[derive(Default)]
pub struct Browser {
    files: BTreeMap<String, String>,
    pub note: String,
    pub pins: BTreeMap<String, String>,
    /// The list on the desk.
    shelf: Shelf,
    pub now_ms: f64,
}

impl Browser {
    /// Opens a page with this list.
    pub fn visit(&mut self, text: &str, environment: Environment) -> State {
        let mut state = self.reload(environment);
        self.act(&mut state, Action::Edit(text.to_owned()));
        self.calibrate(&mut state);
        state
    }

    /// Opens a page with the list that lay on the desk.
    pub fn reload(&mut self, environment: Environment) -> State {
        let pins = self.pins.clone().into_iter().collect();
        let link = Link { kept_runs: Some(self.note.clone()), pins, shelf: self.shelf.clone(), ..Link::default() };
        State::new(environment, Theme::Light, &link)
    }

    pub fn calibrate(&mut self, state: &mut State) {
        self.act(state, Action::Told(Told::Calibrated(Calibration { iterations_per_second: 1_000_000 })));
    }

    /// Another tab hears what was noted.
    pub fn tell(&mut self, state: &mut State) {
        let runs = Some(self.note.clone());
        self.act(state, Action::ListsChanged { lists: self.shelf.lists.clone(), runs });
    }

    pub fn act(&mut self, state: &mut State, action: Action) -> Vec<Effect> {
        let effects = reduce(state, action, Moment { clock_ms: self.now_ms, wall_ms: self.now_ms });
        let mut rest = self.carry_out(state, effects);
        while state.kept_runs.is_showing() {
            rest.extend(self.act(state, Action::Frame));
        }
        rest
    }

    /// Does what is wanted; gives the rest.
    fn carry_out(&mut self, state: &mut State, effects: Vec<Effect>) -> Vec<Effect> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::NoteRuns(note) => self.note = note,
                Effect::NotePins { list, note } if note.is_empty() => drop(self.pins.remove(&*list)),
                Effect::NotePins { list, note } => drop(self.pins.insert(list.to_string(), note)),
                Effect::Place(place) => self.shelf.place = Some(place),
                Effect::Keep { id, value, .. } => {
                    self.shelf.lists.retain(|(known, _)| **known != *id);
                    self.shelf.lists.push((id.to_string(), value.to_string()));
                    self.act(state, Action::Keep { id, value, keeping: Keeping::Kept });
                }
                Effect::Files(Wanted::Ask { order, .. }) => {
                    for report in self.obey(&decode_order(&order).unwrap()) {
                        let report = decode_report(&encode_report(&report)).unwrap();
                        rest.extend(self.act(state, Action::Files(Ok(report))));
                    }
                }
                effect => rest.push(effect),
            }
        }
        rest
    }

    fn obey(&mut self, order: &Order) -> Vec<Report> {
        let known: Vec<String> = self.files.keys().cloned().collect();
        let incoming = match order {
            Order::Keep { job, parcel } => {
                let Unpacked { files, pinned } = kept::unpack(parcel).unwrap();
                let files = files.into_iter().map(|(key, file)| (key, file.into_bytes())).collect();
                kept::take_in(*job, files, &known, &pinned)
            }
            Order::Forget { job } => kept::empty(*job, known),
            Order::Find { job, list } => {
                let chosen = kept::of_list(ListId(*list), &known).into_iter();
                let files: Vec<(String, String)> = chosen.map(|key| (key.clone(), self.files[&key].clone())).collect();
                let mut reports = Vec::new();
                kept::found(*job, &files, |report| reports.push(report));
                return reports;
            }
            Order::Write { .. } | Order::Open { .. } => unreachable!("nobody asks for files here"),
        };
        for key in incoming.out {
            self.files.remove(&key).unwrap();
        }
        let text = |(key, file): (String, Vec<u8>)| (key, String::from_utf8(file).unwrap());
        self.files.extend(incoming.add.into_iter().map(text));
        vec![incoming.report]
    }

    pub fn run(&mut self, state: &mut State, model: Model) {
        self.act(state, Action::Run(model));
        let number = state.live().unwrap().number;
        let effects = play(state, number.0, model);
        self.carry_out(state, effects);
    }
}

pub fn is_kept(state: &State, model: Model) -> bool {
    state.runs.get(&model).is_some_and(|run| matches!(run.over().unwrap().series.origin, Origin::Kept(_)))
}

#[test]
fn a_list_that_is_opened_again_finds_its_runs() {
    let mut browser = Browser::default();
    let mut first = browser.visit(LIST, isolated());
    browser.run(&mut first, Model::Async);
    browser.run(&mut first, Model::Threads);
    assert!(!first.has_unsaved_runs(), "what is kept is not lost with the page");
    let mut again = browser.visit(LIST, isolated());
    for model in [Model::Async, Model::Threads] {
        assert!(is_kept(&again, model));
        assert_eq!(again.runs[&model].view().figures, first.runs[&model].view().figures);
        assert_eq!(again.runs[&model].view().timeline.output, first.runs[&model].view().timeline.output);
    }
    assert_eq!(again.comparison().rows.len(), 2);
    // A new run of one stands beside the older ones of the others.
    browser.run(&mut again, Model::Async);
    assert!(!is_kept(&again, Model::Async) && is_kept(&again, Model::Threads));
    assert_eq!(again.comparison().rows.len(), 2, "measured by the same browser: they are compared");
    assert_eq!(browser.files.len(), 2, "it takes the place of the one before");
}

#[test]
fn another_list_finds_none_and_the_way_back_finds_them() {
    let mut browser = Browser::default();
    let mut state = browser.visit(LIST, isolated());
    browser.run(&mut state, Model::Async);
    let mut state = browser.visit(OTHER, isolated());
    assert!(state.runs.is_empty());
    browser.act(&mut state, Action::Edit(LIST.to_owned()));
    assert!(is_kept(&state, Model::Async), "typed or opened, it is the same list");
    browser.act(&mut state, Action::Undo);
    assert!(state.panel(Model::Async).is_stale);
    browser.act(&mut state, Action::Redo);
    assert!(!state.panel(Model::Async).is_stale);
}

#[test]
fn what_another_browser_measured_is_shown_and_not_compared_with_newer_runs() {
    let mut browser = Browser::default();
    let mut old = browser.visit(LIST, isolated());
    browser.run(&mut old, Model::Async);
    browser.run(&mut old, Model::Threads);
    let mut new = browser.visit(LIST, Environment { user_agent: "newer".to_owned(), ..isolated() });
    assert_eq!(new.comparison().rows.len(), 2, "among themselves they are");
    let (_, is_like) = new.panel(Model::Threads).kept.unwrap();
    assert!(!is_like);
    browser.run(&mut new, Model::Async);
    assert_eq!(new.comparison().rows.len(), 1);
    assert!(new.panel(Model::Threads).kept.is_some());
}

#[test]
fn while_runs_follow_each_other_the_next_waits_until_those_before_are_kept() {
    let long = "task a\n  sleep 700ms\n";
    let mut browser = Browser::default();
    let mut state = browser.visit(long, isolated());
    reduce(&mut state, Action::RunAll, Moment::default());
    let effects = play(&mut state, 1, Model::Sequential);
    assert!(state.live().is_some(), "so little is not worth a break");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Files(_))));
    let effects = play(&mut state, 2, Model::Async);
    assert!(state.live().is_none(), "the next one waits");
    browser.now_ms = 2_000.0;
    browser.carry_out(&mut state, effects);
    assert_eq!(browser.files.len(), 2);
    browser.act(&mut state, Action::Frame);
    assert_eq!(state.live().unwrap().number.0, 3);
}

#[test]
fn every_attempt_is_kept_as_it_is_made_and_they_come_back_as_one_series() {
    let mut browser = Browser::default();
    let mut state = browser.visit("task a x3\n  sleep 300ms\n  print Hi\n", isolated());
    browser.act(&mut state, Action::Repeat(Repeat::Twenty));
    reduce(&mut state, Action::Run(Model::Async), Moment::default());
    let mut kept = Vec::new();
    let told = status(&state);
    for number in 1..=13 {
        let effects = play(&mut state, number, Model::Async);
        assert_eq!(status(&state), told, "nobody is told of each attempt, nor of each time that some are kept");
        assert!(under_way(&state).unwrap().1.contains("of 20"));
        browser.carry_out(&mut state, effects);
        kept.push(browser.files.len());
        browser.act(&mut state, Action::Frame);
    }
    assert_eq!(kept[..8], [0, 0, 0, 4, 4, 4, 4, 8], "no more is ever lost than a second of them");
    // The page is lost here.
    let again = browser.visit(&state.document.text, isolated());
    let series = &again.runs[&Model::Async].over().unwrap().series;
    assert_eq!(series.attempts().len(), 12);
    let measured = &state.runs[&Model::Async].series().unwrap().series;
    for (kept, measured) in series.attempts().iter().zip(measured.attempts()) {
        assert_eq!(kept, measured);
    }
    // Pressed again, here or in another tab, all of it gives way.
    let mut other = browser.visit(&state.document.text, isolated());
    browser.now_ms = 60_000.0;
    browser.act(&mut other, Action::Repeat(Repeat::Once));
    browser.run(&mut other, Model::Async);
    assert_eq!(browser.files.len(), 1);
}

#[test]
fn of_two_tabs_the_last_one_wins_and_nothing_is_mixed() {
    let mut browser = Browser::default();
    let (mut one, mut other) = (browser.visit(LIST, isolated()), browser.visit(LIST, isolated()));
    browser.run(&mut one, Model::Async);
    browser.now_ms = 5_000.0;
    browser.act(&mut other, Action::SetSize(Model::Pool, 3));
    for model in [Model::Async, Model::Pool] {
        reduce(&mut other, Action::Run(model), Moment { clock_ms: 5e3, wall_ms: 5e3 });
        let number = other.live().unwrap().number;
        let effects = play(&mut other, number.0, model);
        browser.carry_out(&mut other, effects);
    }
    browser.run(&mut one, Model::Pool);
    assert_eq!(browser.files.len(), 2);
    let again = browser.visit(LIST, isolated());
    assert_eq!(again.runs[&Model::Pool].options().pool, one.runs[&Model::Pool].options().pool);
    assert_eq!(again.comparison().rows.len(), 2);
}

#[test]
fn nobody_waits_for_long_and_what_fails_is_said_once() {
    let long = "task a\n  sleep 2s\n";
    let mut browser = Browser::default();
    let mut state = browser.visit(long, isolated());
    reduce(&mut state, Action::RunAll, Moment::default());
    play(&mut state, 1, Model::Sequential);
    let at = |clock_ms| Moment { clock_ms, wall_ms: clock_ms };
    reduce(&mut state, Action::Frame, at(3_500.0));
    assert!(state.live().is_none());
    reduce(&mut state, Action::Frame, at(4_500.0));
    reduce(&mut state, Action::Frame, at(4_600.0));
    assert_eq!(state.live().unwrap().number.0, 2, "the module may be slow to come");
    reduce(&mut state, Action::Files(Err(Trouble::NotStarted("no network".to_owned()))), at(4_700.0));
    let notice = notice_text(&std::mem::take(&mut state.notices)).unwrap();
    assert!(notice.contains("no network") && notice.contains("can't be kept"), "{notice}");
    let effects = play(&mut state, 2, Model::Async);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Files(_))), "it would fail again");
    assert_eq!(state.live().unwrap().number.0, 3);
    assert_eq!(state.notices, []);
    assert!(state.has_unsaved_runs());
}

#[test]
fn the_reader_can_have_all_forgotten() {
    let mut browser = Browser::default();
    let mut state = browser.visit(LIST, isolated());
    browser.run(&mut state, Model::Async);
    assert_eq!(state.kept_runs.list_count(), 1);
    browser.act(&mut state, Action::ForgetRuns);
    assert_eq!((browser.files.len(), state.kept_runs.list_count()), (0, 0));
    assert!(browser.visit(LIST, isolated()).runs.is_empty());
}

#[test]
fn a_frame_keeps_nothing_and_finds_nothing() {
    let mut browser = Browser::default();
    let mut state = browser.visit(LIST, isolated());
    state.embed = true;
    browser.run(&mut state, Model::Async);
    assert!(browser.files.is_empty());
}

#[test]
fn what_is_damaged_is_as_if_it_were_not_there() {
    let mut browser = Browser::default();
    let mut state = browser.visit(LIST, isolated());
    for model in Model::SIMPLE {
        browser.run(&mut state, model);
    }
    let mut files = browser.files.values_mut();
    files.next().unwrap().truncate(100);
    *files.next().unwrap() = files.next().unwrap().replace("Hello", "Hullo").replace("task a", "task b");
    let state = browser.visit(LIST, isolated());
    assert_eq!(state.runs.len(), 2);
    for file in browser.files.values_mut() {
        file.clear();
    }
    let state = browser.visit(LIST, isolated());
    assert!(state.runs.is_empty());
    assert!(
        browser.note.starts_with('@') && !browser.note.contains(' '),
        "and nobody looks there again: {}",
        browser.note
    );
}
