//! Requests: how a list writes them, and what comes of them in virtual time under each model.

use std::sync::Arc;

use interleave::chart::replies::TICK_PX;
use interleave::chart::{Mark, Rows};
use interleave::engine::model::task_infos;
use interleave::engine::schedules::{Exploration, Unexplored};
use interleave::engine::virtual_time::{Interference, Lateness, Setup, simulate_with, simulate_within};
use interleave::engine::{Act, CopySpeed, FileSpeed, HttpRequest, Model, Options, Refusal, Work, act, refusal_on_page};
use interleave::program::{
    DurationField, DurationRange, Durations, Fetch, Limits, Plan, Step, format, offers, parse, tokens,
};
use interleave::stats::figures::bytes_text;
use interleave::stats::{Analysis, Attempt, Figures, Requests};
use interleave::time::{MS, SECOND};
use interleave::trace::{CUT_OFF, End, Event, NO_SERVER, Received, State, TaskId, Timeline, Trace, What};
use interleave::wire::records::{decode_attempt, encode_attempt};
use interleave::words;

use proptest::option;
use proptest::prelude::*;

use crate::arbitrary::{CALM, record};
use crate::picture::drawn;

/// What a request says besides when it is answered.
pub fn fetch() -> impl Strategy<Value = Fetch> {
    let size = 1..=Limits::LIST.carried_bytes;
    (option::of(size), any::<bool>())
        .prop_map(|(size, is_blocking)| Fetch::of(size, is_blocking).expect("lists can say it"))
}

/// As long as a request can take.
fn answers() -> impl Strategy<Value = Durations> {
    let range = || (0..=Limits::LIST.fetch_ns, 0..=Limits::LIST.fetch_ns);
    let range = || range().prop_map(|(a, b)| DurationRange { min_ns: a.min(b), max_ns: a.max(b) });
    let several = prop::collection::vec(range(), 2..4).prop_map(|all| Durations::ByCopy(all.into()));
    prop_oneof![2 => range().prop_map(Durations::One), 1 => several]
}

/// A request, within which it perhaps has to be answered.
pub fn request(within: impl Strategy<Value = Option<Durations>>) -> impl Strategy<Value = Step> {
    (answers(), fetch(), within).prop_map(|(answer, fetch, within)| Step::Fetch(answer, fetch, within))
}

fn steps(text: &str) -> Vec<Step> {
    let parsed = parse(&["task a\n  ", text, "\n"].concat());
    assert_eq!(*parsed.diagnostics, [], "{text}");
    parsed.program.tasks[0].steps.clone()
}

fn planned(text: &str) -> Plan {
    let parsed = parse(text);
    assert_eq!(*parsed.diagnostics, [], "{text}");
    Plan::of(&parsed.program)
}

fn with_pools_of(size: usize) -> Options {
    Options { pool: size, process_pool: size, offload: size, ..Options::for_cores(2) }
}

/// Ends of the tasks, in milliseconds.
fn ends_ms(plan: &Plan, model: Model, size: usize) -> Vec<u64> {
    let trace = simulate_with(plan, model, &with_pools_of(size), &CALM);
    assert_eq!(trace.breaches(), []);
    let timeline = Timeline::of(&trace, None);
    timeline.tasks.iter().map(|task| task.ended_ns.unwrap() / MS).collect()
}

#[test]
fn a_request_says_when_it_is_answered_and_perhaps_how_large_that_is_and_that_it_blocks() {
    for (written, size, is_blocking) in [
        ("fetch 300ms", None, false),
        ("fetch 300ms 64KB", Some(64_000), false),
        ("fetch 300ms 64KiB", Some(65_536), false),
        ("fetch 300ms 1.5MB blocking", Some(1_500_000), true),
        ("fetch 300ms blocking", None, true),
        ("fetch 100ms..300ms 500B blocking within 200ms", Some(500), true),
        ("fetch 100ms, 200ms, 1s 4MiB within 1s", Some(4 << 20), false),
        ("fetch 300ms 1234B", Some(1234), false),
    ] {
        let read = steps(written);
        let [Step::Fetch(_, fetch, _)] = read.as_slice() else { panic!("{written}: {read:?}") };
        assert_eq!((fetch.size(), fetch.is_blocking), (size, is_blocking), "{written}");
        let list = ["task a\n  ", written, "\n"].concat();
        assert_eq!(format(&list), list);
    }
    assert_eq!(format("task a\nfetch  300ms   1500KB  blocking"), "task a\n  fetch 300ms 1.5MB blocking\n");
    assert_eq!(Fetch::default().bytes(), 1000);
}

