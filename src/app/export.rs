//! What leaves the application as a file.

use super::{Effect, Phase, Run, State, lists};
use crate::codec::results::{self, Calibration, Environment, Measured, Outcome, Results};

/// The results file: the finished runs of the list that ran last; `None` before there is one.
pub fn results_text(state: &State) -> Option<String> {
    let compared = state.compared.as_ref()?;
    let environment = environment(state)?;
    let comparison = state.comparison();
    let speedup = |run: &Run| comparison.rows.iter().find(|row| row.model == run.model).and_then(|row| row.speedup);
    let runs: Vec<results::Run> = state
        .compared_runs()
        .map(|run| {
            results::Run::of(&Measured {
                model: run.model,
                options: run.options,
                outcome: outcome(run.phase),
                trusted: run.trusted,
                notes: &run.notes,
                trace: &run.trace,
                timeline: &run.view.timeline,
                figures: &run.view.figures,
                speedup: speedup(run),
            })
        })
        .collect();
    (!runs.is_empty()).then(|| results::write(&Results::new(compared.text.to_string(), environment, runs)))
}

/// Where the runs that are compared were measured; `None` before that is known.
pub fn environment(state: &State) -> Option<Environment> {
    if let Some(recording) = state.compared.as_ref().and_then(|list| list.recording.as_ref()) {
        return Some(recording.environment.clone());
    }
    let calibration = state.calibration?;
    Some(Environment {
        user_agent: state.environment.user_agent.clone(),
        cores: state.environment.cores as u32,
        isolated: state.environment.isolated,
        clock_resolution_ns: state.environment.clock_resolution_ns,
        calibration: Calibration { iterations_per_second: calibration.iterations_per_second },
    })
}

/// The list as a file.
pub fn list(state: &State) -> Vec<Effect> {
    let name = lists::label(&state.desk.name, &state.document.text);
    let tidy = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let name: String = name.chars().take(40).map(tidy).collect();
    let name = format!("{}.txt", name.trim_matches('-'));
    vec![Effect::Download { name, media_type: "text/plain", text: state.document.text.to_string() }]
}

fn outcome(phase: Phase) -> Outcome {
    match phase {
        Phase::Done => Outcome::Done,
        Phase::Stopped => Outcome::Stopped,
        Phase::Failed | Phase::Starting | Phase::Running => Outcome::Failed,
    }
}
