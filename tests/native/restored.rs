//! What tasks act on each other by comes back from a results file as it was: what it is, how it changed, and what a run
//! shows of it.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::files::Format;
use interleave::app::{Moment, State, notice_text};
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::formats::results::{Origin, ReadList, Results, Series, read, write};
use interleave::program::{Plan, ResourceKind, parse, program_text};
use interleave::record::Outcome;
use interleave::stats::{Analysis, Figures, Shared};
use interleave::time::MS;
use interleave::trace::{Change, End, Timeline, Trace};
use interleave::words;
use proptest::prelude::*;

use crate::app::page;
use crate::arbitrary::{cases, locking_program, machine, record};
use crate::files::{open, written};
use crate::recorded::results;

const MACHINE: Machine = Machine { cores: 3, process_start_ns: 40 * MS, thread_start_ns: 0 };
const RESOLUTION_NS: u64 = 1;

fn opened(text: &str) -> State {
    let mut state = page();
    open(&mut state, "run.json", text, Moment { clock_ms: 5e3, wall_ms: 5e3 });
    state
}

/// A file of it, and what is read of that.
fn restored(text: &str, model: Model, trace: &Trace) -> Trace {
    let timeline = Timeline::of(trace, None);
    let figures = Figures::of(trace, &timeline, model.has_event_loop(), 3);
    let run = record(model, trace.clone(), 3);
    let series = Series::of(Origin::Measured, &run, &timeline, &figures, words::note);
    series.records[0].restore(RESOLUTION_NS, &ReadList::of(text)).unwrap()
}

/// All but their places in the order: in a file they count from 0.
fn told(trace: &Trace) -> Vec<Change> {
    trace.changes().iter().map(|change| Change { order: 0, ..*change }).collect()
}

fn seen(model: Model, trace: &Trace) -> (Vec<Shared>, Vec<String>) {
    let run = Analysis::of(&interleave::record::Record { outcome: Outcome::Done, ..record(model, trace.clone(), 3) });
    let found = run.findings.iter().map(|finding| words::finding(&finding.fact, &run.tasks, run.resolution_ns));
    (run.shares.clone(), found.collect())
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn what_tasks_act_on_each_other_by_comes_back_as_it_was(program in locking_program(), machine in machine()) {
        let text = program_text(&program);
        let plan = Plan::of(&parse(&text).program);
        for model in Model::ALL {
            let mut trace = simulate(&plan, model, &machine);
            // What got stuck is cut off.
            trace.close(trace.last_ns(), End::Cancelled);
            let again = restored(&text, model, &trace);
            prop_assert_eq!(&again.resources, &trace.resources);
            prop_assert_eq!(told(&again), told(&trace), "{:?} of {}", model, &text);
            let (timeline, timeline_again) = (Timeline::of(&trace, None), Timeline::of(&again, None));
            prop_assert_eq!(&timeline_again.named, &timeline.named);
            prop_assert_eq!(&timeline_again.given, &timeline.given);
            prop_assert_eq!(seen(model, &again), seen(model, &trace), "{:?} of {}", model, &text);
        }
    }
}

#[test]
fn numbers_come_back_however_large_they_have_become() {
    let list = "share n -5\ntask a x3\n  add n 1000000\n  load n\n  store n +1000000\n";
    let text = write(&results(list, &MACHINE));
    let mut state = opened(&text);
    assert_eq!(state.notices, []);
    let number = |state: &State, model| state.panel(model).view.unwrap().shares[0].value;
    assert_eq!(number(&state, Model::Sequential), 5_999_995);
    assert_eq!(number(&state, Model::Processes), -5, "the parent's stays as it was");
    let named = &state.panel(Model::Sequential).view.unwrap().timeline.named[0];
    assert_eq!(named.steps[..2], [(0, -5), (0, 999_995)], "it begins with what the list says");
    let saved = written(&mut state, Format::Results);
    assert!(saved == text.replace("\"origin\":\"measured\"", "\"origin\":\"recorded\""), "{saved}");
}

#[test]
fn numbers_that_can_not_be_are_refused() {
    let mut results = results("task a x3\n  add n 1\n", &MACHINE);
    results.series[0].records[0].values[0].value = i64::MIN;
    let state = opened(&write(&results));
    let said = notice_text(&state.notices).unwrap();
    assert!(said.contains("in the run of sequential, a number is larger than any can become"), "{said}");
}

#[test]
fn what_the_list_does_not_name_is_what_was_done_with_it() {
    let list = "queue q 2\nshare n 7\ntask b\n  receive q\n  receive q\ntask a x2\n  sleep 1ms\n  load n\n  store n +1\n  send q\n  meet m\n";
    let mut results = results(list, &MACHINE);
    // As if the list could not be read any more.
    results.program = list.replace("store", "hoard");
    let restored = |results: &Results, at: usize| {
        let list = ReadList::of(&results.program);
        results.series[at].records[0].restore(RESOLUTION_NS, &list).unwrap()
    };
    let trace = restored(&results, 2);
    let kind = |name: &str| trace.resources.iter().find(|resource| &*resource.name == name).unwrap().kind;
    assert_eq!(kind("n"), ResourceKind::Share { initial: 7, is_everywhere: false });
    assert_eq!(kind("q"), ResourceKind::QUEUE);
    assert_eq!(kind("m"), ResourceKind::Meeting);
    assert_eq!(seen(Model::Threads, &trace).1, [""; 0], "nothing is found where nothing is known");
    assert_eq!(read(&write(&results)), Ok(results));
}

#[test]
fn runs_without_spans_do_not_say_what_numbers_were() {
    let plan = Plan::of(&parse("task a x3\n  add n 1\n").program);
    let trace = simulate(&plan, Model::Threads, &MACHINE).without_events();
    let timeline = Timeline::of(&trace, None);
    let run = record(Model::Threads, trace.clone(), 3);
    let figures = Figures::of(&trace, &timeline, false, 3);
    let series = Series::of(Origin::Measured, &run, &timeline, &figures, words::note);
    assert!(series.records[0].figures_only);
    assert_eq!(series.records[0].shares, []);
}
