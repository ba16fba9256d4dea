//! Why runs in virtual time took as long as they did: every example under every model, and what each rule is for.

use std::fmt::Write;

use interleave::engine::model::task_infos;
use interleave::engine::virtual_time::{Machine, simulate, simulate_with};
use interleave::engine::{Model, Options};
use interleave::program::examples::EXAMPLES;
use interleave::program::{Plan, parse};
use interleave::stats::Why;
use interleave::stats::why::Cause;
use interleave::time::{Duration, MS};
use interleave::trace::{End, Event, Lane, LaneId, LaneKind, State, TaskId, Timeline, Trace, What};

use crate::arbitrary::{count, crunch, mixture};

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: 0 };

fn plan_of(text: &str) -> Plan {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
    Plan::of(&parsed.program)
}

fn why_of(text: &str, model: Model) -> Why {
    let options =
        Options { pool: 2, process_pool: 2, offload: 2, page_loop: false, behind: interleave::engine::Behind::Threads };
    let trace = simulate_with(&plan_of(text), model, &options, &MACHINE);
    Why::of(&trace, &Timeline::of(&trace, None))
}

/// `waiting 1s, computing 600ms`.
fn parts(why: &Why) -> String {
    let parts: Vec<String> = why.parts().map(|(cause, ns)| format!("{} {}", cause.word(), Duration(ns))).collect();
    parts.join(", ")
}

/// The path, one stretch a line: `0s fetch 1 sleep 300ms: waiting 300ms`.
fn path(trace: &Trace, timeline: &Timeline, why: &Why) -> String {
    const MOST: usize = 12;
    let mut text = String::new();
    for stretch in why.path().iter().take(MOST) {
        let place = stretch.span.map_or_else(String::new, |span| {
            let span = timeline.spans[span];
            let task = &trace.tasks[span.task.0 as usize];
            let step = span
                .step
                .map_or("arrived".to_owned(), |step| task.steps[step as usize].text(|ns| Duration(*ns).to_string()));
            format!(" {} {step}", task.name)
        });
        let _ = write!(text, "{}{place}: {}", Duration(stretch.start_ns), stretch.cause.word());
        let _ = writeln!(text, " {}", Duration(stretch.length_ns()));
    }
    if why.path().len() > MOST {
        let _ = writeln!(text, "… {} more", why.path().len() - MOST);
    }
    text
}

#[test]
fn the_examples_take_as_long_as_they_did_for_the_same_reasons() {
    for example in EXAMPLES {
        let plan = plan_of(example.text);
        let mut text = String::new();
        for model in Model::ALL {
            if model.refusal(plan.tasks.len()).is_some() {
                continue;
            }
            let trace = simulate(&plan, model, &MACHINE);
            let why = Why::of(&trace, &Timeline::of(&trace, None));
            let _ =
                writeln!(text, "{:>18} {:>9}: {}", model.name(), Duration(why.makespan_ns()).to_string(), parts(&why));
        }
        insta::assert_snapshot!(format!("why_{}", example.id), text);
    }
}

#[test]
fn paths_lead_along_those_who_were_waited_for() {
    for (name, plan) in [("count", count()), ("mixture", mixture()), ("crunch", crunch())] {
        let mut text = String::new();
        for model in Model::ALL {
            let trace = simulate(&plan, model, &MACHINE);
            let timeline = Timeline::of(&trace, None);
            let why = Why::of(&trace, &timeline);
            let _ = writeln!(text, "{}, {}", model.name(), Duration(timeline.makespan_ns));
            text.push_str(&path(&trace, &timeline, &why));
            text.push('\n');
        }
        insta::assert_snapshot!(format!("why_path_{name}"), text);
    }
}

#[test]
fn what_the_contract_promises() {
    let two = "task c x2\n  cpu 600ms\n";
    assert_eq!(
        parts(&why_of("task count x3\n  print One\n  sleep 1s\n  print Two\n", Model::Sequential)),
        "waiting 3s"
    );
    assert_eq!(parts(&why_of(two, Model::Async)), "computing 1.2s");
    assert_eq!(parts(&why_of(two, Model::Gil)), "computing 1.2s");
    assert_eq!(parts(&why_of("task c x6\n  cpu 600ms\n", Model::Threads)), "computing 600ms, contention 1.2s");
}

#[test]
fn a_timer_that_goes_off_while_the_loop_is_held_leads_to_whoever_held_it() {
    let text = "task sleeper\n  sleep 100ms\ntask rude at 50ms\n  cpu 1s\n";
    assert_eq!(parts(&why_of(text, Model::Async)), "waiting 50ms, computing 1s");
    assert_eq!(parts(&why_of(text, Model::Offload)), "waiting 50ms, computing 1s", "its own end is the last");
}

#[test]
fn a_pool_leads_to_the_task_that_had_the_slot() {
    let text = "task b x3\n  block 400ms\n";
    for model in [Model::Pool, Model::Offload] {
        assert_eq!(parts(&why_of(text, model)), "waiting 800ms", "{}", model.name());
    }
    assert_eq!(parts(&why_of(text, Model::ProcessPool)), "waiting 800ms, starting 58ms");
}

