//! How the reader looks at runs: focus, range, replay, rows; and the figures and areas of a part of a run.

use interleave::app::keys::{self, Key};
use interleave::app::look::Which;
use interleave::app::{Action, Environment, Link, LookAction, Moment, State, Told, Way, look, reduce};
use interleave::chart::palette::Theme;
use interleave::chart::{Arrangement, Layout, Rows, Window, levels};
use interleave::engine::virtual_time::simulate;
use interleave::engine::{Calibration, Model, RunId};
use interleave::program::{Plan, parse};
use interleave::stats::{Figures, Part, on_cores};
use interleave::time::MS;
use interleave::trace::{Event, State as Doing, TaskId, Timeline};
use interleave::words;
use proptest::prelude::*;

use crate::arbitrary::{cases, machine, plan};

pub const MACHINE: interleave::engine::virtual_time::Machine =
    interleave::engine::virtual_time::Machine { cores: 2, process_start_ns: 30 * MS, thread_start_ns: MS };

pub fn act(state: &mut State, action: Action, ms: f64) {
    reduce(state, action, Moment { clock_ms: ms, wall_ms: ms });
}

/// A page on which a list has run under Async.
pub fn page(text: &str) -> State {
    page_of(text, Model::Async)
}

/// The same under another model.
fn page_of(text: &str, model: Model) -> State {
    let shared_memory = true;
    let environment = Environment { cores: 2, clock_resolution_ns: 5_000, shared_memory, ..Environment::default() };
    let mut state = State::new(environment, Theme::Light, &Link::default());
    act(&mut state, Action::Told(Told::Calibrated(Calibration { iterations_per_second: 1_000_000 })), 0.0);
    act(&mut state, Action::Edit(text.to_owned()), 0.0);
    act(&mut state, Action::Run(model), 0.0);
    let trace = simulate(&Plan::of(&parse(text).program), model, &MACHINE);
    let tasks = 0..trace.tasks.len() as u32;
    let events: Vec<Event> = tasks.flat_map(|task| trace.events(TaskId(task)).copied()).collect();
    act(&mut state, Action::Told(Told::Started(RunId(1), 0.0)), 0.0);
    act(&mut state, Action::Told(Told::Events(RunId(1), events)), 5000.0);
    for left in trace.left() {
        act(&mut state, Action::Told(Told::Left(RunId(1), *left)), 5000.0);
    }
    act(&mut state, Action::Told(Told::Ended(RunId(1))), 5000.0);
    assert_eq!(state.panel(model).state.word(), "done");
    state
}

pub const COUNT: &str = "task count x3\n  print One\n  sleep 1s\n  print Two\n";

/// What the keyboard is at: task, and how many spans of it come before.
fn at(state: &State) -> Option<(u32, usize)> {
    state.look.focus.and_then(|focus| match focus.which {
        Which::Own(ordinal) => Some((focus.task.0, ordinal)),
        Which::Left(_) => None,
    })
}

/// What a key does that is written so and lies there.
fn key(state: &State, written: &str, place: &str) -> Option<Action> {
    keys::action(Key { written, place }, false, &state.look, Model::Async, 800.0)
}

/// What it does after a click.
fn key_after_click(state: &State, written: &str) -> Option<Action> {
    keys::action(Key { written, place: written }, true, &state.look, Model::Async, 800.0)
}

pub fn press(state: &mut State, written: &str) {
    let action = key(state, written, "").unwrap();
    act(state, action, 6000.0);
}

#[test]
fn letters_go_by_their_place_and_signs_by_what_is_written_on_them() {
    let state = page(COUNT);
    let same = |written, place, as_written: &str| {
        assert_eq!(key(&state, written, place), key(&state, as_written, ""), "{written} at {place}");
        assert!(key(&state, written, place).is_some(), "{written} at {place}");
    };
    // A French keyboard, a Russian one, Caps Lock.
    for (written, place, english) in [("z", "KeyW", "w"), ("q", "KeyA", "a"), ("в", "KeyD", "d"), ("S", "KeyS", "s")] {
        same(written, place, english);
    }
    for english in ["+", "=", "-", "0", ",", "."] {
        same(english, "Slash", english);
    }
    // Where a French keyboard writes its digits with Shift, and other signs where English ones have these.
    same("à", "Digit0", "0");
    same(";", "Comma", ",");
    same(".", "Comma", ".");
    same("ArrowLeft", "Numpad4", "ArrowLeft");
    assert_eq!(key(&state, "w", "KeyZ"), None, "what is written on a letter's key doesn't count");
    assert_eq!(key(&state, "_", "Minus"), None);
}

