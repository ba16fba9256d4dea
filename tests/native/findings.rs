//! Findings: the lists that show something, and those on which each rule stays silent.

use std::fmt::Write;

use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{Model, Options};
use interleave::program::{Plan, examples::EXAMPLES, parse};
use interleave::stats::Analysis;
use interleave::time::MS;
use interleave::words;

use crate::arbitrary::record;

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: 0 };

pub fn seen(text: &str, model: Model) -> Analysis {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
    let options =
        Options { pool: 2, process_pool: 2, offload: 2, page_loop: false, behind: interleave::engine::Behind::Threads };
    let trace = simulate_with(&Plan::of(&parsed.program), model, &options, &MACHINE);
    let run = Analysis::of(&record(model, trace, 2));
    for finding in &run.findings {
        assert!(finding.span < run.timeline.spans.len(), "{finding:?}");
    }
    run
}

pub fn sentences(text: &str, model: Model) -> Vec<String> {
    let run = seen(text, model);
    run.findings.iter().map(|finding| words::finding(&finding.fact, &run.tasks, run.resolution_ns)).collect()
}

#[test]
fn a_step_that_holds_the_loop_is_named_with_whom_it_made_late() {
    let text = "task a\n  sleep 100ms\n  print a\ntask b\n  cpu 1s\n";
    assert_eq!(
        sentences(text, Model::Async),
        ["cpu of b held the event loop for 1.000 s while 1 task waited: a was woken 900 ms late."]
    );
    assert_eq!(sentences(text, Model::Offload), [""; 0], "its loop is free");
    assert_eq!(sentences("task alone\n  cpu 1s\n", Model::Async), [""; 0], "nobody waited");
    assert_eq!(sentences("task a\n  sleep 2s\ntask b\n  cpu 1s\n", Model::Async), [""; 0], "nobody was late");
    let two =
        sentences("task a\n  sleep 50ms\n  sleep 100ms\ntask b\n  cpu 1s\n  sleep 1ms\n  cpu 500ms\n", Model::Async);
    assert!(two[0].ends_with(" late. 1 other step held it too."), "{two:?}");
    let blocking = sentences("task a x2\n  block 200ms\n", Model::Async);
    assert_eq!(
        blocking,
        ["block of a 1 held the event loop for 200 ms while 1 task waited: a 2 got its turn 200 ms late."]
    );
}

#[test]
fn a_lock_that_is_fought_for_is_told_and_one_that_is_not_isn_t() {
    let found = sentences("task c x4\n  cpu 100ms\n", Model::Gil);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("The GIL made 4 threads compute one at a time, for 400 ms in all"), "{found:?}");
    assert_eq!(sentences("task c\n  cpu 100ms\n", Model::Gil), [""; 0]);
    assert_eq!(sentences("task c x4 every 200ms\n  cpu 100ms\n", Model::Gil), [""; 0], "never two at once");
}

#[test]
fn a_full_pool_is_told_and_one_with_room_isn_t() {
    let text = "task b x6\n  block 450ms\n";
    let expected = "The pool of 2 kept 4 tasks queued, b 6 for 900 ms.";
    assert_eq!(sentences(text, Model::Pool), [expected]);
    assert_eq!(sentences(text, Model::Offload), [expected]);
    assert_eq!(sentences("task b x2\n  block 450ms\n", Model::Pool), [""; 0]);
    assert_eq!(sentences(text, Model::Threads), [""; 0], "there is no pool");
}

#[test]
fn starting_is_told_where_it_is_a_large_part() {
    assert_eq!(
        sentences("task p x2\n  cpu 60ms\n", Model::Processes),
        ["Starting processes took 49 % of the run, up to 58.0 ms for one."]
    );
    assert_eq!(sentences("task p x2\n  cpu 1s\n", Model::Processes), [""; 0]);
}

#[test]
fn more_computing_than_cores_is_told_where_it_made_a_difference() {
    assert_eq!(
        sentences("task c x4\n  cpu 200ms\n", Model::Threads),
        ["4 tasks computed at once on 2 cores: c 4 took 2.0 times as long as alone."]
    );
    assert_eq!(sentences("task c x2\n  cpu 200ms\n", Model::Threads), [""; 0]);
}

#[test]
fn where_everything_waits_a_loop_would_have_done() {
    let text = "task w x3\n  sleep 300ms\n  print x\n";
    assert_eq!(
        sentences(text, Model::Threads),
        ["Every task only waited: 3 threads did what one event loop does on one thread."]
    );
    assert_eq!(sentences(text, Model::Async), [""; 0]);
    assert_eq!(sentences(text, Model::Sequential), [""; 0], "one worker holds one thread");
    assert_eq!(sentences("task w x3\n  sleep 300ms\n  cpu 1ms\n", Model::Threads), [""; 0]);
}

#[test]
fn what_the_examples_show() {
    let mut text = String::new();
    for example in EXAMPLES {
        for model in Model::ALL {
            for sentence in sentences(example.text, model) {
                let _ = writeln!(text, "{}, {}: {sentence}", example.id, model.name());
            }
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn who_goes_on_although_it_was_told_to_end_is_told() {
    let text = "task main\n  sleep 1s\ntask d until main\n  block 4s\ntask e until main\n  block 2s\n";
    let told = "d was cancelled at 1.000 s, and went on until 4.000 s: nothing can interrupt block. 1 other task went on, too.";
    assert!(sentences(text, Model::Threads).contains(&told.to_owned()), "{:?}", sentences(text, Model::Threads));
    let is_told = |text: &str, model| sentences(text, model).iter().any(|sentence| sentence.contains("went on until"));
    assert!(!is_told(text, Model::Processes), "a process is ended in the middle of it");
    assert!(!is_told(&text.replace("block", "sleep"), Model::Threads), "a wait ends at once");
    let text = "task a timeout 500ms\n  cpu 1s\n";
    let told = "a timed out at 500 ms, and went on until 1.000 s: nothing can interrupt cpu.";
    assert_eq!(sentences(text, Model::Async), [told]);
    assert!(
        !is_told("task a timeout 500ms\n  sleep 1s\n  finally\n  sleep 2s\n", Model::Async),
        "that is what it is to do"
    );
    let late = "task a timeout 50ms\n  sleep 1s\ntask b\n  cpu 300ms\n";
    assert!(!is_told(late, Model::Async), "its loop was held: the wait itself would have ended at once");
}
