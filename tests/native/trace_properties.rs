//! What holds of every trace, whatever comes in, and in whatever order.

use interleave::engine::Model;
use interleave::engine::virtual_time::simulate;
use interleave::trace::{End, Event, LaneId, State, TaskId, Timeline, Trace, What};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{cases, machine, plan};
use crate::trace::{empty, event};

/// Anything at all, within bounds that make it likely to fit together.
fn any_event() -> impl Strategy<Value = Event> {
    let step = option::of(0..4_u32);
    let what = prop_oneof![
        4 => (select(&State::ALL[..]), option::of(0..2_u32), step.clone())
            .prop_map(|(state, lane, step)| What::Enter { state, lane: lane.map(LaneId), step }),
        1 => (select(&[End::Done, End::Failed, End::Cancelled][..]), step).prop_map(|(end, step)| What::End { end, step }),
    ];
    let seq = prop_oneof![9 => 0..8_u32, 1 => any::<u32>()];
    (0..100_u64, 0..4_u32, seq, what).prop_map(|(at_ns, task, seq, what)| event(at_ns, task, seq, what))
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn whatever_comes_in_nothing_panics(events in vec(any_event(), 0..40), now_ns in option::of(0..100_u64)) {
        let mut trace = empty(3);
        trace.extend(&events);
        let _ = trace.breaches();
        for span in Timeline::of(&trace, now_ns).spans {
            prop_assert!(span.start_ns <= span.end_ns);
        }
        trace.close(50, End::Cancelled);
        for task in (0..3).map(TaskId) {
            prop_assert_eq!(trace.end(task).is_some(), trace.events(task).next().is_some());
        }
    }

    #[test]
    fn the_order_of_events_does_not_matter(
        plan in plan(),
        model in select(&Model::ALL[..]),
        machine in machine(),
        keys in vec(any::<u32>(), 50),
        half_ns in 0..200_000_000_u64,
    ) {
        let simulated = simulate(&plan, model, &machine);
        let mut events: Vec<Event> =
            (0..plan.tasks.len() as u32).flat_map(|task| simulated.events(TaskId(task)).copied()).collect();
        let timeline_of = |events: &[Event]| {
            let mut trace = Trace::new(1, simulated.lanes.clone(), simulated.tasks.clone());
            for batch in events.chunks(3) {
                trace.extend(batch);
            }
            prop_assert_eq!(trace.breaches(), []);
            prop_assert!(trace.is_complete());
            Ok([Timeline::of(&trace, None), Timeline::of(&trace, Some(half_ns))])
        };
        let in_order = timeline_of(&events)?;
        let mut keys = keys.into_iter().cycle();
        events.sort_by_cached_key(|_| keys.next());
        prop_assert_eq!(timeline_of(&events)?, in_order);
    }
}
