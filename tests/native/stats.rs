//! Figures: the rules that words alone would leave open.

use interleave::engine::virtual_time::{Machine, simulate};
use interleave::engine::{Model, Progress};
use interleave::program::{Plan, Step};
use interleave::stats::{Figures, speedup};
use interleave::time::{MS, SECOND};
use interleave::trace::{End, Lane, LaneId, LaneKind, State, TaskId, TaskInfo, Timeline, Trace};

use crate::arbitrary::{block, count, cpu, plan_of, print, sleep, task};

pub const MACHINE: Machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: 0 };

pub fn figures(plan: &Plan, model: Model) -> Figures {
    let trace = simulate(plan, model, &MACHINE);
    Figures::of(&trace, &Timeline::of(&trace, None), model.has_event_loop(), MACHINE.cores)
}

pub fn is_near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

#[test]
fn the_tutorial_example_has_the_figures_of_the_tutorial() {
    let one_by_one = figures(&count(), Model::Sequential);
    let overlapping = figures(&count(), Model::Async);
    assert_eq!((one_by_one.makespan_ns, overlapping.makespan_ns), (3 * SECOND, SECOND));
    assert_eq!((one_by_one.concurrency.peak, overlapping.concurrency.peak), (1, 3));
    assert!(is_near(overlapping.concurrency.average, 3.0));
    assert_eq!(one_by_one.latency.p50_ns, 2 * SECOND);
    assert_eq!((one_by_one.loop_lag_ns, overlapping.loop_lag_ns), (None, Some(0)));
}

#[test]
fn a_run_that_took_no_time_has_figures() {
    let figures = figures(&plan_of(vec![task("t", vec![print("hello")])]), Model::Async);
    assert_eq!(figures.makespan_ns, 0);
    let quotients = [figures.concurrency.average, figures.parallelism.average, figures.utilization];
    assert!(quotients.into_iter().chain([figures.throughput_per_s]).all(|quotient| quotient == 0.0));
    assert_eq!(speedup(SECOND, 0), None);
    assert_eq!(speedup(SECOND, SECOND / 4), Some(4.0));
}

fn loop_lag_ms(tasks: &[&[Step]]) -> Option<u64> {
    let tasks = tasks.iter().map(|steps| task("t", steps.to_vec())).collect();
    figures(&plan_of(tasks), Model::Async).loop_lag_ns.map(|ns| ns / MS)
}

#[test]
fn the_loop_lags_until_somebody_lets_go_of_it() {
    assert_eq!(loop_lag_ms(&[&[cpu(30), block(20), cpu(10)]]), Some(60));
    assert_eq!(loop_lag_ms(&[&[cpu(30), Step::Yield, cpu(20)]]), Some(30));
    assert_eq!(loop_lag_ms(&[&[cpu(30), sleep(5), cpu(40)]]), Some(40));
    // Polled in one turn, as they arrived together.
    assert_eq!(loop_lag_ms(&[&[cpu(30)], &[cpu(20)]]), Some(50));
    // Each wakes in a turn of its own, though the loop is never free between them.
    assert_eq!(loop_lag_ms(&[&[sleep(5), cpu(30)], &[sleep(5), cpu(20)]]), Some(30));
}

#[test]
fn the_loop_had_a_turn_where_a_task_woke_to_wait_again() {
    // Awake at 30 between the other two, and holding nothing.
    assert_eq!(loop_lag_ms(&[&[cpu(30)], &[sleep(30), sleep(5)], &[sleep(10), cpu(30)]]), Some(30));
}

/// A loop and a pool lane with a clock this coarse; what happens is given by the caller.
fn trace_of(clock_resolution_ns: u64, tasks: u32) -> Trace {
    let lane = |name: &str, kind| Lane { name: name.to_owned(), kind };
    let lanes = vec![lane("loop", LaneKind::Loop), lane("slot", LaneKind::Slot)];
    let info = TaskInfo { name: "t".to_owned(), steps: vec![Step::Cpu(100); 4], ..TaskInfo::unknown() };
    Trace::new(clock_resolution_ns, lanes, vec![info; tasks as usize])
}

