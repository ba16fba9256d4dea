//! Tasks that end before they have done all their steps: when that takes effect under each model, and what is done all the
//! same.

use interleave::engine::virtual_time::{Machine, simulate, simulate_with};
use interleave::engine::{Behind, Model, Options};
use interleave::program::{Plan, Step, format, parse, program_text};
use interleave::time::MS;
use interleave::trace::{Cause, End, Span, State, TaskId, Timeline, Trace};
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{CALM, cases, machine};
use crate::ending_lists::ending_plan;
use crate::given_up::check_left;

pub fn plan(text: &str) -> Plan {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
    assert_eq!(format(text), text);
    assert_eq!(parse(&program_text(&parsed.program)).program, parsed.program);
    Plan::of(&parsed.program)
}

pub fn ran(text: &str, model: Model) -> (Trace, Timeline) {
    let trace = simulate(&plan(text), model, &CALM);
    assert_eq!(trace.breaches(), [], "{model:?}");
    let timeline = Timeline::of(&trace, None);
    (trace, timeline)
}

fn lines(timeline: &Timeline) -> Vec<&str> {
    timeline.output.iter().map(|line| &*line.text).collect()
}

#[test]
fn a_wait_ends_when_its_time_is_over_and_a_blocking_call_where_it_can() {
    for model in Model::ALL {
        let (trace, timeline) = ran("task a timeout 500ms\n  sleep 2s\n  print late\n", model);
        assert_eq!((timeline.makespan_ns, trace.end(TaskId(0))), (500 * MS, Some(End::TimedOut)), "{model:?}");
        assert_eq!(trace.message(TaskId(0)).as_deref(), Some("timed out after 500ms"));
        assert_eq!(timeline.tasks[0].overrun_ns(0), Some(0));
        let (_, timeline) = ran("task a timeout 500ms\n  block 2s\n  print late\n", model);
        let ends_ms = if matches!(model, Model::Processes | Model::Offload) { 500 } else { 2000 };
        assert_eq!(timeline.tasks[0].ended_ns, Some(ends_ms * MS), "{model:?}");
        assert_eq!(timeline.tasks[0].overrun_ns(0), Some((ends_ms - 500) * MS), "{model:?}");
        assert_eq!(lines(&timeline), [""; 0]);
    }
}

#[test]
fn what_queues_for_too_long_is_out_of_the_queue_at_once() {
    let text = "task long x9\n  block 2s\ntask a timeout 500ms\n  print late\n  finally\n  print unbegun\ntask b after a\n  print next\n";
    for model in [Model::Sequential, Model::Pool, Model::ProcessPool] {
        let (trace, timeline) = ran(text, model);
        assert_eq!(trace.end(TaskId(9)), Some(End::TimedOut), "{model:?}");
        assert_eq!(timeline.tasks[9].ended_ns, Some(500 * MS), "{model:?}");
        assert_eq!(timeline.tasks[10].arrived_ns, Some(500 * MS), "{model:?}");
        assert_eq!(lines(&timeline), ["next"], "{model:?}: who has not begun has nothing to clear up");
    }
}

#[test]
fn rescue_is_done_if_something_failed_and_finally_in_any_case() {
    let text = |step: &str, timeout: &str| {
        format!(
            "task a{timeout}\n  print one\n  {step}\n  print two\n  rescue\n  print saved\n  finally\n  print done\n"
        )
    };
    for model in Model::ALL {
        let (trace, timeline) = ran(&text("sleep 1s", ""), model);
        assert_eq!(lines(&timeline), ["one", "two", "done"], "{model:?}");
        assert_eq!(trace.end(TaskId(0)), Some(End::Done));
        for (step, timeout) in [("fail oh", ""), ("sleep 2s", " timeout 500ms"), ("block 2s", " timeout 500ms")] {
            let (trace, timeline) = ran(&text(step, timeout), model);
            assert_eq!(lines(&timeline), ["one", "saved", "done"], "{model:?} {step}");
            assert_eq!(trace.end(TaskId(0)), Some(End::Done), "{model:?} {step}");
        }
        let (trace, timeline) = ran("task a timeout 500ms\n  sleep 2s\n  finally\n  sleep 1s\n  print done\n", model);
        assert_eq!((lines(&timeline), trace.end(TaskId(0))), (vec!["done"], Some(End::TimedOut)), "{model:?}");
        assert_eq!(timeline.makespan_ns, 1500 * MS, "what is done in any case is done to its end");
        let (trace, timeline) = ran("task a times 2\n  print {turn}\n  finally\n  print end\n", model);
        assert_eq!((lines(&timeline), trace.end(TaskId(0))), (vec!["1", "2", "end"], Some(End::Done)), "{model:?}");
    }
}

