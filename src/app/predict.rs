//! What the reader expects before a run, to stand beside what was measured.

use std::rc::Rc;

use super::{Run, State, fields};
use crate::engine::Model;
use crate::time::parse_duration;
use crate::words;

/// The reader's guesses about one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predictions {
    /// Whether the reader wants to guess first.
    pub is_on: bool,
    /// The list they are about.
    of: Rc<str>,
    guesses: Vec<(Model, String)>,
    /// Models whose guess is written.
    ended: Vec<Model>,
}

impl Default for Predictions {
    fn default() -> Self {
        Self { is_on: false, of: "".into(), guesses: Vec::new(), ended: Vec::new() }
    }
}

/// A guess as a panel shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// As it was written.
    pub text: String,
    /// Why it is no time, as a sentence.
    pub problem: Option<&'static str>,
    /// Whether it may become one when more is written.
    pub is_unfinished: bool,
    /// The guess beside what was measured, as a sentence; `None` before there is something to stand beside.
    pub outcome: Option<String>,
    /// Whether it can't be changed any more: whoever has seen the figures predicts nothing.
    pub is_closed: bool,
}

/// The reader wants to guess before a run, or no longer.
pub(super) fn toggle(state: &mut State) {
    state.predictions.is_on = !state.predictions.is_on;
}

/// The reader guesses how long this list takes under a model.
pub(super) fn set(state: &mut State, model: Model, text: &str) {
    if is_closed(state, model) {
        return;
    }
    let predictions = &mut state.predictions;
    if predictions.of != state.document.text {
        predictions.guesses.clear();
        predictions.ended.clear();
        predictions.of = state.document.text.clone();
    }
    predictions.guesses.retain(|(other, _)| *other != model);
    predictions.guesses.push((model, text.to_owned()));
}

/// The reader has written a guess.
pub(super) fn end(state: &mut State, model: Model) {
    if parse_duration(written(state, model).trim()).is_ok() {
        state.predictions.ended.push(model);
    }
}

/// Whether what is expected under a model is not to be seen yet: the reader wants to guess first, and has not.
pub(super) fn hides_expected(state: &State, model: Model) -> bool {
    let predictions = &state.predictions;
    let has_guessed = predictions.of == state.document.text && predictions.ended.contains(&model);
    predictions.is_on && !has_guessed && !is_closed(state, model)
}

/// What a panel shows of a guess; `None` where nobody wants to guess.
pub fn guess(state: &State, model: Model) -> Option<Guess> {
    if !state.predictions.is_on {
        return None;
    }
    let text = written(state, model).to_owned();
    let parsed = parse_duration(text.trim());
    let problem = (!text.trim().is_empty() && parsed.is_err()).then(words::no_time);
    let is_unfinished = problem.is_some() && fields::is_unfinished_time(&text);
    let run = state.runs.get(&model).and_then(Run::series).filter(|run| run.text == state.document.text);
    let outcome = run
        .zip(parsed.ok())
        .map(|(run, guess_ns)| outcome(guess_ns, run.view.figures.makespan_ns, run.view.resolution_ns));
    Some(Guess { text, problem, is_unfinished, outcome, is_closed: is_closed(state, model) })
}

/// What was guessed about the list that is compared, in nanoseconds.
pub fn compared_guess_ns(state: &State, model: Model) -> Option<u64> {
    let compared = state.compared.as_ref()?;
    let is_about_it = state.predictions.is_on && state.predictions.of == compared.text;
    let guess = state.predictions.guesses.iter().find(|(other, _)| *other == model).filter(|_| is_about_it)?;
    parse_duration(guess.1.trim()).ok()
}

fn written(state: &State, model: Model) -> &str {
    let guesses = if state.predictions.of == state.document.text { state.predictions.guesses.as_slice() } else { &[] };
    guesses.iter().find(|(other, _)| *other == model).map_or("", |(_, text)| text)
}

/// Whether the list has been run under this model, or is.
fn is_closed(state: &State, model: Model) -> bool {
    state.runs.get(&model).is_some_and(|run| *run.text() == state.document.text)
}

/// A guess beside a measured time.
fn outcome(guess_ns: u64, measured_ns: u64, resolution_ns: u64) -> String {
    /// As near as figures on a shared machine repeat.
    const CLOSE: f64 = 1.1;
    let (guess, measured) = (guess_ns.max(1) as f64, measured_ns.max(1) as f64);
    let times = (guess / measured).max(measured / guess);
    words::guess_beside(guess_ns, measured_ns, resolution_ns, (times >= CLOSE).then_some(times))
}
