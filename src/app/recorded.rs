//! Runs that were measured elsewhere or earlier and come from a results file. They are shown as they were, are marked,
//! and are never compared with what is measured here.

use std::rc::Rc;

use super::{Compared, Effect, Moment, Notice, Run, ShownSeries, State, lists, look, press, what_if};
use crate::engine::Model;
use crate::record::{Origin, Record, Recording};
use crate::stats::{Attempt, Series};
use crate::wire::file_error::Unfit;
use crate::wire::files;
use crate::wire::samples::Curve;

/// Shows the runs of a results file, and lays its list on the desk.
///
/// # Errors
/// If a run is under way; nothing has changed then.
pub fn open(
    state: &mut State,
    opened: files::Recording,
    runs: Vec<(Attempt, Record)>,
    file: &str,
    moment: Moment,
) -> Result<Vec<Effect>, Unfit> {
    if state.is_busy() {
        return Err(Unfit::Busy);
    }
    let files::Recording { text, place, unknown, curve, .. } = opened;
    let recording = Rc::new(Recording { file: file.to_owned(), place });
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut effects = lists::open(state, stem, &text, moment);
    if let Some(Curve { choices, samples }) = curve {
        state.what_if.samples = (state.document.text.clone(), samples);
        effects.extend(what_if::open(state, &choices));
    }
    // Of a list that is read in another way by now there is none.
    let plan = state.document.plan().cloned().unwrap_or_default();
    let text = state.document.text.clone();
    let origin = Origin::Recorded(recording.clone());
    state.compared = Some(Compared { text: text.clone(), plan, origin: origin.clone() });
    state.shown = Model::ALL
        .into_iter()
        .filter(|model| state.shown.contains(model) || runs.iter().any(|(_, run)| run.subject.model() == *model))
        .collect();
    let mut recorded: Vec<(Model, Series)> = Vec::new();
    for (attempt, record) in runs {
        let model = record.subject.model();
        match recorded.iter_mut().find(|(of, _)| *of == model) {
            Some((_, series)) => series.push(attempt, Rc::new(record)),
            None => recorded.push((model, Series::new(origin.clone(), attempt, Rc::new(record)))),
        }
    }
    let shown = recorded.into_iter().map(|(model, series)| {
        let number = state.next_run;
        state.next_run = number.next();
        (model, Run::Over(ShownSeries::new(number, text.clone(), series)))
    });
    state.runs = shown.collect();
    press::make_room(state);
    look::forget(state);
    (state.view, state.wanted_view, state.wanted_range) = (None, None, None);
    state.news = vec![Notice::Recorded { recording, unknown }];
    Ok(effects)
}
