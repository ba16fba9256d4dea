//! One attempt of a series, as far as distributions are made of it: it stays where its spans had to go.

use std::rc::Rc;
use std::sync::Arc;

use super::findings::Fact;
use super::{Analysis, Figures, Why, latencies_ns};
use crate::record::{Outcome, Record};
use crate::trace::{OutputLine, TaskId};

/// Lines as they were printed, with the task that printed each.
pub type Printed = Rc<[(TaskId, Arc<str>)]>;

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
    /// What it shows; `None` where a file didn't keep the spans that show it.
    pub facts: Option<Rc<[Fact]>>,
    /// The lines it printed, in their order.
    pub output: Printed,
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
            facts: Some(view.findings.iter().map(|finding| finding.fact).collect()),
            output: printed(&view.timeline.output),
            latencies_ns: latencies_ns(&view.timeline).into(),
        }
    }

    /// What is kept beside a record whose spans are not, and which has its output.
    pub fn kept(record: &Record, figures: Figures, why: Why, latencies_ns: Rc<[u64]>) -> Self {
        Self {
            outcome: record.outcome,
            trusted: record.trusted,
            figures,
            why,
            facts: None,
            output: printed(record.restored.as_ref().map_or(&[][..], |restored| &restored.output)),
            latencies_ns,
        }
    }

    /// The room that it takes, with its lines or without.
    pub(super) fn bytes(&self, with_lines: bool) -> usize {
        let lines = if with_lines { size_of_val(&*self.output) } else { 0 };
        lines + size_of_val(&*self.latencies_ns)
    }

    /// Whether it says something about speed: it came to its end, and can be trusted.
    pub fn counts(&self) -> bool {
        self.outcome == Outcome::Done && self.trusted
    }
}

/// Those that say something about speed.
pub fn counted(attempts: &[Attempt]) -> impl Iterator<Item = &Attempt> + Clone {
    attempts.iter().filter(|attempt| attempt.counts())
}

fn printed(lines: &[OutputLine]) -> Printed {
    lines.iter().map(|line| (line.task, line.text.clone())).collect()
}
