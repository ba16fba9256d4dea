//! A replay, and a run that goes on: whatever is told of a moment is of that moment's picture.

use interleave::app::{Action, LookAction, Told, replay, wording};
use interleave::app::{Environment, Link, State};
use interleave::chart::Window;
use interleave::chart::palette::Theme;
use interleave::engine::virtual_time::simulate;
use interleave::engine::{Calibration, Model, RunId};
use interleave::program::{Plan, parse};
use interleave::stats::Analysis;
use interleave::stats::figures::Value;
use interleave::time::{MS, SECOND};
use interleave::trace::{End, Event, TaskId};
use interleave::words;
use proptest::prelude::*;

use crate::arbitrary::cases;
use crate::look::{COUNT, MACHINE, act, page, press};

#[test]
fn a_replay_plays_pauses_steps_and_ends() {
    let mut state = page(COUNT);
    let look = |action| Action::Look(action);
    act(&mut state, look(LookAction::Play), 10_000.0);
    assert!(state.look.plays());
    act(&mut state, Action::Frame, 10_100.0);
    assert_eq!(state.look.replay.unwrap().at_ns, 100 * MS);
    act(&mut state, look(LookAction::Speed(replay::SPEEDS.len() - 1)), 10_100.0);
    act(&mut state, Action::Frame, 10_150.0);
    assert_eq!(state.look.replay.unwrap().at_ns, 600 * MS);
    act(&mut state, look(LookAction::Step { back: false }), 10_150.0);
    let replay = state.look.replay.unwrap();
    assert!(!replay.plays && replay.at_ns.abs_diff(SECOND) < MS, "{replay:?}");
    act(&mut state, look(LookAction::Step { back: true }), 10_150.0);
    assert!(state.look.replay.unwrap().at_ns < MS);
    act(&mut state, look(LookAction::Scrub(u64::MAX)), 10_150.0);
    assert_eq!(state.look.replay.unwrap().at_ns, replay::last_ns(&state));
    act(&mut state, look(LookAction::Play), 10_150.0);
    assert_eq!(state.look.replay.unwrap().at_ns, 0, "at the end it starts over");
    act(&mut state, Action::Frame, 60_000.0);
    assert!(!state.look.plays(), "and stops at the end");
    act(&mut state, look(LookAction::EndReplay), 60_000.0);
    assert_eq!(state.look.replay, None);
}

/// The keys of the figures that are shown.
fn shown(view: &Analysis) -> Vec<&'static str> {
    wording::figures(view, Some(2.0)).into_iter().map(|(figure, _)| figure.key).collect()
}

fn seen(state: &State) -> &Analysis {
    state.runs[&Model::Async].seen()
}

fn scrub(state: &mut State, at_ns: u64) {
    act(state, Action::Look(LookAction::Scrub(at_ns)), 9000.0);
}

fn step(state: &mut State, back: bool) -> u64 {
    act(state, Action::Look(LookAction::Step { back }), 9000.0);
    state.look.replay.unwrap().at_ns
}

#[test]
fn a_moment_of_a_replay_tells_nothing_of_what_came_after() {
    let mut state = page("task a\n  print early\n  sleep 600ms\n  print late\n  fail broken\ntask b\n  sleep 2s\n");
    assert!(seen(&state).is_whole && shown(seen(&state)).len() > 8);
    scrub(&mut state, 180 * MS);
    let view = seen(&state);
    let lines: Vec<&str> = view.timeline.output.iter().map(|line| &*line.text).collect();
    assert_eq!(lines, ["early"]);
    assert_eq!(view.failures, []);
    assert_eq!(wording::figures(view, None)[0].1, Value::Time(180 * MS));
    assert_eq!(shown(view), ["makespan_ns", "concurrency", "concurrency_peak"]);
    assert!(view.timeline.spans.iter().all(|span| span.end_ns <= 180 * MS));
    assert_eq!(wording::range_figures(view, 300 * MS, 400 * MS), []);
    assert_eq!(wording::range_figures(view, 80 * MS, 400 * MS)[0].1, "100 ms");
    scrub(&mut state, 700 * MS);
    let view = seen(&state);
    assert_eq!((view.timeline.output.len(), view.failures.len()), (2, 1));
    scrub(&mut state, u64::MAX);
    assert!(seen(&state).is_whole, "at its end a run is known");
    scrub(&mut state, 0);
    assert_eq!(shown(seen(&state)), ["makespan_ns"], "nothing has begun, and nothing is told of it");
    act(&mut state, Action::Look(LookAction::EndReplay), 9000.0);
    assert!(seen(&state).is_whole);
}

