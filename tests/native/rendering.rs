//! What has to be rendered after an action: little while a run goes on, and never too little.

use interleave::app::history::Selection;
use interleave::app::rendering::{OnPage, Rendering, reduce_and_render};
use interleave::app::{Action, Moment, State, Told};
use interleave::engine::virtual_time::simulate;
use interleave::engine::{Model, Progress, Repeat, RunId};
use interleave::time::MS;
use interleave::trace::TaskId;
use interleave::wire::trouble::Trouble;

use crate::app::{events_of, page};
use crate::arbitrary::CALM;

/// Applies an action; if all is rendered then, what is on the page is as the state is.
fn render(state: &mut State, on_page: &mut OnPage, action: Action, clock_ms: f64) -> Rendering {
    let moment = Moment { clock_ms, wall_ms: clock_ms };
    let (_, rendering) = reduce_and_render(state, action, moment, on_page);
    if rendering == Rendering::All {
        *on_page = OnPage::of(state);
    }
    rendering
}

/// A run of one model whose first event has come, and what is on the page of it.
fn running() -> (State, OnPage) {
    let mut state = page();
    let mut on_page = OnPage::of(&state);
    assert_eq!(render(&mut state, &mut on_page, Action::Run(Model::Async), 900.0), Rendering::All);
    assert_eq!(render(&mut state, &mut on_page, Action::Told(Told::Started(RunId(1), 1000.0)), 1000.0), Rendering::All);
    let (_, event) = Progress::arrive(TaskId(0), 0);
    let events = Action::Told(Told::Events(RunId(1), vec![event]));
    assert_eq!(render(&mut state, &mut on_page, events, 1001.0), Rendering::Nothing, "the next frame shows it");
    (state, on_page)
}

#[test]
fn frames_draw_the_picture_and_the_words_around_it_come_five_times_a_second() {
    let (mut state, mut on_page) = running();
    let mut pictures = 0;
    let mut all = 0;
    for frame in 0..50 {
        match render(&mut state, &mut on_page, Action::Frame, 1040.0 + f64::from(frame) * 40.0) {
            Rendering::Nothing => panic!("time goes on"),
            Rendering::Picture => pictures += 1,
            Rendering::All => all += 1,
        }
    }
    // In two seconds; and whenever the window of time has grown with the run.
    assert!((10..=20).contains(&all) && pictures >= 30, "{pictures} pictures, {all} times all");
}

#[test]
fn a_picture_that_is_drawn_already_is_not_drawn_again() {
    let (mut state, mut on_page) = running();
    assert_eq!(render(&mut state, &mut on_page, Action::Frame, 2000.0), Rendering::All);
    assert_eq!(render(&mut state, &mut on_page, Action::Frame, 2010.0), Rendering::Picture);
    on_page.picture_ns = state.live().unwrap().view.elapsed_ns;
    assert_eq!(render(&mut state, &mut on_page, Action::Frame, 2010.0), Rendering::Nothing);
    assert_eq!(render(&mut state, &mut on_page, Action::Frame, 2020.0), Rendering::Picture);
}

#[test]
fn what_nobody_sees_renders_nothing() {
    let (mut state, mut on_page) = running();
    assert_eq!(render(&mut state, &mut on_page, Action::Beat, 1050.0), Rendering::Nothing);
    let selection = Action::Select(Selection { start: 0, end: 0 });
    assert_eq!(render(&mut state, &mut on_page, selection, 1051.0), Rendering::Nothing);
}

#[test]
fn another_window_and_the_end_of_a_run_render_all() {
    let (mut state, mut on_page) = running();
    let before = on_page;
    assert_eq!(render(&mut state, &mut on_page, Action::Resize(500.0), 1050.0), Rendering::All);
    // As if nothing had been rendered since.
    on_page = before;
    assert_eq!(render(&mut state, &mut on_page, Action::Frame, 1060.0), Rendering::All, "the window is another one");
    let lost = Action::Told(Told::Lost(RunId(1), Trouble::Browser("The worker is gone.".to_owned())));
    assert_eq!(render(&mut state, &mut on_page, lost, 1070.0), Rendering::All);
    assert_eq!(render(&mut state, &mut on_page, Action::Frame, 1080.0), Rendering::All, "nothing is under way");
}

#[test]
fn what_follows_the_end_of_a_large_run_is_done_turn_by_turn() {
    let mut state = page();
    let mut on_page = OnPage::of(&state);
    render(&mut state, &mut on_page, Action::Edit("task t x2000\n  print Hi\n  sleep 5ms..9ms\n".to_owned()), 800.0);
    render(&mut state, &mut on_page, Action::Repeat(Repeat::Five), 800.0);
    render(&mut state, &mut on_page, Action::Run(Model::Async), 900.0);
    let mut made = 0;
    for number in 1..=5 {
        let run = RunId(number);
        assert_eq!(state.live().unwrap().number, run);
        let trace = simulate(&state.compared.as_ref().unwrap().plan, Model::Async, &CALM);
        let ended_ms = 1000.0 + trace.last_ns() as f64 / MS as f64;
        render(&mut state, &mut on_page, Action::Told(Told::Started(run, 1000.0)), 1000.0);
        render(&mut state, &mut on_page, Action::Told(Told::Events(run, events_of(&trace))), ended_ms);
        let rendering = render(&mut state, &mut on_page, Action::Told(Told::Ended(run)), ended_ms);
        assert_eq!((rendering, state.live().is_none()), (Rendering::Nothing, true), "it has ended, and that is all");
        assert_eq!(render(&mut state, &mut on_page, Action::Frame, ended_ms), Rendering::All, "it is shown");
        made += 1;
        assert_eq!(state.attempts(Model::Async).map_or(1, |all| all.dots.len()), made);
        let series = &state.runs[&Model::Async].over().unwrap().series;
        assert_eq!(state.runs[&Model::Async].view().figures, series.attempt().figures, "the one that is shown");
        assert!(state.rests() && state.live().is_none());
        render(&mut state, &mut on_page, Action::Frame, ended_ms);
        assert!(!state.rests(), "and then it goes on");
    }
    assert!(!state.is_busy());
}
