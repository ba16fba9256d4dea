//! What one panel shows, derived from the state whenever it is asked for.

use std::rc::Rc;

use super::predict::{self, Guess};
use super::{Expected, Recording, State, View, wording};
use crate::engine::{Model, Options, Refusal};

/// What one panel shows.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own; together they are no state machine")]
pub struct Panel {
    /// The model.
    pub model: Model,
    /// `data-state`.
    pub state: &'static str,
    /// What its latest run shows.
    pub view: Option<Rc<View>>,
    /// That run as it was at the moment that is replayed, if that is before its end.
    pub replayed: Option<Rc<View>>,
    /// Whether a replay plays, and moves on with each frame.
    pub plays: bool,
    /// What has to be said about that run.
    pub notes: Vec<String>,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// Whether it is under way.
    pub is_live: bool,
    /// Why its Run button is disabled.
    pub refusal: Option<Refusal>,
    /// Whether it can't run in this browser at all.
    pub unavailable: bool,
    /// Whether it waits for its turn.
    pub is_queued: bool,
    /// Whether its run was made from another text than the one in the editor.
    pub is_stale: bool,
    /// Where its run comes from, if it was not measured here.
    pub recording: Option<Rc<Recording>>,
    /// Speed-up against the sequential run of the same text.
    pub speedup: Option<f64>,
    /// What is expected of it, where the reader wants to see that.
    pub expected: Option<Expected>,
    /// Whether the list is too large for that.
    pub is_too_large_to_expect: bool,
    /// What the reader expects of it, where the reader wants to.
    pub guess: Option<Guess>,
    /// Whether its table is shown.
    pub has_table: bool,
    /// What the reader has chosen.
    pub options: Options,
    /// What its run was measured with, in words, where the reader has chosen something else since.
    pub measured_with: Option<String>,
}

impl PartialEq for Panel {
    fn eq(&self, other: &Self) -> bool {
        // A view never changes: the same one is the same, and another one is not worth comparing.
        let is_same = |one: &Option<Rc<View>>, other: &Option<Rc<View>>| match (one, other) {
            (Some(view), Some(other)) => Rc::ptr_eq(view, other),
            (None, None) => true,
            _ => false,
        };
        is_same(&self.view, &other.view)
            && is_same(&self.replayed, &other.replayed)
            && self.plays == other.plays
            && self.model == other.model
            && self.state == other.state
            && self.notes == other.notes
            && self.trusted == other.trusted
            && self.refusal == other.refusal
            && self.is_queued == other.is_queued
            && self.is_stale == other.is_stale
            && self.recording == other.recording
            && self.speedup == other.speedup
            && self.expected == other.expected
            && self.is_too_large_to_expect == other.is_too_large_to_expect
            && self.guess == other.guess
            && self.has_table == other.has_table
            && self.options == other.options
            && self.measured_with == other.measured_with
    }
}

impl Panel {
    /// The run as it is shown: whole, or as far as the replay has come.
    pub fn seen(&self) -> Option<&Rc<View>> {
        self.replayed.as_ref().or(self.view.as_ref())
    }
}

impl State {
    /// What the panel of a model shows.
    pub fn panel(&self, model: Model) -> Panel {
        let run = self.runs.get(&model);
        let unavailable = self.environment.refusal(model).is_some();
        let state = match run {
            _ if unavailable && run.is_none_or(|run| run.recording.is_none()) => "unavailable",
            Some(run) => run.phase.word(),
            None => "idle",
        };
        let is_stale = run.is_some_and(|run| !run.phase.is_live() && run.text != self.document.text);
        let speedup = self.comparison().figures(model).and_then(|figures| figures.speedup);
        Panel {
            model,
            state,
            view: run.map(|run| run.view.clone()),
            replayed: run.and_then(|run| run.replayed.clone()),
            plays: self.look.plays(),
            notes: run.map(|run| run.notes.clone()).unwrap_or_default(),
            trusted: run.is_none_or(|run| run.trusted),
            is_live: run.is_some_and(|run| run.phase.is_live()),
            refusal: self.refusal(model),
            unavailable,
            is_queued: self.queue.contains(&model),
            is_stale,
            recording: run.and_then(|run| run.recording.clone()),
            speedup,
            expected: self.expected(model),
            is_too_large_to_expect: self.is_too_large_to_expect(model),
            guess: predict::guess(self, model),
            has_table: self.tables.contains(&model),
            options: self.options,
            measured_with: run.and_then(|run| wording::measured_with(model, &run.options, &self.options)),
        }
    }
}
