//! Which rows a diagram has, as the reader wants it.

use crate::trace::{Span, TaskId};

/// What the rows of a diagram are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rows {
    /// A row for each worker, loop, or slot.
    #[default]
    Lanes,
    /// A row for each task.
    Tasks,
}

/// Which rows there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrangement {
    /// What they are.
    pub rows: Rows,
    /// By task: whether it is drawn; `None` if all are.
    pub shown: Option<Vec<bool>>,
    /// Rows in which nothing happens between these two moments are left out.
    pub idle: Option<(u64, u64)>,
}

impl Arrangement {
    /// Whether a span keeps its row from being left out.
    pub(super) fn counts(&self, span: &Span) -> bool {
        let is_in_view = self.idle.is_some_and(|(start_ns, end_ns)| span.end_ns >= start_ns && span.start_ns <= end_ns);
        is_in_view && self.shows(span.task)
    }

    pub(super) fn shows(&self, task: TaskId) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.get(task.0 as usize).copied().unwrap_or(true))
    }
}
