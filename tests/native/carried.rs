//! What tasks carry: in lists, and in virtual time.

use interleave::engine::virtual_time::{Interference, Lateness, Machine, Setup, simulate_with, simulate_within};
use interleave::engine::{Behind, CopySpeed, FileSpeed, Model, Options, Way, refusal_of_data};
use interleave::program::{Plan, format, parse, program_text, size_text};
use interleave::stats::because::{Because, because};
use interleave::stats::why::{Cause, Why};
use interleave::stats::{Analysis, copy_speed};
use interleave::time::MS;
use interleave::trace::{End, Span, State, TaskId, Timeline, Trace};
use interleave::words;
use proptest::prelude::*;

use crate::arbitrary::record;

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 30 * MS, thread_start_ns: 0 };

fn run(text: &str, model: Model) -> (Trace, Timeline) {
    let parsed = parse(text);
    assert_eq!(parsed.diagnostics.to_vec(), [], "{text}");
    let options =
        Options { pool: 1, process_pool: 1, offload: 1, page_loop: false, behind: interleave::engine::Behind::Threads };
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
fn who_is_told_to_end_while_its_process_starts_takes_nothing_along() {
    let text = "task b\n  print x\ntask a at 20ms until b carries 20MB\n  cpu 5ms\n  finally\n  print over\n";
    let options = Options { process_pool: 2, ..Options::for_cores(2) };
    let trace = simulate_with(&Plan::of(&parse(text).program), Model::ProcessPool, &options, &MACHINE);
    assert_eq!(trace.breaches(), []);
    let timeline = Timeline::of(&trace, None);
    let (b, a) = (timeline.tasks[0], timeline.tasks[1]);
    let start = timeline.spans_of(TaskId(1)).1.iter().find(|span| span.state == State::Starting).unwrap();
    assert!(b.ended_ns.is_some_and(|ended_ns| (start.start_ns..start.end_ns).contains(&ended_ns)), "{b:?}");
    assert_eq!((a.told.map(|told| told.0), a.end, copying_ns(&timeline)), (b.ended_ns, Some(End::Cancelled), 0));
    // It has not begun, so there is nothing to end with.
    assert_eq!(timeline.output.len(), 1);
}

#[test]
fn one_after_another_copies_as_long_as_it_takes_and_of_two_at_once_the_parent_does_one_half_first() {
    let (_, timeline) = run("task a x4 carries 10MB\n  print x\n", Model::ProcessPool);
    assert_eq!(timeline.makespan_ns, 30 * MS + 4 * 20 * MS);
    let (_, timeline) = run("task a x2 carries 10MB\n  print x\n", Model::Processes);
    let copied = timeline.spans.iter().filter(|span| span.state == State::Copying);
    // In: 5 ms at the parent and 5 of its own; the other one waits for the parent, and so it is one step ahead on the way out.
    assert_eq!(copied.map(|span| span.length_ns() / MS).collect::<Vec<_>>(), [10, 10, 15, 10]);
    // However many cores there are, the parent is one.
    let machine = Machine { cores: 64, ..MACHINE };
    let plan = Plan::of(&parse("task a x16 carries 10MB\n  print x\n").program);
    let trace = simulate_with(&plan, Model::Processes, &Options::for_cores(16), &machine);
    let timeline = Timeline::of(&trace, None);
    assert_eq!(timeline.makespan_ns, 30 * MS + 2 * 16 * 5 * MS);
}

#[test]
fn how_fast_data_is_copied_is_seen_in_a_run_of_processes() {
    let seen = |text: &str, model: Model, cores: usize, bytes_per_second: u64| {
        let plan = Plan::of(&parse(text).program);
        let setup = Setup {
            options: Options { process_pool: 4, ..Options::for_cores(cores) },
            machine: Machine { cores, ..MACHINE },
            lateness: Lateness::default(),
            interference: Interference::default(),
            copying: CopySpeed { bytes_per_second },
            files: FileSpeed::default(),
            most_effort: usize::MAX,
        };
        let timeline = Timeline::of(&simulate_within(&plan, model, &setup).unwrap(), None);
        copy_speed(&timeline, |task| plan.tasks[task].how.carries, cores, 0).map(|speed| speed.bytes_per_second)
    };
    for speed in [300_000_000, 2_000_000_000] {
        let alone = seen("task a carries 20MB\n  print x\n", Model::Processes, 2, speed).unwrap();
        assert!(alone.abs_diff(speed) <= speed / 1000, "{alone}");
        for (text, model) in [
            ("task a x4 carries 20MB\n  print x\n", Model::Processes),
            ("task a x12 carries 10MB\n  cpu 5ms\n", Model::ProcessPool),
            ("task a x2 carries 40MB\n  cpu 20ms\ntask b x2\n  cpu 80ms\n", Model::Processes),
        ] {
            for cores in [1, 2, 8] {
                let ratio = seen(text, model, cores, speed).unwrap() as f64 / speed as f64;
                assert!((0.7..1.4).contains(&ratio), "{text} on {cores}: {ratio}");
            }
        }
    }
    assert_eq!(seen("task a\n  print x\n", Model::Processes, 2, 1_000_000), None);
    assert_eq!(seen("task a carries 20MB\n  fail no\n", Model::Processes, 2, 1_000_000_000), None, "it has no result");
    assert_eq!(seen("task a carries 10KB\n  print x\n", Model::Processes, 2, 1_000_000), None);
}

#[test]
fn what_is_more_than_memory_holds_is_refused_with_a_way_out() {
    let refused = |text: &str, model: Model, options: &Options| {
        let parsed = parse(text);
        assert!(parsed.is_runnable(), "{text}");
        refusal_of_data(model, &Plan::of(&parsed.program), options)
    };
    let (options, much) = (Options::for_cores(2), "task a x64 carries 64MB\n  print x\n");
    for model in Model::ALL {
        let is_refused = refused(much, model, &options).is_some();
        assert_eq!(is_refused, model == Model::Processes, "{model:?}");
    }
    let said = words::refusal(refused(much, Model::Processes, &options).unwrap());
    assert_eq!(
        said,
        "Processes would hold 4.1 GB of carried data at once, and a browser is good for about 2.0 GB: try Process pool, \
         where only its slots carry something at once, or have tasks carry less."
    );
    let large = Options { process_pool: 40, offload: 40, behind: Behind::Processes, ..options };
    assert!(refused(much, Model::ProcessPool, &large).is_some());
    assert!(refused(much, Model::Offload, &large).is_some());
    assert!(words::refusal(refused(much, Model::Offload, &large).unwrap()).contains("a smaller size"));
    assert_eq!(refused(much, Model::Offload, &Options { behind: Behind::Gil, ..large }), None);
    // One after another there is never much at once.
    let link = |task: u32| {
        let before = if task == 0 { String::new() } else { format!(" after t{}", task - 1) };
        format!("task t{task} carries 64MB{before}\n  print x\n")
    };
    let after: Vec<String> = (0..40).map(link).collect();
    assert_eq!(refused(&after.concat(), Model::Processes, &options), None);
    let wide = "task first x20 carries 64MB\n  print x\ntask a x16 carries 64MB after first\n  print x\ntask b x16 carries 64MB after first\n  print x\n";
    assert!(refused(wide, Model::Processes, &options).is_some(), "what follows is there all at once");
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
