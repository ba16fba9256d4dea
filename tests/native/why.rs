//! Why a task waited: told from the spans of simulated runs.

use interleave::app::search::{Folding, Search};
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::program::{Plan, parse};
use interleave::stats::Analysis;
use interleave::time::MS;
use interleave::trace::{Lane, LaneId, LaneKind, Span, State, TaskId};
use interleave::words;

use crate::arbitrary::record;

fn view(text: &str, model: Model) -> Analysis {
    let plan = Plan::of(&parse(text).program);
    let machine = Machine { cores: 2, process_start_ns: 30 * MS, thread_start_ns: MS };
    let mut trace = simulate(&plan, model, &machine);
    trace.clock_resolution_ns = 5_000;
    Analysis::of(&record(model, trace, 2))
}

/// The spans of a run in a state, with their reasons.
fn reasons(view: &Analysis, state: State) -> Vec<String> {
    let spans = view.timeline.spans.iter().filter(|span| span.state == state && span.length_ns() > 0);
    spans.map(|span| words::span_sentence(view, span)).collect()
}

#[test]
fn queued_behind_whoever_held_the_loop() {
    let view = view("task rude\n  block 1s\ntask other\n  print x\n", Model::Async);
    insta::assert_snapshot!(reasons(&view, State::Queued).join("\n"), @"other queued, 0 µs to 1.000 s, 1.000 s long: the loop was held by rude at block 1s.");
}

#[test]
fn queued_behind_the_longest_of_many() {
    let view = view("task a\n  cpu 20ms\ntask b\n  block 1s\ntask c\n  print x\n", Model::Sequential);
    insta::assert_snapshot!(reasons(&view, State::Queued).join("\n"), @r"
    b queued, 0 µs to 20.0 ms, 20.0 ms long: the worker was held by a at cpu 20ms.
    c queued, 0 µs to 1.020 s, 1.020 s long: the worker was held by b at block 1s and another task.
    ");
}

#[test]
fn woken_late_for_the_loop_was_held() {
    let view = view("task sleeper\n  sleep 100ms\ntask rude\n  sleep 50ms\n  block 1s\n", Model::Async);
    insta::assert_snapshot!(reasons(&view, State::Waiting).join("\n"), @r"
    sleeper waiting, sleep 100ms, 0 µs to 1.050 s, 1.050 s long: it awaited sleep 100ms and held no thread; woken 950 ms late, for the loop was held by rude at block 1s.
    rude waiting, sleep 50ms, 0 µs to 50.0 ms, 50.0 ms long: it awaited sleep 50ms and held no thread.
    ");
}

#[test]
fn blocked_starting_and_slow() {
    let threads = view("task a x4\n  cpu 100ms\n  sleep 1s\n", Model::Threads);
    let mut told = reasons(&threads, State::Blocked);
    told.extend(reasons(&threads, State::Starting));
    told.extend(reasons(&threads, State::Running));
    told.extend(reasons(&view("task p\n  print x\n", Model::Processes), State::Starting));
    told.retain(|told| told.starts_with("a 1") || told.starts_with('p'));
    insta::assert_snapshot!(told.join("\n"), @r"
    a 1 blocked, sleep 1s, 201 ms to 1.201 s, 1.000 s long, on thread 1: sleep 1s held its thread.
    a 1 starting, 0 µs to 1.00 ms, 1.00 ms long, on thread 1: its thread was starting.
    a 1 running, cpu 100ms, 1.00 ms to 201 ms, 200 ms long, on thread 1: 2.0 times the 100ms it takes alone: 3 others computed at the same time.
    p starting, 0 µs to 30.0 ms, 30.0 ms long, on process 1: its process was starting, with a memory of its own.
    ");
}

/// Three tasks by hand on the lanes of models that have a pool or a lock.
fn by_hand(kind: LaneKind, lanes: usize, spans: Vec<Span>) -> Analysis {
    let mut view = view("task a\n  cpu 1s\ntask b\n  cpu 2s\ntask c\n  cpu 3s\n", Model::Threads);
    view.lanes = (0..lanes).map(|lane| Lane { name: format!("lane {lane}"), kind }).collect();
    view.timeline.spans = spans;
    view
}

fn span(task: u32, lane: Option<u32>, state: State, start_ms: u64, end_ms: u64) -> Span {
    let step = (state != State::Queued).then_some(0);
    Span {
        task: TaskId(task),
        lane: lane.map(LaneId),
        step,
        state,
        start_ns: start_ms * MS,
        end_ns: end_ms * MS,
        order: 0,
    }
}

#[test]
fn queued_while_the_whole_pool_was_busy() {
    let waits = span(2, None, State::Queued, 0, 900);
    let spans = vec![span(0, Some(0), State::Running, 0, 1000), span(1, Some(1), State::Running, 0, 900), waits];
    insta::assert_snapshot!(words::span_lines(&by_hand(LaneKind::Slot, 2, spans), &waits).1.unwrap(), @"both slots of the pool were busy, longest with a at cpu 1s");
}

#[test]
fn locked_while_another_held_it() {
    let waits = span(1, Some(1), State::Locked, 0, 5);
    let spans = vec![span(0, Some(0), State::Running, 0, 5), waits, span(2, Some(2), State::Blocked, 0, 5)];
    insta::assert_snapshot!(words::span_lines(&by_hand(LaneKind::Thread, 3, spans), &waits).1.unwrap(), @"the lock was held by a at cpu 1s");
}

/// As a browser does it, for the letters of this test.
fn folded(text: &str) -> String {
    let bare = |letter: char| match letter {
        'é' | 'É' => 'e',
        'ó' | 'Ó' => 'o',
        'ź' | 'Ź' => 'z',
        'ς' => 'σ',
        _ => letter,
    };
    text.chars().filter(|letter| *letter != '\u{301}').map(bare).collect::<String>().to_lowercase().replace('ς', "σ")
}

#[test]
fn names_are_found_by_any_part_of_them() {
    for (wanted, name, is_found) in [
        ("Fetch", "fetch 3", true),
        ("", "fetch 3", true),
        ("  3 ", "fetch 3", true),
        ("legacy", "fetch 3", false),
        ("ÉTÉ", "été", true),
        ("cafe", "Café", true),
        ("CAFÉ 1", "cafe\u{301} 12", true),
        ("café", "Cafe", true),
        ("ŁÓDŹ", "łódź", true),
        ("straße", "Straße 5", true),
        ("οδος", "ΟΔΟΣ", true),
        ("привет", "ПРИВЕТ", true),
        ("cafe", "кафе", false),
        ("日本", "日本語", true),
    ] {
        let search = Search::new(wanted, Folding(folded));
        assert_eq!(search.finds(name), is_found, "{wanted} in {name}");
        assert_eq!(search.found(["x", name, name].into_iter())[1..], [is_found; 2], "{wanted} in {name}");
    }
}
