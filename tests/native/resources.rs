//! Tasks that act on each other, in virtual time: what holds of locks and limits under every model, and when a run is stuck.

use interleave::engine::virtual_time::{Interference, Lateness, Machine, Setup, foresee};
use interleave::engine::{CopySpeed, FileSpeed, Halt, Model, Options, Stuck};
use interleave::program::{Plan, ResourceKind, parse};
use interleave::record::Standstill;
use interleave::stats::why::Cause;
use interleave::stats::{Figures, Why};
use interleave::time::MS;
use interleave::trace::{End, Span, State, TaskId, Timeline, Trace};
use interleave::words;
use proptest::prelude::*;

use crate::arbitrary::{cases, locking_program, machine};

fn foreseen(plan: &Plan, model: Model, pool: usize, machine: Machine) -> (Trace, Option<Stuck>) {
    let options = Options {
        pool,
        process_pool: pool,
        offload: pool,
        page_loop: false,
        behind: interleave::engine::Behind::Threads,
    };
    let (lateness, interference) = (Lateness::default(), Interference::default());
    let setup = Setup {
        options,
        machine,
        lateness,
        interference,
        copying: CopySpeed::default(),
        files: FileSpeed::default(),
        most_effort: usize::MAX,
    };
    let (trace, halt) = foresee(plan, model, &setup).unwrap();
    let stuck = halt.map(|halt| match halt {
        Halt::Stuck(stuck) => stuck,
        Halt::Full => panic!("nobody spawns"),
    });
    (trace, stuck)
}

fn run(text: &str, model: Model, pool: usize) -> (Trace, Option<Stuck>) {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
    let machine = Machine { cores: 8, process_start_ns: 0, thread_start_ns: 0 };
    foreseen(&Plan::of(&parsed.program), model, pool, machine)
}

fn makespan_ms(trace: &Trace) -> u64 {
    Timeline::of(trace, None).makespan_ns / MS
}

fn said(trace: &Trace, stuck: &Stuck) -> String {
    words::expected_stuck(&Standstill::of(stuck, &trace.tasks, &trace.resources))
}

const SIX: &str = "limit db 2\ntask t x6\n  lock db\n  sleep 200ms\n  unlock db\n";
const OPPOSITE: &str = "task one\n  lock a\n  sleep 50ms\n  lock b\n  unlock b\n  unlock a\n\
                        task two\n  lock b\n  sleep 50ms\n  lock a\n  unlock a\n  unlock b\n";

#[test]
fn a_limit_lets_two_of_six_calls_go_at_once() {
    for model in Model::ALL {
        let (trace, stuck) = run(SIX, model, 6);
        assert_eq!(stuck, None);
        assert_eq!(makespan_ms(&trace), if model == Model::Sequential { 1200 } else { 600 }, "{model:?}");
        let timeline = Timeline::of(&trace, None);
        let figures = Figures::of(&trace, &timeline, model.has_event_loop(), 8);
        // Two wait for 200 ms, and two for 400 ms.
        assert_eq!(figures.lock_wait_ns, if model == Model::Sequential { 0 } else { 1200 * MS }, "{model:?}");
        let waits = timeline.spans.iter().filter(|span| trace.tasks.awaited(span).is_some());
        let state = if model.has_event_loop() { State::Waiting } else { State::Locked };
        assert!(waits.filter(|span| span.length_ns() > 0).all(|span| span.state == state), "{model:?}");
        let most = trace.changes().iter().map(|change| change.after).max();
        assert_eq!(most, Some(if model == Model::Sequential { 1 } else { 2 }), "{model:?}");
    }
    assert_eq!(makespan_ms(&run(SIX, Model::Pool, 2).0), 600);
}

#[test]
fn the_critical_path_goes_on_along_who_gave_a_lock_back() {
    for model in [Model::Async, Model::Threads, Model::Gil, Model::Pool, Model::Processes, Model::Offload] {
        let (trace, _) = run(SIX, model, 6);
        let why = Why::of(&trace, &Timeline::of(&trace, None));
        assert_eq!(why.parts().collect::<Vec<_>>(), [(Cause::Waiting, 600 * MS)], "{model:?}");
    }
}