/// A task that arrives at 0 and enters `running` at each of these times and lanes, and ends so.
fn add(trace: &mut Trace, task: u32, runs: &[(u64, u32)], end: (u64, End, Option<u32>)) {
    let (mut progress, arrival) = Progress::arrive(TaskId(task), 0);
    let mut events = vec![arrival];
    for (step, (at_ns, lane)) in (0..).zip(runs) {
        events.push(progress.enter(*at_ns, State::Running, Some(LaneId(*lane)), Some(step)));
    }
    events.push(progress.end(end.0, end.1, end.2));
    trace.extend(&events);
}

#[test]
fn gaps_below_the_clock_are_no_turns() {
    let lag_ns = |resolution_ns, gap_ns: u64| {
        let mut trace = trace_of(resolution_ns, 2);
        add(&mut trace, 0, &[(0, 0)], (1_000, End::Done, None));
        add(&mut trace, 1, &[(1_000 + gap_ns, 0)], (3_000, End::Done, None));
        Figures::of(&trace, &Timeline::of(&trace, None), true, 2).loop_lag_ns
    };
    assert_eq!(lag_ns(100, 100), Some(3_000));
    assert_eq!(lag_ns(100, 101), Some(1_899));
}

#[test]
fn what_comes_back_from_a_pool_takes_a_new_turn() {
    let mut trace = trace_of(1, 2);
    add(&mut trace, 0, &[(0, 0)], (500, End::Done, None));
    add(&mut trace, 1, &[(0, 1), (500, 0)], (900, End::Done, None));
    assert_eq!(Figures::of(&trace, &Timeline::of(&trace, None), true, 2).loop_lag_ns, Some(500));
}

#[test]
fn only_completed_work_counts() {
    let nominal_ns = |end: (u64, End, Option<u32>)| {
        let mut trace = trace_of(1, 1);
        add(&mut trace, 0, &[(0, 0), (100, 0)], end);
        (Figures::of(&trace, &Timeline::of(&trace, None), false, 2).parallelism.average * end.0 as f64).round() as u64
    };
    assert_eq!(nominal_ns((200, End::Done, None)), 200, "both that it was seen at, as it ended well");
    assert_eq!(nominal_ns((200, End::Cancelled, Some(1))), 100);
    assert_eq!(nominal_ns((200, End::Failed, Some(2))), 200);
    assert_eq!(nominal_ns((200, End::Failed, None)), 100);
}

#[test]
fn cancelled_tasks_have_no_latency_and_were_not_finished() {
    let mut trace = trace_of(1, 2);
    add(&mut trace, 0, &[(0, 0)], (300, End::Cancelled, Some(0)));
    add(&mut trace, 1, &[(0, 1)], (200, End::Failed, Some(1)));
    let figures = Figures::of(&trace, &Timeline::of(&trace, None), false, 2);
    assert_eq!((figures.makespan_ns, figures.latency.max_ns), (300, 200));
    assert!(is_near(figures.throughput_per_s * 300.0, SECOND as f64));
}

#[test]
fn many_spans_take_little_time() {
    let steps = (0..10).flat_map(|_| [cpu(1), Step::Yield]).collect();
    let mut line = task("t", steps);
    line.copies = Some(5_000);
    let trace = simulate(&plan_of(vec![line]), Model::Async, &MACHINE);
    let started = std::time::Instant::now();
    let timeline = Timeline::of(&trace, None);
    let of_timeline = started.elapsed();
    assert!(timeline.spans.len() >= 100_000);
    let started = std::time::Instant::now();
    let figures = Figures::of(&trace, &timeline, true, 2);
    let times = started.elapsed().as_secs_f64() / of_timeline.as_secs_f64();
    assert!(times < 50.0, "{times} times as long as the timeline they are of");
    assert_eq!(figures.loop_lag_ns, Some(5_000 * MS));
}
