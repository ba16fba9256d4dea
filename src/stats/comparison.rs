//! The comparison of the runs of one text.

use super::figures::{FIGURES, Figure};
use super::{Figures, speedup};
use crate::engine::Model;
use crate::record::{Outcome, Record, Subject};

/// One row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What ran.
    pub subject: Subject,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// Whether it came to its end.
    pub done: bool,
    /// Its figures; with a speed-up, if this run and the sequential one came to their end and can be trusted.
    pub figures: Figures,
    /// Whether it has the shortest makespan of those that came to their end and can be trusted; several may share it.
    pub fastest: bool,
}

/// The rows, in the order of the screen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// One for each run.
    pub rows: Vec<Row>,
}

impl Comparison {
    /// Compares runs of the same list with their figures, at most one for each model.
    pub fn of(runs: &[(&Record, &Figures)]) -> Self {
        let counted = || runs.iter().filter(|(record, _)| record.counts());
        let is_sequential = |record: &Record| record.subject == Subject::Model(Model::Sequential);
        let sequential_ns = counted().find(|(record, _)| is_sequential(record)).map(|(_, figures)| figures.makespan_ns);
        let shortest_ns = counted().map(|(_, figures)| figures.makespan_ns).min();
        let row = |(record, figures): &(&Record, &Figures)| {
            let makespan_ns = figures.makespan_ns;
            let speedup = sequential_ns.filter(|_| record.counts()).and_then(|ns| speedup(ns, makespan_ns));
            Row {
                subject: record.subject.clone(),
                trusted: record.trusted,
                done: record.outcome == Outcome::Done,
                figures: Figures { speedup, ..**figures },
                fastest: record.counts() && shortest_ns == Some(makespan_ns),
            }
        };
        let mut rows: Vec<Row> = runs.iter().map(row).collect();
        rows.sort_by_key(|row| row.subject.model());
        Self { rows }
    }

    /// The figures of a model, if it is among them.
    pub fn figures(&self, model: Model) -> Option<&Figures> {
        self.rows.iter().find(|row| row.subject.model() == model).map(|row| &row.figures)
    }

    /// The table in words.
    pub fn table(&self, resolution_ns: u64) -> Table {
        let columns = || FIGURES.iter().filter(|figure| figure.is_column);
        let line = |row: &Row| Line {
            name: row.subject.name().to_owned(),
            doubt: match (row.done, row.trusted) {
                (true, true) => "",
                (true, false) => " (not trusted)",
                (false, _) => " (did not finish)",
            },
            cells: columns().map(|figure| cell(figure, &row.figures, resolution_ns)).collect(),
        };
        Table { head: columns().map(head).collect(), lines: self.rows.iter().map(line).collect() }
    }
}

/// The comparison in words, for the page and for files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What stands over each column of figures; the first of them is the time.
    pub head: Vec<String>,
    /// One for each row of the comparison.
    pub lines: Vec<Line>,
}

/// A row of the comparison in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The name of what ran.
    pub name: String,
    /// What stands behind the name: empty where the run can be compared.
    pub doubt: &'static str,
    /// Its figures, column by column; a dash where there is nothing to tell.
    pub cells: Vec<String>,
}

/// The name of a figure, as it stands over a column.
fn head(figure: &Figure) -> String {
    let mut letters = figure.label.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn cell(figure: &Figure, figures: &Figures, resolution_ns: u64) -> String {
    figure.value(figures, true).map_or_else(|| "–".to_owned(), |value| value.text(resolution_ns))
}
