//! What a screen reader is told of the runs: one sentence at each start and end, and nothing in between.

use super::wording::level_text;
use super::{Press, Progress, ShownSeries, State};
use crate::record::Outcome;
use crate::stats::Analysis;
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
    let running = state.active().map(|model| format!("{} is running.", model.name()));
    ended.into_iter().chain(running).collect::<Vec<_>>().join(" ")
}

/// One sentence at the start of many runs, and what came of them at their end.
fn repeated(state: &State, press: Press) -> String {
    if let Some(model) = state.active() {
        return words::runs_repeatedly(model, press.models, press.times);
    }
    let made = state.compared_runs().filter(|run| run.number >= press.first);
    let told = made.map(|run| match run.record().outcome {
        Outcome::Done => {
            let (made, median) = (run.series.attempts().len(), run.series.median());
            let time = measured_text(median.figures.makespan_ns, run.view.resolution_ns);
            words::has_run_repeatedly(run.view.subject.name(), made, press.times, &time)
        }
        Outcome::Failed | Outcome::Stopped => sentence(run),
    });
    told.collect::<Vec<_>>().join(" ")
}

/// What a file holds: none of its runs is the latest.
fn opened(state: &State, file: &str) -> String {
    let runs: Vec<&ShownSeries> = state.compared_runs().collect();
    let tasks = runs.iter().map(|run| run.view.tasks.len()).max().unwrap_or(0);
    let told: Vec<String> = runs.iter().map(|run| how_it_ended(run)).collect();
    let (runs, tasks) = (counted(runs.len(), "recorded run"), counted(tasks, "task"));
    format!("{file} is open: {runs} of {tasks}. {}.", told.join(", "))
}

fn how_it_ended(run: &ShownSeries) -> String {
    let time = measured_text(run.view.figures.makespan_ns, run.view.resolution_ns);
    let name = run.view.subject.name();
    match run.record().outcome {
        Outcome::Done => format!("{name} in {time}"),
        outcome => format!("{name} {} after {time}", outcome.word()),
    }
}

/// What runs now, and how many models follow, for whoever looks elsewhere meanwhile.
pub fn under_way(state: &State) -> Option<(&'static str, String)> {
    let model = state.active()?;
    let more = match (state.progress(model), state.queue.len()) {
        (Some(Progress { attempt, of }), _) => words::attempt_under_way(attempt, of, state.left_ns()),
        (None, 0) => "is running".to_owned(),
        (None, more) => format!("is running, {more} to go"),
    };
    Some((model.name(), more))
}

fn sentence(run: &ShownSeries) -> String {
    let record = run.record();
    let ended = match record.outcome {
        Outcome::Done => summary(&run.view),
        outcome => format!("{} {}.", record.subject.name(), outcome.word()),
    };
    [ended].into_iter().chain(record.notes.iter().map(words::note)).collect::<Vec<_>>().join(" ")
}

/// A run in one sentence, for whoever can't see the picture.
pub fn summary(view: &Analysis) -> String {
    let figures = &view.figures;
    let (name, tasks) = (view.subject.name(), counted(view.tasks.len(), "task"));
    let lanes = counted(view.lanes.len(), "lane");
    let makespan = measured_text(figures.makespan_ns.max(view.elapsed_ns), view.resolution_ns);
    let failed = match view.failures.len() {
        0 => String::new(),
        count => format!(", {count} failed,"),
    };
    if !view.is_whole {
        return format!("{name}: {tasks}{failed} on {lanes}, as it was after {makespan}.");
    }
    let expected = if view.is_expected { ", expected: " } else { ": " };
    format!(
        "{name}{expected}{tasks}{failed} on {lanes} in {makespan}, with {} in flight and {} on CPU on average.",
        level_text(figures.concurrency.average),
        level_text(figures.parallelism.average),
    )
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
