//! The trace: what is legal, what is listed as a breach, and how it is closed.

use std::sync::Arc;

use interleave::engine::Progress;
use interleave::program::Step;
use interleave::record::Note;
use interleave::trace::{
    BreachKind, End, Event, Lane, LaneId, LaneKind, Span, State, TaskId, TaskInfo, Timeline, Trace, What,
};
use interleave::words;

/// A trace of one worker and so many tasks, each of which prints, computes and fails.
pub fn empty(tasks: usize) -> Trace {
    let steps = vec![Step::Print("hello".into()), Step::Cpu(5), Step::Fail(None, "oh".into())];
    let lane = Lane { name: "worker".to_owned(), kind: LaneKind::Worker };
    Trace::new(1, vec![lane], vec![TaskInfo { name: "t".to_owned(), steps, ..TaskInfo::unknown() }; tasks])
}

/// An event.
pub fn event(at_ns: u64, task: u32, seq: u32, what: What) -> Event {
    Event { at_ns, task: TaskId(task), seq, order: 0, what }
}

fn enter(state: State, step: Option<u32>) -> What {
    What::Enter { state, lane: state.holds_lane().then_some(LaneId(0)), step }
}

fn kinds(trace: &Trace) -> Vec<BreachKind> {
    trace.breaches().iter().map(|breach| breach.kind).collect()
}

#[test]
fn transitions_are_legal_as_the_table_says() {
    // From each state (row) into each (column): q s r w b l c.
    let states =
        [State::Queued, State::Starting, State::Running, State::Waiting, State::Blocked, State::Locked, State::Copying];
    let table = [
        "queued   y y y y y y y",
        "starting y y y y y y y",
        "running  y y y y y y y",
        "waiting  y . y y y y .",
        "blocked  y y y y y y y",
        "locked   y y y y y y y",
        "copying  y . y y y y y",
    ];
    for (from, row) in states.into_iter().zip(table) {
        let mut cells = row.split_whitespace();
        assert_eq!(cells.next(), Some(from.word()));
        for (to, cell) in states.into_iter().zip(cells) {
            let mut trace = empty(1);
            let entered = [State::Queued, from, to];
            for (seq, state) in (0..).zip(entered) {
                trace.extend(&[event(u64::from(seq), 0, seq, enter(state, Some(0)))]);
            }
            let is_breach =
                trace.breaches().iter().any(|breach| breach.kind == BreachKind::Transition && breach.event.seq == 2);
            assert_eq!(!is_breach, cell == "y", "{} to {}", from.word(), to.word());
        }
    }
}

/// The kinds of breaches of a trace of one task and these events.
fn breaches_of(events: &[Event]) -> Vec<BreachKind> {
    let mut trace = empty(1);
    trace.extend(events);
    for breach in trace.breaches() {
        assert!(words::note(&Note::Breach(breach)).ends_with('.'));
    }
    kinds(&trace)
}

const ARRIVAL: What = What::Enter { state: State::Queued, lane: None, step: None };
const DONE: What = What::End { end: End::Done, step: None };

#[test]
fn each_breach_is_listed() {
    let arrival = event(5, 0, 0, ARRIVAL);
    let table: [(&[Event], &[BreachKind]); 8] = [
        (&[arrival, event(6, 0, 1, DONE)], &[]),
        (&[arrival, arrival], &[BreachKind::Stray]),
        (&[event(0, 9, 0, DONE)], &[BreachKind::Stray]),
        (&[event(0, 0, u32::MAX, DONE)], &[BreachKind::Stray]),
        (&[arrival, event(6, 0, 2, DONE)], &[BreachKind::Missing]),
        (&[event(0, 0, 0, DONE)], &[BreachKind::NotArrived]),
        (&[arrival, event(4, 0, 1, DONE)], &[BreachKind::ClockBack]),
        (&[arrival, event(6, 0, 1, DONE), event(6, 0, 2, DONE)], &[BreachKind::AfterEnd]),
    ];
    for (events, expected) in table {
        assert_eq!(breaches_of(events), expected, "{events:?}");
    }
}

#[test]
fn lanes_fit_their_states() {
    for (state, lane) in [(State::Running, None), (State::Running, Some(LaneId(1))), (State::Waiting, Some(LaneId(0)))]
    {
        let what = What::Enter { state, lane, step: Some(1) };
        let events = [event(5, 0, 0, ARRIVAL), event(6, 0, 1, what)];
        assert_eq!(breaches_of(&events), [BreachKind::Lane]);
    }
}

#[test]
fn closing_ends_what_has_arrived_and_nothing_else() {
    let mut trace = empty(3);
    let (mut running, arrival) = Progress::arrive(TaskId(0), 10);
    trace.extend(&[arrival, running.enter(20, State::Running, Some(LaneId(0)), Some(1))]);
    let (mut ended, arrival) = Progress::arrive(TaskId(1), 10);
    trace.extend(&[arrival, ended.end(15, End::Done, None)]);
    trace.close(18, End::Cancelled);
    assert_eq!([0, 1, 2].map(|task| trace.end(TaskId(task))), [Some(End::Cancelled), Some(End::Done), None]);
    let timeline = Timeline::of(&trace, None);
    // Not before its last event, though the run was closed earlier.
    assert_eq!(timeline.tasks[0].ended_ns, Some(20));
    assert_eq!(timeline.tasks[2].arrived_ns, None);
    assert_eq!(trace.breaches(), []);
}

