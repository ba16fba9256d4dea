//! What slots of a pool go on with after it was given up: it is drawn, counted, told and kept.

use interleave::engine::Model;
use interleave::program::Step;
use interleave::stats::{Analysis, Attempt, Figures};
use interleave::time::MS;
use interleave::trace::{End, Span, State, TaskId, Timeline, Trace};
use interleave::wire::records::{decode_attempt, encode_attempt};
use interleave::words;
use proptest::prelude::*;

use crate::arbitrary::{CALM, record};
use crate::endings::{plan, ran};

#[test]
fn a_slot_stays_busy_with_what_was_given_up() {
    let text = "slots 1\ntask a timeout 500ms\n  block 2s\ntask b at 600ms\n  block 100ms\n";
    let trace = {
        let plan = plan(text);
        let options = interleave::engine::Options { offload: 1, ..interleave::engine::Options::for_cores(2) };
        interleave::engine::virtual_time::simulate_with(&plan, Model::Offload, &options, &CALM)
    };
    let timeline = Timeline::of(&trace, None);
    assert_eq!(timeline.tasks[0].ended_ns, Some(500 * MS));
    assert_eq!(timeline.tasks[1].ended_ns, Some(2100 * MS));
    let [left] = timeline.left[..] else { panic!("{:?}", timeline.left) };
    assert_eq!((left.start_ns, left.end_ns, left.lane.map(|lane| lane.0)), (500 * MS, 2000 * MS, Some(1)));
    assert_eq!((left.state, trace.tasks.step_of(&left)), (State::Blocked, Some(&Step::Block(2000 * MS))));
    // Until then its end is open, and before it was given up there is nothing to see.
    let at = |ms: u64| -> Vec<u64> {
        Timeline::of(&trace.until(ms * MS), Some(ms * MS)).left.iter().map(Span::length_ns).collect()
    };
    assert_eq!([at(400), at(800), at(2050)], [vec![], vec![300 * MS], vec![1500 * MS]]);
    let run = Analysis::of(&record(Model::Offload, trace, 2));
    assert_eq!(run.figures.overrun_ns, 1500 * MS);
    let told: Vec<String> = run.findings.iter().map(|finding| words::finding(&finding.fact, &run.tasks, MS)).collect();
    assert_eq!(
        told[0],
        "a gave up its block at 500 ms, and slot 1 was at it until 2.000 s: nothing can interrupt block."
    );
}

#[test]
fn a_slot_may_go_on_after_the_last_task() {
    let (trace, timeline) = ran("task a timeout 500ms\n  cpu 2s\n", Model::Offload);
    assert_eq!((timeline.makespan_ns, timeline.reach_ns()), (500 * MS, 2000 * MS));
    let record = record(Model::Offload, trace, 2);
    let (_, back) =
        decode_attempt(&encode_attempt(&Attempt::of(&record, &Analysis::of(&record)), &record, words::note)).unwrap();
    assert_eq!(back.trace, record.trace);
    // Its end was not told: it is cut off with the run.
    let mut cut = Trace::new(record.trace.clock_resolution_ns, record.trace.lanes.clone(), record.trace.tasks.clone());
    cut.extend(&record.trace.events(TaskId(0)).copied().collect::<Vec<_>>());
    cut.leave(&record.trace.left()[..1]);
    assert!(!cut.is_complete() && record.trace.is_complete());
    cut.close(700 * MS, End::Cancelled);
    assert_eq!(Timeline::of(&cut, None).reach_ns(), 700 * MS);
}

/// Nothing else is on a slot while it goes on with what was given up, and all of that comes to its end.
pub fn check_left(trace: &Trace, timeline: &Timeline) -> Result<(), TestCaseError> {
    prop_assert!(trace.is_complete() || trace.left().len() == 2 * timeline.left.len());
    let mut on_slots: Vec<Span> = timeline.spans.iter().filter(|span| span.lane.is_some()).copied().collect();
    on_slots.extend(&timeline.left);
    on_slots.sort_by_key(|span| (span.lane, span.start_ns, span.end_ns));
    for pair in on_slots.windows(2).filter(|pair| pair[0].lane == pair[1].lane) {
        prop_assert!(pair[0].end_ns <= pair[1].start_ns, "{:?}", pair);
    }
    let tasks_ns: u64 = timeline.tasks.iter().filter_map(|times| times.overrun_ns(timeline.makespan_ns)).sum();
    let left_ns: u64 = timeline.left.iter().map(Span::length_ns).sum();
    prop_assert_eq!(Figures::of(trace, timeline, true, 2).overrun_ns, tasks_ns + left_ns);
    Ok(())
}
