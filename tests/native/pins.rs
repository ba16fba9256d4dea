//! Runs of an earlier text that are pinned: before and after a change, side by side.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use std::rc::Rc;

use interleave::app::files::Format;
use interleave::app::{Action, Moment, Pin, State, reduce};
use interleave::chart::layout::Strip;
use interleave::chart::{Arrangement, Behind, Layout, Rows};
use interleave::engine::Model;
use interleave::engine::virtual_time::simulate;
use interleave::program::{Plan, parse};
use interleave::stats::comparison::Row;
use interleave::stats::{Analysis, Kind};
use interleave::time::{MS, SECOND};
use interleave::trace::{Span, TaskId};

use crate::app::{page, play};
use crate::arbitrary::{CALM, record};
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
    let under = state.panel(Model::Async).under.unwrap();
    assert!(under.kind == Kind::Before && under.timeline.makespan_ns == 90 * MS);
    assert!(Rc::ptr_eq(&under, &state.panel(Model::Async).under.unwrap()), "made once");
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
    let picture = written(&mut state, Format::Svg);
    assert!(picture.contains(">before</text>") && !picture.contains(">expected</text>"), "as on the page: {picture}");
    act(&mut state, Action::Unpin(Model::Async));
    act(&mut state, Action::Unpin(Model::Sequential));
    let picture = written(&mut state, Format::Svg);
    assert!(!picture.contains(">before</text>") && picture.contains(">expected</text>"));
}

/// What a model does with a list, expected or not: the pictures are alike.
fn view(text: &str, model: Model) -> Analysis {
    let plan = Plan::of(&parse(text).program);
    Analysis::expected(&record(model, simulate(&plan, model, &CALM), 4), 1)
}

fn names_of(view: &Analysis) -> Vec<&str> {
    view.tasks.iter().map(|task| task.name.as_str()).collect()
}

#[test]
fn what_was_measured_before_takes_the_places_of_what_is_called_the_same() {
    let old = "task a\n  sleep 1s\ntask gone\n  sleep 2s\ntask b\n  sleep 3s\n";
    let new = "task new\n  sleep 1s\ntask b\n  sleep 1s\ntask a x2\n  sleep 4s\n";
    for model in [Model::Threads, Model::Async, Model::Pool, Model::Sequential] {
        let (old, new) = (view(old, model), view(new, model));
        let under = old.laid_under(&new);
        assert_eq!(names_of(&under), ["new", "b", "a 1", "a 2", "gone"], "{model:?}");
        let length = |task: &str| {
            let task = TaskId(names_of(&under).iter().position(|name| *name == task).unwrap() as u32);
            under.timeline.spans_of(task).1.iter().filter(|span| span.step.is_some()).map(Span::length_ns).sum::<u64>()
                / SECOND
        };
        assert_eq!(["new", "b", "a 1", "a 2", "gone"].map(length), [0, 3, 1, 0, 2], "{model:?}");
        assert_eq!(under.timeline.makespan_ns, old.timeline.makespan_ns);
        if model == Model::Threads {
            assert_eq!(under.lanes.len(), 5, "a thread goes with its task");
            for span in &under.timeline.spans {
                assert!(span.lane.is_none_or(|lane| lane.0 == span.task.0), "{span:?}");
            }
        } else {
            assert_eq!(under.lanes, new.lanes);
        }
    }
}

#[test]
fn nothing_is_left_out_of_what_was_before_and_it_covers_nothing() {
    let (many, few) = ("task a x5\n  sleep 1s\n  cpu 1s\n", "task a x2\n  cpu 2s\n");
    for (model, rows) in Model::ALL.into_iter().flat_map(|model| [(model, Rows::Lanes), (model, Rows::Tasks)]) {
        for (old, new) in [(many, few), (few, many)] {
            let (old, new) = (view(old, model), view(new, model));
            let under = old.laid_under(&new);
            let arrangement = Arrangement { rows, ..Arrangement::default() };
            let (front, behind) = Layout::layered(&under.lanes, &new.timeline, Some(Behind::of(&under)), &arrangement);
            let is_apart = |one: &Strip, other: &Strip| {
                one.top_px + one.height_px <= other.top_px || other.top_px + other.height_px <= one.top_px
            };
            for (at, span) in under.timeline.spans.iter().enumerate() {
                let strip = behind.strips[behind.strip_of(at, span).unwrap()];
                assert!(strip.top_px + strip.height_px <= front.height_px, "{model:?} {rows:?}");
                assert!(front.strips.iter().all(|over| is_apart(over, &strip)), "{model:?} {rows:?} {span:?}");
            }
        }
    }
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
