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
    let beside = format!("{behind}task b\n  cpu 100ms\n");
    assert!(has(&beside, Model::Threads, told));
    assert!(!has(behind, Model::Threads, told), "it is said in another way");
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

#[test]
fn a_lock_that_everything_stands_behind_is_told() {
    let told = "Everything stood behind l: it was held for 100 % of the run, 3 tasks waited for it, and nothing was done at the same time.";
    let behind = |outside: &str| format!("task a x4\n  {outside}lock l\n  cpu 50ms\n  unlock l\n");
    for model in [Model::Threads, Model::Pool] {
        assert!(has(&behind(""), model, "Everything stood behind l: it was held for 100 % of the run"), "{model:?}");
    }
    assert!(has("task a x4\n  lock l\n  sleep 50ms\n  unlock l\n", Model::Async, told));
    let says = "Everything stood behind";
    assert!(!has(&behind("cpu 50ms\n  "), Model::Threads, says), "some of it is done at the same time");
    assert!(!has(&behind(""), Model::Sequential, says), "nobody waits");
    assert!(!has("limit l 2\ntask a x4\n  lock l\n  sleep 50ms\n", Model::Threads, says), "two hold it at once");
    assert!(!has(&format!("{}task b\n  cpu 200ms\n", behind("")), Model::Threads, says), "b does something beside");
}

#[test]
fn retries_that_crowd_what_failed_them_are_a_storm() {
    let storm = |every: &str| {
        format!(
            "task holds\n  lock db\n  sleep 1s\n  unlock db\ntask a x4 at 10ms retry 3{every}\n  lock db within 50ms\n  unlock db\n"
        )
    };
    let told = "A retry storm: 4 tasks that had failed waited for db at once, and 4 of them failed at it again: their retries are its crowd.";
    for model in [Model::Async, Model::Threads] {
        assert!(has(&storm(""), model, told), "{model:?}");
        assert!(has(&storm(""), model, "4 tasks failed and began again"), "{model:?}");
    }
    assert!(!has(&storm("").replace(" x4", " x2"), Model::Async, "storm"), "two are no crowd");
    assert!(!has(&storm("").replace(" retry 3", ""), Model::Async, "storm"), "nobody tries again");
    // One after another they meet nobody.
    let apart = storm("").replace("at 10ms", "at 10ms every 300ms");
    assert!(!has(&apart, Model::Async, "storm"));
    // They fail for other reasons, and are in nobody's way.
    let scripted = "limit db 4\ntask a x4 retry 2\n  lock db\n  sleep 20ms\n  unlock db\n  fail x2 busy\n";
    assert!(!has(scripted, Model::Async, "storm"));
    let crowd = "limit db 1\ntask a x4 retry 2\n  lock db\n  sleep 50ms\n  unlock db\n  fail x1 busy\n";
    let beside = format!("{crowd}task patient at 90ms\n  lock db\n  unlock db\n");
    assert!(!has(crowd, Model::Async, "storm"), "nobody else waits, and nobody fails at it");
    let among = "A retry storm: 3 tasks that had failed waited for db at once, and patient had to wait among them.";
    assert!(has(&beside.replace("at 90ms", "at 190ms"), Model::Async, among));
}

#[test]
fn a_low_priority_that_is_always_let_behind_is_told() {
    let low = "task first x2\n  block 100ms\ntask low at 10ms\n  block 20ms\n";
    let high = |how: &str| format!("{low}task high x4 at 20ms every 10ms{how}\n  block 40ms\n");
    let told = "low starved: it was queued for 170 ms, and 4 tasks of a higher priority came later and went first.";
    assert!(has(&high(" priority 5"), Model::Pool, told));
    assert!(!has(&high(""), Model::Pool, "starved"), "first come, first served");
    let earlier = high(" priority 5").replace("at 20ms every 10ms", "at 1ms");
    assert!(!has(&earlier, Model::Pool, "starved"), "they came before it");
    assert!(!has(&high(" priority 5").replace(" x4", " x2"), Model::Pool, "starved"), "two are soon over");
    for model in [Model::Threads, Model::Async] {
        assert!(!has(&high(" priority 5"), model, "starved"), "{model:?}: nobody queues for a worker");
    }
}