#[test]
fn an_arrival_leads_to_the_task_it_came_after_unless_it_was_to_come_later() {
    let after = "task first\n  cpu 300ms\ntask second after first\n  sleep 100ms\n";
    assert_eq!(parts(&why_of(after, Model::Threads)), "waiting 100ms, computing 300ms");
    let later = "task first\n  cpu 300ms\ntask second after first at 1s\n  cpu 100ms\n";
    assert_eq!(parts(&why_of(later, Model::Threads)), "waiting 1s, computing 100ms");
}

#[test]
fn the_difference_of_two_runs_is_explained_part_by_part() {
    let (calm, busy) = ("task c x2\n  cpu 600ms\n", "task c x6\n  cpu 600ms\n");
    let (calm, busy) = (why_of(calm, Model::Threads), why_of(busy, Model::Threads));
    let more_ns: Vec<(Cause, i64)> = busy.difference(&calm).collect();
    assert_eq!(more_ns, [(Cause::Contention, 1_200 * MS.cast_signed())]);
    assert_eq!(calm.difference(&busy).map(|(_, ns)| ns).sum::<i64>(), -1_200 * MS.cast_signed());
    assert_eq!(calm.difference(&calm).count(), 0);
}

/// Events of one task in order: when, which state on which lane at which step, or its end.
type Told<'a> = &'a [(u64, Option<(State, Option<u32>, Option<u32>)>)];

/// A trace told by hand, times in milliseconds; the orders are those of the times.
fn by_hand(text: &str, lanes: &[LaneKind], tasks: &[Told]) -> (Trace, Timeline) {
    let lanes = lanes.iter().map(|kind| Lane { name: kind.word().to_owned(), kind: *kind });
    let mut trace = Trace::new(1, lanes.collect::<Vec<_>>(), task_infos(&plan_of(text)));
    for (task, told) in (0..).map(TaskId).zip(tasks) {
        for (seq, (at_ms, entered)) in (0..).zip(*told) {
            let what = match entered {
                Some((state, lane, step)) => What::Enter { state: *state, lane: lane.map(LaneId), step: *step },
                None => What::End { end: End::Done, step: None },
            };
            trace.extend(&[Event { at_ns: at_ms * MS, task, seq, order: *at_ms as u32, what }]);
        }
    }
    assert_eq!(trace.breaches(), []);
    let timeline = Timeline::of(&trace, None);
    (trace, timeline)
}

#[test]
fn what_no_task_explains_is_late_queued_or_locked() {
    let waits = |at_ms, state, lane: Option<u32>| (at_ms, Some((state, lane, Some(0))));
    let arrives = |at_ms| (at_ms, Some((State::Queued, None, None)));
    // Nobody held the loop when the timer was due at 110 ms; the loop came to the task 10 ms after its arrival.
    let (trace, timeline) = by_hand(
        "task a\n  sleep 100ms\n",
        &[LaneKind::Loop],
        &[&[arrives(0), waits(10, State::Waiting, None), (125, None)]],
    );
    assert_eq!(parts(&Why::of(&trace, &timeline)), "waiting 100ms, lateness 15ms, queued 10ms");
    // The lock was free from 30 ms on, and taken at 34 ms.
    let (trace, timeline) = by_hand(
        "task a\n  cpu 30ms\ntask b\n  cpu 10ms\n",
        &[LaneKind::Thread, LaneKind::Thread],
        &[
            &[arrives(0), waits(0, State::Running, Some(0)), (30, None)],
            &[arrives(1), waits(2, State::Locked, Some(1)), waits(34, State::Running, Some(1)), (45, None)],
        ],
    );
    assert_eq!(parts(&Why::of(&trace, &timeline)), "computing 40ms, contention 1ms, locked 4ms");
}

#[test]
fn a_task_that_queued_until_the_run_was_stopped_leads_to_whoever_kept_it_waiting() {
    let plan = plan_of("task b x5\n  block 400ms\n");
    let options =
        Options { pool: 2, process_pool: 2, offload: 2, page_loop: false, behind: interleave::engine::Behind::Threads };
    for model in [Model::Pool, Model::Offload, Model::Sequential, Model::Async] {
        let mut stopped = simulate_with(&plan, model, &options, &MACHINE).until(500 * MS);
        stopped.close(503 * MS, End::Cancelled);
        let why = Why::of(&stopped, &Timeline::of(&stopped, None));
        assert_eq!(parts(&why), "waiting 503ms", "{}", model.name());
    }
}

#[test]
fn whoever_gives_back_and_waits_again_at_once_is_followed_to_what_it_was_at_before() {
    // Two at a time go through eighteen waits of 60 ms, and all that each waits for is another one's.
    let text = "limit db 2\ntask query x6 times 3\n  lock db\n  sleep 60ms\n  unlock db\n";
    for model in [Model::Async, Model::Threads] {
        assert_eq!(parts(&why_of(text, model)), "waiting 540ms", "{model:?}");
    }
}
