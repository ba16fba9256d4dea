//! All spans, or the figures of all attempts, as a table that spreadsheets open: RFC 4180, and no cell that one of them would take for a formula. A byte
//! order mark stands in front, or Excel takes the letters for those of its own alphabet.

use crate::stats::comparison::sequential_ns;
use crate::stats::figures::Figure;
use crate::stats::{Analysis, FIGURES, Figures, Series, speedup};
use crate::trace::LEFT;

/// What stands between cells. Where a comma is in numbers, Excel expects semicolons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// As the standard has it.
    Comma,
    /// As Excel wants it in most of Europe.
    Semicolon,
}

/// The table: a head, and a row for each span of each run.
pub fn write<'a>(runs: impl Iterator<Item = &'a Analysis>, separator: Separator) -> String {
    let between = match separator {
        Separator::Comma => ",",
        Separator::Semicolon => ";",
    };
    let head = ["model", "task", "lane", "step", "state", "start_ns", "end_ns", "length_ns"];
    let mut csv = format!("\u{feff}{}\r\n", head.join(between));
    for run in runs {
        // What slots went on with is in no state of their tasks, which are elsewhere.
        let left = run.timeline.left.iter().map(|span| (span, LEFT));
        for (span, state) in run.timeline.spans.iter().map(|span| (span, span.state.word())).chain(left) {
            let lane = span.lane.and_then(|lane| run.lanes.get(lane.0 as usize)).map_or("", |lane| &lane.name);
            let place = run.tasks.place_of(span);
            let step = place.map(|(step, _)| step.to_string()).unwrap_or_default();
            let [start_ns, end_ns, length_ns] = [span.start_ns, span.end_ns, span.length_ns()].map(|ns| ns.to_string());
            let (model, task, lane) = (cell(run.subject.id()), cell(run.tasks.name(span.task)), cell(lane));
            let row = [&model, &task, &lane, &step, state, &start_ns, &end_ns, &length_ns];
            csv.push_str(&row.join(between));
            csv.push_str("\r\n");
        }
    }
    csv
}

/// The figures of all attempts: a head, and a row for each attempt of each series; a cell is empty where a run can't have
/// such a figure, or it can't be compared.
pub fn write_attempts(series: &[Series]) -> String {
    let one_by_one_ns = sequential_ns(&series.iter().collect::<Vec<_>>());
    let has = |figure: &&Figure| {
        let mut attempts = series.iter().flat_map(Series::attempts);
        !figure.is_rare || attempts.any(|attempt| (figure.read)(&attempt.figures).is_some())
    };
    let figures = || FIGURES.iter().filter(|figure| figure.is_filed).filter(has);
    let mut csv = "\u{feff}model,attempt,outcome,trusted".to_owned();
    for figure in figures() {
        csv.push(',');
        csv.push_str(figure.key);
    }
    csv.push_str("\r\n");
    for series in series {
        for (index, attempt) in series.attempts().iter().enumerate() {
            let compared_ns = one_by_one_ns.filter(|_| attempt.counts());
            let speedup = compared_ns.and_then(|ns| speedup(ns, attempt.figures.makespan_ns));
            let attempt_figures = Figures { speedup, ..attempt.figures };
            let (model, number) = (cell(series.subject().id()), (index + 1).to_string());
            csv.push_str(&[&*model, &number, attempt.outcome.word(), &attempt.trusted.to_string()].join(","));
            for figure in figures() {
                csv.push(',');
                csv.push_str(&(figure.read)(&attempt_figures).map(|value| value.to_string()).unwrap_or_default());
            }
            csv.push_str("\r\n");
        }
    }
    csv
}

/// A text as a cell. One that starts like a formula gets an apostrophe in front, which spreadsheets hide.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', ';', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
