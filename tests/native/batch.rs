//! Bytes between workers: what is written is read, and garbage is refused.

use std::sync::Arc;

use interleave::engine::{
    Behind, Broken, Calibration, Ended, FileWork, HttpRequest, Model, Options, Progress, RunId, Telling, Work,
};
use interleave::program::{FileNeeds, FileUse, Plan};
use interleave::trace::{Cause, End, Event, LaneId, State, TaskId, What};
use interleave::wire::batch::{DecodeError, decode_events, encode_events};
use interleave::wire::offloaded::OffloadedOrder;
use interleave::wire::order::{Fault, FilesOrder, HandedTask, Order, RunOrder, TasksOrder, decode_order, encode_order};
use interleave::wire::report::{Report, Told, decode_report, encode_report};
use interleave::wire::trouble::{Message, Trouble};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{cases, count, locking_program, plan};

fn what() -> impl Strategy<Value = What> {
    let enter = (select(&State::ALL[..]), option::of(any::<u32>()), option::of(any::<u32>()));
    prop_oneof![
        enter.prop_map(|(state, lane, step)| What::Enter { state, lane: lane.map(LaneId), step }),
        proptest::sample::select(&Cause::ALL[..]).prop_map(What::Told),
        (select(&[End::Done, End::Failed, End::Cancelled, End::TimedOut][..]), option::of(any::<u32>()))
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

const CALIBRATION: Calibration = Calibration { iterations_per_second: 1_234_567 };

fn order_of(plan: Plan, run: RunId, model: Model, is_faulty: bool) -> RunOrder {
    let options = Options { pool: 3, process_pool: 64, offload: 300, page_loop: is_faulty, behind: Behind::Gil };
    let fault = is_faulty.then_some(Fault { task: 5, step: 1, is_silent: model.has_lock() });
    RunOrder {
        run,
        model,
        options,
        plan: Arc::new(plan),
        calibration: CALIBRATION,
        fault,
        files: Some(files(is_faulty)),
    }
}

fn files(has_folder: bool) -> FilesOrder {
    let needs =
        FileNeeds { read_bytes: Some(64_000_000).filter(|_| has_folder), writes: !has_folder, holds: has_folder };
    FilesOrder { folder: has_folder.then(|| "7-1".to_owned()), needs }
}

fn trouble() -> impl Strategy<Value = Trouble> {
    prop_oneof![
        ".*".prop_map(Trouble::Died),
        ".*".prop_map(|words| Trouble::DiedWithAnother(Box::new(Trouble::Panicked(words)))),
        any::<u64>().prop_map(|wanted_bytes| Trouble::MemoryFull { wanted_bytes }),
        any::<u8>().prop_map(|tag| Trouble::Unreadable(Message::Report, DecodeError::UnknownTag(tag))),
        Just(Trouble::ClockStopped),
    ]
}

fn ending() -> impl Strategy<Value = End> {
    select(vec![End::Done, End::Failed, End::Cancelled, End::Rejected, End::TimedOut, End::Endless])
}

fn progress() -> impl Strategy<Value = Progress> {
    (any::<u32>(), any::<u32>(), any::<u64>(), any::<u64>()).prop_map(|(task, seq, last_ns, arrived_ns)| Progress {
        task: TaskId(task),
        seq,
        last_ns,
        arrived_ns,
    })
}

fn broken() -> impl Strategy<Value = Result<(), Broken>> {
    let broken = [Broken::Stopped, Broken::Rejected, Broken::Over, Broken::Late, Broken::Failed(End::CutOff)];
    prop_oneof![Just(Ok(())), select(broken.to_vec()).prop_map(Err)]
}

fn work() -> impl Strategy<Value = Work> {
    prop_oneof![
        any::<u64>().prop_map(Work::Compute),
        any::<u64>().prop_map(Work::ComputeFree),
        any::<u64>().prop_map(Work::Hold),
        any::<u64>().prop_map(Work::Pause),
        (any::<u64>(), any::<u64>(), option::of(any::<u64>()))
            .prop_map(|(answer_ns, bytes, within_ns)| { Work::Fetch(HttpRequest { answer_ns, bytes, within_ns }) }),
        (select(vec![FileUse::Read, FileUse::Write]), any::<u64>(), option::of(any::<u64>()))
            .prop_map(|(usage, bytes, within_ns)| { Work::File(FileWork { usage, bytes, within_ns }) }),
    ]
}

fn report() -> impl Strategy<Value = Report> {
    let number = any::<u32>;
    let run = || number().prop_map(RunId);
    let end =
        (number(), any::<u64>(), ending()).prop_map(|(task, at_ns, end)| Ended { task: TaskId(task), at_ns, end });
    let told = prop_oneof![
        any::<u64>().prop_map(|speed| Told::Calibrated(Calibration { iterations_per_second: speed })),
        (run(), 0.0..1e13).prop_map(|(run, origin_ms)| Told::Started(run, origin_ms)),
        (run(), vec(event(), 0..20)).prop_map(|(run, events)| Told::Events(run, events)),
        (run(), option::of(number()), trouble()).prop_map(|(run, task, trouble)| Told::Trouble(
            run,
            task.map(TaskId),
            trouble
        )),
        run().prop_map(Told::Ended),
        (run(), trouble()).prop_map(|(run, trouble)| Told::Lost(run, trouble)),
        trouble().prop_map(Told::NoRun),
    ];
    prop_oneof![
        Just(Report::Ready),
        (vec(end, 0..9), number()).prop_map(|(ended, order)| Report::TasksEnded { ended, order }),
        (number(), number(), any::<u64>(), option::of(any::<u64>())).prop_map(|(task, step, at_ns, over_ns)| {
            Report::Asked { task: TaskId(task), step, at_ns, over_ns, can_be_told: step % 2 == 0, order: step }
        }),
        (number(), any::<u64>()).prop_map(|(task, at_ns)| Report::GaveBack { task: TaskId(task), at_ns, order: task }),
        (progress(), broken(), number()).prop_map(|(progress, done, order)| Report::Returned { progress, done, order }),
        told.prop_map(Report::Page),
    ]
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn events_come_back(events in vec(event(), 0..40)) {
        prop_assert_eq!(decode_events(&encode_events(&events)), Ok(events));
    }

    #[test]
    fn runs_come_back(plan in plan(), run in any::<u32>(), model in select(&Model::ALL[..]), is_faulty in any::<bool>()) {
        let plan = Plan { room: is_faulty.then_some(run % 5), ..plan };
        let order = Order::Run { order: order_of(plan, RunId(run), model, is_faulty), worker_script: "worker.js".to_owned() };
        prop_assert_eq!(decode_order(&encode_order(&order)), Ok(order.clone()));
    }

    #[test]
    fn tellings_come_back(task in any::<u32>(), at_ns in any::<u64>(), cause in select(&Cause::ALL[..])) {
        let order = Order::Told(TaskId(task), Telling { at_ns, cause });
        prop_assert_eq!(decode_order(&encode_order(&order)), Ok(order.clone()));
    }

    #[test]
    fn what_is_handed_to_a_process_comes_back(
        progress in progress(),
        work in work(),
        carries in option::of(any::<u64>()),
        step in any::<u32>(),
    ) {
        let order = Order::Offloaded(OffloadedOrder {
            run: RunId(3),
            calibration: CALIBRATION,
            origin_ms: 1.5e12 + 0.005,
            lane: LaneId(2),
            order: step / 2,
            progress,
            step,
            work,
            carries,
            files: Some(files(step % 2 == 0)),
        });
        prop_assert_eq!(decode_order(&encode_order(&order)), Ok(order.clone()));
    }

    #[test]
    fn reports_come_back(report in report()) {
        prop_assert_eq!(decode_report(&encode_report(&report)), Ok(report));
    }

    #[test]
    fn tasks_are_handed_over_whole(program in locking_program(), last_ns in any::<u64>(), seq in any::<u32>()) {
        let plan = Plan::of(&program);
        let resources = plan.resources;
        let tasks: Vec<_> = (0..)
            .zip(plan.tasks)
            .map(|(task, planned)| {
                let progress = Progress { task: TaskId(task), seq, last_ns, arrived_ns: last_ns / 2 };
                let ended_at = Some((seq, Cause::Timeout)).filter(|_| task % 2 == 0);
                HandedTask { progress, steps: planned.steps, how: planned.how, ended_at }
            })
            .collect();
        let order = Order::Tasks(TasksOrder {
            run: RunId(3),
            model: Model::ProcessPool,
            calibration: CALIBRATION,
            fault: None,
            origin_ms: 1.5e12 + 0.005,
            lane: LaneId(2),
            order: seq,
            resources,
            files: Some(files(seq % 2 == 0)),
            tasks,
        });
        prop_assert_eq!(decode_order(&encode_order(&order)), Ok(order.clone()));
    }

    #[test]
    fn garbage_is_refused_or_read_but_never_panics(bytes in vec(any::<u8>(), 0..200)) {
        if let Ok(events) = decode_events(&bytes) {
            prop_assert!(events.len() <= bytes.len() / 5);
        }
        if let Ok(Order::Run { order, .. }) = decode_order(&bytes) {
            prop_assert!(order.plan.tasks.len() + order.plan.groups.len() <= bytes.len());
        }
        let _ = decode_report(&bytes);
    }

    #[test]
    fn damage_is_refused_or_read_but_never_panics(
        plan in plan(),
        events in vec(event(), 1..20),
        at in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
        cut in any::<prop::sample::Index>(),
    ) {
        let order = Order::Run { order: order_of(plan, RunId(1), Model::Processes, false), worker_script: String::new() };
        let report = Report::Page(Told::Events(RunId(1), events.clone()));
        for mut bytes in [encode_order(&order), encode_events(&events), encode_report(&report)] {
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            bytes.truncate(cut.index(bytes.len()) + 1);
            let _ = decode_events(&bytes);
            let _ = decode_report(&bytes);
            if let Ok(Order::Run { order, .. }) = decode_order(&bytes) {
                let plan = &order.plan;
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
    let nothing = Plan::default();
    let order = Order::Run { order: order_of(nothing, RunId(1), Model::Async, false), worker_script: String::new() };
    let mut bytes = encode_order(&order);
    // Behind the options, whose last ones are a flag and a word, comes the number of groups.
    let groups = bytes.iter().rposition(|byte| *byte == 0xac).unwrap() + 3 + "-gil".len();
    bytes.truncate(groups);
    bytes.extend(huge);
    assert_eq!(decode_order(&bytes), Err(DecodeError::Truncated));
    assert_eq!(decode_report(&[&[1][..], &huge].concat()), Err(DecodeError::Truncated));
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
    assert_eq!(decode_events(&[7, 0, 0, 0, 0]), Err(DecodeError::UnknownTag(7)));
    assert_eq!(decode_events(&[0x47, 0, 0, 0, 0]), Err(DecodeError::UnknownTag(0x47)));
    assert_eq!(decode_events(&[0x18, 0, 0, 0, 0, 0]), Err(DecodeError::UnknownTag(0x18)));
}

#[test]
fn what_follows_a_message_is_refused() {
    let order = Order::Run { order: order_of(count(), RunId(1), Model::Async, true), worker_script: String::new() };
    let mut bytes = encode_order(&order);
    bytes.push(0);
    assert_eq!(decode_order(&bytes), Err(DecodeError::Trailing));
    let mut bytes = encode_report(&Report::Ready);
    bytes.push(0);
    assert_eq!(decode_report(&bytes), Err(DecodeError::Trailing));
}
