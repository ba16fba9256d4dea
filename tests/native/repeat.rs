//! A list that runs many times: round by round, stopped in the middle, told once, kept within bounds.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::files::Format;
use interleave::app::status::{status, under_way};
use interleave::app::{Action, Effect, Link, Progress, State, Told, reduce};
use interleave::chart::Window;
use interleave::chart::attempts::{HEIGHT_PX, RADIUS_PX, nearest, places};
use interleave::chart::palette::Theme;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::engine::{Model, Repeat, RunId};
use interleave::formats::{choices, results};
use interleave::record::Outcome;
use interleave::time::MS;
use interleave::trace::{TaskId, Trace};
use interleave::wire::trouble::Trouble;

use crate::app::{act, at, isolated, page, play, started};
use crate::files::written;

fn lost(run: u32) -> Action {
    Action::Told(Told::Lost(RunId(run), Trouble::Browser("The worker is gone.".to_owned())))
}

/// A page whose reader wants every list to run so many times.
fn repeating(repeat: Repeat) -> State {
    let mut state = page();
    act(&mut state, Action::Repeat(repeat));
    state
}

/// Plays one run after another until none starts any more, and says which models ran.
fn play_all(state: &mut State, mut effects: Vec<Effect>) -> Vec<Model> {
    let mut ran = Vec::new();
    while let Some((run, model)) = started(&effects) {
        ran.push(model);
        effects = play(state, run, model);
    }
    ran
}

fn made(state: &State, model: Model) -> usize {
    state.runs.get(&model).and_then(|run| run.series()).map_or(0, |run| run.series.attempts().len())
}

#[test]
fn rounds_go_through_the_models_in_turn_and_each_has_a_series() {
    let mut state = repeating(Repeat::Five);
    let effects = act(&mut state, Action::RunAll);
    let ran = play_all(&mut state, effects);
    assert_eq!(ran, Model::SIMPLE.repeat(5));
    for model in Model::SIMPLE {
        assert_eq!(made(&state, model), 5);
        assert_eq!((state.panel(model).state.word(), state.progress(model)), ("done", None));
    }
    assert_eq!(state.comparison().rows.len(), 4, "one row each");
    let file = results::read(&written(&mut state, Format::Results)).unwrap();
    assert!(file.series.iter().all(|series| series.records.len() == 5));
    act(&mut state, Action::Repeat(Repeat::Once));
    let effects = act(&mut state, Action::Run(Model::Async));
    assert_eq!(made(&state, Model::Async), 0, "a new press begins a new series");
    play_all(&mut state, effects);
    assert_eq!((made(&state, Model::Async), made(&state, Model::Threads)), (1, 5));
}

#[test]
fn what_was_measured_is_there_while_the_next_attempt_runs_and_after_a_stop() {
    let mut state = repeating(Repeat::Fifty);
    let effects = act(&mut state, Action::Run(Model::Async));
    let mut next = started(&effects).unwrap();
    for made_so_far in 1..=3 {
        assert_eq!(state.progress(Model::Async), Some(Progress { attempt: made_so_far, of: 50 }));
        next = started(&play(&mut state, next.0, next.1)).unwrap();
        assert_eq!(made(&state, Model::Async), made_so_far as usize);
        assert_eq!(state.comparison().rows.len(), 1);
        assert_eq!(state.panel(Model::Async).state.word(), "starting");
    }
    act(&mut state, Action::Told(Told::Started(RunId(next.0), 1000.0)));
    assert_eq!(act(&mut state, Action::Stop), [Effect::Stop]);
    assert!(!state.is_busy());
    assert_eq!(made(&state, Model::Async), 3, "what was stopped is no attempt");
    assert_eq!(state.panel(Model::Async).state.word(), "done");
    assert_eq!(status(&state), "Async ran 3 of 50 times, in 1.000 s at the median.");
}

#[test]
fn a_stop_in_the_first_attempt_is_kept_as_stopped() {
    let mut state = repeating(Repeat::Twenty);
    let effects = act(&mut state, Action::RunAll);
    let (run, model) = started(&effects).unwrap();
    act(&mut state, Action::Told(Told::Started(RunId(run), 1000.0)));
    act(&mut state, Action::Stop);
    let series = &state.runs[&model].over().unwrap().series;
    assert_eq!((series.attempts().len(), series.record().outcome), (1, Outcome::Stopped));
    assert_eq!((state.queue.len(), status(&state)), (0, "Sequential stopped.".to_owned()));
}

