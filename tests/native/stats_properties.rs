//! Every figure against a naive definition, on random runs.

use interleave::engine::Model;
use interleave::engine::virtual_time::simulate;
use interleave::program::{Plan, Step};
use interleave::stats::{Figures, nearest_rank, on_cores};
use interleave::time::{MS, SECOND};
use interleave::trace::{Event, LaneId, State, TaskId, Timeline, Trace, What};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{cases, done_steps, machine, plan};
use crate::stats::{MACHINE, is_near};

/// The most intervals that hold at one instant: it is enough to look where one starts.
fn naive_peak(intervals: &[(u64, u64)]) -> u32 {
    let at = |at_ns: u64| intervals.iter().filter(|(start_ns, end_ns)| *start_ns <= at_ns && at_ns < *end_ns).count();
    intervals.iter().map(|(start_ns, _)| at(*start_ns)).max().unwrap_or(0) as u32
}

/// The smallest value that at least `percent` of 100 don't exceed.
fn naive_percentile(values: &[u64], percent: usize) -> u64 {
    let is_enough = |value: &u64| values.iter().filter(|other| *other <= value).count() * 100 >= percent * values.len();
    values.iter().copied().filter(is_enough).min().unwrap_or(0)
}

/// The longest stretch of time that is covered by spans on the loop, and inside of which no task resumes.
fn naive_loop_lag_ns(trace: &Trace, timeline: &Timeline) -> u64 {
    let held: Vec<(u64, u64)> = timeline.lane(LaneId(0)).iter().map(|span| (span.start_ns, span.end_ns)).collect();
    let mut turns_ns = Vec::new();
    for task in (0..trace.tasks.len() as u32).map(TaskId) {
        let events: Vec<Event> = trace.events(task).copied().collect();
        for pair in events.windows(2) {
            if let What::Enter { state: State::Waiting, .. } | What::Enter { state: State::Queued, step: Some(_), .. } =
                pair[0].what
                && !matches!(pair[1].what, What::Enter { lane: Some(lane), .. } if lane != LaneId(0))
            {
                // A slot that takes something up gives the loop no turn.
                turns_ns.push(pair[1].at_ns);
            }
        }
    }
    let mut longest_ns = 0;
    for (from_ns, _) in &held {
        for (_, to_ns) in held.iter().filter(|(_, to_ns)| to_ns > from_ns) {
            let covered_ns: u64 =
                held.iter().map(|(start_ns, end_ns)| end_ns.min(to_ns).saturating_sub(*start_ns.max(from_ns))).sum();
            let is_one_turn = !turns_ns.iter().any(|turn_ns| from_ns < turn_ns && turn_ns < to_ns);
            if covered_ns == to_ns - from_ns && is_one_turn {
                longest_ns = longest_ns.max(covered_ns);
            }
        }
    }
    longest_ns
}

/// Nominal computing time of the steps that a plan's tasks reach.
fn naive_nominal_ns(plan: &Plan) -> u64 {
    let steps = plan.tasks.iter().flat_map(|task| done_steps(task).0);
    steps.map(|step| step.computing().copied().unwrap_or(0)).sum()
}

