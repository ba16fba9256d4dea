//! Runs that this browser keeps, in more than one visit at a time: pins come back, and tabs find what others have run.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::{Action, Effect, Moment, Pin, reduce};
use interleave::engine::Model;

use crate::app::isolated;
use crate::kept_runs::{Browser, LIST, OTHER, is_kept};

#[test]
fn what_is_pinned_is_pinned_again_after_a_reload() {
    let mut browser = Browser::default();
    let mut state = browser.visit(LIST, isolated());
    for model in [Model::Async, Model::Threads] {
        browser.run(&mut state, model);
    }
    browser.act(&mut state, Action::Edit("task a x3\n  sleep 10ms\n".to_owned()));
    browser.act(&mut state, Action::Pin(None));
    browser.act(&mut state, Action::Unpin(Model::Threads));
    let mut again = browser.reload(isolated());
    assert_eq!(again.panel(Model::Async).pin, None, "nothing is asked before it is known how fast the machine is");
    browser.calibrate(&mut again);
    let Some(Pin::Before(before)) = again.panel(Model::Async).pin else {
        panic!("{:?}", again.panel(Model::Async).pin)
    };
    assert_eq!(before.figures, state.runs[&Model::Async].view().figures);
    assert_eq!(again.panel(Model::Threads).pin, None, "it was pinned no longer");
    browser.run(&mut again, Model::Async);
    let names: Vec<String> = again.comparison().table(1).lines.into_iter().map(|line| line.name).collect();
    assert_eq!(names, ["Async", "Async, before"]);
    // Both are there once more, and the way back to the pinned text shows its own runs.
    let mut third = browser.reload(isolated());
    browser.calibrate(&mut third);
    assert!(is_kept(&third, Model::Async) && third.panel(Model::Async).under.is_some());
    browser.act(&mut third, Action::Unpin(Model::Async));
    assert!(browser.pins.is_empty());
    let mut fourth = browser.reload(isolated());
    browser.calibrate(&mut fourth);
    assert_eq!(fourth.panel(Model::Async).pin, None);
}

#[test]
fn a_pin_whose_runs_are_not_kept_any_longer_is_gone() {
    let mut browser = Browser::default();
    let mut state = browser.visit(LIST, isolated());
    browser.run(&mut state, Model::Async);
    browser.act(&mut state, Action::Edit(OTHER.to_owned()));
    browser.act(&mut state, Action::Pin(None));
    assert_eq!(browser.pins.len(), 1);
    browser.act(&mut state, Action::ForgetRuns);
    assert!(matches!(state.panel(Model::Async).pin, Some(Pin::Set)), "it is on the page");
    let mut again = browser.reload(isolated());
    browser.calibrate(&mut again);
    assert_eq!((again.panel(Model::Async).pin, browser.pins.len()), (None, 0));
}

#[test]
fn runs_of_another_tab_are_found_when_the_reader_looks_and_take_nothing_away() {
    let mut browser = Browser::default();
    let (mut one, mut other) = (browser.visit(LIST, isolated()), browser.visit(LIST, isolated()));
    browser.run(&mut one, Model::Async);
    browser.act(&mut other, Action::Visibility { hidden: true });
    browser.tell(&mut other);
    assert!(other.runs.is_empty(), "nobody looks, and the other tab may be measuring");
    browser.act(&mut other, Action::Visibility { hidden: false });
    assert!(is_kept(&other, Model::Async) && other.comparison().rows.len() == 1);
    // One more of a model that is there, and one of another.
    browser.run(&mut other, Model::Sequential);
    let shown = other.runs[&Model::Async].view().clone();
    browser.now_ms = 5_000.0;
    browser.run(&mut one, Model::Async);
    browser.run(&mut one, Model::Threads);
    browser.tell(&mut other);
    assert!(is_kept(&other, Model::Threads) && !is_kept(&other, Model::Sequential));
    assert_eq!(*other.runs[&Model::Async].view(), shown, "what the reader looks at stays");
    assert_eq!(other.comparison().rows.len(), 3);
    // A tab that only writes lists says nothing of runs.
    let effects = reduce(
        &mut other,
        Action::ListsChanged { lists: Vec::new(), runs: Some(browser.note.clone()) },
        Moment::default(),
    );
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Files(_))));
}
