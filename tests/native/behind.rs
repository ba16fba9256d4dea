//! What stands behind the loop of Async + pool: threads, threads that share a GIL with it, processes.

use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{Behind, CopySpeed, Model, Options};
use interleave::formats::choices::{self, Choices};
use interleave::formats::options::{self, OptionValue};
use interleave::program::{Plan, Step, parse};
use interleave::record::Record;
use interleave::stats::Analysis;
use interleave::stats::because::{Because, because};
use interleave::time::MS;
use interleave::trace::{LaneId, Span, State, TaskId, Timeline, Trace};
use interleave::words;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{cases, machine, plan, record};

const START: u64 = 30 * MS;
const MACHINE: Machine = Machine { cores: 8, process_start_ns: START, thread_start_ns: 0 };

fn with(behind: Behind) -> Options {
    Options { behind, ..Options::for_cores(2) }
}

fn run(text: &str, behind: Behind) -> (Trace, Timeline) {
    let parsed = parse(text);
    assert_eq!(parsed.diagnostics.to_vec(), [], "{text}");
    let trace = simulate_with(&Plan::of(&parsed.program), Model::Offload, &with(behind), &MACHINE);
    assert_eq!(trace.breaches(), [], "{behind:?}");
    let timeline = Timeline::of(&trace, None);
    (trace, timeline)
}

fn makespans_ms(text: &str) -> [u64; 3] {
    Behind::ALL.map(|behind| run(text, behind).1.makespan_ns / MS)
}

fn states(timeline: &Timeline, task: u32) -> Vec<(State, u64)> {
    let (_, spans) = timeline.spans_of(TaskId(task));
    spans.iter().filter(|span| span.length_ns() > 0).map(|span| (span.state, span.length_ns() / MS)).collect()
}

#[test]
fn two_that_compute_take_the_longer_one_the_sum_or_a_start_more() {
    assert_eq!(makespans_ms("task a\n  cpu 200ms\ntask b\n  cpu 300ms\n"), [300, 500, 330]);
    // Who computes without the lock, or blocks, is held up by nobody.
    assert_eq!(makespans_ms("task a\n  native 200ms\ntask b\n  block 300ms\n"), [300, 300, 330]);
    // A process starts once, whatever it is handed later.
    assert_eq!(makespans_ms("task a\n  cpu 200ms\n  sleep 10ms\n  cpu 100ms\n"), [310, 310, 340]);
}

#[test]
fn a_loop_waits_for_its_gil_while_a_thread_of_its_pool_computes() {
    let text = "task a\n  sleep 12ms\n  print a\n  sleep 5ms\n  print b\ntask c\n  cpu 100ms\n";
    let printed = |behind| run(text, behind).1.output.iter().map(|line| line.at_ns / MS).collect::<Vec<_>>();
    // It asks for it, and has it 5 ms later; then a thread wants it back, and has it as soon as the loop has nothing to do.
    assert_eq!(printed(Behind::Threads), [12, 17]);
    assert_eq!(printed(Behind::Gil), [17, 27]);
    assert_eq!(printed(Behind::Processes), [12, 17]);
    let (trace, timeline) = run(text, Behind::Gil);
    assert_eq!(
        states(&timeline, 0),
        [(State::Waiting, 12), (State::Locked, 5), (State::Waiting, 5), (State::Locked, 5)]
    );
    assert_eq!(timeline.makespan_ns, 100 * MS, "printing takes no time");
    let view = Analysis::of(&Record { options: with(Behind::Gil), ..record(Model::Offload, trace, 2) });
    let why = view.timeline.spans.iter().filter(|span| span.state == State::Locked && span.length_ns() > 0);
    for span in why {
        let holder = because(&view, span);
        assert!(matches!(&holder, Some(Because::LockHeld(holder)) if holder.task == TaskId(1)), "{holder:?}");
    }
    assert_eq!(view.subject.lock_name(), "GIL");
}

#[test]
fn tasks_of_one_turn_have_the_gil_together() {
    let (_, timeline) = run("task a x5 at 12ms\n  print a\n  print b\ntask c\n  cpu 100ms\n", Behind::Gil);
    // One wait for all of them: the loop lets the lock go when nothing is left to do.
    assert!(timeline.output.iter().all(|line| line.at_ns == 17 * MS), "{:?}", timeline.output);
}

