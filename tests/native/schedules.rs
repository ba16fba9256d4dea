//! Every interleaving: what is found out of all orders of small lists, and that each run is one of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use interleave::engine::schedules::{Exploration, Found, Unexplored, replay};
use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{Model, Options, Shape};
use interleave::program::{Plan, parse};
use interleave::time::MS;
use interleave::trace::{Timeline, Trace};
use proptest::prelude::*;

use crate::arbitrary::cases;

const OPTIONS: Options =
    Options { pool: 2, process_pool: 2, offload: 2, page_loop: false, behind: interleave::engine::Behind::Threads };

fn plan_of(text: &str) -> Arc<Plan> {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
    Arc::new(Plan::of(&parsed.program))
}

fn explored_in_part(plan: &Arc<Plan>, model: Model) -> Found {
    let mut exploration = Exploration::new(plan.clone(), model, &OPTIONS).unwrap();
    while exploration.go_on(100) {}
    exploration.found()
}

/// The same where all orders are gone through.
fn explored(plan: &Arc<Plan>, model: Model) -> Found {
    let found = explored_in_part(plan, model);
    assert!(found.is_whole, "what is found out holds of all orders");
    found
}

fn outputs(found: &Found) -> BTreeSet<String> {
    found.endings.iter().map(|ending| ending.output.join(" ")).collect()
}

fn printed(trace: &Trace) -> String {
    let lines: Vec<String> = Timeline::of(trace, None).output.iter().map(|line| line.text.to_string()).collect();
    lines.join(" ")
}

const OPPOSITE: &str = "task one\n  lock a\n  sleep 10ms\n  lock b\n  unlock b\n  unlock a\n\
                        task two\n  lock b\n  sleep 10ms\n  lock a\n  unlock a\n  unlock b\n";

#[test]
fn threads_switch_between_any_two_steps() {
    let plan = plan_of("task a\n  print a1\n  print a2\ntask b\n  print b1\n  print b2\n");
    let found = explored(&plan, Model::Threads);
    assert!(found.has_output);
    assert_eq!((found.schedules, found.endings.len()), (6, 6));
    // Twelve steps of two tasks: 12 choose 6.
    let six = |name: &str| (1..=6).fold(format!("task {name}\n"), |text, step| format!("{text}  print {name}{step}\n"));
    let found = explored(&plan_of(&(six("a") + &six("b"))), Model::Gil);
    assert_eq!((found.schedules, found.endings.len()), (924, 924));
}

#[test]
fn a_loop_switches_only_where_a_task_awaits() {
    let plan = plan_of("task a\n  print a1\n  print a2\ntask b\n  print b1\n  print b2\n");
    assert_eq!(outputs(&explored(&plan, Model::Async)), BTreeSet::from(["a1 a2 b1 b2".to_owned()]));
    let plan = plan_of("task a\n  print a1\n  sleep 1ms\n  print a2\ntask b\n  print b1\n  sleep 1ms\n  print b2\n");
    let found = explored(&plan, Model::Async);
    assert_eq!(outputs(&found), BTreeSet::from(["a1 b1 a2 b2".to_owned(), "a1 b1 b2 a2".to_owned()]));
    let plan = plan_of("task a\n  print a1\n  yield\n  print a2\ntask b\n  print b1\n  yield\n  print b2\n");
    assert_eq!(outputs(&explored(&plan, Model::Async)), BTreeSet::from(["a1 b1 a2 b2".to_owned()]));
    // Computing lets others have the loop only where a pool does it.
    let plan = plan_of("task a\n  print a1\n  cpu 1ms\n  print a2\ntask b\n  print b1\n");
    assert_eq!(explored(&plan, Model::Async).schedules, 1);
    assert_eq!(outputs(&explored(&plan, Model::Offload)).len(), 1, "b is already in the loop's queue");
}

#[test]
fn one_after_another_has_one_order() {
    let found = explored(&plan_of("task a x3\n  print {copy}\n  sleep 1ms\n  print done\n"), Model::Sequential);
    assert_eq!(outputs(&found), BTreeSet::from(["1 done 2 done 3 done".to_owned()]));
    assert_eq!(found.schedules, 1);
}