#[test]
fn who_waits_for_what_another_holds_waits_no_longer_than_it_has() {
    let text = "task holder\n  lock a\n  block 1s\n  unlock a\ntask a at 100ms timeout 200ms\n  lock a\n  unlock a\n  finally\n  print done\n";
    for model in Model::ALL.into_iter().filter(|model| *model != Model::Sequential && *model != Model::Async) {
        let (trace, timeline) = ran(text, model);
        assert_eq!(trace.end(TaskId(1)), Some(End::TimedOut), "{model:?}");
        assert_eq!(timeline.tasks[1].ended_ns, Some(300 * MS), "{model:?}");
        assert_eq!(timeline.makespan_ns, 1000 * MS, "{model:?}");
    }
    // Where nobody could give it, it is waited for all the same, and nothing is stuck.
    for model in Model::ALL {
        let (trace, timeline) = ran("queue q 1\ntask a timeout 200ms\n  receive q\ntask b at 1s\n  send q\n", model);
        assert_eq!((trace.end(TaskId(0)), timeline.makespan_ns), (Some(End::TimedOut), 1000 * MS), "{model:?}");
    }
}

#[test]
fn who_begins_again_gives_back_what_it_holds() {
    let text = "task a retry 1 every 500ms\n  lock l\n  fail x1 no\n  unlock l\ntask b at 100ms\n  lock l\n  print got it\n  unlock l\n";
    for model in Model::ALL {
        let (trace, timeline) = ran(text, model);
        assert_eq!((trace.end(TaskId(0)), trace.end(TaskId(1))), (Some(End::Done), Some(End::Done)), "{model:?}");
        let alone = matches!(model, Model::Sequential);
        assert!(alone || timeline.tasks[1].ended_ns < Some(500 * MS), "{model:?}");
    }
}

#[test]
fn what_is_not_done_within_its_time_fails_and_can_be_rescued() {
    let holder = "task holder\n  lock a\n  block 1s\n  unlock a\n";
    let text = |step: &str| {
        format!(
            "{holder}task a\n  {step} within 200ms\n  print got it\n  rescue\n  print gave up\n  finally\n  print done\n"
        )
    };
    // A loop that is held hears of it late.
    let waits = |model: &Model| !matches!(model, Model::Sequential | Model::Async);
    for model in Model::ALL.into_iter().filter(waits) {
        let (trace, timeline) = ran(&text("lock a"), model);
        assert_eq!(lines(&timeline), ["gave up", "done"], "{model:?}");
        assert!(timeline.output.iter().all(|line| line.at_ns == 200 * MS), "{model:?}");
        assert_eq!((trace.end(TaskId(1)), timeline.makespan_ns), (Some(End::Done), 1000 * MS), "{model:?}");
    }
    let sleeping = text("lock a").replace("block 1s", "sleep 1s");
    let (_, timeline) = ran(&sleeping, Model::Async);
    assert!(timeline.output.iter().all(|line| line.at_ns == 200 * MS));
    let (_, timeline) = ran(&sleeping, Model::Sequential);
    assert_eq!(lines(&timeline), ["got it", "done"], "one after another nobody holds it");
    for (step, others) in [
        ("receive q", "task b at 1s\n  send q\n"),
        ("meet m", "task b at 1s\n  meet m\n"),
        ("send q", "task b at 1s\n  receive q\n"),
        ("join", "task b spawned\n  sleep 1s\n"),
    ] {
        let setup = match step {
            "send q" => "  send q\n",
            "join" => "  spawn b\n",
            _ => "",
        };
        let text = format!("queue q 1\ntask a\n{setup}  {step} within 200ms\n  print got it\n{others}");
        for model in Model::ALL.into_iter().filter(|model| step != "join" || *model != Model::Sequential) {
            let (trace, timeline) = ran(&text, model);
            assert_eq!((trace.end(TaskId(0)), lines(&timeline)), (Some(End::Failed), vec![]), "{model:?} {step}");
            assert_eq!(timeline.tasks[0].ended_ns, Some(200 * MS), "{model:?} {step}");
            assert_eq!(trace.message(TaskId(0)).as_deref(), Some("not done within 200ms"), "{model:?} {step}");
        }
    }
}

#[test]
fn a_permit_that_would_come_too_late_is_left_to_the_next_one() {
    let text = "limit r 1 every 1s\ntask a\n  lock r\ntask b at 1ms\n  lock r within 200ms\ntask c at 2ms\n  lock r\n";
    for model in Model::ALL.into_iter().filter(|model| *model != Model::Sequential) {
        let (trace, timeline) = ran(text, model);
        assert_eq!(
            (trace.end(TaskId(1)), timeline.tasks[1].ended_ns),
            (Some(End::Failed), Some(201 * MS)),
            "{model:?}"
        );
        assert_eq!(timeline.tasks[2].ended_ns, Some(1000 * MS), "{model:?}");
    }
}