#[test]
fn a_model_that_breaks_off_is_not_tried_again_and_the_others_go_on() {
    let mut state = repeating(Repeat::Five);
    let effects = act(&mut state, Action::RunAll);
    let (run, model) = started(&effects).unwrap();
    let effects = act(&mut state, lost(run));
    assert!(!state.queue.contains(&model));
    let ran = play_all(&mut state, effects);
    assert_eq!(ran, Model::SIMPLE[1..].repeat(5));
    assert_eq!(state.panel(model).state.word(), "failed");
}

#[test]
fn all_attempts_are_made_alike_whatever_is_chosen_meanwhile() {
    let mut state = repeating(Repeat::Five);
    act(&mut state, Action::SetSize(Model::Pool, 2));
    let effects = act(&mut state, Action::Run(Model::Pool));
    act(&mut state, Action::SetSize(Model::Pool, 3));
    act(&mut state, Action::Repeat(Repeat::Once));
    act(&mut state, Action::Edit("task other\n  print x\n".to_owned()));
    assert_eq!(play_all(&mut state, effects).len(), 5);
    let series = &state.runs[&Model::Pool].over().unwrap().series;
    assert!(series.records().all(|(_, record)| record.options.pool == 2 && record.trace.tasks.len() == 3));
}

#[test]
fn a_start_and_an_end_are_told_and_nothing_in_between() {
    let mut state = repeating(Repeat::Five);
    let mut effects = act(&mut state, Action::RunAll);
    let mut told = vec![status(&state)];
    while let Some((run, model)) = started(&effects) {
        effects = play(&mut state, run, model);
        told.push(status(&state));
    }
    told.dedup();
    assert_eq!(
        told,
        [
            "4 models run in turn, each 5 times.",
            "Sequential ran 5 times, in 3.000 s at the median. Async ran 5 times, in 1.000 s at the median. \
             Threads ran 5 times, in 1.001 s at the median. Processes ran 5 times, in 1.057 s at the median.",
        ]
    );
}

#[test]
fn the_time_left_is_told_by_what_was_measured() {
    let mut state = repeating(Repeat::Twenty);
    let effects = act(&mut state, Action::Run(Model::Async));
    let said = |state: &State| under_way(state).unwrap().1;
    assert_eq!(said(&state), "attempt 1 of 20", "nobody knows yet");
    // Each takes a second, and half a second goes by between two.
    let mut next = started(&effects).unwrap().0;
    for attempt in 1..=2 {
        let trace = simulate(&state.compared.as_ref().unwrap().plan, Model::Async, &crate::arbitrary::CALM);
        let begin_ms = 1000.0 + f64::from(attempt - 1) * 1500.0;
        reduce(&mut state, Action::Told(Told::Started(RunId(next), begin_ms)), at(begin_ms));
        reduce(&mut state, Action::Told(Told::Events(RunId(next), events_of(&trace))), at(begin_ms + 1000.0));
        next = started(&reduce(&mut state, Action::Told(Told::Ended(RunId(next))), at(begin_ms + 1500.0))).unwrap().0;
    }
    assert_eq!(said(&state), "attempt 3 of 20, about 27 s left");
}

fn events_of(trace: &Trace) -> Vec<interleave::trace::Event> {
    (0..trace.tasks.len() as u32).flat_map(|task| trace.events(TaskId(task)).copied()).collect()
}

#[test]
fn how_often_is_kept_and_travels_in_links() {
    let mut state = page();
    let effects = act(&mut state, Action::Repeat(Repeat::Twenty));
    let [Effect::SaveChoices(kept), ..] = &effects[..] else { panic!("{effects:?}") };
    let link = Link { choices: Some(kept.clone()), ..Link::default() };
    assert_eq!(State::new(isolated(), Theme::Light, &link).repeat, Repeat::Twenty);
    let frame = Link { embed: true, ..link.clone() };
    assert_eq!(State::new(isolated(), Theme::Light, &frame).repeat, Repeat::Once, "a frame doesn't show how often");
    let older = kept.replace(",\"repeat\":20", "");
    assert_ne!(&older, kept);
    assert_eq!(choices::read(&older, state.options).unwrap().repeat, Repeat::Once);
    let shared = interleave::app::opened::shared(&state);
    let mut other = page();
    act(&mut other, Action::OpenLink(Ok(shared)));
    assert_eq!(other.repeat, Repeat::Twenty);
    act(&mut other, Action::Repeat(Repeat::Once));
    assert_eq!(interleave::app::opened::shared(&other).repeat, None, "links are short");
}

