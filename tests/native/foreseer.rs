//! What is expected of long lists, which a worker of the what-if module performs.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::rendering::{OnPage, Rendering, reduce_and_render};
use interleave::app::what_if::module::Module;
use interleave::app::{Action, Document, Effect, Moment, State, notice_text};
use interleave::engine::virtual_time::{Interference, Lateness, Setup, foresee};
use interleave::engine::{CopySpeed, FileSpeed, Halt, Model, Options};
use interleave::program::examples::EXAMPLES;
use interleave::record::Record;
use interleave::stats::{Analysis, Kind};
use interleave::time::{MS, SECOND};
use interleave::trace::{TaskId, Timeline, Trace};
use interleave::wire::trouble::Trouble;
use interleave::wire::what_if::{
    Foreseen, Foresight, Order, Report, decode_order, decode_report, decode_run, encode_order, encode_report,
};

use crate::app::{page, play};
use crate::arbitrary::CALM;
use crate::expected::{act, edit, makespan_ns};
use crate::what_if_orders::{order, show};

/// What the worker is asked; `None` for its end.
fn orders(effects: &[Effect]) -> Vec<Option<Vec<u8>>> {
    let orders = effects.iter().filter_map(|effect| match effect {
        Effect::Foresee(order) => Some(order.clone()),
        _ => None,
    });
    orders.collect()
}

/// What it tells next, as the page reads it.
fn next(worker: &mut Module) -> Option<Foreseen> {
    let (report, _) = worker.foresee()?;
    match decode_report(&encode_report(&report)).unwrap() {
        Report::Foreseen(foreseen) => Some(foreseen),
        other => panic!("{other:?}"),
    }
}

/// Has a worker asked, and gives what it tells.
fn asked(worker: &mut Module, effects: &[Effect]) {
    for order in orders(effects).into_iter().flatten() {
        assert!(worker.obey(decode_order(&order).unwrap()).is_empty());
    }
}

/// Whatever a worker is asked is answered.
fn answer(state: &mut State, effects: &[Effect]) {
    let mut worker = Module::default();
    asked(&mut worker, effects);
    while let Some(foreseen) = next(&mut worker) {
        assert!(orders(&act(state, Action::Foreseen(Ok(foreseen)))).is_empty());
    }
}

/// Edits the list, and whatever a worker is asked is answered.
pub fn edit_and_wait(state: &mut State, text: &str) {
    let effects = edit(state, text);
    answer(state, &effects);
}

#[test]
fn long_lists_are_performed_by_a_worker_and_shown_when_all_of_it_is_there() {
    let mut state = page();
    let effects = edit(&mut state, "task a x400\n  sleep 10ms\n");
    assert_eq!(orders(&effects).len(), 1);
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(3 * SECOND), "as it was");
    assert!(orders(&act(&mut state, Action::Fit)).is_empty(), "asked once");
    let mut worker = Module::default();
    asked(&mut worker, &effects);
    // For threads and processes there are too many tasks.
    let models = 2;
    for told in 1..=models {
        let foreseen = next(&mut worker).unwrap();
        let on_page = OnPage::of(&state);
        let action = Action::Foreseen(Ok(foreseen));
        let (_, rendering) = reduce_and_render(&mut state, action, Moment::default(), &on_page);
        let is_all = told == models;
        assert_eq!(rendering, if is_all { Rendering::All } else { Rendering::Nothing }, "{told}");
        let now = if is_all { 4 * SECOND } else { 3 * SECOND };
        assert_eq!(makespan_ns(&state, Model::Sequential), Some(now), "{told}");
    }
    assert!(next(&mut worker).is_none());
    let view = state.panel(Model::Async).expected.unwrap().view;
    assert!(view.kind == Kind::Expected && view.resolution_ns == state.environment.clock_resolution_ns);
    assert_eq!((view.tasks.name(TaskId(399)), view.timeline.spans.len()), ("a 400", 800));
}

#[test]
fn what_was_expected_of_another_list_stands_beside_no_run() {
    let mut state = page();
    edit(&mut state, "task a x400\n  sleep 10ms\n");
    assert!(state.panel(Model::Async).expected.is_some(), "of the list before, while the worker is at it");
    act(&mut state, Action::Run(Model::Async));
    for model in Model::SIMPLE {
        assert!(state.panel(model).expected.is_none(), "{model:?}");
    }
}

#[test]
fn of_what_is_typed_meanwhile_the_last_counts() {
    let mut state = page();
    let mut worker = Module::default();
    let list = |ms| format!("task a x400\n  sleep {ms}ms\n");
    let effects = edit(&mut state, &list(10));
    asked(&mut worker, &effects);
    let early = next(&mut worker).unwrap();
    for ms in [20, 30] {
        let effects = edit(&mut state, &list(ms));
        asked(&mut worker, &effects);
    }
    act(&mut state, Action::Foreseen(Ok(early)));
    let mut told = Vec::new();
    while let Some(foreseen) = next(&mut worker) {
        told.push(foreseen.number);
        act(&mut state, Action::Foreseen(Ok(foreseen)));
    }
    assert_eq!(told, [told[0]; 2], "what isn't wanted any longer isn't found out");
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(12 * SECOND));
    // A short one needs nobody, and nothing that comes later is of it.
    let effects = edit(&mut state, &list(40));
    asked(&mut worker, &effects);
    edit(&mut state, "task a\n  sleep 5s\n");
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(5 * SECOND));
    while let Some(foreseen) = next(&mut worker) {
        act(&mut state, Action::Foreseen(Ok(foreseen)));
    }
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(5 * SECOND));
}