#[test]
fn two_locks_in_two_orders_can_get_stuck_and_in_one_order_cannot() {
    let plan = plan_of(OPPOSITE);
    for model in [Model::Threads, Model::Gil, Model::Processes, Model::Async, Model::Pool] {
        let found = explored(&plan, model);
        let stuck = found.endings.iter().find(|ending| ending.stuck.is_some()).expect("it can get stuck");
        let circle = stuck.stuck.as_ref().unwrap();
        assert!(circle.shape == Shape::Circle && circle.waits.len() == 2, "{model:?}");
        // Each takes its first lock, and asks for the other one.
        assert_eq!(stuck.shortest.len(), 4, "{model:?}: {:?}", stuck.shortest);
        let trace = replay(&plan, model, &OPTIONS, (found.has_output, MS), &stuck.shortest).unwrap().trace;
        assert_eq!(trace.breaches(), [], "{model:?}");
    }
    assert!(explored(&plan, Model::Sequential).endings.iter().all(|ending| ending.stuck.is_none()));
    let same = plan_of(&OPPOSITE.replace(
        "  lock b\n  sleep 10ms\n  lock a\n  unlock a\n  unlock b\n",
        "  lock a\n  sleep 10ms\n  lock b\n  unlock b\n  unlock a\n",
    ));
    for model in Model::ALL {
        let found = explored(&same, model);
        assert!(found.endings.iter().all(|ending| ending.stuck.is_none()), "{model:?}");
    }
}

fn values(found: &Found) -> BTreeSet<i64> {
    found.endings.iter().map(|ending| ending.values[0].1).collect()
}

#[test]
fn what_tasks_share_can_end_as_whatever_the_orders_make_of_it() {
    let adds =
        |times: u32, between: &str| plan_of(&format!("task t x2 times {times}\n  load n\n{between}  store n +1\n"));
    let once = explored(&adds(1, ""), Model::Threads);
    assert_eq!((values(&once), once.schedules), (BTreeSet::from([1, 2]), 6));
    let lost: u128 = once.endings.iter().filter(|ending| ending.lost > 0).map(|ending| ending.schedules).sum();
    assert_eq!(lost, 4, "in all but those in which one comes after the other");
    for model in [Model::Threads, Model::Gil, Model::Pool] {
        assert_eq!(values(&explored(&adds(2, ""), model)), BTreeSet::from([2, 3, 4]), "{model:?}");
    }
    assert_eq!(values(&explored(&adds(1, ""), Model::Async)), BTreeSet::from([2]));
    assert_eq!(values(&explored(&adds(2, ""), Model::Async)), BTreeSet::from([4]));
    assert_eq!(values(&explored(&adds(1, "  sleep 1ms\n"), Model::Async)), BTreeSet::from([1]));
    assert_eq!(values(&explored(&adds(2, "  sleep 1ms\n"), Model::Async)), BTreeSet::from([2]));
    // Each process has a copy of its own.
    assert_eq!(values(&explored(&adds(2, ""), Model::Processes)), BTreeSet::from([0]));
    let locked = plan_of("task t x2 times 2\n  lock l\n  load n\n  store n +1\n  unlock l\n");
    let added = plan_of("task t x2 times 2\n  add n 1\n");
    for plan in [locked, added] {
        let found = explored(&plan, Model::Threads);
        assert_eq!(values(&found), BTreeSet::from([4]));
        assert!(found.endings.iter().all(|ending| ending.lost == 0));
    }
}

#[test]
fn tasks_that_touch_nothing_of_each_other_are_not_mixed() {
    let pair = |name: &str| format!("task {name} x2\n  lock {name}\n  unlock {name}\n");
    let one = explored(&plan_of(&pair("a")), Model::Threads);
    let three = explored(&plan_of(&(pair("a") + &pair("b") + &pair("c"))), Model::Threads);
    assert_eq!(three.schedules, one.schedules.pow(3));
    assert!(three.moments < 4 * one.moments, "{} of {}", three.moments, one.moments);
}

