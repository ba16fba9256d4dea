//! Steps that work on files: how a list writes them, and what comes of them in virtual time under each model.

use std::sync::Arc;

use interleave::engine::model::task_infos;
use interleave::engine::schedules::{Exploration, Unexplored};
use interleave::engine::virtual_time::simulate_with;
use interleave::engine::{
    Act, FileSpeed, FileWork, Model, Options, Refusal, Work, act, batch::batch_length, refusal_on_page,
};
use interleave::program::{
    DurationField, Durations, FileNeeds, FileUse, Limits, Plan, Step, Transfer, format, offers, parse, tokens,
};
use interleave::time::MS;
use interleave::trace::{End, Event, FileTrouble, State, TaskId, Timeline, Trace, What};
use interleave::wire::batch::{decode_events, encode_events};

use proptest::prelude::*;

use crate::arbitrary::CALM;

/// A step that reads or writes a file, within which it perhaps has to be done.
pub fn file_step(within: impl Strategy<Value = Option<Durations>>) -> impl Strategy<Value = Step> {
    let usage = prop::sample::select(vec![FileUse::Read, FileUse::Write]);
    (usage, 1..=Limits::LIST.carried_bytes, any::<bool>(), within).prop_map(|(usage, bytes, is_blocking, within)| {
        Step::File(usage, Transfer::of(bytes, is_blocking).expect("lists can say it"), within)
    })
}

fn planned(text: &str) -> Plan {
    let parsed = parse(text);
    assert_eq!(*parsed.diagnostics, [], "{text}");
    Plan::of(&parsed.program)
}

fn options() -> Options {
    Options { pool: 2, process_pool: 2, offload: 2, ..Options::for_cores(2) }
}

fn timeline(plan: &Plan, model: Model) -> Timeline {
    let trace = simulate_with(plan, model, &options(), &CALM);
    assert_eq!(trace.breaches(), []);
    Timeline::of(&trace, None)
}

#[test]
fn a_step_says_how_much_of_a_file_and_perhaps_that_it_blocks() {
    for (written, usage, bytes, is_blocking) in [
        ("read 4MB", FileUse::Read, 4_000_000, false),
        ("write 64MB blocking", FileUse::Write, 64_000_000, true),
        ("write 16MiB within 1s", FileUse::Write, 16 << 20, false),
        ("read 1B blocking within 10ms..20ms", FileUse::Read, 1, true),
    ] {
        let list = ["task a\n  ", written, "\n"].concat();
        let parsed = parse(&list);
        assert_eq!(*parsed.diagnostics, [], "{written}");
        let [Step::File(read, transfer, _)] = parsed.program.tasks[0].steps.as_slice() else { panic!("{written}") };
        assert_eq!((*read, transfer.bytes(), transfer.is_blocking), (usage, bytes, is_blocking), "{written}");
        assert_eq!(format(&list), list);
    }
    assert_eq!(format("task a\nwrite   1500KB  blocking"), "task a\n  write 1.5MB blocking\n");
}

#[test]
fn a_file_is_awaited_where_there_is_a_loop_and_blocks_elsewhere() {
    let file = FileWork { usage: FileUse::Write, bytes: 1000, within_ns: None };
    let step = |is_blocking| Step::File(FileUse::Write, Transfer::of(1000, is_blocking).unwrap(), None);
    for model in Model::ALL {
        let expected = if model.has_event_loop() { Act::File(file) } else { Act::Work(Work::File(file)) };
        assert_eq!(act(model, &step(false)), expected, "{model:?}");
        let work = Work::File(file);
        let expected = if model == Model::Offload { Act::Offload(work) } else { Act::Work(work) };
        assert_eq!(act(model, &step(true)), expected, "{model:?}");
    }
}

#[test]
fn files_take_as_long_as_this_machine_was_seen_to_take() {
    let speed = FileSpeed::default();
    let plan = planned("task a\n  write 16MB\n  read 16MB\n  write 2MB blocking\n");
    let lengths = |model| {
        let all = timeline(&plan, model).spans;
        all.iter().filter(|span| span.length_ns() > 0).map(|span| (span.state, span.length_ns())).collect::<Vec<_>>()
    };
    let (held, awaited) = (State::Blocked, State::Waiting);
    assert_eq!(
        lengths(Model::Threads)[..],
        [(held, 16 * speed.write_held), (held, 16 * speed.read_held), (held, 2 * speed.write_held)]
    );
    for model in [Model::Async, Model::Offload] {
        assert_eq!(
            lengths(model)[..],
            [(awaited, 16 * speed.write_awaited), (awaited, 16 * speed.read_awaited), (held, 2 * speed.write_held)]
        );
    }
    assert_eq!(FileSpeed::of_megabyte(8 * MS, 16_000_000), MS / 2);
}