#[test]
fn what_a_worker_tells_is_all_that_there_is_of_a_run() {
    let lists = EXAMPLES.iter().map(|example| example.text).chain([STUCK]);
    for (number, text) in (1..).zip(lists) {
        let document = Document::new(text);
        let setup = Setup {
            options: Options::for_cores(2),
            machine: CALM,
            lateness: Lateness { hold_ns: 7, timer_ns: 9, first_byte_ns: 11, megabyte_ns: 13 },
            interference: Interference { alone_per_mille: 3, together_per_mille: 40, switch_ns: 5 },
            copying: CopySpeed::default(),
            files: FileSpeed::default(),
            most_effort: 1_000_000,
        };
        let (text, models) = (text.to_owned(), Model::ALL.to_vec());
        let order = Order::Foresee(Foresight { number, text: text.clone(), setup, models });
        let mut worker = Module::default();
        worker.obey(decode_order(&encode_order(&order)).unwrap());
        let mut tasks = None;
        for model in Model::ALL {
            let told = next(&mut worker).unwrap();
            let run = decode_run(&told.run.unwrap(), tasks.as_ref()).unwrap();
            let (trace, halt) = foresee(document.plan().unwrap(), model, &setup).unwrap();
            let rest = |trace: &Trace| {
                (trace.lanes.clone(), trace.tasks.clone(), trace.resources.clone(), trace.changes().to_vec())
            };
            assert_eq!(rest(&run.trace), rest(&trace), "{model:?} of {text}");
            assert_eq!(Timeline::of(&run.trace, None), Timeline::of(&trace, None), "{model:?} of {text}");
            assert_eq!(run.stuck.map(Halt::Stuck), halt, "{model:?} of {text}");
            let view = Analysis::expected(&Record::expected(model, &setup, trace, None), 1);
            assert_eq!((Some(run.why), run.figures), (view.why, view.figures), "{model:?} of {text}");
            tasks = Some(run.trace.tasks.afresh());
        }
        assert!(next(&mut worker).is_none());
    }
}

/// Whose first two tasks wait for each other.
const STUCK: &str = "task one\n  lock a\n  sleep 50ms\n  lock b\ntask two\n  lock b\n  sleep 50ms\n  lock a\n";

#[test]
fn of_long_lists_is_known_as_well_who_waits_for_whom_and_what_numbers_become() {
    let mut state = page();
    let calls = "share n\ntask call x400 at 1s\n  add n 1\n";
    edit_and_wait(&mut state, &format!("{calls}{STUCK}"));
    let expected = state.panel(Model::Async).expected.unwrap();
    let standstill = expected.standstill.unwrap();
    let waits: Vec<_> = standstill.waits.iter().map(|wait| (wait.task.as_str(), wait.holder.as_deref())).collect();
    assert_eq!(waits, [("one", Some("two")), ("two", Some("one"))]);
    assert_eq!(expected.speedup, None, "it never ends");
    let values = expected.view.shares.iter().map(|share| (&*share.name, share.value));
    assert_eq!(values.collect::<Vec<_>>(), [("n", 400)]);
    assert!(!expected.view.timeline.named.is_empty(), "there are rows of what has a name");
}

#[test]
fn an_order_of_a_long_list_stays_when_the_worker_tells() {
    let text = "task a x60\n  sleep 10ms\n";
    let mut state = page();
    act(&mut state, Action::ToggleExpected);
    edit(&mut state, text);
    let effects = show(&mut state, &order(text, "sequential", "0"));
    let is_order = |state: &State, model| state.panel(model).expected.map(|expected| expected.is_order);
    assert_eq!(is_order(&state, Model::Sequential), Some(true));
    answer(&mut state, &effects);
    assert_eq!(makespan_ns(&state, Model::Async), Some(10 * MS));
    assert_eq!((is_order(&state, Model::Sequential), is_order(&state, Model::Async)), (Some(true), Some(false)));
    assert!(state.panel(Model::Sequential).expected.unwrap().view.why.is_none(), "it says nothing of time");
    act(&mut state, Action::Run(Model::Async));
    assert_eq!(is_order(&state, Model::Sequential), Some(false), "the list runs");
}

#[test]
fn while_something_runs_no_worker_computes() {
    let mut state = page();
    let effects = edit(&mut state, "task a x30\n  sleep 10ms\n  print a\n  sleep 10ms\n  print b\n");
    assert_eq!(orders(&effects).len(), 1);
    let number = state.next_run;
    let effects = act(&mut state, Action::Run(Model::Sequential));
    assert_eq!(orders(&effects), [None], "the worker is ended");
    let effects = edit(&mut state, "task a x30\n  sleep 20ms\n  print a\n  sleep 10ms\n  print b\n");
    assert!(orders(&effects).is_empty(), "nor is another one started");
    let effects = play(&mut state, number.0, Model::Sequential);
    assert_eq!(orders(&effects).len(), 1, "it is over");
    answer(&mut state, &effects);
    assert_eq!(makespan_ns(&state, Model::Async), Some(30 * MS));
    // Nor one that was asked before the list became a short one.
    edit(&mut state, "task a x400\n  sleep 10ms\n");
    assert_eq!(orders(&edit(&mut state, "task a\n  sleep 10ms\n")), [None]);
}

#[test]
fn without_a_worker_nothing_is_expected_of_long_lists_and_that_is_said_once() {
    let mut state = page();
    edit(&mut state, "task a x400\n  sleep 10ms\n");
    let effects = act(&mut state, Action::Foreseen(Err(Trouble::Died("out of memory".to_owned()))));
    assert_eq!(orders(&effects), [None]);
    assert!(notice_text(&state.notices).unwrap().contains("out of memory"));
    assert!(orders(&edit(&mut state, "task a x400\n  sleep 20ms\n")).is_empty());
    edit(&mut state, "task a x4\n  sleep 20ms\n");
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(80 * MS), "short ones need none");
}