fn over(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

fn total_ns(intervals: &[(u64, u64)]) -> u64 {
    intervals.iter().map(|(start_ns, end_ns)| end_ns - start_ns).sum()
}

/// The intervals in which some task was in this state.
fn in_state(timeline: &Timeline, state: State) -> Vec<(u64, u64)> {
    let spans = timeline.spans.iter().filter(|span| span.state == state);
    spans.map(|span| (span.start_ns, span.end_ns)).collect()
}

fn check_levels(
    figures: &Figures,
    plan: &Plan,
    timeline: &Timeline,
    lanes: usize,
    cores: usize,
) -> Result<(), TestCaseError> {
    let makespan = figures.makespan_ns as f64;
    let times = timeline.tasks.iter();
    let alive: Vec<(u64, u64)> = times.filter_map(|times| times.started_ns.zip(times.ended_ns)).collect();
    prop_assert!(is_near(figures.concurrency.average, over(total_ns(&alive) as f64, makespan)));
    prop_assert_eq!(figures.concurrency.peak, naive_peak(&alive));

    let nominal_ns = naive_nominal_ns(plan) as f64;
    prop_assert!(is_near(figures.parallelism.average, over(nominal_ns, makespan)));
    let running = in_state(timeline, State::Running);
    let most = naive_peak(&running);
    prop_assert_eq!(figures.parallelism.peak, most.min(cores.max(1) as u32));
    prop_assert_eq!(figures.parallelism.peak + figures.oversubscription_peak, most);

    let utilization = over(total_ns(&running) as f64, makespan * lanes as f64);
    prop_assert!(is_near(figures.utilization, utilization));
    prop_assert!(figures.utilization <= 1.0);
    Ok(())
}

fn check_tasks(figures: &Figures, timeline: &Timeline) -> Result<(), TestCaseError> {
    let times = timeline.tasks.iter();
    let latencies_ns: Vec<u64> = times.filter_map(|times| Some(times.ended_ns? - times.arrived_ns?)).collect();
    prop_assert_eq!(figures.latency.p50_ns, naive_percentile(&latencies_ns, 50));
    prop_assert_eq!(figures.latency.p95_ns, naive_percentile(&latencies_ns, 95));
    prop_assert_eq!(figures.latency.max_ns, naive_percentile(&latencies_ns, 100));
    let seconds = figures.makespan_ns as f64 / SECOND as f64;
    prop_assert!(is_near(figures.throughput_per_s, over(latencies_ns.len() as f64, seconds)));
    Ok(())
}

fn check_totals(figures: &Figures, trace: &Trace, timeline: &Timeline) -> Result<(), TestCaseError> {
    let ends_ns = timeline.tasks.iter().filter_map(|times| times.ended_ns);
    prop_assert_eq!(figures.makespan_ns, ends_ns.max().unwrap_or(0));
    let in_state_ns = |state| total_ns(&in_state(timeline, state));
    prop_assert_eq!(figures.startup_ns, in_state_ns(State::Starting));
    prop_assert_eq!(figures.queueing_ns, in_state_ns(State::Queued));
    prop_assert_eq!(figures.lock_wait_ns, in_state_ns(State::Locked));
    if let Some(loop_lag_ns) = figures.loop_lag_ns {
        prop_assert_eq!(loop_lag_ns, naive_loop_lag_ns(trace, timeline));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn figures_are_as_they_are_defined(plan in plan(), model in select(&Model::ALL[..]), machine in machine()) {
        let trace = simulate(&plan, model, &machine);
        let timeline = Timeline::of(&trace, None);
        let figures = Figures::of(&trace, &timeline, model.has_event_loop(), machine.cores);
        check_levels(&figures, &plan, &timeline, trace.lanes.len(), machine.cores)?;
        check_tasks(&figures, &timeline)?;
        check_totals(&figures, &trace, &timeline)?;
        prop_assert_eq!(figures.loop_lag_ns.is_some(), model.has_event_loop());
        let parallelism = figures.parallelism;
        prop_assert!(parallelism.average <= machine.cores as f64 + 1e-9);
        let is_free = |step: &Step<u64>| matches!(step, Step::Native(_));
        let is_locked = model.has_lock() && !plan.tasks.iter().flat_map(|task| &task.steps).any(is_free);
        if is_locked || matches!(model, Model::Sequential | Model::Async) {
            prop_assert!(parallelism.average <= 1.0 + 1e-9 && parallelism.peak <= 1);
            prop_assert_eq!(figures.oversubscription_peak, 0);
        }
    }

    #[test]
    fn figures_of_a_live_run_never_panic(plan in plan(), model in select(&Model::ALL[..]), now_ns in 0..200 * MS) {
        let whole = simulate(&plan, model, &MACHINE);
        let mut live = Trace::new(1, whole.lanes.clone(), whole.tasks.clone());
        for task in (0..plan.tasks.len() as u32).map(TaskId) {
            let so_far: Vec<Event> = whole.events(task).copied().filter(|event| event.at_ns <= now_ns).collect();
            live.extend(&so_far);
        }
        let figures = Figures::of(&live, &Timeline::of(&live, Some(now_ns)), model.has_event_loop(), MACHINE.cores);
        prop_assert!(figures.makespan_ns <= now_ns);
        prop_assert!(figures.utilization <= 1.0);
    }

    #[test]
    fn as_many_have_a_core_as_want_one_and_there_are(
        intervals in vec((0..40_u64, 0..20_u64), 0..12), cores in 0..5_usize,
    ) {
        let wanted: Vec<(u64, u64)> = intervals.into_iter().map(|(from_ns, ns)| (from_ns, from_ns + ns)).collect();
        let taken = on_cores(wanted.iter().copied(), cores);
        let at = |intervals: &[(u64, u64)], ns| intervals.iter().filter(|(from_ns, to_ns)| (*from_ns..*to_ns).contains(&ns)).count();
        for ns in 0..60 {
            prop_assert_eq!(at(&taken, ns), at(&wanted, ns).min(cores.max(1)));
        }
    }

    #[test]
    fn percentiles_are_nearest_rank(mut values in vec(0..20_u64, 0..30), percent in 1..=100_usize) {
        values.sort_unstable();
        prop_assert_eq!(nearest_rank(&values, percent), naive_percentile(&values, percent));
    }
}
