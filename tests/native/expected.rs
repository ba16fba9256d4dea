//! What is expected of a list, before it runs and beside what was measured.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::files::Format;
use interleave::app::{Action, Effect, Expected, Link, Moment, State, Told, reduce};
use interleave::chart::palette::Theme;
use interleave::engine::virtual_time::simulate;
use interleave::engine::{Model, RunId};
use interleave::formats::choices;
use interleave::program::{Plan, parse};
use interleave::record::{Doubt, Note};
use interleave::stats::Kind;
use interleave::time::{MS, SECOND};

use crate::app::{at, events_of, isolated, page, play, play_slowly, started};
use crate::arbitrary::CALM;
use crate::files::written;
use crate::foreseer::edit_and_wait;

pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    reduce(state, action, Moment { clock_ms: 1000.0, wall_ms: 1000.0 })
}

pub fn edit(state: &mut State, text: &str) -> Vec<Effect> {
    act(state, Action::Edit(text.to_owned()))
}

pub fn makespan_ns(state: &State, model: Model) -> Option<u64> {
    state.panel(model).expected.map(|expected| expected.view.figures.makespan_ns)
}

/// Runs the list under a model to its end.
fn run(state: &mut State, model: Model) {
    let number = state.next_run;
    act(state, Action::Run(model));
    play(state, number.0, model);
    assert_eq!(state.panel(model).state.word(), "done");
}

#[test]
fn the_first_page_shows_what_is_expected_before_anything_has_happened() {
    let state = State::new(isolated(), Theme::Light, &Link::default());
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(3 * SECOND));
    assert_eq!(makespan_ns(&state, Model::Async), Some(SECOND));
    for model in Model::SIMPLE {
        let panel = state.panel(model);
        let Expected { view, speedup, is_behind, is_before_problem, standstill, is_order } = panel.expected.unwrap();
        assert_eq!(
            (panel.state.word(), is_behind, is_before_problem, is_order),
            ("idle", false, false, false),
            "{model:?}"
        );
        assert_eq!(standstill, None);
        assert!(view.kind == Kind::Expected && view.is_whole && view.subject.model() == model);
        assert_eq!(view.timeline.tasks.len(), 3);
        let ratio = 3.0 * SECOND as f64 / view.figures.makespan_ns as f64;
        assert!((speedup.unwrap() - ratio).abs() < 1e-9);
    }
    let end_ns = state.window().end_ns;
    assert!((3 * SECOND..4 * SECOND).contains(&end_ns), "the axis has room for it: {end_ns}");
    assert!(state.comparison().rows.is_empty(), "and nothing of it is compared");
    assert!(state.panel(Model::Gil).expected.is_none(), "only of models that are shown");
}

#[test]
fn every_letter_changes_it_and_a_problem_leaves_it() {
    let mut state = page();
    edit(&mut state, "task a x2\n  sleep 250ms\n");
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(500 * MS));
    edit(&mut state, "task a x2\n  sleep 250\n");
    let panel = state.panel(Model::Sequential);
    assert!(panel.expected.unwrap().is_before_problem, "half a word makes no picture flicker");
    edit(&mut state, "task a x2\n  sleep 250s\n");
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(500 * SECOND));
    edit(&mut state, "");
    assert_eq!(makespan_ns(&state, Model::Sequential), None);
    act(&mut state, Action::PickExample("count".to_owned()));
    assert_eq!(makespan_ns(&state, Model::Async), Some(SECOND));
}

#[test]
fn pools_and_models_that_are_chosen_have_their_own() {
    let mut state = page();
    edit(&mut state, "task a x4\n  sleep 100ms\n");
    act(&mut state, Action::ToggleModel(Model::Pool));
    act(&mut state, Action::SetSize(Model::Pool, 2));
    assert_eq!(makespan_ns(&state, Model::Pool), Some(200 * MS));
    act(&mut state, Action::SetSize(Model::Pool, 4));
    assert_eq!(makespan_ns(&state, Model::Pool), Some(100 * MS));
    edit_and_wait(&mut state, "task a x100\n  sleep 100ms\n");
    assert_eq!(makespan_ns(&state, Model::Threads), None, "what would be refused is not expected");
    assert!(makespan_ns(&state, Model::Sequential).is_some());
}

