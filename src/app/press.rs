//! What the reader asked for by pressing Run: which models run, and how.

use super::{Run, ShownSeries, State};
use crate::engine::{Model, Options};
use crate::trace::Tasks;

/// The most that the spans of all runs on the page may take.
const MOST_SPAN_BYTES: usize = 64 << 20;

/// One press of Run. What it makes of a model is one series; the next press begins new ones.
#[derive(Debug, Clone, Copy)]
pub struct Press {
    /// The number of the first run that came of it.
    pub first: u32,
    /// What the reader had chosen about the models then: all attempts are made alike.
    pub options: Options,
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
        .map(|run| run.record().trace.tasks.clone())
}

/// The reader wants to see another attempt of a model.
pub(super) fn choose(state: &mut State, model: Model, attempt: usize) {
    let Some(Run::Over(run)) = state.runs.get_mut(&model) else { return };
    run.choose(attempt);
    // What had the focus was of the other one.
    state.look.focus = state.look.focus.filter(|focus| focus.model != model);
}

/// Lets spans go until there is room for the rest, of whatever series has most of them.
pub(super) fn make_room(state: &mut State) {
    while state.over().map(|run| run.series.span_bytes()).sum::<usize>() > MOST_SPAN_BYTES {
        let mut largest: Vec<&mut ShownSeries> = state.runs.values_mut().filter_map(Run::series_mut).collect();
        largest.sort_by_key(|run| std::cmp::Reverse(run.series.span_bytes()));
        if !largest.into_iter().any(|run| run.series.shed()) {
            return;
        }
    }
}