#[test]
fn a_limit_that_fills_up_lets_a_bucket_through_and_then_one_by_one() {
    let text = "limit api 2 every 100ms\ntask t x6\n  lock api\n  print x\n";
    for model in Model::ALL {
        let (trace, stuck) = run(text, model, 6);
        let timeline = Timeline::of(&trace, None);
        let printed: Vec<u64> = timeline.output.iter().map(|line| line.at_ns / MS).collect();
        assert_eq!((stuck, printed), (None, vec![0, 0, 50, 100, 150, 200]), "{model:?}");
        let state = if model.has_event_loop() { State::Waiting } else { State::Locked };
        let waits = timeline.spans.iter().filter(|span| span.step == Some(0) && span.length_ns() > 0);
        assert!(waits.clone().all(|span| span.state == state), "{model:?}");
        assert_eq!(waits.count(), 4, "{model:?}");
    }
    // It is no fuller for having been left alone.
    let text = "limit api 2 every 100ms\ntask t x3 at 10s\n  lock api\n  print x\n";
    let (trace, _) = run(text, Model::Async, 1);
    let printed: Vec<u64> = Timeline::of(&trace, None).output.iter().map(|line| line.at_ns / MS).collect();
    assert_eq!(printed, [10_000, 10_000, 10_050]);
}

#[test]
fn two_locks_in_two_orders_get_stuck_and_both_are_named() {
    for model in
        [Model::Async, Model::Threads, Model::Gil, Model::Pool, Model::Processes, Model::ProcessPool, Model::Offload]
    {
        let (trace, stuck) = run(OPPOSITE, model, 2);
        assert_eq!(
            said(&trace, &stuck.unwrap()),
            "It is expected to get stuck: one waits for b, which two holds, and two waits for a, which one holds. That is a circle.",
            "{model:?}"
        );
        assert_eq!(makespan_ms(&trace), 50);
        assert_eq!(trace.end(TaskId(0)), Some(End::Cancelled));
    }
    for (model, pool) in [(Model::Sequential, 1), (Model::Pool, 1), (Model::ProcessPool, 1)] {
        let (trace, stuck) = run(OPPOSITE, model, pool);
        assert_eq!((stuck, makespan_ms(&trace)), (None, 100), "{model:?}");
    }
}

#[test]
fn slots_that_all_wait_for_who_queues_are_named() {
    let text = "limit db 1\ntask first\n  lock db\n  lock db\ntask then x3 at 1ms\n  lock db\n  unlock db\n";
    let (trace, stuck) = run(text, Model::Pool, 2);
    assert_eq!(
        said(&trace, &stuck.unwrap()),
        "It is expected to get stuck: first waits for db, which it holds itself; 1 other task waits as well. \
         All slots are taken by tasks that wait, and 2 tasks queue for one."
    );
    let (trace, stuck) = run(text, Model::Sequential, 1);
    assert!(said(&trace, &stuck.unwrap()).contains("first waits for db, which it holds itself."));
}

#[test]
fn what_a_task_still_holds_at_its_end_is_given_back() {
    let text = "task a\n  lock x\n  sleep 10ms\n  fail no\ntask b\n  lock x\n  print got\n  unlock x\n";
    for model in Model::ALL {
        let (trace, stuck) = run(text, model, 2);
        assert_eq!((stuck, makespan_ms(&trace)), (None, 10), "{model:?}");
    }
}

#[test]
fn a_bounded_queue_holds_up_whoever_sends_too_fast() {
    let text = "queue q 2\ntask producer times 20\n  send q\ntask consumer x4 times 5\n  receive q\n  sleep 100ms\n";
    for model in Model::ALL {
        let (trace, stuck) = run(text, model, 5);
        if model == Model::Sequential {
            assert_eq!(said(&trace, &stuck.unwrap()), "It is expected to get stuck: producer waits for room in q.");
            continue;
        }
        assert_eq!(stuck, None, "{model:?}");
        assert_eq!(makespan_ms(&trace), 500, "{model:?}: four take five items each, 100 ms after one another");
        let lengths: Vec<i64> = trace.changes().iter().map(|change| change.after).collect();
        assert_eq!((lengths.iter().max(), lengths.last()), (Some(&2), Some(&0)), "{model:?}");
        let timeline = Timeline::of(&trace, None);
        let held_ns = timeline.tasks[0].ended_ns;
        assert!(held_ns >= Some(300 * MS), "{model:?}: the producer is held up until {held_ns:?}");
        let state = if model.has_event_loop() { State::Waiting } else { State::Blocked };
        assert!(timeline.spans_of(TaskId(0)).1.iter().any(|span| span.state == state && span.length_ns() > 0));
        let figures = Figures::of(&trace, &timeline, model.has_event_loop(), 8);
        assert_eq!(figures.lock_wait_ns, 0, "a queue is no lock");
        let why = Why::of(&trace, &timeline);
        assert_eq!(why.parts().collect::<Vec<_>>(), [(Cause::Waiting, 500 * MS)], "{model:?}");
    }
}