#[test]
fn it_can_be_switched_off_and_that_is_kept() {
    let mut state = page();
    let effects = act(&mut state, Action::ToggleExpected);
    assert_eq!(makespan_ns(&state, Model::Sequential), None);
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::SaveChoices(text) => Some(text.clone()),
        _ => None,
    });
    let link = Link { choices: kept.clone(), ..Link::default() };
    let mut again = State::new(isolated(), Theme::Light, &link);
    assert_eq!(makespan_ns(&again, Model::Sequential), None);
    act(&mut again, Action::ToggleExpected);
    assert_eq!(makespan_ns(&again, Model::Sequential), Some(3 * SECOND));
    // What the release before this one has kept says nothing of it.
    let before = kept.unwrap().replace(",\"expected\":false", "");
    let options = interleave::engine::Options::for_cores(2);
    assert!(!before.contains("expected"), "{before}");
    assert!(choices::read(&before, options).unwrap().shows_expected);
}

#[test]
fn whoever_guesses_first_sees_it_after_the_guess() {
    let mut state = page();
    act(&mut state, Action::TogglePredictions);
    assert_eq!(makespan_ns(&state, Model::Async), None);
    act(&mut state, Action::Predict(Model::Async, "15m".to_owned()));
    assert_eq!(makespan_ns(&state, Model::Async), None, "more may be written");
    act(&mut state, Action::Predict(Model::Async, "15ms".to_owned()));
    act(&mut state, Action::EndGuess(Model::Async));
    assert_eq!(makespan_ns(&state, Model::Async), Some(SECOND));
    assert_eq!(state.panel(Model::Async).expected.unwrap().speedup, None, "it would tell of sequential");
    assert_eq!(makespan_ns(&state, Model::Sequential), None);
    act(&mut state, Action::EndGuess(Model::Sequential));
    assert_eq!(makespan_ns(&state, Model::Sequential), None, "nothing was guessed");
    run(&mut state, Model::Sequential);
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(3 * SECOND));
    edit(&mut state, "task a\n  sleep 1s\n");
    assert_eq!(makespan_ns(&state, Model::Async), None, "the guess was about another list");
}

#[test]
fn it_lies_behind_what_was_measured_of_the_same_list_with_the_same_options() {
    let mut state = page();
    act(&mut state, Action::ToggleModel(Model::Pool));
    let is_behind = |state: &State, model| state.panel(model).expected.map(|expected| expected.is_behind);
    run(&mut state, Model::Pool);
    assert_eq!(is_behind(&state, Model::Pool), Some(true));
    assert_eq!(is_behind(&state, Model::Async), Some(false));
    act(&mut state, Action::SetSize(Model::Pool, 1));
    assert_eq!(is_behind(&state, Model::Pool), Some(false), "the run had another pool");
    assert_eq!(makespan_ns(&state, Model::Pool), Some(3 * SECOND));
    run(&mut state, Model::Pool);
    assert_eq!(is_behind(&state, Model::Pool), Some(true));
    edit(&mut state, "task a\n  sleep 5s\n");
    assert_eq!(is_behind(&state, Model::Pool), Some(false), "the run had another list");
    assert!(state.window().end_ns > 5 * SECOND);
    act(&mut state, Action::Undo);
    assert_eq!(is_behind(&state, Model::Pool), Some(true));
    let number = state.next_run;
    act(&mut state, Action::Run(Model::Pool));
    let end_ns = state.window().end_ns;
    edit(&mut state, "task a\n  sleep 9s\n");
    assert_eq!(is_behind(&state, Model::Pool), None, "what runs is not what is expected now");
    assert!(end_ns > 3 * SECOND && state.window().end_ns < 9 * SECOND, "nor is the scale");
    play(&mut state, number.0, Model::Pool);
}

#[test]
fn what_runs_show_of_the_machine_counts_for_the_next_ones() {
    let mut state = page();
    let startup_ns = |state: &State| state.panel(Model::Processes).expected.unwrap().view.figures.startup_ns;
    let supposed_ns = startup_ns(&state);
    run(&mut state, Model::Processes);
    assert_eq!(startup_ns(&state), supposed_ns, "what was expected of a run stays what it was");
    edit(&mut state, "task a\n  sleep 1s\n");
    assert_eq!(startup_ns(&state), 30 * MS, "as long as it took in that run");
}