#[test]
fn what_is_not_done_in_time_fails_and_goes_on_from_rescue() {
    let plan =
        planned("task a\n  write 64MB within 1ms\ntask b\n  write 64MB blocking within 1ms\n  rescue\n  print saved\n");
    for model in Model::ALL {
        let trace = simulate_with(&plan, model, &options(), &CALM);
        assert_eq!([0, 1].map(|task| trace.end(TaskId(task)).unwrap()), [End::Failed, End::Done], "{model:?}");
        assert_eq!(trace.message(TaskId(0)).unwrap(), "not done within 1ms", "{model:?}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told_and_survives_the_wire() {
    for trouble in FileTrouble::ALL {
        let plan = planned("task a\n  write 1MB\n");
        let mut trace = Trace::new(1, Model::Async.lanes(&plan, &options()), task_infos(&plan));
        let whats = [
            What::Enter { state: State::Queued, lane: None, step: None },
            What::Enter { state: State::Waiting, lane: None, step: Some(0) },
            What::End { end: End::File(trouble), step: Some(0) },
        ];
        let event = |(seq, what): (u32, What)| Event { at_ns: u64::from(seq), task: TaskId(0), seq, order: seq, what };
        let events: Vec<Event> = (0..).zip(whats).map(event).collect();
        assert_eq!(decode_events(&encode_events(&events)).unwrap(), events);
        trace.extend(&events);
        assert_eq!(trace.breaches(), []);
        assert_eq!(trace.message(TaskId(0)).unwrap(), trouble.message());
        assert!(End::File(trouble).is_failure());
    }
}

#[test]
fn a_plan_says_what_it_needs_of_a_file_system() {
    assert!(planned("task a\n  sleep 1s\n").files().is_nothing());
    let needs = planned("task a\n  read 4MB\n  read 1MB\ntask b\n  write 1MB blocking\n").files();
    assert_eq!(needs, FileNeeds { read_bytes: Some(4_000_000), writes: true, holds: true });
    let plan = planned("task a x10\n  write 1KB\n");
    assert_eq!(refusal_on_page(&plan), Some(Refusal::FilesOnPage));
    // Nobody knows how long a disk takes: such a task never stands behind others in a batch.
    assert_eq!(batch_length(plan.tasks.iter(), 10, 2), 1);
}

#[test]
fn every_order_of_files_is_looked_at() {
    let plan = planned("task a\n  write 1KB\n  print a\ntask b\n  read 1KB\n  print b\n");
    for model in [Model::Async, Model::Threads] {
        let mut exploration = Exploration::new(Arc::new(plan.clone()), model, &options()).unwrap();
        while exploration.go_on(100) {}
        assert_eq!(exploration.found().endings.len(), 2, "{model:?}");
    }
    let patient = planned("task a\n  read 1KB within 2ms\n");
    let refused = Exploration::new(Arc::new(patient), Model::Async, &options()).err();
    assert_eq!(refused, Some(Unexplored::Word("within")));
}

#[test]
fn a_step_on_a_file_is_colored_and_offered() {
    let line = "  write 16MB blocking within 1s";
    let kinds: Vec<_> = tokens::tokens(line).into_iter().map(|(kind, part)| (kind, part.trim())).collect();
    let expected = [
        (tokens::Token::Keyword, "write"),
        (tokens::Token::Value, "16MB"),
        (tokens::Token::Keyword, "blocking"),
        (tokens::Token::Keyword, "within"),
        (tokens::Token::Value, "1s"),
    ];
    assert_eq!(kinds, expected);
    let fields = DurationField::of_line("task a\n  read 4MB within 2s\n", 1);
    assert_eq!(fields.iter().map(|field| field.ns).collect::<Vec<_>>(), [2000 * MS]);
    let typed = "task a\n  read 4MB b";
    let offered = offers(typed, &parse(typed).program, typed.len()).unwrap();
    assert_eq!(offered.list.iter().map(|offer| &*offer.word).collect::<Vec<_>>(), ["blocking"]);
}