#[test]
fn a_request_is_awaited_where_there_is_a_loop_and_blocks_elsewhere() {
    let request = HttpRequest { answer_ns: MS, bytes: 1000, within_ns: None };
    let step = |is_blocking| Step::Fetch(MS, Fetch::of(None, is_blocking).expect("lists can say it"), None);
    for model in Model::ALL {
        let has_loop = matches!(model, Model::Async | Model::Offload);
        let expected = if has_loop { Act::Fetch(request) } else { Act::Work(Work::Fetch(request)) };
        assert_eq!(act(model, &step(false)), expected, "{model:?}");
        let expected =
            if model == Model::Offload { Act::Offload(Work::Fetch(request)) } else { Act::Work(Work::Fetch(request)) };
        assert_eq!(act(model, &step(true)), expected, "{model:?}");
    }
}

#[test]
fn ten_requests_take_as_long_as_the_model_makes_them() {
    let plan = planned("task ask x10\n  fetch 300ms 64KB\n");
    let last = |plan: &Plan, model, size| ends_ms(plan, model, size).into_iter().max().unwrap();
    for (model, size, expected_ms) in [
        (Model::Sequential, 1, 3000),
        (Model::Async, 1, 300),
        (Model::Threads, 1, 300),
        (Model::Gil, 1, 300),
        (Model::Pool, 5, 600),
        (Model::Processes, 1, 300),
        (Model::ProcessPool, 5, 600),
        (Model::Offload, 1, 300),
    ] {
        assert_eq!(last(&plan, model, size), expected_ms, "{model:?}");
    }
    let blocking = planned("task ask x10\n  fetch 300ms 64KB blocking\n");
    assert_eq!(last(&blocking, Model::Async, 1), 3000);
    assert_eq!(last(&blocking, Model::Offload, 10), 300);
    assert_eq!(last(&blocking, Model::Offload, 5), 600);
}

#[test]
fn what_waits_for_an_answer_is_waiting_on_a_loop_and_blocked_on_a_lane() {
    let plan = planned("task ask\n  fetch 300ms\n  fetch 100ms blocking\n");
    let states = |model| {
        let timeline = Timeline::of(&simulate_with(&plan, model, &with_pools_of(1), &CALM), None);
        timeline.spans.iter().filter(|span| span.length_ns() > 0).map(|span| span.state).collect::<Vec<_>>()
    };
    assert_eq!(states(Model::Async), [State::Waiting, State::Blocked]);
    assert_eq!(states(Model::Offload), [State::Waiting, State::Blocked]);
    assert_eq!(states(Model::Threads), [State::Blocked, State::Blocked]);
}

#[test]
fn who_is_not_answered_in_time_fails_and_goes_on_from_rescue() {
    let plan = planned(
        "task late\n  fetch 300ms within 100ms\ntask saved\n  fetch 300ms within 100ms\n  rescue\n  print saved\n\
         task quick\n  fetch 100ms within 300ms\ntask stubborn\n  fetch 300ms blocking within 100ms\n",
    );
    for model in Model::ALL {
        let trace = simulate_with(&plan, model, &with_pools_of(4), &CALM);
        let ends: Vec<_> = (0..4).map(|task| trace.end(TaskId(task)).unwrap()).collect();
        assert_eq!(ends, [End::Failed, End::Done, End::Done, End::Failed], "{model:?}");
        for task in [0, 3] {
            assert_eq!(trace.message(TaskId(task)).unwrap(), "not done within 100ms", "{model:?}");
        }
    }
}

#[test]
fn who_is_told_to_end_waits_no_longer_for_an_answer_that_it_awaits() {
    let plan = planned(
        "task main\n  sleep 50ms\ntask asks until main\n  fetch 300ms\ntask holds timeout 50ms\n  fetch 300ms blocking\n",
    );
    assert_eq!(ends_ms(&plan, Model::Offload, 2)[1], 50);
    // Nobody can end a blocking call.
    assert_eq!(ends_ms(&plan, Model::Threads, 1)[2], 300);
    let together = planned("task a together g\n  fetch 100ms\n  fail no\ntask b together g\n  fetch 300ms\n");
    assert_eq!(ends_ms(&together, Model::Async, 1), [100, 100]);
    let again = planned("task a retry 2\n  fetch 100ms\n  fail x2 no\n");
    assert_eq!(ends_ms(&again, Model::Async, 1), [300]);
}

