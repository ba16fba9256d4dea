//! Runs that this browser keeps: which stay, which go, and that a list finds its own again.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use std::collections::BTreeMap;

use interleave::app::files::archive::{Key, ListId, MOST_BYTES, MOST_LISTS, change, of_list};
use interleave::app::files::{Wanted, kept};
use interleave::app::{Action, Effect, Environment, Link, Moment, State, Told, reduce};
use interleave::chart::palette::Theme;
use interleave::engine::{Calibration, Model};
use interleave::record::Origin;
use interleave::wire::files::{Order, Report, decode_order, decode_report, encode_report};
use interleave::wire::trouble::Trouble;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::app::{isolated, play};
use crate::arbitrary::cases;

const LIST: &str = "task a x2\n  sleep 30ms\n  print Hello\n";
const OTHER: &str = "task b\n  sleep 20ms\n";

/// A browser that keeps what it is told to, and a page in it.
#[derive(Default)]
struct Browser {
    files: BTreeMap<String, String>,
    note: String,
    now_ms: f64,
}

impl Browser {
    /// Opens a page with this list.
    fn visit(&mut self, text: &str, environment: Environment) -> State {
        let link = Link { kept_runs: Some(self.note.clone()), ..Link::default() };
        let mut state = State::new(environment, Theme::Light, &link);
        self.act(&mut state, Action::Edit(text.to_owned()));
        self.act(&mut state, Action::Told(Told::Calibrated(Calibration { iterations_per_second: 1_000_000 })));
        state
    }

    fn act(&mut self, state: &mut State, action: Action) -> Vec<Effect> {
        let effects = reduce(state, action, Moment { clock_ms: self.now_ms, wall_ms: self.now_ms });
        self.carry_out(state, effects)
    }

    /// Does what is wanted; gives the rest.
    fn carry_out(&mut self, state: &mut State, effects: Vec<Effect>) -> Vec<Effect> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::NoteRuns(note) => self.note = note,
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
            Order::Keep { job, parcel } => kept::take_in(*job, kept::files(parcel).unwrap(), &known),
            Order::Forget { job } => kept::empty(*job, known),
            Order::Find { job, text } => {
                let chosen = kept::of_list(text, &known).into_iter();
                let files: Vec<(String, String)> = chosen.map(|key| (key.clone(), self.files[&key].clone())).collect();
                let mut reports = Vec::new();
                kept::found(*job, text, &files, |report| reports.push(report));
                return reports;
            }
            Order::Write { .. } | Order::Open { .. } => unreachable!("nobody asks for files here"),
        };
        for key in incoming.out {
            self.files.remove(&key).unwrap();
        }
        self.files.extend(incoming.add);
        vec![incoming.report]
    }

    fn run(&mut self, state: &mut State, model: Model) {
        self.act(state, Action::Run(model));
        let number = state.live().unwrap().number;
        let effects = play(state, number.0, model);
        self.carry_out(state, effects);
    }
}

fn is_kept(state: &State, model: Model) -> bool {
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
    let notice = state.notice.take().unwrap();
    assert!(notice.contains("no network") && notice.contains("can't be kept"), "{notice}");
    let effects = play(&mut state, 2, Model::Async);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Files(_))), "it would fail again");
    assert_eq!(state.live().unwrap().number.0, 3);
    assert_eq!(state.notice, None);
    assert!(state.has_unsaved_runs());
}

#[test]
fn the_reader_can_have_all_forgotten() {
    let mut browser = Browser::default();
    let mut state = browser.visit(LIST, isolated());
    browser.run(&mut state, Model::Async);
    assert_eq!(state.kept_runs.list_count(), 1);
    browser.act(&mut state, Action::ForgetRuns);
    assert_eq!((browser.files.len(), browser.note.as_str(), state.kept_runs.list_count()), (0, "", 0));
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
    assert_eq!(browser.note, "", "and nobody looks there again");
}

fn key() -> impl Strategy<Value = Key> {
    let model = (0..3_usize).prop_map(|model| Model::ALL[model]);
    (0..130_u64, model, 0..3_u64, 0..4_u32, 0..1_000_u64, 0..MOST_BYTES / 40).prop_map(
        |(list, model, press_ms, attempt, at_ms, bytes)| Key {
            list: ListId(list),
            model,
            press_ms,
            attempt,
            at_ms,
            bytes,
        },
    )
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn keys_come_back(key in key()) {
        prop_assert_eq!(Key::read(&key.text()), Some(key));
    }

    #[test]
    fn nothing_else_is_a_key(text in "[0-9a-f ]{0,30}(async )?[0-9 ]{0,30}") {
        if let Some(key) = Key::read(&text) {
            prop_assert_eq!(Key::read(&key.text()), Some(key));
        }
    }

    #[test]
    fn the_archive_stays_within_its_limits_and_the_oldest_lists_go(
        known in vec(key(), 0..200), press_ms in 5..9_u64, sizes in vec(0..MOST_BYTES / 2, 1..4),
    ) {
        let own = ListId(7);
        let new: Vec<Key> = (0..).zip(&sizes).map(|(attempt, bytes)| Key {
            list: own, model: Model::Async, press_ms, attempt, at_ms: 2_000, bytes: *bytes,
        }).collect();
        let change = change(&known, &new);
        let stays = |key: &&Key| !change.out.contains(key);
        let comes = |(key, comes_in): (&Key, &bool)| comes_in.then_some(*key);
        let after: Vec<Key> =
            known.iter().filter(stays).copied().chain(new.iter().zip(&change.comes_in).filter_map(comes)).collect();
        prop_assert!(after.iter().map(|key| key.bytes).sum::<u64>() <= MOST_BYTES.max(
            // What the list had before was within the limit when it came.
            known.iter().filter(|key| key.list == own).map(|key| key.bytes).sum()
        ));
        prop_assert!(change.lists(&known, &new).len() <= MOST_LISTS);
        prop_assert!(!after.iter().any(|key| key.list == own && key.model == Model::Async && key.press_ms != press_ms));
        // Whole lists go, and no older one stays in place of a newer one.
        let latest = |list: ListId| known.iter().filter(|key| key.list == list).map(|key| key.at_ms).max().unwrap();
        let gone: Vec<ListId> = change.out.iter().map(|key| key.list).filter(|list| *list != own).collect();
        for key in known.iter().filter(stays).filter(|key| key.list != own) {
            prop_assert!(!gone.contains(&key.list));
            prop_assert!(gone.iter().all(|gone| latest(*gone) <= latest(key.list)));
        }
        // Nobody is turned away while there is room.
        if new.iter().map(|key| key.bytes).sum::<u64>() + known.iter().map(|key| key.bytes).sum::<u64>() <= MOST_BYTES {
            prop_assert_eq!(change.left_out(), 0);
        }
    }

    #[test]
    fn of_a_list_the_latest_press_of_each_model_is_found(known in vec(key(), 0..60)) {
        for list in (0..130).map(ListId) {
            let found = of_list(&known, list);
            prop_assert!(found.iter().all(|key| key.list == list));
            prop_assert!(found.is_sorted_by_key(|key| (key.model, key.attempt)));
            for model in Model::ALL {
                let presses = |keys: &[Key]| -> Vec<u64> {
                    keys.iter().filter(|key| key.list == list && key.model == model).map(|key| key.press_ms).collect()
                };
                let latest = presses(&known).into_iter().max();
                prop_assert!(presses(&found).iter().all(|press_ms| Some(*press_ms) == latest));
                prop_assert_eq!(presses(&found).is_empty(), latest.is_none());
            }
        }
    }
}
