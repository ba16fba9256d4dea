//! Findings about what has a name: the lists that show them, and others that are all but the same.

use interleave::engine::Model;
use interleave::stats::findings::Fact;
use interleave::trace::TaskId;

use crate::findings::{seen, sentences};

fn has(text: &str, model: Model, sentence: &str) -> bool {
    sentences(text, model).iter().any(|found| found.contains(sentence))
}

#[test]
fn a_lock_that_is_kept_across_a_wait_is_told() {
    let kept = "task a x2\n  lock l\n  sleep 50ms\n  unlock l\n";
    for model in [Model::Async, Model::Threads, Model::Pool] {
        assert!(has(
            kept,
            model,
            "a 1 kept l while it waited 50.0 ms for something else, and 1 other task waited for it."
        ));
    }
    assert!(!has("task a x2\n  sleep 50ms\n  lock l\n  unlock l\n", Model::Threads, " kept l "), "it waits before");
    assert!(!has(&format!("limit l 2\n{kept}"), Model::Threads, " kept l "), "nobody waits for it");
    assert!(!has("task a x2\n  lock l\n  cpu 50ms\n  unlock l\n", Model::Threads, " kept l "), "it computes");
    // What is taken after it hides nothing.
    for inner in ["limit s 2", "limit s 9 every 1s"] {
        let both = format!("{inner}\ntask a x2\n  lock l\n  lock s\n  sleep 50ms\n  unlock l\n");
        assert!(has(&both, Model::Threads, "a 1 kept l while it waited 50.0 ms"), "{inner}");
    }
    // Several are there to wait with a limit: that is what it is for.
    assert!(!has("limit l 2\ntask a x4\n  lock l\n  sleep 50ms\n  unlock l\n", Model::Threads, " kept l "));
}

#[test]
fn what_decides_how_long_all_takes_is_told() {
    let behind = "task a x4\n  lock l\n  cpu 50ms\n  unlock l\n";
    let told = "somebody waited for l, 3 tasks in all: what is done with it is done one after another.";
    assert!(has(behind, Model::Threads, told));
    assert!(!has("task a x4\n  lock l\n  unlock l\n  cpu 50ms\n", Model::Threads, "somebody waited for l"));
    let limit = "limit l 2\ntask a x8\n  lock l\n  sleep 50ms\n  unlock l\n";
    assert!(has(limit, Model::Async, "somebody waited for l, 6 tasks in all: only 2 hold it at once."));
}

#[test]
fn locks_that_are_handed_along_are_a_convoy() {
    let many = "task a x2 times 40\n  lock l\n  cpu 0.5ms\n  unlock l\n";
    assert!(has(many, Model::Threads, "it had to be waited for, though each held it for "));
    assert!(!has("task a times 40\n  lock l\n  cpu 0.5ms\n  unlock l\n", Model::Threads, "convoy"), "nobody waits");
}

#[test]
fn who_is_faster_than_who_receives_is_held_up_or_fills_the_queue() {
    let list = |bound: &str| {
        format!("queue q{bound}\ntask p times 10\n  send q\ntask c times 10\n  receive q\n  sleep 20ms\n")
    };
    assert!(has(&list(" 2"), Model::Async, "q held up 1 sender for "));
    assert!(has(&list(""), Model::Async, "q grew to "));
    // Who never comes to it sends nothing.
    let run = seen(&list("").replace("task p", "task early\n  fail no\n  send q\ntask p"), Model::Async);
    let senders = run.findings.iter().filter_map(|finding| match finding.fact {
        Fact::QueueGrew { task, .. } => Some((run.tasks.name(task), run.timeline.spans[finding.span].task)),
        _ => None,
    });
    assert_eq!(senders.collect::<Vec<_>>(), [("p", TaskId(1))]);
    let slow = "queue q\ntask p times 10\n  sleep 20ms\n  send q\ntask c times 10\n  receive q\n";
    assert!(!has(slow, Model::Async, "q "));
}

#[test]
fn who_was_turned_away_though_slots_were_idle_later_is_told() {
    let early = "slots 2 room 1\ntask t x6\n  block 100ms\ntask late at 600ms\n  block 100ms\n";
    assert!(has(early, Model::Pool, "3 tasks found no room and failed, though the 2 slots had nothing to do for "));
    assert!(
        !has("slots 2 room 2\ntask t x6\n  block 100ms\n", Model::Pool, "found no room"),
        "they were busy to the end"
    );
}
