//! The comparison as a Markdown table, for an issue, a README or notes.

use std::fmt::Write;

use crate::stats::Comparison;

/// The table, and under it where it was measured.
pub fn write(comparison: &Comparison, resolution_ns: u64, source: &str) -> String {
    let words = comparison.table(resolution_ns);
    let mut table = format!("| Model | {} |\n| :-- |", words.head.join(" | "));
    table.push_str(&" --: |".repeat(words.head.len()));
    table.push('\n');
    for (line, row) in words.lines.into_iter().zip(&comparison.rows) {
        let mut cells = line.cells;
        if let Some(time) = cells.first_mut().filter(|_| row.fastest) {
            *time = format!("**{time}**");
        }
        let _ = writeln!(table, "| {}{} | {} |", line.name, line.doubt, cells.join(" | "));
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
