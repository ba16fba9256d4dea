//! Runs that were kept, as they come back: by series, and in the panels of the list that lies on the desk.

use std::rc::Rc;
use std::sync::Arc;

use super::{Compared, Run, ShownSeries, State, look, press};
use crate::program::Plan;
use crate::record::{Kept, Origin, Record};
use crate::stats::{Attempt, Series};
use crate::wire::files::Found;

/// Runs that were found, on their way to the page.
#[derive(Debug, Default)]
pub(super) struct Coming {
    text: Rc<str>,
    found: std::vec::IntoIter<Found>,
    records: std::vec::IntoIter<(Attempt, Record)>,
    /// Whether no run of that list was on the page.
    is_first: bool,
}

impl Coming {
    /// Those of the list on the desk.
    pub(super) fn new(state: &State, text: Rc<str>, found: Vec<Found>, records: Vec<(Attempt, Record)>) -> Self {
        let is_first = state.runs.values().all(|run| *run.text() != text);
        Self { text, found: found.into_iter(), records: records.into_iter(), is_first }
    }

    /// The next series.
    fn series(&mut self) -> Option<Series> {
        let Found { place, at_ms, runs } = self.found.next()?;
        let origin = Origin::Kept(Rc::new(Kept { at_ms, place }));
        Series::all(origin, self.records.by_ref().take(runs as usize))
    }

    /// Shows the next series of the list that lies on the desk, if its panel shows none of it. One in a turn: all at once
    /// would hold the page for too long. `false` when there is no more to show.
    pub(super) fn show(&mut self, state: &mut State) -> bool {
        let plan = state.document.plan().cloned().filter(|_| state.document.text == self.text && !state.is_busy());
        let Some((plan, series)) = plan.and_then(|plan| Some((plan, self.series()?))) else { return false };
        let model = series.record().subject.model();
        if state.runs.get(&model).is_none_or(|run| *run.text() != self.text) {
            let origin = series.origin.clone();
            state.runs.insert(model, Run::Over(ShownSeries::new(state.next_run, self.text.clone(), series)));
            state.next_run = state.next_run.next();
            // What another tab has measured since comes to what the reader looks at, and changes nothing about it.
            if self.is_first {
                self.compare(state, plan, origin);
            }
            press::make_room(state);
        }
        self.found.len() > 0
    }

    /// What was measured by another browser is compared only with what it measured too.
    fn compare(&self, state: &mut State, plan: Arc<Plan>, origin: Origin) {
        let is_here = state.is_of_here(&origin);
        let known = state.compared.as_ref().filter(|known| known.text == self.text);
        if known.is_some_and(|known| known.origin == Origin::Measured) {
            return;
        }
        if known.is_none() {
            look::forget(state);
            (state.view, state.look.range) = (state.wanted_view.take(), state.wanted_range.take());
        }
        let origin = if is_here { Origin::Measured } else { origin };
        state.compared = Some(Compared { text: self.text.clone(), plan, origin });
    }
}

/// The runs that were found, by series.
pub(super) fn together(found: Vec<Found>, records: Vec<(Attempt, Record)>) -> Vec<Series> {
    let (found, records) = (found.into_iter(), records.into_iter());
    let mut coming = Coming { text: "".into(), found, records, is_first: false };
    std::iter::from_fn(|| coming.series()).collect()
}