#[test]
fn why_nobody_answered_is_told() {
    for (end, message) in [(End::NoServer, NO_SERVER), (End::CutOff, CUT_OFF)] {
        let plan = planned("task a\n  fetch 1ms\n");
        let mut trace = Trace::new(1, Model::Async.lanes(&plan, &with_pools_of(1)), task_infos(&plan));
        let whats = [
            What::Enter { state: State::Queued, lane: None, step: None },
            What::Enter { state: State::Waiting, lane: None, step: Some(0) },
            What::End { end, step: Some(0) },
        ];
        let event = |(seq, what): (u32, What)| Event { at_ns: u64::from(seq), task: TaskId(0), seq, order: seq, what };
        trace.extend(&(0..).zip(whats).map(event).collect::<Vec<_>>());
        assert_eq!(trace.breaches(), []);
        assert_eq!(trace.message(TaskId(0)).unwrap(), message);
        assert!(end.is_failure());
        assert_eq!(end.word(), "failed");
    }
}

#[test]
fn every_order_of_requests_is_looked_at() {
    let plan = planned("task a\n  fetch 1ms\n  print a\ntask b\n  fetch 1ms\n  print b\n");
    for model in [Model::Async, Model::Threads] {
        let mut exploration = Exploration::new(Arc::new(plan.clone()), model, &with_pools_of(2)).unwrap();
        while exploration.go_on(100) {}
        assert_eq!(exploration.found().endings.len(), 2, "{model:?}");
    }
    let patient = planned("task a\n  fetch 1ms within 2ms\ntask b\n  print b\n");
    let refused = Exploration::new(Arc::new(patient), Model::Async, &with_pools_of(2)).err();
    assert_eq!(refused, Some(Unexplored::Word("within")));
}

#[test]
fn the_pages_own_loop_awaits_answers_and_is_not_blocked() {
    assert_eq!(refusal_on_page(&planned("task a\n  fetch 1s blocking\n")), Some(Refusal::RequestsOnPage));
    assert_eq!(refusal_on_page(&planned("task a\n  fetch 1s\n")), None);
    assert_eq!(refusal_on_page(&planned("task a\n  sleep 1s\n")), None);
}

#[test]
fn a_request_is_colored_dragged_and_offered() {
    let line = "  fetch 300ms 64KB blocking within 1s";
    let kinds: Vec<_> = tokens::tokens(line).into_iter().map(|(kind, part)| (kind, part.trim())).collect();
    let expected = [
        (tokens::Token::Keyword, "fetch"),
        (tokens::Token::Value, "300ms 64KB"),
        (tokens::Token::Keyword, "blocking"),
        (tokens::Token::Keyword, "within"),
        (tokens::Token::Value, "1s"),
    ];
    assert_eq!(kinds, expected);
    let list = "task a\n  fetch 300ms 64KB within 2s\n";
    let fields = DurationField::of_line(list, 1);
    let told: Vec<_> = fields.iter().map(|field| (field.ns, field.bounds_ns.end)).collect();
    assert_eq!(told, [(300 * MS, 30 * SECOND), (2 * SECOND, 600 * SECOND)]);
    let typed = "task a\n  fetch 300ms b";
    let offered = offers(typed, &parse(typed).program, typed.len()).unwrap();
    assert_eq!(offered.list.iter().map(|offer| &*offer.word).collect::<Vec<_>>(), ["blocking"]);
}