#[test]
fn what_is_carried_is_copied_with_every_step_that_is_handed_to_a_process() {
    let text = "task a carries 20MB\n  cpu 5ms\n  print x\n  sleep 1ms\n  block 5ms\n";
    let once_ms = CopySpeed::default().length_ns(20_000_000) / MS;
    let (trace, timeline) = run(text, Behind::Processes);
    let step = [(State::Copying, once_ms), (State::Running, 5), (State::Copying, once_ms)];
    let blocks = [(State::Copying, once_ms), (State::Blocked, 5), (State::Copying, once_ms)];
    assert_eq!(states(&timeline, 0), [&[(State::Starting, 30)][..], &step, &[(State::Waiting, 1)], &blocks].concat());
    let view = Analysis::of(&record(Model::Offload, trace, 2));
    let ways: Vec<String> = view
        .timeline
        .spans
        .iter()
        .filter(|span| span.state == State::Copying)
        .map(|span| format!("{:?}", because(&view, span)))
        .collect();
    assert_eq!(ways, ["Some(Copied(In))", "Some(Copied(Out))", "Some(Copied(In))", "Some(Copied(Out))"]);
    for behind in [Behind::Threads, Behind::Gil] {
        assert!(run(text, behind).1.spans.iter().all(|span| span.state != State::Copying));
    }
}

#[test]
fn what_is_given_up_goes_on_in_its_slot_and_the_task_elsewhere() {
    let text = "task a timeout 100ms\n  cpu 300ms\n  finally\n  print over\ntask b\n  cpu 200ms\n";
    for (behind, until_ms) in [(Behind::Threads, 300), (Behind::Gil, 500), (Behind::Processes, 330)] {
        let (trace, timeline) = run(text, behind);
        assert!(trace.is_complete(), "{behind:?}");
        let [left] = timeline.left[..] else { panic!("{:?}", timeline.left) };
        assert_eq!((left.start_ns / MS, left.lane), (100, Some(LaneId(1))), "{behind:?}");
        // Under a GIL both have it in turns, and whoever has given up still has to have it to print.
        assert!(left.end_ns.abs_diff(until_ms * MS) <= 5 * MS, "{behind:?}: {}", left.end_ns);
        let over_ms = timeline.output[0].at_ns / MS;
        assert!((100..=110).contains(&over_ms), "{behind:?}: {over_ms}");
    }
}

#[test]
fn who_runs_what_is_said_in_files_and_what_is_old_had_threads() {
    for behind in Behind::ALL {
        assert_eq!(Behind::from_id(behind.id()), Some(behind));
        let told: Vec<_> = options::told(Model::Offload, &with(behind)).collect();
        let said = (behind != Behind::Threads).then(|| ("behind", OptionValue::Text(behind.id().to_owned())));
        assert_eq!(told.get(1), said.as_ref());
        let kept = Choices {
            shown: vec![Model::Offload],
            options: with(behind),
            sized: Vec::new(),
            shows_expected: true,
            repeat: interleave::engine::Repeat::Once,
        };
        assert_eq!(choices::read(&choices::write(&kept), with(Behind::Threads)), Some(kept));
        let summary = words::model_summary(Model::Offload, Some(behind));
        assert!(
            Behind::ALL
                .into_iter()
                .filter(|other| *other != behind)
                .all(|other| words::model_summary(Model::Offload, Some(other)) != summary)
        );
    }
    let mut options = with(Behind::Threads);
    assert!(!options::tell(Model::Offload, &mut options, "behind", &OptionValue::Text("fibers".to_owned())));
    assert!(!options::tell(Model::Async, &mut options, "behind", &OptionValue::Text("gil".to_owned())));
    assert_eq!(options, with(Behind::Threads));
}

/// How long what was handed over was done by slots, by task and step.
fn on_slots(timeline: &Timeline) -> impl Iterator<Item = &Span> {
    timeline.spans.iter().filter(|span| span.lane.is_some_and(|lane| lane.0 > 0))
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn each_process_starts_once_and_only_handed_steps_are_on_slots(
        plan in plan(),
        behind in select(&Behind::ALL[..]),
        machine in machine(),
    ) {
        let options = Options { behind, ..Options::for_cores(machine.cores) };
        let trace = simulate_with(&plan, Model::Offload, &options, &machine);
        prop_assert_eq!(trace.breaches(), []);
        let timeline = Timeline::of(&trace, None);
        for span in on_slots(&timeline) {
            prop_assert!(trace.tasks.step_of(span).is_some_and(Step::holds), "{:?}", span);
        }
        let starts: Vec<&Span> = timeline.spans.iter().filter(|span| span.state == State::Starting).collect();
        let mut lanes: Vec<_> = starts.iter().map(|span| span.lane).collect();
        lanes.sort_unstable();
        lanes.dedup();
        prop_assert_eq!(lanes.len(), starts.len());
        prop_assert!(starts.is_empty() || behind == Behind::Processes);
        let has_copied = timeline.spans.iter().any(|span| span.state == State::Copying);
        prop_assert!(!has_copied || behind == Behind::Processes);
        // The orders of what is printed are those of a loop, whatever stands behind it.
        let is_locked = timeline.spans.iter().any(|span| span.state == State::Locked && span.length_ns() > 0);
        prop_assert!(!is_locked || behind == Behind::Gil);
    }
}