#[test]
fn keys_walk_on_to_what_a_slot_went_on_with() {
    let mut state = page_of("task a timeout 500ms\n  block 2s\n  finally\n  print over\n", Model::Offload);
    act(&mut state, Action::Look(LookAction::Enter(Model::Offload)), 6000.0);
    let timeline = state.runs[&Model::Offload].view().timeline.clone();
    let own = timeline.spans.len();
    let go = |state: &mut State, way| act(state, Action::Look(LookAction::Go(way)), 6000.0);
    for _ in 0..own {
        go(&mut state, Way::After);
    }
    let focus = state.look.focus.unwrap();
    assert_eq!(focus.which, Which::Left(0));
    let left = look::focused(&timeline, focus).unwrap();
    assert_eq!((left.start_ns, left.end_ns), (500 * MS, 2000 * MS));
    let view = state.runs[&Model::Offload].view();
    assert_eq!(look::Focus::at_left(view, 0), Some(focus));
    let said = "a given up, block 2s, 500 ms to 2.000 s, 1.500 s long, on slot 1: its task is elsewhere, and nothing ends what its slot is at.";
    assert_eq!(words::left_sentence(view, &left), said);
    // There is nothing behind it, and its time can be marked.
    go(&mut state, Way::After);
    assert_eq!(state.look.focus, Some(focus));
    act(&mut state, Action::Look(LookAction::MarkFocus), 6000.0);
    assert_eq!(state.look.range, Some((500 * MS, 2000 * MS)));
    go(&mut state, Way::Before);
    assert_eq!(at(&state), Some((0, own - 1)));
}

#[test]
fn keys_walk_from_span_to_span_and_leave() {
    let mut state = page(COUNT);
    press(&mut state, "Enter");
    let (task, ordinal) = at(&state).unwrap();
    press(&mut state, "ArrowRight");
    assert_eq!(at(&state), Some((task, ordinal + 1)));
    press(&mut state, "ArrowLeft");
    press(&mut state, "ArrowDown");
    assert_eq!(at(&state).unwrap().0, task + 1);
    press(&mut state, "ArrowUp");
    assert_eq!(at(&state).unwrap().0, task);
    press(&mut state, "Enter");
    let focus = look::focused(&state.runs[&Model::Async].view().timeline, state.look.focus.unwrap()).unwrap();
    assert_eq!(state.look.range.unwrap().0, focus.start_ns);
    press(&mut state, "Escape");
    assert_eq!(at(&state), None);
    assert!(state.look.range.is_some(), "the first Escape leaves the span");
    press(&mut state, "Escape");
    assert_eq!(state.look.range, None, "the second drops the range");
    assert!(matches!(key(&state, "ArrowLeft", "ArrowLeft"), Some(Action::Pan(_))));
    assert_eq!(key(&state, "x", "KeyX"), None);
}

#[test]
fn after_a_click_the_page_scrolls_and_after_a_tab_the_picture_zooms() {
    let mut state = page(COUNT);
    for name in ["ArrowUp", "ArrowDown"] {
        assert_eq!(key_after_click(&state, name), None, "{name} is the browser's");
        assert!(matches!(key(&state, name, name), Some(Action::Zoom { .. })), "{name}");
    }
    assert!(matches!(key_after_click(&state, "ArrowLeft"), Some(Action::Pan(_))));
    press(&mut state, "Enter");
    assert!(matches!(key_after_click(&state, "ArrowDown"), Some(Action::Look(LookAction::Go(_)))), "a walk");
}

