//! What the reader asked for by pressing Run: which models run, and how.

use super::{Moment, Run, ShownSeries, State};
use crate::engine::{Model, Options, RunId};
use crate::time::MS;
use crate::trace::Tasks;

/// The most that all runs on the page may take, those that are pinned too: their spans, and where these have gone, what
/// they printed and how long each task took.
const MOST_BYTES: usize = 64 << 20;

/// One press of Run. What it makes of a model is one series; the next press begins new ones.
#[derive(Debug, Clone, Copy)]
pub struct Press {
    /// The number of the first run that came of it.
    pub first: RunId,
    /// What the reader had chosen about the models then: all attempts are made alike.
    pub options: Options,
    /// How many times each model was to run.
    pub times: u32,
    /// How many models were.
    pub models: usize,
    /// When it was, by the clock.
    pub(super) started_ms: f64,
    /// How long after that the run began that is under way.
    pub(super) passed_ms: f64,
}

/// Which of several attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Counted from 1: the one that is under way, or between two the last.
    pub attempt: u32,
    /// How many there will be.
    pub of: u32,
}

impl Press {
    /// The reader has just pressed Run, and so many models are to run.
    pub(super) fn new(state: &State, models: usize, moment: Moment) -> Self {
        let (first, options, times) = (state.next_run, state.options, state.repeat.times());
        Self { first, options, times, models, started_ms: moment.clock_ms, passed_ms: 0.0 }
    }
}

impl State {
    /// How far a model is that runs several times; `None` if it doesn't, has not begun, or has done so.
    pub fn progress(&self, model: Model) -> Option<Progress> {
        let of = self.press.filter(|press| press.times > 1)?.times;
        let to_go = self.queue.iter().filter(|queued| **queued == model).count() as u32;
        let attempt = of.saturating_sub(to_go);
        (attempt > 0 && (to_go > 0 || self.active() == Some(model))).then_some(Progress { attempt, of })
    }

    /// How long it will take until all has run that the reader asked for, in nanoseconds, by what was measured of it;
    /// `None` before each model has run once.
    pub fn left_ns(&self) -> Option<u64> {
        let press = self.press?;
        let made = || self.over().filter(|run| run.number >= press.first);
        let made_ns: u64 = made().flat_map(|run| run.series.attempts()).map(|one| one.figures.makespan_ns).sum();
        let typical_ns = |model: Model| {
            let of_model = made().find(|run| run.record().subject.model() == model)?;
            Some(of_model.series.median().figures.makespan_ns)
        };
        let rest_ns = match self.live() {
            Some(live) => typical_ns(live.model)?.saturating_sub(live.view.elapsed_ns),
            None => 0,
        };
        let queued_ns = self.queue.iter().map(|model| typical_ns(*model)).sum::<Option<u64>>()?;
        // Between two runs there is something to do as well.
        let share = (press.passed_ms * MS as f64 / made_ns.max(1) as f64).max(1.0);
        Some(((rest_ns + queued_ns) as f64 * share) as u64)
    }
}

/// Takes the attempts out that this press has made of a model so far; what an earlier one made is gone.
pub(super) fn earlier(state: &mut State, model: Model) -> Option<ShownSeries> {
    let first = state.press.as_ref()?.first;
    match state.runs.take(model)? {
        Run::Over(series) if series.number >= first => Some(series),
        _ => None,
    }
}

/// The tasks of the list that runs, if a run has them already: all of them share one copy.
pub(super) fn tasks(state: &State) -> Option<Tasks> {
    let list = state.compared.as_ref()?;
    state
        .over()
        .find(|run| run.text == list.text && state.press.is_some_and(|press| run.number >= press.first))
        .map(|run| run.record().trace.tasks.afresh())
}

/// The reader wants to see another attempt of a model.
pub(super) fn choose(state: &mut State, model: Model, attempt: usize) {
    let Some(Run::Over(run)) = state.runs.get_mut(&model) else { return };
    run.choose(attempt);
    // What had the focus was of the other one.
    state.look.focus = state.look.focus.filter(|focus| focus.model != model);
}

/// Lets spans go until there is room for the rest, of whatever series takes most of it.
pub(super) fn make_room(state: &mut State) {
    while state.pins.bytes() + state.over().map(|run| run.series.bytes()).sum::<usize>() > MOST_BYTES {
        // Of what is past, one picture is enough, and what all attempts took.
        if state.pins.shed() {
            continue;
        }
        let mut largest: Vec<&mut ShownSeries> = state.runs.values_mut().filter_map(Run::series_mut).collect();
        largest.sort_by_key(|run| std::cmp::Reverse(run.series.bytes()));
        if !largest.into_iter().any(|run| run.series.shed()) {
            return;
        }
    }
}
