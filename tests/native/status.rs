//! What a screen reader is told, run after run.

use interleave::app::status::{status, under_way};
use interleave::app::{Action, Moment, Told, reduce};
use interleave::engine::virtual_time::Machine;
use interleave::engine::{Model, RunId};
use interleave::wire::trouble::Trouble;

use crate::app::{page, play};
use crate::files::showing;

#[test]
fn every_end_is_one_sentence_and_no_run_is_told_twice() {
    let mut state = page();
    let act = |state: &mut _, action| reduce(state, action, Moment { clock_ms: 1000.0, wall_ms: 1000.0 });
    assert_eq!(status(&state), "");
    act(&mut state, Action::RunAll);
    let mut told = vec![status(&state)];
    for (run, model) in (1..).zip([Model::Sequential, Model::Async]) {
        play(&mut state, run, model);
        told.push(status(&state));
    }
    act(&mut state, Action::Told(Told::Lost(RunId(3), Trouble::Browser("The worker is gone.".to_owned()))));
    told.push(status(&state));
    act(&mut state, Action::Stop);
    told.push(status(&state));
    assert_eq!(
        told,
        [
            "Sequential is running.",
            "Sequential: 3 tasks on 1 lane in 3.000 s, with 1 in flight and 0 on CPU on average. Async is running.",
            "Async: 3 tasks on 1 lane in 1.000 s, with 3 in flight and 0 on CPU on average. Threads is running.",
            "Threads failed. The worker is gone. Processes is running.",
            "Processes stopped.",
        ]
    );
}

#[test]
fn a_recording_that_was_opened_is_told_as_a_whole() {
    let machine = Machine { cores: 2, process_start_ns: 40_000_000, thread_start_ns: 0 };
    let mut state = showing("task a x2\n  sleep 30ms\n", &machine);
    assert_eq!(
        status(&state),
        "run.json is open: 8 recorded runs of 2 tasks. Sequential in 60.0 ms, Async in 30.0 ms, Threads in 30.0 ms, \
         Threads with a GIL in 30.0 ms, Thread pool in 30.0 ms, Processes in 88.0 ms, Process pool in 88.0 ms, \
         Async + pool stopped after 15.0 ms."
    );
    reduce(&mut state, Action::Run(Model::Async), Moment::default());
    assert_eq!(status(&state), "Async is running.", "what is measured here comes before what was opened");
}

#[test]
fn what_runs_is_told_with_what_follows() {
    let mut state = page();
    let act = |state: &mut _, action| reduce(state, action, Moment { clock_ms: 1000.0, wall_ms: 1000.0 });
    assert_eq!(under_way(&state), None);
    act(&mut state, Action::RunAll);
    assert_eq!(under_way(&state), Some(("Sequential", "is running, 3 to go".to_owned())));
    for (run, model) in (1..).zip([Model::Sequential, Model::Async, Model::Threads]) {
        play(&mut state, run, model);
    }
    assert_eq!(under_way(&state), Some(("Processes", "is running".to_owned())));
    act(&mut state, Action::Stop);
    act(&mut state, Action::Told(Told::Lost(RunId(4), Trouble::Browser("Stopped.".to_owned()))));
    assert_eq!(under_way(&state), None);
}
