//! The comparison as a Markdown table, for an issue, a README or notes.

use std::fmt::Write;

use crate::stats::Comparison;
use crate::time::measured_text;

/// The table, and under it where it was measured.
pub fn write(comparison: &Comparison, resolution_ns: u64, source: &str) -> String {
    let mut table = "| Model | Time | Speed-up | In flight | On CPU | Latency p95 | Start-up | Lanes |\n".to_owned();
    table.push_str("| :-- | --: | --: | --: | --: | --: | --: | --: |\n");
    for row in &comparison.rows {
        let figures = &row.figures;
        let time = |ns: u64| measured_text(ns, resolution_ns);
        let doubt = match (row.done, row.trusted) {
            (true, true) => "",
            (true, false) => " (not trusted)",
            (false, _) => " (did not finish)",
        };
        let makespan = time(figures.makespan_ns);
        let makespan = if row.fastest { format!("**{makespan}**") } else { makespan };
        let speedup = row.speedup.map_or_else(|| "–".to_owned(), |speedup| format!("{speedup:.2}×"));
        let startup = if figures.startup_ns == 0 { "–".to_owned() } else { time(figures.startup_ns) };
        let _ = writeln!(
            table,
            "| {}{doubt} | {makespan} | {speedup} | {:.2} | {:.2} | {} | {startup} | {} |",
            row.model.name(),
            figures.concurrency.average,
            figures.parallelism.average,
            time(figures.latency.p95_ns),
            row.lanes
        );
    }
    let _ = write!(table, "\n{}\n", escaped(source));
    table
}

/// Words in which Markdown finds nothing of its own.
fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        if "\\`*_{}[]<>#|~&".contains(letter) {
            safe.push('\\');
        }
        safe.push(if letter.is_control() { ' ' } else { letter });
    }
    safe
}
