//! What holds for why a run took that long, of every program under every model, whatever is done to its trace.

use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::stats::Why;
use interleave::stats::why::Cause;
use interleave::time::MS;
use interleave::trace::{End, Event, LaneId, State, TaskId, Timeline, Trace, What};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{cases, machine, plan};

/// The stretches lie one after another from 0 to the makespan, each within its span and of a kind with it.
fn check(trace: &Trace) -> Result<Why, TestCaseError> {
    let timeline = Timeline::of(trace, None);
    let why = Why::of(trace, &timeline);
    let mut reached_ns = 0;
    for stretch in why.path() {
        prop_assert_eq!(stretch.start_ns, reached_ns);
        prop_assert!(stretch.end_ns > stretch.start_ns);
        reached_ns = stretch.end_ns;
        let Some(index) = stretch.span else { continue };
        let span = timeline.spans[index];
        prop_assert!(span.start_ns <= stretch.start_ns && stretch.end_ns <= span.end_ns);
        let fits = match stretch.cause {
            Cause::Waiting | Cause::Lateness => matches!(span.state, State::Waiting | State::Blocked),
            Cause::Computing | Cause::Contention | Cause::Other => span.state == State::Running,
            Cause::Starting => span.state == State::Starting,
            Cause::Queued => span.state == State::Queued,
            Cause::Locked => span.state == State::Locked,
            Cause::Copying => span.state == State::Copying,
        };
        prop_assert!(fits, "{:?} in {:?}", stretch, span);
    }
    prop_assert_eq!(reached_ns, timeline.makespan_ns);
    prop_assert_eq!(why.makespan_ns(), timeline.makespan_ns);
    prop_assert_eq!(why.parts().map(|(_, ns)| ns).sum::<u64>(), timeline.makespan_ns);
    Ok(why)
}

fn events(trace: &Trace) -> Vec<Event> {
    (0..trace.tasks.len() as u32).flat_map(|task| trace.events(TaskId(task)).copied()).collect()
}

fn same_but(trace: &Trace, events: &[Event]) -> Trace {
    let mut other = Trace::new(trace.clock_resolution_ns, trace.lanes.clone(), trace.tasks.clone());
    other.extend(events);
    other
}

/// The same trace with each event later than the task's one before by so much more, as on a machine that is always late.
fn later(trace: &Trace, late_ns: &[u64]) -> Trace {
    let mut by_ns = 0;
    let mut late_ns = late_ns.iter().cycle();
    let mut events = events(trace);
    for event in &mut events {
        by_ns = if event.seq == 0 { 0 } else { by_ns + late_ns.next().copied().unwrap_or(0) };
        event.at_ns += by_ns;
    }
    same_but(trace, &events)
}

/// A trace that contradicts itself.
fn nonsense(trace: &Trace, changes: &[(usize, u64, Option<State>, u32)]) -> Trace {
    let mut events = events(trace);
    let count = events.len();
    for (at, at_ns, state, number) in changes.iter().filter(|_| count > 0) {
        let event = &mut events[at % count];
        event.at_ns = *at_ns;
        event.order = *number;
        event.what = match state {
            Some(state) => What::Enter {
                state: *state,
                lane: (number % 3 > 0).then_some(LaneId(number % 5)),
                step: (number % 2 > 0).then_some(number % 7),
            },
            None => What::End { end: End::Failed, step: None },
        };
    }
    same_but(trace, &events)
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn in_virtual_time_tasks_explain_every_wait(plan in plan(), model in select(&Model::ALL[..]), machine in machine()) {
        let why = check(&simulate(&plan, model, &machine))?;
        for cause in [Cause::Lateness, Cause::Queued, Cause::Locked, Cause::Other] {
            prop_assert_eq!(why.total_ns(cause), 0, "{}", cause.word());
        }
    }

    #[test]
    fn with_a_core_for_every_lane_nothing_is_in_the_way(plan in plan(), model in select(&Model::ALL[..])) {
        let machine = Machine { cores: 1000, process_start_ns: 0, thread_start_ns: 0 };
        let why = check(&simulate(&plan, model, &machine))?;
        let asked_for = [Cause::Waiting, Cause::Computing, Cause::Copying];
        prop_assert_eq!(asked_for.map(|cause| why.total_ns(cause)).iter().sum::<u64>(), why.makespan_ns());
    }

    #[test]
    fn parts_add_up_when_all_is_late(
        plan in plan(), model in select(&Model::ALL[..]), machine in machine(), late_ns in vec(0..3 * MS, 1..9),
    ) {
        check(&later(&simulate(&plan, model, &machine), &late_ns))?;
    }

    #[test]
    fn parts_add_up_when_the_run_was_stopped(
        plan in plan(), model in select(&Model::ALL[..]), machine in machine(),
        late_ns in vec(0..MS, 1..5), at_ns in 0..100 * MS, closed_ns in 0..5 * MS, end in select(&[End::Cancelled, End::Failed][..]),
    ) {
        let mut stopped = later(&simulate(&plan, model, &machine), &late_ns).until(at_ns);
        stopped.close(at_ns + closed_ns, end);
        check(&stopped)?;
    }

    #[test]
    fn parts_add_up_even_where_a_trace_contradicts_itself(
        plan in plan(), model in select(&Model::ALL[..]), machine in machine(),
        changes in vec((0..100_usize, 0..100 * MS, prop_oneof![4 => select(&State::ALL[..]).prop_map(Some), 1 => Just(None)], 0..20_u32), 0..12),
    ) {
        let odd = nonsense(&simulate(&plan, model, &machine), &changes);
        let timeline = Timeline::of(&odd, None);
        let why = Why::of(&odd, &timeline);
        prop_assert_eq!(why.makespan_ns(), timeline.makespan_ns);
    }
}
