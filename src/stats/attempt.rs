//! One attempt of a series, as far as distributions are made of it: it stays where its spans had to go.

use std::rc::Rc;
use std::sync::Arc;

use super::{Analysis, Figures, Why, latencies_ns};
use crate::record::{Outcome, Record};

/// What stays of an attempt. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// How it ended.
    pub outcome: Outcome,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// Its figures.
    pub figures: Figures,
    /// What its makespan went to, without the path.
    pub why: Why,
    /// The lines it printed, in their order.
    pub output: Rc<[Arc<str>]>,
    /// How long each task took that came to its own end, in nanoseconds, sorted; none where a file didn't keep them.
    pub latencies_ns: Rc<[u64]>,
}

impl Attempt {
    /// Of a record, with what is derived from it.
    pub fn of(record: &Record, view: &Analysis) -> Self {
        Self {
            outcome: record.outcome,
            trusted: record.trusted,
            figures: view.figures,
            why: view.why.as_ref().map(Why::without_path).unwrap_or_default(),
            output: view.timeline.output.iter().map(|line| line.text.clone()).collect(),
            latencies_ns: latencies_ns(&view.timeline).into(),
        }
    }

    /// What is kept beside a record whose spans are not, and which has its output.
    pub fn kept(record: &Record, figures: Figures, why: Why, latencies_ns: Rc<[u64]>) -> Self {
        let printed = record.restored.as_ref().map_or(&[][..], |restored| &restored.output);
        Self {
            outcome: record.outcome,
            trusted: record.trusted,
            figures,
            why,
            output: printed.iter().map(|line| line.text.clone()).collect(),
            latencies_ns,
        }
    }

    /// Whether it says something about speed: it came to its end, and can be trusted.
    pub fn counts(&self) -> bool {
        self.outcome == Outcome::Done && self.trusted
    }
}
