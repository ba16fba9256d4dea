//! The comparison of the runs of one text.

use super::{Figures, speedup};
use crate::engine::Model;

/// A run that is to be compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contender<'a> {
    /// The model it ran under.
    pub model: Model,
    /// Its figures.
    pub figures: &'a Figures,
    /// How many lanes it had.
    pub lanes: usize,
    /// Whether it came to its end: a run that was stopped says nothing about speed.
    pub done: bool,
    /// Whether its figures can be trusted, see [`super::doubts`].
    pub trusted: bool,
}

impl Contender<'_> {
    fn counts(&self) -> bool {
        self.done && self.trusted
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The model.
    pub model: Model,
    /// How many lanes it had.
    pub lanes: usize,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// Whether it came to its end.
    pub done: bool,
    /// Its figures.
    pub figures: Figures,
    /// How many times as fast as the sequential run; `None` unless both came to their end and can be trusted.
    pub speedup: Option<f64>,
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
    /// Compares runs of the same text, at most one for each model.
    pub fn of(runs: &[Contender]) -> Self {
        let counted = || runs.iter().filter(|run| run.counts());
        let sequential_ns = counted().find(|run| run.model == Model::Sequential).map(|run| run.figures.makespan_ns);
        let shortest_ns = counted().map(|run| run.figures.makespan_ns).min();
        let row = |run: &Contender| {
            let makespan_ns = run.figures.makespan_ns;
            Row {
                model: run.model,
                lanes: run.lanes,
                trusted: run.trusted,
                done: run.done,
                figures: *run.figures,
                speedup: sequential_ns
                    .filter(|_| run.counts())
                    .and_then(|sequential_ns| speedup(sequential_ns, makespan_ns)),
                fastest: run.counts() && shortest_ns == Some(makespan_ns),
            }
        };
        let mut rows: Vec<Row> = runs.iter().map(row).collect();
        rows.sort_by_key(|row| Model::ALL.iter().position(|model| *model == row.model));
        Self { rows }
    }
}