#[test]
fn a_meeting_goes_on_when_all_who_have_not_ended_are_there() {
    let text = "task quick x2\n  meet m\n  print on\ntask slow\n  sleep 30ms\n  meet m\ntask never\n  sleep 20ms\n  fail x\n  meet m\n";
    for model in Model::ALL {
        let (trace, stuck) = run(text, model, 4);
        if model == Model::Sequential {
            assert_eq!(said(&trace, &stuck.unwrap()), "It is expected to get stuck: quick 1 waits at m for quick 2.");
            continue;
        }
        assert_eq!((stuck, makespan_ms(&trace)), (None, 30), "{model:?}");
        let timeline = Timeline::of(&trace, None);
        assert!(timeline.output.iter().all(|line| line.at_ns == 30 * MS), "{model:?}");
        let why = Why::of(&trace, &timeline);
        assert_eq!(why.parts().collect::<Vec<_>>(), [(Cause::Waiting, 30 * MS)], "{model:?}");
    }
    let (trace, stuck) = run("task a x3\n  meet m\n", Model::Pool, 2);
    assert_eq!(
        said(&trace, &stuck.unwrap()),
        "It is expected to get stuck: a 1 waits at m for a 3, and a 2 waits at m for a 3. \
         All slots are taken by tasks that wait, and 1 task queues for one."
    );
}

#[test]
fn who_waits_for_an_item_that_nobody_sends_is_stuck() {
    let text = "task a\n  receive q\n  send r\ntask b\n  receive r\n  send q\n";
    let (trace, stuck) = run(text, Model::Threads, 2);
    assert_eq!(
        said(&trace, &stuck.unwrap()),
        "It is expected to get stuck: a waits for an item of q, and b waits for an item of r."
    );
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn a_run_is_stuck_exactly_where_it_does_not_come_to_its_end(
        program in locking_program(),
        machine in machine(),
        pool in 1..4_usize,
    ) {
        let plan = Plan::of(&program);
        for model in Model::ALL {
            let (trace, stuck) = foreseen(&plan, model, pool, machine);
            prop_assert_eq!(trace.breaches(), []);
            // Whoever is done has done all, or has failed; whoever is left was cut short by the standstill alone.
            let is_unborn = |task: &TaskId| {
                plan.tasks[task.0 as usize].spawned_by.is_some() && trace.events(*task).next().is_none()
            };
            let tasks = (0..plan.tasks.len() as u32).map(TaskId).filter(|task| !is_unborn(task));
            let ends: Vec<Option<End>> = tasks.map(|task| trace.end(task)).collect();
            let is_cut_short = ends.iter().any(|end| !matches!(end, Some(End::Done | End::Failed)));
            prop_assert_eq!(stuck.is_some(), is_cut_short, "{:?}", model);
            check_permits(&plan, &trace)?;
            if let Some(stuck) = stuck {
                prop_assert!(said(&trace, &stuck).contains(" waits "));
            }
        }
    }

    #[test]
    fn whoever_asks_first_gets_it_first(program in locking_program(), pool in 1..4_usize) {
        let plan = Plan::of(&program);
        let machine = Machine { cores: 2, process_start_ns: 0, thread_start_ns: 0 };
        for model in Model::ALL {
            let (trace, _) = foreseen(&plan, model, pool, machine);
            let timeline = Timeline::of(&trace, None);
            // Who gives up is out of the queue before its turn.
            let waits_for_ever =
                |span: &&Span| trace.tasks.step_of(span).is_some_and(|step| step.within().is_none());
            let waits: Vec<_> =
                timeline.spans.iter().filter(|span| trace.tasks.awaited(span).is_some()).filter(waits_for_ever).collect();
            for one in &waits {
                for other in &waits {
                    let what = |span| trace.tasks.step_of(span).map(|step| (step.tag(), step.resource()));
                    if what(one) == what(other) && one.order < other.order {
                        prop_assert!(one.end_ns <= other.end_ns, "{:?}: {:?} before {:?}", model, one, other);
                    }
                }
            }
        }
    }
}

/// Never more permits are taken than there are, and never more is in a queue than it has room for.
fn check_permits(plan: &Plan, trace: &Trace) -> Result<(), TestCaseError> {
    let mut taken = vec![0; plan.resources.len()];
    let mut last_ns = 0;
    for change in trace.changes() {
        let place = change.resource.0 as usize;
        let most = match plan.resources[place].kind {
            ResourceKind::Limit { permits } | ResourceKind::Rate { permits, .. } => i64::from(permits),
            ResourceKind::Queue { room } => room.map_or(i64::MAX, i64::from),
            ResourceKind::Meeting => i64::try_from(plan.tasks.len()).unwrap(),
            ResourceKind::Share { .. } => continue,
        };
        prop_assert_eq!(taken[place], change.before);
        prop_assert!((0..=most).contains(&change.after));
        prop_assert!(last_ns <= change.at_ns);
        (taken[place], last_ns) = (change.after, change.at_ns);
    }
    Ok(())
}
