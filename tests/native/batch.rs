//! Bytes between workers: what is written is read, and garbage is refused.

use interleave::engine::Progress;
use interleave::trace::{End, Event, LaneId, State, TaskId, What};
use interleave::wire::batch::{DecodeError, decode_events, decode_plan, encode_events, encode_plan};
use interleave::wire::handed::{decode_handed, encode_handed};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{cases, count, plan};

fn what() -> impl Strategy<Value = What> {
    let enter = (select(&State::ALL[..]), option::of(any::<u32>()), option::of(any::<u32>()));
    prop_oneof![
        enter.prop_map(|(state, lane, step)| What::Enter { state, lane: lane.map(LaneId), step }),
        (select(&[End::Done, End::Failed, End::Cancelled][..]), option::of(any::<u32>()))
            .prop_map(|(end, step)| What::End { end, step }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let at_ns = prop_oneof![0..1_000_000_000_u64, any::<u64>()];
    (at_ns, any::<u32>(), any::<u32>(), any::<u32>(), what()).prop_map(|(at_ns, task, seq, order, what)| Event {
        at_ns,
        task: TaskId(task),
        seq,
        order,
        what,
    })
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn events_come_back(events in vec(event(), 0..40)) {
        prop_assert_eq!(decode_events(&encode_events(&events)), Ok(events));
    }

    #[test]
    fn plans_come_back(plan in plan()) {
        prop_assert_eq!(decode_plan(&encode_plan(&plan)), Ok(plan.clone()));
    }

    #[test]
    fn tasks_are_handed_over_whole(plan in plan(), last_ns in any::<u64>(), seq in any::<u32>()) {
        let handed: Vec<_> = (0..)
            .zip(plan.tasks)
            .map(|(task, planned)| (Progress { task: TaskId(task), seq, last_ns }, planned.steps))
            .collect();
        let bytes = encode_handed(handed.iter().map(|(progress, steps)| (progress, steps.as_slice())));
        prop_assert_eq!(decode_handed(&bytes), Ok(handed));
    }

    #[test]
    fn garbage_is_refused_or_read_but_never_panics(bytes in vec(any::<u8>(), 0..200)) {
        if let Ok(events) = decode_events(&bytes) {
            prop_assert!(events.len() <= bytes.len() / 5);
        }
        if let Ok(plan) = decode_plan(&bytes) {
            prop_assert!(plan.tasks.len() + plan.groups.len() <= bytes.len());
        }
        let _ = decode_handed(&bytes);
    }

    #[test]
    fn damage_is_refused_or_read_but_never_panics(
        plan in plan(),
        events in vec(event(), 1..20),
        at in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
        cut in any::<prop::sample::Index>(),
    ) {
        for mut bytes in [encode_plan(&plan), encode_events(&events)] {
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            bytes.truncate(cut.index(bytes.len()) + 1);
            let _ = decode_events(&bytes);
            let _ = decode_handed(&bytes);
            if let Ok(plan) = decode_plan(&bytes) {
                for (index, task) in plan.tasks.iter().enumerate() {
                    prop_assert!(plan.groups[task.group].contains(&index));
                    prop_assert!(task.after.iter().all(|&after| after < plan.groups.len()));
                }
            }
        }
    }
}

#[test]
fn an_event_of_a_busy_worker_takes_few_bytes() {
    let enter = What::Enter { state: State::Running, lane: Some(LaneId(3)), step: Some(7) };
    let events: Vec<Event> = (0..100)
        .map(|n| Event { at_ns: u64::from(n) * 5_000, task: TaskId(3), seq: n, order: 1_000_000 + n, what: enter })
        .collect();
    assert!(encode_events(&events).len() <= 8 * events.len() + 4);
}

#[test]
fn no_bytes_are_no_events() {
    assert_eq!(decode_events(&encode_events(&[])), Ok(Vec::new()));
}

#[test]
fn counts_that_the_bytes_cannot_hold_are_refused_before_memory_is_taken() {
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    assert_eq!(decode_plan(&huge), Err(DecodeError::Truncated));
    assert_eq!(decode_handed(&huge), Err(DecodeError::Truncated));
}

#[test]
fn numbers_beyond_their_type_are_refused() {
    let beyond_64_bits = [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 0];
    assert_eq!(decode_events(&beyond_64_bits), Err(DecodeError::TooLarge));
    let task_beyond_32_bits = [0, 0, 0xff, 0xff, 0xff, 0xff, 0x7f, 0];
    assert_eq!(decode_events(&task_beyond_32_bits), Err(DecodeError::TooLarge));
}

#[test]
fn unknown_tags_and_ends_on_a_lane_are_refused() {
    assert_eq!(decode_events(&[6, 0, 0, 0, 0]), Err(DecodeError::UnknownTag(6)));
    assert_eq!(decode_events(&[0x40, 0, 0, 0, 0]), Err(DecodeError::UnknownTag(0x40)));
    assert_eq!(decode_events(&[0x18, 0, 0, 0, 0, 0]), Err(DecodeError::UnknownTag(0x18)));
}

#[test]
fn what_follows_a_message_is_refused() {
    let mut bytes = encode_plan(&count());
    bytes.push(0);
    assert_eq!(decode_plan(&bytes), Err(DecodeError::Trailing));
}