#[test]
fn what_a_request_brought_stands_on_its_span_and_goes_with_its_run() {
    let plan = planned("task ask x3\n  fetch 100ms..300ms 64KB\n  fetch 50ms blocking\n");
    for model in Model::ALL {
        let trace = simulate_with(&plan, model, &with_pools_of(2), &CALM);
        let timeline = Timeline::of(&trace, None);
        let found: Vec<_> = timeline.all_received().collect();
        assert_eq!(found.len(), 6, "{model:?}");
        for (place, span, received) in found {
            assert_eq!((timeline.spans[place], timeline.received(span)), (*span, Some(received)), "{model:?}");
            let Received { first_ns, last_ns, .. } = *received;
            assert!(first_ns.is_some_and(|first_ns| span.start_ns <= first_ns && first_ns <= last_ns), "{model:?}");
            // A loop that is held comes to it later.
            assert!(last_ns <= span.end_ns, "{model:?}");
        }
        let figures = Figures::of(&trace, &timeline, model.has_event_loop(), 2);
        let most = match model {
            Model::Sequential => 1,
            Model::Pool | Model::ProcessPool => 2,
            _ => 3,
        };
        assert_eq!(figures.requests, Some(Requests { most, bytes: 3 * 65_000 }), "{model:?}");
        let run = record(model, trace.clone(), 2);
        let attempt = Attempt::of(&run, &Analysis::of(&run));
        let (back, run) = decode_attempt(&encode_attempt(&attempt, &run, words::note)).unwrap();
        assert_eq!((&run.trace, back.figures.requests), (&trace, figures.requests), "{model:?}");
        let half = trace.until(60 * MS);
        assert!(half.received().iter().all(|received| received.last_ns <= 60 * MS), "{model:?}");
    }
    let nobody = planned("task a\n  sleep 1ms\n");
    let trace = simulate_with(&nobody, Model::Async, &with_pools_of(1), &CALM);
    assert_eq!(Figures::of(&trace, &Timeline::of(&trace, None), true, 2).requests, None);
}

#[test]
fn a_request_is_marked_where_it_was_asked_and_where_its_answer_came() {
    for model in [Model::Async, Model::Sequential] {
        let (_, scene) = drawn("task a\n  fetch 300ms 64KB\n", model, Rows::Lanes, 800.0);
        let [asked, came] = scene.replies_px[..] else { panic!("{:?}", scene.replies_px) };
        let waits = |mark: &&Mark| matches!(mark.state, State::Waiting | State::Blocked);
        let wait = scene.marks.iter().find(waits).unwrap();
        let [over_px, end_px] = [came[0] + came[2], wait.x_px + wait.width_px];
        assert!(asked[0] <= 0.0 && (over_px - end_px).abs() < 0.01, "{over_px} {end_px}");
        assert!(came[2] >= TICK_PX && asked[1] <= wait.y_px);
        // What is too narrow would be nothing else.
        let (_, scene) = drawn("task a\n  fetch 3ms\n  sleep 10s\n", model, Rows::Lanes, 800.0);
        assert!(scene.replies_px.is_empty(), "{model:?}");
    }
}

#[test]
fn what_a_request_brought_is_said_of_its_span() {
    let trace = simulate_with(&planned("task a\n  fetch 300ms 64KB\n"), Model::Async, &with_pools_of(1), &CALM);
    let run = Analysis::of(&record(Model::Async, trace, 2));
    let span = run.timeline.spans.iter().find(|span| span.state == State::Waiting).unwrap();
    let (lines, _) = words::span_lines(&run, span);
    assert!(lines.iter().any(|line| line == "first byte after 300 ms, all 64 KB after 300 ms"), "{lines:?}");
    let texts = [999, 1000, 65_536, 1_234_567, 64_000_000].map(bytes_text);
    assert_eq!(texts, ["999 B", "1 KB", "65.5 KB", "1.23 MB", "64 MB"]);
}

#[test]
fn answers_are_as_late_as_this_machine_is_known_to_be() {
    let plan = planned("task ask\n  fetch 300ms 2MB\ntask strict\n  fetch 300ms 2MB within 310ms\n");
    let lateness = Lateness { first_byte_ns: 4 * MS, megabyte_ns: 10 * MS, ..Lateness::default() };
    for model in [Model::Async, Model::Threads, Model::Offload] {
        let setup = Setup {
            options: with_pools_of(2),
            machine: CALM,
            lateness,
            interference: Interference::default(),
            copying: CopySpeed::default(),
            files: FileSpeed::default(),
            most_effort: usize::MAX,
        };
        let trace = simulate_within(&plan, model, &setup).unwrap();
        let [received] = trace.received() else { panic!("{:?}", trace.received()) };
        assert_eq!((received.first_ns, received.last_ns), (Some(304 * MS), 324 * MS), "{model:?}");
        assert_eq!(trace.end(TaskId(1)), Some(End::Failed), "{model:?}");
    }
}
