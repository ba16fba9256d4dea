//! All spans as a table that spreadsheets open: RFC 4180, and no cell that one of them would take for a formula. A byte
//! order mark stands in front, or Excel takes the letters for those of its own alphabet.

use crate::stats::Analysis;

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
        for span in &run.timeline.spans {
            let lane = span.lane.and_then(|lane| run.lanes.get(lane.0 as usize)).map_or("", |lane| &lane.name);
            let step = span.step.map(|step| step.to_string()).unwrap_or_default();
            let [start_ns, end_ns, length_ns] = [span.start_ns, span.end_ns, span.length_ns()].map(|ns| ns.to_string());
            let (model, task, lane) = (cell(run.subject.id()), cell(run.tasks.name(span.task)), cell(lane));
            let row = [&model, &task, &lane, &step, span.state.word(), &start_ns, &end_ns, &length_ns];
            csv.push_str(&row.join(between));
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
