//! What tasks carry: in lists, and in virtual time.

use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{CopySpeed, Model, Options, Way};
use interleave::program::{Plan, format, parse, program_text, size_text};
use interleave::stats::Analysis;
use interleave::stats::because::{Because, because};
use interleave::stats::why::{Cause, Why};
use interleave::time::MS;
use interleave::trace::{End, Span, State, Timeline, Trace};
use proptest::prelude::*;

use crate::arbitrary::record;

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 30 * MS, thread_start_ns: 0 };

fn run(text: &str, model: Model) -> (Trace, Timeline) {
    let parsed = parse(text);
    assert_eq!(parsed.diagnostics.to_vec(), [], "{text}");
    let options = Options { pool: 1, process_pool: 1, offload: 1, page_loop: false };
    let trace = simulate_with(&Plan::of(&parsed.program), model, &options, &MACHINE);
    assert_eq!(trace.breaches(), [], "{model:?}");
    let timeline = Timeline::of(&trace, None);
    (trace, timeline)
}

fn copying_ns(timeline: &Timeline) -> u64 {
    timeline.spans.iter().filter(|span| span.state == State::Copying).map(Span::length_ns).sum()
}

#[test]
fn data_is_copied_there_and_back_where_memories_are_separate_and_nowhere_else() {
    let text = "task a carries 20MB\n  cpu 5ms\n  print x\n";
    let both_ns = 2 * CopySpeed::default().length_ns(20_000_000);
    for model in Model::ALL {
        let (trace, timeline) = run(text, model);
        let expected_ns = if model.has_own_memories() { both_ns } else { 0 };
        assert_eq!(copying_ns(&timeline), expected_ns, "{model:?}");
        assert_eq!(Why::of(&trace, &timeline).total_ns(Cause::Copying), expected_ns, "{model:?}");
        let (_, free) = run(&text.replace(" carries 20MB", ""), model);
        assert_eq!(timeline.makespan_ns, free.makespan_ns + expected_ns, "{model:?}");
    }
    // It stands before the first step and behind the last one, and says which of both it is.
    let (trace, timeline) = run(text, Model::Processes);
    let states: Vec<State> = timeline.spans.iter().filter(|span| span.length_ns() > 0).map(|span| span.state).collect();
    assert_eq!(states, [State::Starting, State::Copying, State::Running, State::Copying]);
    let view = Analysis::of(&record(Model::Processes, trace, MACHINE.cores));
    let copied = view.timeline.spans.iter().filter_map(|span| because(&view, span)).collect::<Vec<_>>();
    assert!(copied.contains(&Because::Copied(Way::In)) && copied.contains(&Because::Copied(Way::Out)), "{copied:?}");
}

#[test]
fn who_is_performed_outside_of_a_process_pool_copies_nothing_and_who_fails_has_no_result() {
    let half_ns = CopySpeed::default().length_ns(20_000_000);
    let (_, outside) = run("task a carries 20MB outside\n  cpu 5ms\n", Model::ProcessPool);
    assert_eq!(copying_ns(&outside), 0);
    let (_, failed) = run("task a carries 20MB\n  cpu 5ms\n  fail no\n", Model::ProcessPool);
    assert_eq!((copying_ns(&failed), failed.tasks[0].end), (half_ns, Some(End::Failed)));
    let (_, rescued) = run("task a carries 20MB\n  fail no\n  rescue\n  print yes\n", Model::Processes);
    assert_eq!((copying_ns(&rescued), rescued.tasks[0].end), (2 * half_ns, Some(End::Done)));
}

#[test]
fn a_process_is_ended_while_it_copies_and_a_slot_goes_on_until_the_data_is_there() {
    let text = "task a carries 40MB timeout 50ms\n  cpu 5ms\n  print x\n  finally\n  print never begun\n";
    // 30 ms to start, and 40 to copy.
    let (_, process) = run(text, Model::Processes);
    assert_eq!((process.tasks[0].ended_ns, process.tasks[0].end), (Some(50 * MS), Some(End::TimedOut)));
    let (_, slot) = run(text, Model::ProcessPool);
    assert_eq!((slot.tasks[0].ended_ns, slot.tasks[0].end), (Some(70 * MS), Some(End::TimedOut)));
    // All is done, and the result on its way: what is done in any case was done.
    let text = "task a carries 40MB timeout 100ms\n  cpu 5ms\n  finally\n  print x\n";
    let (_, late) = run(text, Model::Processes);
    assert_eq!((late.tasks[0].ended_ns, late.tasks[0].end), (Some(100 * MS), Some(End::TimedOut)));
    assert_eq!(late.output.len(), 1);
}

#[test]
fn one_after_another_copies_as_long_as_it_takes_and_two_cores_copy_two_at_once() {
    let (_, timeline) = run("task a x4 carries 10MB\n  print x\n", Model::ProcessPool);
    assert_eq!(timeline.makespan_ns, 30 * MS + 4 * 20 * MS);
    let (_, timeline) = run("task a x2 carries 10MB\n  print x\n", Model::Processes);
    let copied = timeline.spans.iter().filter(|span| span.state == State::Copying);
    assert_eq!(copied.map(Span::length_ns).collect::<Vec<_>>(), [10 * MS; 4]);
}

#[test]
fn sizes_are_read_as_they_are_written() {
    let sizes =
        [("1B", 1), ("64KB", 64_000), ("20MB", 20_000_000), ("1KiB", 1024), ("1.5MB", 1_500_000), ("64MB", 64_000_000)];
    for (text, bytes) in sizes {
        assert_eq!(size_text(bytes), text);
        let parsed = parse(&format!("task a carries {text}\n  yield\n"));
        assert_eq!((parsed.program.tasks[0].how.carries, parsed.diagnostics.len()), (Some(bytes), 0), "{text}");
    }
    // What is written in another way comes out in the usual one.
    assert_eq!(format("task a outside   carries 20000KB\n yield"), "task a carries 20MB outside\n  yield\n");
    for wrong in
        ["", "20", "20mb", "20 MB", "0MB", "65MB", "1.5B", "0.0001KB", "-1MB", "lots", "1e3MB", "99999999999999MB"]
    {
        let parsed = parse(&format!("task a carries {wrong}\n  yield\n"));
        assert_eq!((parsed.program.tasks[0].how.carries, parsed.diagnostics.len()), (None, 1), "{wrong}");
    }
}

proptest! {
    #[test]
    fn every_size_comes_back_from_its_text(bytes in prop_oneof![1..=64_000_000_u64, (1..=64_000_u64).prop_map(|kb| kb * 1000)]) {
        let text = format!("task a carries {}\n  yield\n", size_text(bytes));
        let parsed = parse(&text);
        prop_assert_eq!(parsed.program.tasks[0].how.carries, Some(bytes));
        prop_assert_eq!(program_text(&parsed.program), text);
    }
}
