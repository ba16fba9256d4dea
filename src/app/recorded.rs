//! Runs that were measured elsewhere or earlier and come from a results file. They are shown as they were, are marked,
//! and are never compared with what is measured here.

use std::rc::Rc;

use super::{Effect, Listing, Moment, Run, State, lists, look};
use crate::engine::Model;
use crate::formats::results::Environment;
use crate::program::Plan;
use crate::time::measured_text;
use crate::wire::file_error::FileError;
use crate::wire::files;

/// Where recorded runs come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// The name of the file.
    pub file: String,
    /// Where they were measured.
    pub environment: Environment,
}

impl Recording {
    /// It all in one sentence, for the panels.
    pub fn sentence(&self) -> String {
        format!("Recorded, not measured here: {}, from {}.", machine(&self.environment), self.file)
    }
}

/// The browser, the cores and the clock.
pub fn machine(environment: &Environment) -> String {
    let Environment { user_agent, cores, clock_resolution_ns, .. } = environment;
    let clock = measured_text(*clock_resolution_ns, 1);
    format!("{} on {cores} cores reported, clock step {clock}", browser(user_agent))
}

/// The name of a browser and its version, as far as it says what it is.
fn browser(user_agent: &str) -> String {
    let names =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chromium"), ("Version/", "Safari")];
    let found = names.into_iter().find_map(|(mark, name)| {
        let (_, rest) = user_agent.split_once(mark)?;
        let version: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(format!("{name} {version}"))
    });
    found.unwrap_or_else(|| user_agent.chars().take(40).collect())
}

/// Shows the runs of a results file, and lays its list on the desk.
///
/// # Errors
/// If a run is under way; nothing has changed then.
pub fn open(
    state: &mut State,
    opened: files::Recording,
    runs: Vec<Run>,
    file: &str,
    moment: Moment,
) -> Result<Vec<Effect>, FileError> {
    if state.is_busy() {
        return Err(FileError::Busy);
    }
    let files::Recording { text, environment, unknown, .. } = opened;
    let recording = Rc::new(Recording { file: file.to_owned(), environment });
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let effects = lists::open(state, stem, &text, moment);
    // Of a list that is read in another way by now there is none.
    let plan = state.document.plan().cloned().unwrap_or_else(|| Rc::new(Plan { tasks: vec![], groups: vec![] }));
    let text = state.document.text.clone();
    state.compared = Some(Listing { text: text.clone(), plan, recording: Some(recording.clone()) });
    state.shown = Model::ALL
        .into_iter()
        .filter(|model| state.shown.contains(model) || runs.iter().any(|run| run.model == *model))
        .collect();
    let marked = |mut run: Run| {
        run.recording = Some(recording.clone());
        run.text = text.clone();
        (run.model, run)
    };
    state.runs = runs.into_iter().map(marked).collect();
    look::forget(state);
    (state.view, state.wanted_view, state.wanted_range) = (None, None, None);
    state.news = Some(match unknown.as_slice() {
        [] => recording.sentence(),
        ids => format!(
            "{} The file also holds what this Interleave can't show yet: {}.",
            recording.sentence(),
            ids.join(", ")
        ),
    });
    Ok(effects)
}