#[test]
fn that_cores_slow_each_other_down_is_learned_from_runs_here() {
    let mut state = page();
    edit(&mut state, "task a x2\n  cpu 300ms\n");
    let expected_ms = |state: &State| makespan_ns(state, Model::Threads).unwrap() / MS;
    let ideal_ms = expected_ms(&state);
    let number = state.next_run;
    act(&mut state, Action::Run(Model::Threads));
    play_slowly(&mut state, number.0, Model::Threads, 100);
    edit(&mut state, "task a x2\n  cpu 600ms\n");
    let two_ms = expected_ms(&state);
    assert!((300..305).contains(&ideal_ms), "{ideal_ms}");
    assert!((658..=664).contains(&two_ms), "{two_ms}");
    edit(&mut state, "task a\n  cpu 600ms\n");
    assert!(expected_ms(&state) < 605, "one alone is slowed down by nobody");
}

#[test]
fn too_long_lists_say_so() {
    let mut state = page();
    edit_and_wait(&mut state, "task a x9000\n  sleep 10ms\n  print a\n");
    assert_eq!(makespan_ns(&state, Model::Sequential), Some(90 * SECOND));
    edit_and_wait(&mut state, "task a x9000\n  sleep 10ms\n  print a\n  sleep 10ms\n  print b\n");
    assert_eq!(makespan_ns(&state, Model::Sequential), None);
    assert!(state.panel(Model::Sequential).is_too_large_to_expect);
    // A lock that goes round every 5 ms for hours.
    act(&mut state, Action::ToggleModel(Model::Gil));
    edit_and_wait(&mut state, "task a x8\n  cpu 5m\n");
    assert!(state.panel(Model::Gil).is_too_large_to_expect);
    assert!(makespan_ns(&state, Model::Threads).is_some());
    act(&mut state, Action::ToggleExpected);
    assert!(!state.panel(Model::Gil).is_too_large_to_expect, "nor is that said to whoever doesn't want to see it");
}

#[test]
fn pictures_show_it_behind_what_was_measured_and_say_so() {
    let mut state = page();
    run(&mut state, Model::Threads);
    let outlines = |svg: &str| svg.matches("stroke-opacity='0.5'").count();
    let svg = written(&mut state, Format::Svg);
    assert!(svg.contains(">expected</text>") && outlines(&svg) > 3, "{svg}");
    act(&mut state, Action::ToggleExpected);
    let svg = written(&mut state, Format::Svg);
    assert!(!svg.contains(">expected</text>") && outlines(&svg) == 0, "{svg}");
}

#[test]
fn who_computes_quicker_than_can_be_corrects_the_pace_and_isn_t_trusted() {
    let mut state = page();
    edit(&mut state, "task a\n  cpu 600ms\n");
    let speed = |state: &State| state.calibration.unwrap().iterations_per_second;
    let (known, number) = (speed(&state), state.next_run);
    run(&mut state, Model::Async);
    assert_eq!(speed(&state), known, "what takes as long as the list says is no news");
    let effects = act(&mut state, Action::Run(Model::Async));
    let quick = parse("task a\n  cpu 240ms\n").program;
    let trace = simulate(&Plan::of(&quick), Model::Async, &CALM);
    let (run, end_ms) = (RunId(number.0 + 1), 1240.0);
    assert_eq!(started(&effects), Some((run.0, Model::Async)));
    reduce(&mut state, Action::Told(Told::Started(run, 1000.0)), at(1000.0));
    reduce(&mut state, Action::Told(Told::Events(run, events_of(&trace))), at(end_ms));
    reduce(&mut state, Action::Told(Told::Ended(run)), at(end_ms));
    let record = state.runs.get(&Model::Async).and_then(|run| run.series()).unwrap().series.record().clone();
    let doubt = Note::Doubt(Doubt::TooQuick { per_mille: 400 });
    assert_eq!((&record.notes[..], record.trusted), (&[doubt][..], false));
    assert_eq!(speed(&state), known * 5 / 2);
}
