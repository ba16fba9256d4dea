//! The module that answers "what if", from within: every order of a list, as it stands in the region.

use std::collections::BTreeSet;

use interleave::app::{Action, Effect, State, WhatIfAction};
use interleave::engine::Model;
use interleave::engine::schedules::Found;
use interleave::wire::records;
use interleave::wire::what_if::{Happening, Order, Report};
use interleave::words::orders;

use crate::app::page as reader;
use crate::expected::{act, edit};
use crate::what_if_module::{Page, question, words};

const OPPOSITE: &str = "task one\n  lock a\n  sleep 100ms\n  lock b\ntask two\n  lock b\n  sleep 100ms\n  lock a\n";

/// What the page is told when the order that is shown is to be seen in its panel.
fn in_panel(page: &mut Page) -> Report {
    page.others.clear();
    page.happen("in-panel", "click", "", 0.0);
    page.others.pop().expect("the page is told")
}

/// The order of this list under a model that leads to the ending of this place.
pub fn order(text: &str, model: &str, ending: &str) -> Report {
    let mut page = Page::asking(question(text));
    page.happen("orders", "change", model, 0.0);
    page.happen("explore", "click", "", 0.0);
    page.happen("ending", "click", ending, 0.0);
    in_panel(&mut page)
}

pub fn show(state: &mut State, order: &Report) -> Vec<Effect> {
    act(state, Action::WhatIf(WhatIfAction::Told(Ok(order.clone()))))
}

#[test]
fn every_order_of_a_list_is_told_and_one_is_shown() {
    let mut page = Page::asking(question(OPPOSITE));
    assert_eq!(page.part("what-if-orders"), "", "nothing is gone through before somebody asks");
    page.happen("orders", "change", "async", 0.0);
    page.happen("explore", "click", "", 0.0);
    let ends = words(page.part("what-if-orders"));
    assert!(ends.contains("It gets stuck in every order."), "{ends}");
    let status = page.part("what-if-orders-status");
    assert!(
        status.starts_with("Under Async this list has ") && status.contains("All of them were gone through"),
        "{status}"
    );
    let order = words(page.part("what-if-order"));
    assert!(order.contains("Nothing could go on: one waits for b, which two holds, and two waits for a"), "{order}");
    assert!(order.contains("1. one: lock a") && order.contains("2. two: lock b"), "{order}");
    let Report::Order { text, run, stuck } = in_panel(&mut page) else { panic!("an order is told") };
    assert_eq!((text.as_str(), stuck.map(|stuck| stuck.waiting)), (OPPOSITE, Some(2)));
    assert_eq!(records::decode(&run).unwrap().trace.breaches(), []);
    // Another list, another question.
    page.order(&Order::Ask(Box::new(question("task one\n  print <a>\ntask two\n  print b\n"))));
    page.settle();
    assert_eq!(page.part("what-if-orders"), "");
    page.happen("orders", "change", "pool", 0.0);
    page.happen("explore", "click", "", 0.0);
    let ends = page.part("what-if-orders").to_owned();
    assert!(ends.contains("&lt;a&gt; · b") && ends.contains("b · &lt;a&gt;"), "{ends}");
    let ends = words(&ends).replace("&#39;", "'");
    assert!(ends.contains("It can't get stuck") && ends.contains("Its lines can come in 2 orders"), "{ends}");
    assert!(ends.contains("in 1 of 2 orders"), "{ends}");
}

#[test]
fn what_can_be_lost_is_told() {
    let mut page = Page::asking(question("task t x2\n  load n\n  store n +1\n"));
    page.happen("orders", "change", "pool", 0.0);
    page.happen("explore", "click", "", 0.0);
    let ends = words(page.part("what-if-orders"));
    assert!(ends.contains("4 of 6 orders lose an update."), "{ends}");
    assert!(ends.contains("n ends as 1 in 4 of 6 orders") && ends.contains("n ends as 2 in 2 of 6 orders"), "{ends}");
    page.happen("orders", "change", "async", 0.0);
    page.happen("explore", "click", "", 0.0);
    let ends = words(page.part("what-if-orders"));
    assert!(ends.contains("No order loses an update.") && ends.contains("n ends as 2 in its only order"), "{ends}");
}

#[test]
fn an_order_in_its_panel_says_who_waits_for_whom_and_nothing_of_speed() {
    let mut state = reader();
    edit(&mut state, OPPOSITE);
    act(&mut state, Action::ToggleExpected);
    let effects = show(&mut state, &order(OPPOSITE, "async", "0"));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::SaveChoices(_))), "it is switched on, and stays so");
    let shown = state.panel(Model::Async).expected.expect("whoever asks for an order sees it");
    let standstill = shown.standstill.expect("nothing can go on at its end");
    assert_eq!((shown.is_order, shown.speedup, standstill.waits.len()), (true, None, 2));
    assert!(!state.panel(Model::Threads).expected.unwrap().is_order, "what is expected elsewhere is made as well");
    // One after another it comes to its end: but its turns are no measure for the others.
    let text = "task a x2\n  sleep 100ms\n  print {copy}\n";
    edit(&mut state, text);
    let speedups =
        |state: &State| [Model::Async, Model::Threads].map(|model| state.panel(model).expected.unwrap().speedup);
    assert!(speedups(&state).iter().all(Option::is_some));
    show(&mut state, &order(text, "sequential", "0"));
    assert!(state.panel(Model::Sequential).expected.unwrap().is_order);
    assert_eq!(speedups(&state), [None; 2]);
    show(&mut state, &order(text, "async", "0"));
    assert_eq!(state.panel(Model::Async).expected.unwrap().speedup, None);
    // It was asked for before the list became another one.
    edit(&mut state, "task b\n  sleep 100ms\n");
    show(&mut state, &order(text, "async", "0"));
    assert!(!state.panel(Model::Async).expected.unwrap().is_order);
}