#[test]
fn spans_of_many_large_attempts_stay_within_64_mib() {
    let mut state = repeating(Repeat::Fifty);
    act(&mut state, Action::Edit("task a x9000\n  print x\n  yield\n  print y\n".to_owned()));
    let mut effects = act(&mut state, Action::Run(Model::Sequential));
    let machine = Machine { cores: 2, process_start_ns: 0, thread_start_ns: MS };
    let trace = simulate(&state.compared.as_ref().unwrap().plan, Model::Sequential, &machine);
    let events = events_of(&trace);
    let mut kept = 0;
    while let Some((run, _)) = started(&effects) {
        act(&mut state, Action::Told(Told::Started(RunId(run), 1000.0)));
        act(&mut state, Action::Told(Told::Events(RunId(run), events.clone())));
        effects = act(&mut state, Action::Told(Told::Ended(RunId(run))));
        while state.rests() {
            effects.extend(act(&mut state, Action::Frame));
        }
        let run = state.runs[&Model::Sequential].series().unwrap();
        assert!(run.series.bytes() <= 64 << 20, "{}", run.series.bytes());
        assert!(run.has_spans(), "what is shown has a picture");
        kept = (0..made(&state, Model::Sequential)).filter(|attempt| run.series.has_spans(*attempt)).count();
    }
    assert_eq!(made(&state, Model::Sequential), 50);
    assert!((5..50).contains(&kept), "{kept}");
    let attempts = state.runs[&Model::Sequential].over().unwrap().series.attempts();
    assert!(attempts.iter().all(|attempt| attempt.output.len() == 18_000 && attempt.figures == attempts[0].figures));
}

#[test]
fn attempts_stand_from_the_shortest_to_the_longest_and_the_one_that_is_chosen_is_shown() {
    let mut state = repeating(Repeat::Five);
    let effects = act(&mut state, Action::Run(Model::Processes));
    let (mut run, mut ms) = (started(&effects).unwrap().0, 50);
    loop {
        let machine = Machine { cores: 6, process_start_ns: ms * MS, thread_start_ns: 0 };
        let trace = simulate(&state.compared.as_ref().unwrap().plan, Model::Processes, &machine);
        act(&mut state, Action::Told(Told::Started(RunId(run), 1000.0)));
        act(&mut state, Action::Told(Told::Events(RunId(run), events_of(&trace))));
        let effects = act(&mut state, Action::Told(Told::Ended(RunId(run))));
        let Some((next, _)) = started(&effects) else { break };
        if let Some(attempts) = state.attempts(Model::Processes) {
            assert!(!attempts.can_choose, "one more runs");
        }
        (run, ms) = (next, ms - 10);
    }
    let dots = |state: &State| state.panel(Model::Processes).attempts.unwrap().dots;
    let told: Vec<_> = dots(&state).iter().map(|dot| (dot.attempt, dot.ends_ns / MS - 1000, dot.is_shown)).collect();
    assert_eq!(told, [(4, 10, false), (3, 20, false), (2, 30, true), (1, 40, false), (0, 50, false)]);
    assert!(state.window().x_px(1050 * MS) <= state.window().width_px, "every dot is in view");
    act(&mut state, Action::Attempt(Model::Processes, 0));
    assert!(dots(&state)[4].is_shown && !dots(&state)[2].is_shown);
    assert_eq!(state.panel(Model::Processes).view.unwrap().figures.makespan_ns, 1050 * MS);
    assert_eq!(state.attempts(Model::Async), None);
}

#[test]
fn dots_that_would_cover_each_other_stand_on_levels() {
    let window = Window { start_ns: 0, end_ns: 1000, width_px: 1000.0 };
    let ends_ns = [100, 101, 102, 103, 200, 300, 303];
    let places = places(ends_ns.into_iter(), &window);
    let times: Vec<u64> = places.iter().map(|(x_px, _)| x_px.round() as u64).collect();
    assert_eq!(times, ends_ns, "each is at its time");
    assert!(places.iter().all(|(_, y_px)| *y_px >= RADIUS_PX && y_px + RADIUS_PX <= HEIGHT_PX));
    let levels: Vec<u64> = places.iter().map(|(_, y_px)| y_px.to_bits()).collect();
    assert!(levels[0] != levels[1] && levels[1] != levels[2] && levels[0] != levels[2] && levels[5] != levels[6]);
    assert_eq!((levels[4], levels[5]), (levels[0], levels[0]), "who has room stands on the first");
    assert_eq!(levels[3], levels[0], "there is no room left: the level that has waited longest");
    let near = |x_px, y_px| nearest(&places, (x_px, y_px));
    assert_eq!(
        [near(101.0, 3.0), near(215.0, 9.0), near(250.0, 9.0)],
        [Some(1), Some(4), None],
        "as a finger means it"
    );
}
