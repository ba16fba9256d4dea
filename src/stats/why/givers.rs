//! Who ended the waits for what tasks act on each other by.

use crate::trace::{Change, Span, TaskId, Trace};

/// A task has got what another one gave back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Given {
    to: TaskId,
    at_ns: u64,
    by: TaskId,
}

/// Who gave whom something, and when.
#[derive(Debug)]
pub(super) struct Givers(Vec<Given>);

impl Givers {
    pub(super) fn of(trace: &Trace) -> Self {
        let changes = trace.changes();
        let given = |pair: &[Change]| {
            let [gives, takes] = pair else { return None };
            let is_given = gives.resource == takes.resource
                && gives.task != takes.task
                // What goes one way for one goes the other way for the other.
                && (gives.after < gives.before) == (takes.after > takes.before);
            is_given.then_some(Given { to: takes.task, at_ns: takes.at_ns, by: gives.task })
        };
        // What is given back goes to whoever gets it in the same moment.
        let mut given: Vec<Given> = changes.windows(2).filter_map(given).collect();
        given.sort_unstable();
        Self(given)
    }

    /// Who ended the wait that a span is, and when.
    pub(super) fn of_wait(&self, span: &Span) -> Option<(TaskId, u64)> {
        let later = self.0.partition_point(|given| (given.to, given.at_ns) <= (span.task, span.end_ns));
        let given = self.0.get(later.checked_sub(1)?)?;
        let is_it = given.to == span.task && given.at_ns >= span.start_ns;
        is_it.then_some((given.by, given.at_ns))
    }
}