#[test]
fn closing_cuts_holes_off() {
    let mut trace = empty(1);
    let (_, arrival) = Progress::arrive(TaskId(0), 10);
    trace.extend(&[arrival, event(30, 0, 4, enter(State::Running, Some(0)))]);
    assert_eq!(kinds(&trace), [BreachKind::Missing]);
    trace.close(40, End::Failed);
    assert_eq!(trace.end(TaskId(0)), Some(End::Failed));
    assert_eq!(trace.breaches(), []);
}

#[test]
fn a_failed_task_says_why() {
    let mut trace = empty(2);
    for task in [TaskId(0), TaskId(1)] {
        let (mut progress, arrival) = Progress::arrive(task, 0);
        trace.extend(&[arrival, progress.end(1, End::Failed, Some(2))]);
    }
    trace.note_death(TaskId(1), "The worker died.".to_owned());
    assert_eq!(trace.message(TaskId(0)).as_deref(), Some("oh"));
    assert_eq!(trace.message(TaskId(1)).as_deref(), Some("The worker died."));
}

#[test]
fn output_is_what_was_printed_in_order_of_time() {
    let mut trace = empty(2);
    for (task, at_ns) in [(TaskId(0), 9), (TaskId(1), 3)] {
        let (mut progress, arrival) = Progress::arrive(task, 0);
        trace.extend(&[arrival, progress.enter(at_ns, State::Running, Some(LaneId(0)), Some(0))]);
    }
    let timeline = Timeline::of(&trace, Some(10));
    let output: Vec<_> = timeline.output.iter().map(|line| (line.at_ns, line.task.0, line.text.clone())).collect();
    let hello: Arc<str> = "hello".into();
    assert_eq!(output, [(3, 1, hello.clone()), (9, 0, hello)]);
}

#[test]
fn a_task_that_gave_way_has_started() {
    let mut trace = empty(1);
    let (mut progress, arrival) = Progress::arrive(TaskId(0), 1);
    trace.extend(&[arrival, progress.enter(4, State::Queued, None, Some(0))]);
    assert_eq!(Timeline::of(&trace, Some(9)).tasks[0].started_ns, Some(4));
}

#[test]
fn the_spans_of_a_lane_come_in_order_of_time() {
    let mut trace = empty(2);
    for (task, at_ns) in [(TaskId(0), 9), (TaskId(1), 3)] {
        let (mut progress, arrival) = Progress::arrive(task, 0);
        let entered = progress.enter(at_ns, State::Running, Some(LaneId(0)), Some(1));
        trace.extend(&[arrival, entered, progress.end(at_ns + 2, End::Done, None)]);
    }
    let lane = Timeline::of(&trace, None).lane(LaneId(0));
    assert_eq!(lane.iter().map(|span: &Span| (span.start_ns, span.end_ns)).collect::<Vec<_>>(), [(3, 5), (9, 11)]);
}

#[test]
fn lines_of_one_tick_come_in_the_order_in_which_they_were_printed() {
    let mut trace = empty(2);
    for (task, order) in [(0, 7), (1, 3)] {
        trace.extend(&[
            event(5, task, 0, ARRIVAL),
            Event { order, ..event(9, task, 1, enter(State::Running, Some(0))) },
        ]);
    }
    trace.close(9, End::Done);
    let timeline = Timeline::of(&trace, None);
    assert_eq!(timeline.output.iter().map(|line| line.task.0).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(timeline.lane(LaneId(0)).iter().map(|span| span.task.0).collect::<Vec<_>>(), [1, 0]);
}

#[test]
fn two_tasks_on_one_lane_are_found() {
    let overlap = |second_ns: u64, resolution_ns: u64, dies: bool| {
        let mut trace = empty(2);
        trace.clock_resolution_ns = resolution_ns;
        for (task, from_ns) in [(0, 10), (1, second_ns)] {
            trace.extend(&[event(5, task, 0, ARRIVAL), event(from_ns, task, 1, enter(State::Running, Some(1)))]);
            trace.close_task(TaskId(task), from_ns + 20, End::Failed);
        }
        if dies {
            trace.note_death(TaskId(0), "It died.".to_owned());
        }
        assert_eq!(trace.breaches(), []);
        trace.overlap(&Timeline::of(&trace, None)).map(|breach| (breach.event.task.0, breach.event.at_ns, breach.kind))
    };
    assert_eq!(overlap(30, 1, false), None);
    assert_eq!(overlap(28, 1, false), Some((1, 28, BreachKind::Overlap)));
    assert_eq!(overlap(28, 2, false), None, "no clock tells them apart");
    assert_eq!(overlap(28, 1, true), None, "its death was noticed later");
    assert_eq!(overlap(8, 1, true), Some((0, 10, BreachKind::Overlap)));
}