#[test]
fn who_was_not_done_in_time_begins_again_and_holds_nothing_meanwhile() {
    let text = "task holder\n  lock a\n  sleep 1s\n  unlock a\ntask a at 100ms retry 2 every 500ms\n  lock b\n  lock a within 100ms\n  print got it\n  unlock a\n  unlock b\ntask b at 300ms\n  lock b\n  print meanwhile\n  unlock b\n";
    for model in Model::ALL.into_iter().filter(|model| *model != Model::Sequential) {
        let (trace, timeline) = ran(text, model);
        assert_eq!(lines(&timeline), ["meanwhile", "got it"], "{model:?}");
        assert_eq!(trace.end(TaskId(1)), Some(End::Done), "{model:?}");
        // In a pool it queues for a slot.
        let queues = matches!(model, Model::Pool | Model::ProcessPool);
        assert!(queues || timeline.tasks[2].ended_ns == Some(300 * MS), "{model:?}");
    }
}

#[test]
fn who_goes_on_until_another_one_has_ended_is_cancelled_then() {
    let text = |step: &str| {
        format!("task main\n  sleep 300ms\ntask d until main\n  {step} 2s\n  print late\n  finally\n  print cleaned\n")
    };
    for model in Model::ALL {
        for step in ["sleep", "block"] {
            let (trace, timeline) = ran(&text(step), model);
            let ends_ms = match (model, step) {
                // It holds the loop, so that nobody hears of the end before.
                (Model::Async, "block") => continue,
                (Model::ProcessPool, _) | (Model::Threads | Model::Gil | Model::Pool, "block") => 2000,
                _ => 300,
            };
            assert_eq!(trace.end(TaskId(1)), Some(End::Cancelled), "{model:?} {step}");
            assert_eq!(timeline.tasks[1].ended_ns, Some(ends_ms * MS), "{model:?} {step}");
            assert_eq!(timeline.tasks[1].told, Some((300 * MS, Cause::Until)), "{model:?} {step}");
            // One after another it never began.
            let printed: &[&str] = if model == Model::Sequential { &[] } else { &["cleaned"] };
            assert_eq!(lines(&timeline), printed, "{model:?} {step}");
        }
        let waits = "task quick\n  sleep 100ms\ntask w until quick\n  receive q\ntask s at 1s\n  send q\n";
        let (trace, timeline) = ran(waits, model);
        let ended = (trace.end(TaskId(1)), timeline.tasks[1].ended_ns);
        assert_eq!(ended, (Some(End::Cancelled), Some(100 * MS)), "{model:?}");
        let (trace, timeline) = ran("task a\n  yield\ntask b at 1s until a\n  print never\n", model);
        let ended = (trace.end(TaskId(1)), timeline.tasks[1].ended_ns, lines(&timeline).len());
        assert_eq!(ended, (Some(End::Cancelled), Some(1000 * MS), 0), "{model:?}");
        let race = "task x until y\n  sleep 1s\ntask y until x\n  sleep 2s\n";
        let (trace, _) = ran(race, model);
        assert_eq!((trace.end(TaskId(0)), trace.end(TaskId(1))), (Some(End::Done), Some(End::Cancelled)), "{model:?}");
    }
}

#[test]
fn when_one_of_a_group_fails_the_others_are_cancelled() {
    let text = "task a together calls\n  sleep 100ms\n  fail oh\ntask b together calls\n  sleep 1s\n  print b\ntask c\n  print c\n";
    for model in Model::ALL {
        let (trace, timeline) = ran(text, model);
        let ends: Vec<_> = (0..3).map(|task| trace.end(TaskId(task)).unwrap()).collect();
        assert_eq!(ends, [End::Failed, End::Cancelled, End::Done], "{model:?}");
        let ends_ms = if model == Model::ProcessPool { 1000 } else { 100 };
        assert_eq!(timeline.tasks[1].ended_ns, Some(ends_ms * MS), "{model:?}");
        assert_eq!(timeline.tasks[1].told, Some((100 * MS, Cause::Together)), "{model:?}");
        assert_eq!(lines(&timeline), ["c"], "{model:?}");
    }
    let saved = text.replace("  print b\n", "  print b\n  rescue\n  print saved\n");
    let (trace, timeline) = ran(&saved, Model::Threads);
    assert_eq!((trace.end(TaskId(1)), lines(&timeline)), (Some(End::Done), vec!["c", "saved"]));
}

