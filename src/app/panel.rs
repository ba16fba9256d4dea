//! What one panel shows, derived from the state whenever it is asked for.

use std::rc::Rc;

use super::predict::{self, Guess};
use super::{Attempts, Expected, Pin, Progress, Repeated, Run, SizeBy, State, wording};
use crate::engine::{Model, Options, Refusal};
use crate::record::{Kept, Outcome, Recording};
use crate::stats::Analysis;
use crate::words;

/// How it stands with the model of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelState {
    /// It can't run in this browser, and nothing recorded is shown.
    Unavailable,
    /// It has not run yet.
    Idle,
    /// The workers of its run are not ready yet.
    Starting,
    /// The clock of its run goes on.
    Running,
    /// Its latest run is over.
    Over(Outcome),
}

impl PanelState {
    /// The word on the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Idle => "idle",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Over(outcome) => outcome.word(),
        }
    }
}

/// What one panel shows.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own; together they are no state machine")]
pub struct Panel {
    /// The model.
    pub model: Model,
    /// `data-state`.
    pub state: PanelState,
    /// What its latest run shows.
    pub view: Option<Rc<Analysis>>,
    /// That run as it was at the moment that is replayed, if that is before its end.
    pub replayed: Option<Rc<Analysis>>,
    /// Whether a replay plays, and moves on with each frame.
    pub plays: bool,
    /// What has to be said about that run, in whole sentences.
    pub notes: Vec<String>,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// Whether it is under way.
    pub is_live: bool,
    /// Why its Run button is disabled.
    pub refusal: Option<Refusal>,
    /// Whether it waits for its turn.
    pub is_queued: bool,
    /// All attempts, where there are several.
    pub attempts: Option<Attempts>,
    /// How far it is with several attempts.
    pub progress: Option<Progress>,
    /// Whether its run was made from another text than the one in the editor.
    pub is_stale: bool,
    /// Where its run comes from, if it was not measured here.
    pub recording: Option<Rc<Recording>>,
    /// What is known of it, if it was measured here in an earlier visit, and whether it is comparable with what is measured now.
    pub kept: Option<(Rc<Kept>, bool)>,
    /// What it says about pins.
    pub pin: Option<Pin>,
    /// What was measured before, on the rows of the run that is shown.
    pub under: Option<Rc<Analysis>>,
    /// Speed-up against the sequential run of the same text.
    pub speedup: Option<f64>,
    /// What its attempts show together, where there are several.
    pub repeated: Option<Repeated>,
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
    /// Who says how large its pool is, where the list has a say in it.
    pub size_by: Option<SizeBy>,
    /// Whether the list has priorities that change nothing under it.
    pub has_idle_priorities: bool,
    /// Whether the list has data to carry that costs nothing under it.
    pub carries_freely: bool,
    /// What its run was measured with, in words, where the reader has chosen something else since.
    pub measured_with: Option<String>,
}

impl Panel {
    /// The run as it is shown: whole, or as far as the replay has come.
    pub fn seen(&self) -> Option<&Rc<Analysis>> {
        self.replayed.as_ref().or(self.view.as_ref())
    }
}

impl State {
    /// What the panel of a model shows.
    pub fn panel(&self, model: Model) -> Panel {
        let run = self.runs.get(&model);
        let over = run.and_then(Run::over);
        let recording = over.and_then(|run| run.series.origin.recording()).cloned();
        let state = match run {
            _ if recording.is_none() && self.environment.refusal(model, &self.options).is_some() => {
                PanelState::Unavailable
            }
            Some(Run::Live { run, .. }) if run.is_starting() => PanelState::Starting,
            Some(Run::Live { .. }) => PanelState::Running,
            Some(Run::Over(run)) => PanelState::Over(run.record().outcome),
            None => PanelState::Idle,
        };
        let speedup = over.and_then(|run| self.speedup(run));
        Panel {
            model,
            state,
            view: run.map(|run| run.view().clone()),
            replayed: over.and_then(|run| run.replayed.clone()),
            plays: self.look.plays(),
            notes: run.map(|run| run.notes().iter().map(words::note).collect()).unwrap_or_default(),
            trusted: over.is_none_or(|run| run.record().trusted),
            is_live: run.is_some_and(|run| run.live().is_some()),
            refusal: self.refusal(model),
            is_queued: self.queue.contains(&model),
            attempts: self.attempts(model),
            progress: self.progress(model),
            is_stale: over.is_some_and(|run| run.text != self.document.text),
            recording,
            kept: over.and_then(|run| Some((run.series.origin.kept()?.clone(), self.is_of_here(&run.series.origin)))),
            pin: self.pin(model),
            under: self.under(model),
            speedup,
            repeated: self.repeated(model),
            expected: self.expected(model),
            is_too_large_to_expect: self.is_too_large_to_expect(model),
            guess: predict::guess(self, model),
            has_table: self.tables.contains(&model),
            options: self.options,
            size_by: self.size_by(model),
            has_idle_priorities: self.has_idle_priorities(model),
            carries_freely: self.carries_freely(model),
            measured_with: run.and_then(|run| wording::measured_with(model, run.options(), &self.options)),
        }
    }
}
