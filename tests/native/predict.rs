//! Guesses before a run, beside what was measured; and the models that a lesson brings along.

use interleave::app::predict::{Guess, compared_guess_ns};
use interleave::app::{Action, Effect, Moment, State, reduce};
use interleave::engine::Model;
use interleave::time::{MS, SECOND};
use interleave::words;

use crate::app::{page, play};

fn act(state: &mut State, action: Action) -> Vec<Effect> {
    reduce(state, action, Moment::default())
}

fn guess(state: &State, model: Model) -> Guess {
    state.panel(model).guess.expect("the reader guesses")
}

fn run(state: &mut State, model: Model) {
    let effects = act(state, Action::Run(model));
    let run = effects.iter().find_map(|effect| match effect {
        Effect::Start(assignment) => Some(assignment.run),
        _ => None,
    });
    play(state, run.expect("it starts").0, model);
}

#[test]
fn a_guess_stands_beside_what_was_measured_and_can_t_be_changed_then() {
    let mut state = page();
    assert_eq!(state.panel(Model::Async).guess, None, "nobody asked for it");
    act(&mut state, Action::TogglePredictions);
    assert_eq!(guess(&state, Model::Async).outcome, None);
    act(&mut state, Action::Predict(Model::Async, "3s".to_owned()));
    act(&mut state, Action::Predict(Model::Sequential, "soon".to_owned()));
    assert_eq!(guess(&state, Model::Sequential).problem, Some("A time is written 250ms, 1.5s or 2m."));
    run(&mut state, Model::Async);
    let seen = guess(&state, Model::Async);
    assert_eq!(seen.outcome.as_deref(), Some("The run took 1.000 s; your guess, 3s, was 3.0 times too long."));
    assert!(seen.is_closed);
    act(&mut state, Action::Predict(Model::Async, "1s".to_owned()));
    assert_eq!(guess(&state, Model::Async).text, "3s", "whoever has seen the figures predicts nothing");
    assert_eq!(compared_guess_ns(&state, Model::Async), Some(3 * SECOND));
    assert_eq!(compared_guess_ns(&state, Model::Sequential), None, "that was no time");
    assert!(!guess(&state, Model::Sequential).is_closed);
}

#[test]
fn another_list_is_guessed_anew() {
    let mut state = page();
    act(&mut state, Action::TogglePredictions);
    act(&mut state, Action::Predict(Model::Async, "1050ms".to_owned()));
    run(&mut state, Model::Async);
    assert_eq!(
        guess(&state, Model::Async).outcome.as_deref(),
        Some("The run took 1.000 s; your guess, 1050ms, was close.")
    );
    act(&mut state, Action::Edit("task a\n  sleep 2s\n".to_owned()));
    let seen = guess(&state, Model::Async);
    assert_eq!((seen.text.as_str(), seen.outcome, seen.is_closed), ("", None, false));
    assert_eq!(compared_guess_ns(&state, Model::Async), Some(1050 * MS), "the comparison is still of the other list");
}

#[test]
fn an_example_brings_the_models_it_is_about_and_takes_none_away() {
    let mut state = page();
    act(&mut state, Action::PickExample("gil".to_owned()));
    let shown = [Model::Sequential, Model::Async, Model::Threads, Model::Gil, Model::Processes];
    assert_eq!(state.shown, shown);
    act(&mut state, Action::PickExample("count".to_owned()));
    assert_eq!(state.shown, shown);
}

#[test]
fn a_lesson_speaks_of_the_runs_of_its_own_list_alone() {
    let mut state = page();
    assert_eq!(state.verdict(), []);
    run(&mut state, Model::Sequential);
    run(&mut state, Model::Async);
    let told = state.verdict();
    let told = &told[0].figures[1];
    assert_eq!((told.model, words::answer(&told.measured).as_str()), (Model::Async, "1.000 s, 3.0 times as fast"));
    assert_eq!(words::expected_answer(told).unwrap(), "(expected 1.000 s)");
    act(&mut state, Action::PickExample("waiting".to_owned()));
    assert_eq!(state.verdict(), [], "these runs were of another list");
}