#[test]
fn steps_go_to_what_can_be_seen() {
    // A pixel is more than 5 ms here: of what happens within one, only lines are stepped to.
    let near = "task near at 500ms\n  sleep 1ms\n  sleep 1ms\n  sleep 1ms\n  print y\n  sleep 1ms\n  print z\n";
    let mut state = page(&format!("task a x2\n  print x\n  sleep 4s\n{near}task far at 2s\n  sleep 1s\n"));
    assert!(state.window().length_ns() / 800 > 5 * MS);
    for ms in [500, 503, 504, 2000, 3000, 4000] {
        assert_eq!(step(&mut state, false) / MS, ms, "the first step begins at the beginning");
    }
    assert_eq!(step(&mut state, false) / MS, 4000, "nothing comes after the end");
    for ms in [3000, 2000, 504, 503, 502, 0] {
        assert_eq!(step(&mut state, true) / MS, ms);
    }
    assert_eq!(step(&mut state, true), 0);
}

#[test]
fn steps_go_by_the_search_and_the_zoom() {
    let mut state = page("task one\n  sleep 300ms\n  print x\n  sleep 3s\ntask two at 1s\n  sleep 500ms\n");
    act(&mut state, Action::Look(LookAction::Find("TWO".to_owned())), 9000.0);
    scrub(&mut state, 100 * MS);
    assert_eq!(step(&mut state, false) / MS, 1000, "the other task is not drawn");
    assert_eq!(step(&mut state, false) / MS, 1500);
    act(&mut state, Action::Look(LookAction::Find(String::new())), 9000.0);
    act(&mut state, Action::Zoom { factor: 0.01, x_px: 0.0 }, 9000.0);
    scrub(&mut state, 0);
    for _ in 0..12 {
        let at_ns = step(&mut state, false);
        let Window { start_ns, end_ns, .. } = state.window();
        assert!((start_ns..=end_ns).contains(&at_ns), "{at_ns} is not in view");
    }
    act(&mut state, Action::ToggleModel(Model::Async), 9000.0);
    let at_ns = state.look.replay.unwrap().at_ns;
    assert_eq!(step(&mut state, true), at_ns, "without a panel nothing is replayed");
}

#[test]
fn escape_leaves_the_span_then_the_replay_then_the_range() {
    let mut state = page(COUNT);
    act(&mut state, Action::Look(LookAction::Range(Some((0, SECOND)))), 9000.0);
    scrub(&mut state, SECOND / 2);
    press(&mut state, "Enter");
    let is_left = |state: &State| (state.look.focus.is_none(), state.look.replay.is_none(), state.look.range.is_none());
    for left in [(false, false, false), (true, false, false), (true, true, false), (true, true, true)] {
        assert_eq!(is_left(&state), left);
        press(&mut state, "Escape");
    }
}

#[test]
fn the_keyboard_reads_no_further_than_a_replay_has_come() {
    let mut state = page(COUNT);
    scrub(&mut state, SECOND / 2);
    press(&mut state, "Enter");
    for _ in 0..9 {
        press(&mut state, "ArrowRight");
    }
    press(&mut state, "Enter");
    assert!(state.look.range.unwrap().1 <= SECOND / 2, "{:?}", state.look.range);
}

#[test]
fn a_search_says_what_it_found() {
    let mut state = page("task fetch x3\n  sleep 10ms\ntask last\n  sleep 20ms\n");
    let find = |state: &mut State, text: &str| {
        act(state, Action::Look(LookAction::Find(text.to_owned())), 9000.0);
        let found = interleave::app::search::found(state).map(|(found, all)| words::tasks_found(found, all, text));
        (found, state.look.emptiness(seen(state), 1))
    };
    assert_eq!(find(&mut state, " "), (None, None));
    assert_eq!(find(&mut state, "Fetch"), (Some("3 of 4 tasks".to_owned()), None));
    let nothing = Some("No task has \u{201c}alpha\u{201d} in its name.".to_owned());
    assert_eq!(find(&mut state, "alpha "), (nothing.clone(), nothing));
    act(&mut state, Action::Run(Model::Async), 9000.0);
    assert_eq!(&*state.look.find, "alpha ", "it stays, and so does its field");
    find(&mut state, "");
    act(&mut state, Action::Look(LookAction::HideIdle(true)), 9000.0);
    assert!(state.look.emptiness(seen(&state), 0).unwrap().contains("Nothing happens here"));
}

