//! Runs of an earlier text that are pinned: before and after a change, side by side.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::files::Format;
use interleave::app::{Action, Moment, Pin, State, reduce};
use interleave::engine::Model;
use interleave::stats::comparison::Row;
use interleave::time::MS;

use crate::app::{page, play};
use crate::files::written;

const BEFORE: &str = "task a x3\n  sleep 90ms\n";
const AFTER: &str = "task a x2\n  sleep 30ms\n";
const MOMENT: Moment = Moment { clock_ms: 1e3, wall_ms: 1e3 };

fn act(state: &mut State, action: Action) {
    reduce(state, action, MOMENT);
}

fn edit(state: &mut State, text: &str) {
    act(state, Action::Edit(text.to_owned()));
}

fn run(state: &mut State, model: Model) {
    act(state, Action::Run(model));
    let number = state.live().unwrap().number;
    play(state, number.0, model);
}

/// A page on which two models have run a list that was changed since.
fn changed() -> State {
    let mut state = page();
    edit(&mut state, BEFORE);
    run(&mut state, Model::Sequential);
    run(&mut state, Model::Async);
    assert_eq!(state.panel(Model::Async).pin, None, "of the text as it is there is nothing to pin");
    edit(&mut state, AFTER);
    state
}

fn names(state: &State) -> Vec<String> {
    state.comparison().table(1).lines.into_iter().map(|line| line.name).collect()
}

#[test]
fn pinned_runs_are_rows_of_their_own_under_those_of_the_changed_list() {
    let mut state = changed();
    assert_eq!(state.panel(Model::Async).pin, Some(Pin::Offered));
    assert!(state.can_pin());
    act(&mut state, Action::Pin(None));
    assert!(!state.can_pin());
    assert_eq!(state.panel(Model::Async).pin, Some(Pin::Set), "nothing newer has run");
    assert_eq!(names(&state), ["Sequential", "Async"]);
    run(&mut state, Model::Async);
    let Some(Pin::Before(before)) = state.panel(Model::Async).pin else { panic!("it stands before the new one") };
    assert_eq!(before.timeline.makespan_ns, 90 * MS);
    assert_eq!(names(&state), ["Sequential, before", "Async", "Async, before"]);
    assert!(state.whole_window().end_ns >= 270 * MS, "both are seen whole");
    run(&mut state, Model::Sequential);
    assert_eq!(names(&state), ["Sequential", "Sequential, before", "Async", "Async, before"]);
    let rows = state.comparison().rows;
    let speedups: Vec<f64> = rows.iter().map(|row| row.figures.speedup.unwrap().round()).collect();
    assert_eq!(speedups, [1.0, 1.0, 2.0, 3.0], "each beside its own");
    let fastest: Vec<&Row> = rows.iter().filter(|row| row.fastest).collect();
    assert!(fastest.iter().all(|row| !row.is_before) && fastest.len() == 1);
    let table = written(&mut state, Format::Markdown);
    assert!(table.contains("| Async, before |"), "{table}");
}

#[test]
fn pins_go_one_by_one_and_belong_to_their_list() {
    let mut state = changed();
    act(&mut state, Action::Pin(Some(Model::Async)));
    assert_eq!(state.panel(Model::Sequential).pin, Some(Pin::Offered));
    run(&mut state, Model::Async);
    run(&mut state, Model::Sequential);
    assert_eq!(names(&state), ["Sequential", "Async", "Async, before"]);
    act(&mut state, Action::NewList);
    edit(&mut state, "task other\n");
    run(&mut state, Model::Async);
    assert_eq!(names(&state), ["Async"], "another list has none");
    act(&mut state, Action::GoBack);
    assert!(matches!(state.panel(Model::Async).pin, Some(Pin::Before(_))), "they are there again");
    act(&mut state, Action::Unpin(Model::Async));
    assert_ne!(state.panel(Model::Async).pin, None);
    run(&mut state, Model::Async);
    assert_eq!(names(&state), ["Async", "Sequential"].into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn the_way_back_to_the_pinned_text_is_no_comparison_with_itself() {
    let mut state = changed();
    act(&mut state, Action::Pin(None));
    run(&mut state, Model::Async);
    edit(&mut state, BEFORE);
    assert_eq!(state.panel(Model::Async).pin, Some(Pin::Offered), "now the later ones are of another text");
    run(&mut state, Model::Async);
    assert_eq!(names(&state), ["Sequential", "Async"]);
    assert_eq!(state.panel(Model::Async).pin, None);
}