#[test]
fn a_walk_takes_the_window_along() {
    let mut state = page("task a\n  print One\n  sleep 1s\n  print Two\n  sleep 3s\n  print Three\n");
    act(&mut state, Action::Zoom { factor: 0.05, x_px: 0.0 }, 6000.0);
    press(&mut state, "Enter");
    for _ in 0..20 {
        press(&mut state, "ArrowRight");
        let span = look::focused(&state.runs[&Model::Async].view().timeline, state.look.focus.unwrap()).unwrap();
        let window = state.window();
        assert!(span.end_ns >= window.start_ns && span.start_ns <= window.end_ns, "{span:?} {window:?}");
    }
}

#[test]
fn a_new_run_forgets_what_was_marked_in_the_old_one() {
    let mut state = page(COUNT);
    press(&mut state, "Enter");
    act(&mut state, Action::Look(LookAction::Range(Some((9, 3)))), 6000.0);
    assert_eq!(state.look.range, Some((3, 9)));
    act(&mut state, Action::Look(LookAction::Play), 6000.0);
    act(&mut state, Action::Run(Model::Async), 6000.0);
    assert_eq!((state.look.focus, state.look.range, state.look.replay), (None, None, None));
}

#[test]
fn rows_are_tasks_and_idle_ones_can_be_left_out() {
    let text = "task a x3\n  print x\ntask late at 1s\n  sleep 1s\n";
    let trace = simulate(&Plan::of(&parse(text).program), Model::Threads, &MACHINE);
    let timeline = Timeline::of(&trace, None);
    let rows = |rows, shown, idle| Layout::arranged(&trace.lanes, &timeline, &Arrangement { rows, shown, idle }).rows;
    let late = Some((1200 * MS, 1300 * MS));
    for by in [Rows::Lanes, Rows::Tasks] {
        assert_eq!(rows(by, None, None), 4);
        assert_eq!(rows(by, None, late), 1);
        assert_eq!(rows(by, Some(vec![true, true, true, false]), late), 0);
    }
    assert_eq!(rows(Rows::Tasks, Some(vec![true, false, true, false]), None), 2);
}

