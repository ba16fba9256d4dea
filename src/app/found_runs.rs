//! Runs that were kept, as they come back: by series, and in the panels of the list that lies on the desk.

use std::rc::Rc;

use super::{Compared, Run, ShownSeries, State, look, press};
use crate::record::{Kept, Origin, Record};
use crate::stats::{Attempt, Series};
use crate::wire::files::Found;

/// The runs that were found, by series.
pub(super) fn together(found: &[Found], records: Vec<(Attempt, Record)>) -> Vec<Series> {
    let mut records = records.into_iter();
    let series = found.iter().filter_map(|found| {
        let origin = Origin::Kept(Rc::new(Kept { at_ms: found.at_ms, place: found.place.clone() }));
        Series::all(origin, records.by_ref().take(found.runs as usize))
    });
    series.collect()
}

/// Shows the runs of the list that lies on the desk, in panels that show none of it.
pub(super) fn show(state: &mut State, text: &Rc<str>, all: Vec<Series>) {
    let plan = state.document.plan().cloned().filter(|_| state.document.text == *text && !state.is_busy());
    let Some(plan) = plan else { return };
    let is_first = state.runs.values().all(|run| run.text() != text);
    let mut origins = Vec::new();
    for series in all {
        let model = series.record().subject.model();
        if state.runs.get(&model).is_some_and(|run| run.text() == text) {
            continue;
        }
        origins.push(series.origin.clone());
        state.runs.insert(model, Run::Over(ShownSeries::new(state.next_run, text.clone(), series)));
        state.next_run = state.next_run.next();
    }
    press::make_room(state);
    // What was measured by another browser is compared only with what it measured too.
    let is_here = origins.iter().any(|origin| state.is_of_here(origin));
    let Some(origin) = (if is_here { Some(Origin::Measured) } else { origins.pop() }) else { return };
    if !is_first {
        // What another tab has measured since comes to what the reader looks at.
        return;
    }
    state.compared = Some(Compared { text: text.clone(), plan, origin });
    look::forget(state);
    (state.view, state.look.range) = (state.wanted_view.take(), state.wanted_range.take());
}