#[test]
fn a_run_is_not_measured_against_an_order() {
    let text = "task a x2\n  sleep 100ms\n";
    let agreement = |shows_order: bool| {
        let mut state = reader();
        edit(&mut state, text);
        let number = state.next_run;
        act(&mut state, Action::Run(Model::Async));
        if shows_order {
            show(&mut state, &order(text, "async", "0"));
        }
        crate::app::play(&mut state, number.0, Model::Async);
        assert_eq!(state.panel(Model::Async).state.word(), "done");
        state.expectations.agreement().clone()
    };
    assert_ne!(agreement(false), interleave::stats::Agreement::default());
    assert_eq!(agreement(true), agreement(false));
}

#[test]
fn whatever_can_be_pressed_has_a_name_and_an_id_of_its_own() {
    let mut page = Page::asking(question("task t x2\n  load n\n  store n +1\n  print {n}\n"));
    page.happen("orders", "change", "pool", 0.0);
    page.happen("explore", "click", "", 0.0);
    let html: String = page.parts.iter().map(|(_, html)| html.as_str()).collect();
    let mut ids = BTreeSet::new();
    for id in html.split(" id='").skip(1).filter_map(|rest| rest.split('\'').next()).filter(|id| id.starts_with("what"))
    {
        assert!(ids.insert(id), "{id} stands there twice");
    }
    assert!(ids.iter().filter(|id| id.starts_with("what-if-ends-")).count() > 2, "{ids:?}");
    assert!(ids.iter().filter(|id| id.starts_with("what-if-output-")).count() > 2, "{ids:?}");
    assert!(html.contains("aria-label='Show one: n ends as 1'"), "{html}");
    assert!(!html.split("<h3").skip(1).any(|rest| rest.split("</h3>").next().unwrap().contains("<button")), "{html}");
}

#[test]
fn how_far_it_has_come_is_no_news_for_whoever_listens() {
    let list = "task a x9\n  lock l\n  print {copy}\n  unlock l\n  print done {copy}\n";
    let mut page = Page::asking(question(list));
    page.happen("orders", "change", "pool", 0.0);
    let (what, kind) = ("explore".to_owned(), "click".to_owned());
    page.order(&Order::Hear(Happening { what, kind, ..Happening::default() }));
    let mut far = BTreeSet::new();
    for _ in 0..3 {
        assert!(page.module.work());
        page.see();
        assert_eq!(page.part("what-if-orders-status"), "Going through every order.");
        far.insert(page.part("what-if-orders-progress").to_owned());
    }
    assert!(far.len() == 3 && far.iter().all(|far| far.ends_with(" moments so far")), "{far:?}");
}

#[test]
fn what_is_said_is_true_of_what_was_gone_through() {
    let found =
        |schedules, is_whole| Found { endings: Vec::new(), schedules, is_whole, has_output: true, moments: 1200 };
    let lost = |lost, schedules, is_whole| orders::loses(lost, &found(schedules, is_whole));
    assert_eq!(lost(0, 6, true), "No order loses an update.");
    assert_eq!(lost(0, 6, false), "None of these orders loses an update.");
    assert_eq!(lost(1, 1, true), "Its only order loses an update.");
    assert_eq!(lost(1, 6, true), "1 of 6 orders loses an update.");
    assert_eq!(lost(6, 6, true), "All 6 orders lose an update.");
    let stuck = |stuck, schedules, is_whole| orders::can_get_stuck(stuck, &found(schedules, is_whole));
    assert_eq!(stuck(0, 6, false), "It gets stuck in none of these orders.");
    assert_eq!(stuck(1, 1, true), "It gets stuck in its only order.");
    assert_eq!(stuck(6, 6, true), "It gets stuck in every order.");
    assert_eq!(stuck(6, 6, false), "It can get stuck: in all of these orders.");
    let lines = |outputs, stuck, is_whole| orders::outputs(outputs, outputs, stuck, &found(6, is_whole));
    assert_eq!(lines(1, 0, true), "Its lines always come in the same order:");
    assert_eq!(lines(1, 0, false), "As far as is known, its lines always come in the same order:");
    assert_eq!(lines(2, 1, true), "Where it doesn't get stuck, its lines can come in 2 orders:");
    let all = |schedules| orders::all(&found(schedules, false), "Threads");
    assert!(all(0).ends_with(
        "after 1,200 moments, none of them was known to its end, so that nothing can be said of how they end."
    ));
    assert!(all(1).ends_with("1 of them was known to its end. What is said here is true of this one."));
}
