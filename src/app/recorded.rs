//! Runs that were measured elsewhere or earlier and come from a results file. They are shown as they were, are marked,
//! and are never compared with what is measured here.

use std::rc::Rc;

use super::{Effect, Listing, Moment, Phase, Run, State, lists};
use crate::codec::choices;
use crate::codec::results::{self, Environment, Outcome, Results};
use crate::engine::model::task_infos;
use crate::engine::{Model, Options};
use crate::program::{Limits, Plan, parse};
use crate::time::measured_text;

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
/// In whole sentences; nothing has changed then.
pub fn open(state: &mut State, results: &Results, file: &str, moment: Moment) -> Result<Vec<Effect>, String> {
    if state.is_busy() {
        return Err("A run is under way: stop it, and open the file then.".to_owned());
    }
    if let Some(refusal) = lists::refusal(&results.program) {
        return Err(refusal);
    }
    let recording = Rc::new(Recording { file: file.to_owned(), environment: results.environment.clone() });
    let (runs, unknown) = restore(results, &recording)?;
    if runs.is_empty() {
        return Err("This results file holds no run that this Interleave can show.".to_owned());
    }
    let parsed = parse(&results.program);
    let plan = if parsed.is_runnable() { Plan::of(&parsed.program) } else { Plan { tasks: vec![], groups: vec![] } };
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let effects = lists::open(state, stem, &results.program, moment);
    state.compared = Some(Listing {
        text: results.program.as_str().into(),
        plan: Rc::new(plan),
        recording: Some(recording.clone()),
    });
    state.shown = Model::ALL
        .into_iter()
        .filter(|model| state.shown.contains(model) || runs.iter().any(|run| run.model == *model))
        .collect();
    state.runs = runs.into_iter().map(|run| (run.model, run)).collect();
    (state.view, state.wanted_view, state.notice) = (None, None, None);
    state.news = Some(match unknown.as_slice() {
        [] => recording.sentence(),
        ids => format!(
            "{} It also has models that this Interleave doesn't have: {}.",
            recording.sentence(),
            ids.join(", ")
        ),
    });
    Ok(effects)
}

/// The runs of the models that are known here, and the ids of the others.
fn restore(results: &Results, recording: &Rc<Recording>) -> Result<(Vec<Run>, Vec<String>), String> {
    let text: Rc<str> = results.program.as_str().into();
    let parsed = parse(&text);
    let infos = if parsed.is_runnable() { task_infos(&Plan::of(&parsed.program)) } else { Vec::new() };
    let (mut runs, mut unknown) = (Vec::new(), Vec::new());
    for (index, written) in results.runs.iter().enumerate() {
        let Some(model) = Model::from_id(&written.model) else {
            unknown.push(written.model.chars().take(24).collect());
            continue;
        };
        if written.tasks.len() > Limits::LIST.tasks || written.lanes.len() > Limits::LIST.tasks {
            return Err(format!("This results file has more tasks or lanes than {}.", Limits::LIST.tasks));
        }
        let resolution_ns = results.environment.clock_resolution_ns;
        let damaged = |what| results::ReadError::Damaged(format!("in run {}, {what}", index + 1)).to_string();
        let trace = written.restore(resolution_ns, &infos).map_err(damaged)?;
        let timeline = written.timeline(&trace);
        let figures = written.figures(&trace, &timeline, model.has_event_loop());
        let mut options = Options::for_cores(results.environment.cores as usize);
        choices::read_options(&mut options, model, &written.options);
        let mut run = Run::recorded(model, options, text.clone(), trace, timeline, figures);
        run.phase = match written.outcome {
            Outcome::Done => Phase::Done,
            Outcome::Failed => Phase::Failed,
            Outcome::Stopped => Phase::Stopped,
        };
        run.trusted = written.trusted;
        run.notes.clone_from(&written.notes);
        if !written.agrees_with(&run.view.figures) {
            run.notes
                .push("The figures in the file are not those of its spans; shown are those of its spans.".to_owned());
        }
        run.recording = Some(recording.clone());
        runs.push(run);
    }
    Ok((runs, unknown))
}
