//! One attempt of a series, as far as distributions are made of it: it stays where its spans had to go.

use std::sync::Arc;

use super::{Analysis, Figures, latencies_ns};
use crate::record::{Outcome, Record};

/// What stays of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// How it ended.
    pub outcome: Outcome,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// Its figures.
    pub figures: Figures,
    /// The lines it printed, in their order.
    pub output: Vec<Arc<str>>,
    /// How long each task took that came to its own end, in nanoseconds, sorted.
    pub latencies_ns: Vec<u64>,
}

impl Attempt {
    /// Of a record, with what is derived from it.
    pub fn of(record: &Record, view: &Analysis) -> Self {
        Self {
            outcome: record.outcome,
            trusted: record.trusted,
            figures: view.figures,
            output: view.timeline.output.iter().map(|line| line.text.clone()).collect(),
            latencies_ns: latencies_ns(&view.timeline),
        }
    }

    /// Whether it says something about speed: it came to its end, and can be trusted.
    pub fn counts(&self) -> bool {
        self.outcome == Outcome::Done && self.trusted
    }
}