#[test]
fn a_bound_is_told() {
    // More orders of output than can be looked at: without them it is found out whole.
    let copies = |copies: usize| {
        plan_of(&format!("task a x{copies}\n  print a{{copy}}\n  lock l\n  unlock l\n  print b{{copy}}\n"))
    };
    assert!(!explored(&copies(6), Model::Threads).has_output);
    let found = explored_in_part(&copies(9), Model::Threads);
    assert!(!found.has_output && !found.is_whole);
    // Where nothing is printed, nothing is left out.
    let silent = explored_in_part(&plan_of("task a x9\n  lock l\n  unlock l\n"), Model::Threads);
    assert!(silent.has_output && !silent.is_whole);
    let long = plan_of("task a times 300\n  print a\n  sleep 1ms\n");
    assert_eq!(Exploration::new(long, Model::Threads, &OPTIONS).err(), Some(Unexplored::TooLong));
    let again = plan_of("task a retry 2\n  fail no\n");
    assert_eq!(Exploration::new(again, Model::Threads, &OPTIONS).err(), Some(Unexplored::Word("retry")));
}

#[test]
fn whatever_goes_wrong_what_is_done_all_the_same_is_done() {
    let list =
        plan_of("task a\n  print one\n  fail no\n  print never\n  rescue\n  print saved\n  finally\n  print done\n");
    for model in Model::ALL {
        let found = explored(&list, model);
        assert_eq!(outputs(&found), BTreeSet::from(["one saved done".to_owned()]), "{model:?}");
        assert_eq!(found.endings[0].failed, 0, "it was rescued");
    }
    let list = plan_of("task a\n  lock l\n  fail no\n  finally\n  print done\ntask b\n  lock l\n  print mine\n");
    let found = explored(&list, Model::Threads);
    let orders: BTreeSet<String> = ["done mine", "mine done"].map(str::to_owned).into();
    assert_eq!(outputs(&found), orders, "what it holds it gives back when it has ended");
    assert!(found.endings.iter().all(|ending| ending.failed == 1));
    let nothing_wrong = plan_of("task a\n  print one\n  rescue\n  print never\n  finally\n  print done\n");
    assert_eq!(outputs(&explored(&nothing_wrong, Model::Async)), BTreeSet::from(["one done".to_owned()]));
}

#[test]
fn who_waits_no_longer_than_it_likes_is_never_stuck_and_may_be_late_or_not() {
    let opposite = |within: &str| {
        let task = |name, one, other| {
            format!("task {name}\n  lock {one}\n  sleep 10ms\n  lock {other}{within}\n  print {name}\n")
        };
        plan_of(&(task("x", "a", "b") + &task("y", "b", "a")))
    };
    for model in [Model::Threads, Model::Async, Model::Processes, Model::Pool] {
        let is_stuck = |found: &Found| found.endings.iter().any(|ending| ending.stuck.is_some());
        assert!(is_stuck(&explored(&opposite(""), model)), "{model:?}");
        let found = explored(&opposite(" within 1s"), model);
        assert!(!is_stuck(&found), "{model:?}");
        // On a loop nobody has both before the other has begun.
        let most = if model == Model::Async { 3 } else { 5 };
        let orders: BTreeSet<String> =
            ["", "x", "y", "x y", "y x"][..most].iter().map(|lines| (*lines).to_owned()).collect();
        assert_eq!(outputs(&found), orders, "{model:?}");
    }
    // Who holds it to its end without another step is waited for all the same.
    let held = plan_of(
        "task holds\n  lock l\n  sleep 1s\ntask a\n  lock l within 100ms\n  print got\n  rescue\n  print late\n",
    );
    for model in [Model::Threads, Model::Async, Model::Pool] {
        let both: BTreeSet<String> = ["got", "late"].map(str::to_owned).into();
        assert_eq!(outputs(&explored(&held, model)), both, "{model:?}");
    }
    let found = explored(&held, Model::Threads);
    let late = found.endings.iter().find(|ending| ending.output.iter().any(|line| **line == *"late")).unwrap();
    let replayed = replay(&held, Model::Threads, &OPTIONS, (true, MS), &late.shortest).unwrap();
    assert_eq!(replayed.turns.iter().filter(|turn| turn.is_late).count(), 1);
}

