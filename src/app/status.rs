//! What a screen reader is told of the runs: one sentence at each start and end, and nothing in between.

use super::{Press, Progress, ShownSeries, State};
use crate::record::Outcome;
use crate::time::measured_text;
use crate::words;

/// What happened last: what was opened, or how the latest run ended; and which one is under way.
pub fn status(state: &State) -> String {
    let recording = state.compared.as_ref().and_then(|compared| compared.origin.recording());
    if let Some(press) = state.press.filter(|press| recording.is_none() && press.times > 1) {
        return repeated(state, press);
    }
    let ended = match recording {
        Some(recording) => Some(opened(state, &recording.file)),
        None => state.compared_runs().max_by_key(|run| run.number).map(sentence),
    };
    let running = state.active().map(|model| words::running(model.name()));
    ended.into_iter().chain(running).collect::<Vec<_>>().join(" ")
}

/// One sentence at the start of many runs, and what came of them at their end.
fn repeated(state: &State, press: Press) -> String {
    // Between two runs those before may be kept, which is no news.
    if let Some(model) = state.active().or_else(|| state.queue.front().copied()) {
        return words::runs_repeatedly(model, press.models, press.times);
    }
    let made = state.compared_runs().filter(|run| run.number >= press.first);
    let told = made.map(|run| match run.record().outcome {
        Outcome::Done => {
            let (made, median) = (run.series.attempts().len(), run.series.median());
            let time = measured_text(median.figures.makespan_ns, run.view.resolution_ns);
            words::has_run_repeatedly(run.view.subject.name(), made, press.times, &time)
        }
        Outcome::Failed | Outcome::Stopped | Outcome::Stuck => sentence(run),
    });
    told.collect::<Vec<_>>().join(" ")
}

/// What a file holds: none of its runs is the latest.
fn opened(state: &State, file: &str) -> String {
    let runs: Vec<&ShownSeries> = state.compared_runs().collect();
    let tasks = runs.iter().map(|run| run.view.tasks.len()).max().unwrap_or(0);
    let told: Vec<String> = runs.iter().map(|run| how_it_ended(run)).collect();
    words::file_is_open(file, tasks, &told)
}

fn how_it_ended(run: &ShownSeries) -> String {
    words::ended(run.view.subject.name(), run.record().outcome, run.view.figures.makespan_ns, run.view.resolution_ns)
}

/// What runs now, and how many models follow, for whoever looks elsewhere meanwhile.
pub fn under_way(state: &State) -> Option<(&'static str, String)> {
    let next = || state.queue.front().copied().filter(|model| state.progress(*model).is_some());
    let model = state.active().or_else(next)?;
    let more = match (state.progress(model), state.queue.len()) {
        (Some(Progress { attempt, of }), _) => words::attempt_under_way(attempt, of, state.left_ns()),
        (None, more) => words::is_running(more),
    };
    Some((model.name(), more))
}

fn sentence(run: &ShownSeries) -> String {
    let record = run.record();
    let ended = match record.outcome {
        Outcome::Done => words::summary(&run.view),
        outcome => words::broke_off(record.subject.name(), outcome),
    };
    [ended].into_iter().chain(record.notes.iter().map(words::note)).collect::<Vec<_>>().join(" ")
}