#[test]
fn who_has_no_end_of_its_own_goes_on_turn_by_turn_until_it_is_told() {
    let text = "task main\n  sleep 250ms\ntask tick times forever until main\n  print tick {turn} of {copy}\n  sleep 100ms\n  finally\n  print over\n";
    for model in Model::ALL.into_iter().filter(|model| *model != Model::Sequential) {
        let (trace, timeline) = ran(text, model);
        let printed = ["tick 1 of 1", "tick 2 of 1", "tick 3 of 1", "over"];
        assert_eq!((lines(&timeline), trace.end(TaskId(1))), (printed.to_vec(), Some(End::Cancelled)), "{model:?}");
    }
    let (trace, timeline) =
        ran("task a times forever timeout 250ms\n  sleep 100ms\n  print {turn}\n", Model::Sequential);
    assert_eq!((lines(&timeline), trace.end(TaskId(0))), (vec!["1", "2"], Some(End::TimedOut)));
    let (trace, timeline) = ran("task a times forever timeout 1s\n  yield\n  finally\n  print over\n", Model::Threads);
    assert_eq!((lines(&timeline), trace.end(TaskId(0))), (vec!["over"], Some(End::Endless)), "it takes no time");
    assert_eq!(trace.message(TaskId(0)).as_deref(), Some("it did 100,000 steps, and nothing ended it"));
}

/// Whether a step stands behind `rescue` or `finally`.
fn is_behind(steps: &[Step<u64>], step: u32, line: &Step<u64>) -> bool {
    steps[..step as usize].contains(line)
}

fn check(plan: &Plan, model: Model, behind: Behind, machine: &Machine) -> Result<(), TestCaseError> {
    let options = Options { behind, ..Options::for_cores(machine.cores) };
    let trace = simulate_with(plan, model, &options, machine);
    prop_assert_eq!(trace.breaches(), []);
    let timeline = Timeline::of(&trace, None);
    for (index, (task, times)) in plan.tasks.iter().zip(&timeline.tasks).enumerate() {
        let (_, spans) = timeline.spans_of(TaskId(index as u32));
        for pair in spans.windows(2) {
            prop_assert_eq!(pair[0].end_ns, pair[1].start_ns);
        }
        let (Some(arrived_ns), Some(ended_ns)) = (times.arrived_ns, times.ended_ns) else { continue };
        let total_ns: u64 = spans.iter().map(Span::length_ns).sum();
        prop_assert_eq!(total_ns, ended_ns - arrived_ns);
        let Some((told_ns, cause)) = times.told else { continue };
        prop_assert_eq!(times.overrun_ns(0), Some(ended_ns - told_ns));
        let ended_of = |task: usize| timeline.tasks[task].ended_ns;
        let is_failed = |task: &usize| timeline.tasks[*task].end.is_some_and(End::is_failure);
        let mates = (0..plan.tasks.len()).filter(|mate| plan.tasks[*mate].how.together == task.how.together);
        let since_ns = match cause {
            Cause::Timeout => task.how.timeout_ns.map(|ns| arrived_ns + ns),
            Cause::Until => {
                task.how.until.and_then(|group| plan.groups[group as usize].clone().filter_map(ended_of).max())
            }
            Cause::Together => mates.filter(|mate| *mate != index && is_failed(mate)).filter_map(ended_of).min(),
        };
        prop_assert_eq!(Some(told_ns), since_ns.map(|ns| ns.max(arrived_ns)), "{:?}", cause);
        prop_assert!(
            matches!(times.end, Some(End::Done | End::Failed | End::Cancelled)) || times.end == Some(cause.end())
        );
        // It begins nothing more but what is done all the same.
        let begun = spans.iter().filter(|span| span.start_ns > told_ns && span.state != State::Starting);
        for span in begun.filter(|span| !options.has_lock(model) || span.state == State::Blocked) {
            let Some(step) = span.step else { continue };
            let was_at_it = spans.iter().any(|other| other.step == Some(step) && other.start_ns <= told_ns);
            let is_behind = is_behind(&task.steps, step, &Step::Rescue) || is_behind(&task.steps, step, &Step::Finally);
            prop_assert!(is_behind || was_at_it, "{:?} of {:?}", span, task);
        }
    }
    check_left(&trace, &timeline)
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn whoever_is_told_to_end_does_so_and_spans_add_up(
        plan in ending_plan(),
        model in select(&Model::ALL[..]),
        behind in select(&Behind::ALL[..]),
        machine in machine(),
    ) {
        check(&plan, model, behind, &machine)?;
    }
}