/// Small tasks that act on each other.
fn list() -> impl Strategy<Value = String> {
    let step = prop_oneof![
        (1..4_u32).prop_map(|ms| format!("  sleep {ms}ms")),
        (1..4_u32).prop_map(|ms| format!("  cpu {ms}ms")),
        Just("  yield".to_owned()),
        "[pq]".prop_map(|word| format!("  print {word}")),
        "[lm]".prop_map(|name| format!("  lock {name}")),
        "[lm]".prop_map(|name| format!("  unlock {name}")),
        Just("  send s".to_owned()),
        Just("  receive s".to_owned()),
        Just("  meet t".to_owned()),
        Just("  load n".to_owned()),
        Just("  store n +1".to_owned()),
        Just("  add n 2".to_owned()),
        Just("  print {n}".to_owned()),
        Just("  fail no".to_owned()),
        (1..4_u32, "[lm]").prop_map(|(ms, name)| format!("  lock {name} within {ms}ms")),
        (1..4_u32).prop_map(|ms| format!("  receive s within {ms}ms")),
        (1..4_u32).prop_map(|ms| format!("  meet t within {ms}ms")),
    ];
    let head = prop_oneof![Just(""), Just(" at 1ms"), Just(" after t0")];
    // Where lines stand behind which something is done all the same.
    let lines = prop::option::weighted(0.5, (0..5_usize, 0..5_usize));
    let steps = (prop::collection::vec(step, 1..5), lines).prop_map(|(mut steps, lines)| {
        if let Some((rescue, finally)) = lines {
            for (line, place) in [("  finally", finally), ("  rescue", rescue.min(finally))] {
                if place < steps.len() {
                    steps.insert(place, line.to_owned());
                }
            }
        }
        steps
    });
    let task = (head, steps);
    prop::collection::vec(task, 1..4).prop_map(|tasks| {
        let task = |(number, (head, steps)): (usize, (&str, Vec<String>))| {
            let head = if number == 0 { "" } else { head };
            format!("task t{number}{head}\n{}\n", steps.join("\n"))
        };
        tasks.into_iter().enumerate().map(task).collect::<String>()
    })
}

/// The models whose orders of this are known.
fn able(plan: &Arc<Plan>) -> impl Iterator<Item = Model> {
    let is_known = |model: &Model| Exploration::new(plan.clone(), *model, &OPTIONS).is_ok();
    Model::ALL.into_iter().filter(is_known)
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn every_run_is_one_of_the_orders(text in list(), cores in 1..3_usize) {
        let parsed = parse(&text);
        prop_assume!(parsed.is_runnable());
        let plan = Arc::new(Plan::of(&parsed.program));
        let machine = Machine { cores, process_start_ns: MS, thread_start_ns: 0 };
        for model in able(&plan) {
            let found = explored(&plan, model);
            prop_assert!(found.has_output);
            let trace = simulate_with(&plan, model, &OPTIONS, &machine);
            let all = outputs(&found);
            prop_assert!(all.contains(&printed(&trace)), "{model:?}: {:?} is none of {all:?} of\n{text}", printed(&trace));
        }
    }

    #[test]
    fn every_ending_can_be_replayed(text in list()) {
        let parsed = parse(&text);
        prop_assume!(parsed.is_runnable());
        let plan = Arc::new(Plan::of(&parsed.program));
        for model in able(&plan) {
            let found = explored(&plan, model);
            for ending in &found.endings {
                let trace = replay(&plan, model, &OPTIONS, (true, MS), &ending.shortest);
                let trace = trace.expect("whose turn it is could have it").trace;
                prop_assert_eq!(trace.breaches(), [], "{:?} {:?} of\n{}", model, ending, text);
                prop_assert_eq!(printed(&trace), ending.output.join(" "), "{:?} of\n{}", model, text);
            }
        }
    }
}