#[test]
fn in_its_first_moments_a_run_has_only_the_figures_that_its_picture_shows() {
    let environment = Environment { cores: 2, clock_resolution_ns: 5_000, ..Environment::default() };
    let mut state = State::new(environment, Theme::Light, &Link::default());
    act(&mut state, Action::Told(Told::Calibrated(Calibration { iterations_per_second: 1_000_000 })), 0.0);
    act(&mut state, Action::Edit("task a x2\n  cpu 1s\n".to_owned()), 0.0);
    act(&mut state, Action::Run(Model::Async), 0.0);
    assert_eq!(shown(seen(&state)), ["makespan_ns"], "its workers start");
    act(&mut state, Action::Told(Told::Started(RunId(1), 0.0)), 0.0);
    act(&mut state, Action::Frame, 10.0);
    assert_eq!(shown(seen(&state)), ["makespan_ns"], "nothing has come in");
    let trace = simulate(&Plan::of(&parse("task a x2\n  cpu 1s\n").program), Model::Async, &MACHINE);
    let events: Vec<Event> = (0..2).flat_map(|task| trace.events(TaskId(task)).copied()).collect();
    let begun = events.iter().filter(|event| event.at_ns < 50 * MS).copied().collect();
    act(&mut state, Action::Told(Told::Events(RunId(1), begun)), 50.0);
    act(&mut state, Action::Frame, 400.0);
    let view = seen(&state);
    assert_eq!(shown(view), ["makespan_ns", "concurrency", "concurrency_peak"]);
    assert!(view.figures.concurrency.average > 0.9 && view.timeline.spans.iter().any(|span| span.end_ns == 400 * MS));
}

/// A few tasks of a few steps, as text.
fn list() -> impl Strategy<Value = String> {
    let step = prop::sample::select(vec!["print x", "sleep 40ms", "block 15ms", "cpu 60ms", "yield", "fail broken"]);
    let task = prop::collection::vec(step, 0..5);
    prop::collection::vec(task, 1..5).prop_map(|tasks| {
        let task = |(at, steps): (usize, &Vec<&str>)| {
            let steps: String = steps.iter().flat_map(|step| ["  ", step, "\n"]).collect();
            format!("task t{at} at {}ms\n{steps}  sleep 20ms\n", at * 25)
        };
        tasks.iter().enumerate().map(task).collect()
    })
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn a_replay_shows_what_was_seen_when_it_happened(text in list(), share in 0.0..1.0) {
        let mut state = page(&text);
        let whole = state.runs[&Model::Async].view().clone();
        let at_ns = (whole.timeline.makespan_ns as f64 * share) as u64 / MS * MS;
        prop_assume!(at_ns < whole.timeline.makespan_ns);
        let trace = state.runs[&Model::Async].over().unwrap().record().trace.clone();
        scrub(&mut state, at_ns);
        let replayed = state.runs[&Model::Async].seen().clone();

        act(&mut state, Action::Run(Model::Async), 10_000.0);
        let tasks = 0..trace.tasks.len() as u32;
        let events = tasks.flat_map(|task| trace.events(TaskId(task)).copied());
        let events: Vec<Event> = events.filter(|event| event.at_ns <= at_ns).collect();
        act(&mut state, Action::Told(Told::Started(RunId(2), 10_000.0)), 10_000.0);
        act(&mut state, Action::Told(Told::Events(RunId(2), events)), 10_000.0);
        act(&mut state, Action::Frame, 10_000.0 + (at_ns / MS) as f64);
        let live = state.runs[&Model::Async].view();
        prop_assert_eq!(live.elapsed_ns, at_ns);
        prop_assert!(replayed.timeline == live.timeline);
        prop_assert_eq!(replayed.figures, live.figures);
        prop_assert_eq!(&replayed.failures, &live.failures);
        prop_assert!(!replayed.is_whole && !live.is_whole);
        let ended = live.timeline.tasks.iter().filter(|times| times.end == Some(End::Failed)).count();
        prop_assert_eq!(replayed.failures.len(), ended);
    }
}