#[test]
fn what_is_made_seldom_while_a_large_run_is_live_is_whole_at_its_end() {
    let text = "task t x2000\n  print x\n  sleep 10ms..900ms\n  print y\n";
    let environment = Environment { cores: 2, clock_resolution_ns: 5_000, ..Environment::default() };
    let mut state = State::new(environment, Theme::Light, &Link::default());
    act(&mut state, Action::Told(Told::Calibrated(Calibration { iterations_per_second: 1_000_000 })), 0.0);
    act(&mut state, Action::Edit(text.to_owned()), 0.0);
    act(&mut state, Action::Run(Model::Async), 0.0);
    let trace = simulate(&Plan::of(&parse(text).program), Model::Async, &MACHINE);
    let tasks = 0..trace.tasks.len() as u32;
    let mut events: Vec<Event> = tasks.flat_map(|task| trace.events(TaskId(task)).copied()).collect();
    events.sort_by_key(|event| event.at_ns);
    act(&mut state, Action::Told(Told::Started(RunId(1), 0.0)), 0.0);
    let mut pictures = Vec::new();
    for (batch, events) in events.chunks(events.len() / 60 + 1).enumerate() {
        act(&mut state, Action::Told(Told::Events(RunId(1), events.to_vec())), batch as f64 * 33.0);
        act(&mut state, Action::Frame, batch as f64 * 33.0);
        pictures.push(state.runs[&Model::Async].view().elapsed_ns);
    }
    pictures.dedup();
    assert!((25..50).contains(&pictures.len()), "{} pictures of 60 frames", pictures.len());
    act(&mut state, Action::Told(Told::Ended(RunId(1))), 2000.0);
    let run = state.runs[&Model::Async].over().unwrap();
    let trace = &run.record().trace;
    let timeline = Timeline::of(trace, None);
    let page_frozen_ns = run.view.frozen.iter().map(|(from_ns, to_ns)| to_ns - from_ns).sum();
    assert_eq!(run.view.figures, Figures { page_frozen_ns, ..Figures::of(trace, &timeline, true, 2) });
    assert!(run.view.timeline == timeline);
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn the_parts_of_a_run_add_up_to_its_figures(plan in plan(), machine in machine(), cut in 0.0..1.0) {
        for model in Model::ALL {
            let trace = simulate(&plan, model, &machine);
            let timeline = Timeline::of(&trace, None);
            let end_ns = timeline.makespan_ns;
            let cut_ns = (end_ns as f64 * cut) as u64;
            let figures = Figures::of(&trace, &timeline, model.has_event_loop(), machine.cores);
            let whole = Part::of(&timeline, 0, end_ns, machine.cores);
            prop_assert!((whole.in_flight - figures.concurrency.average).abs() < 1e-6);
            let parts = [Part::of(&timeline, 0, cut_ns, machine.cores), Part::of(&timeline, cut_ns, end_ns, machine.cores)];
            for (state, whole_ns) in whole.states_ns.iter().enumerate() {
                prop_assert_eq!(parts[0].states_ns[state] + parts[1].states_ns[state], *whole_ns);
            }
        }
    }

    #[test]
    fn the_area_over_time_is_the_average(plan in plan(), machine in machine(), width_px in 2.0..900.0) {
        let trace = simulate(&plan, Model::Async, &machine);
        let timeline = Timeline::of(&trace, None);
        let window = Window { start_ns: 0, end_ns: timeline.makespan_ns.max(1), width_px };
        let figures = Figures::of(&trace, &timeline, true, machine.cores);
        let level = levels::in_flight(&timeline, &window, figures.concurrency.peak);
        let average = level.values.iter().sum::<f64>() / level.values.len() as f64;
        let expected = Part::of(&timeline, 0, timeline.makespan_ns, machine.cores).in_flight;
        prop_assert!((average - expected).abs() < 1e-6 * (1.0 + expected), "{} {}", average, expected);
        let peak = f64::from(figures.concurrency.peak);
        prop_assert!(level.values.iter().all(|value| *value >= -1e-9 && *value <= peak + 1e-9));
        prop_assert!((level.most - peak).abs() < 1e-6, "no step has more than the peak: {} {}", level.most, peak);
    }

    #[test]
    fn no_more_lanes_are_on_cores_than_there_are(plan in plan(), machine in machine(), width_px in 2.0..900.0) {
        let trace = simulate(&plan, Model::Threads, &machine);
        let timeline = Timeline::of(&trace, None);
        let window = Window { start_ns: 0, end_ns: timeline.makespan_ns.max(1), width_px };
        let figures = Figures::of(&trace, &timeline, false, machine.cores);
        let peak = figures.parallelism.peak + figures.oversubscription_peak;
        let taken = on_cores(timeline.spans.iter().filter(|span| span.state == Doing::Running).map(|span| (span.start_ns, span.end_ns)), machine.cores);
        let [on_cpu, wanted] = levels::running(&timeline, &taken, &window, peak);
        let part = Part::of(&timeline, 0, timeline.makespan_ns, machine.cores);
        let average = |level: &levels::Level| level.values.iter().sum::<f64>() / level.values.len() as f64;
        prop_assert!((average(&on_cpu) - part.on_cpu).abs() < 1e-6 * (1.0 + part.on_cpu));
        prop_assert!((average(&wanted) - part.on_cpu - part.without_core).abs() < 1e-6 * (1.0 + f64::from(peak)));
        let cores = machine.cores.max(1) as f64;
        prop_assert!(on_cpu.values.iter().zip(&wanted.values).all(|(on, want)| *on <= want.min(cores) + 1e-9));
        prop_assert!((on_cpu.most - wanted.most).abs() < 1e-9, "one scale for both");
    }
}

#[test]
fn what_is_pointed_at_on_the_page_is_found() {
    let state = page(COUNT);
    let view = state.runs[&Model::Async].view();
    let window = state.window();
    let plot = interleave::chart::Plot::default();
    let plot = plot.grown(&view.lanes, &view.timeline, &state.look.arrangement(view, &window));
    for (x_px, y_px) in [(100.0, 31.0), (1.0, 10.0), (200.0, 36.0)] {
        assert!(plot.span_at(&view.timeline, &window, x_px, y_px, 5.0).is_some(), "{x_px} {y_px}");
    }
}
