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
        let mut given = Vec::new();
        let mut cause: Option<&Change> = None;
        for change in changes.iter().filter(|change| !change.deed.is_of_share()) {
            let rises = change.after > change.before;
            // What goes one way for one goes the other way, in the same moment, for whoever gets something by that.
            let by = cause.filter(|cause| {
                cause.resource == change.resource
                    && cause.at_ns == change.at_ns
                    && (cause.after > cause.before) != rises
            });
            match by {
                Some(by) if by.task != change.task => {
                    given.push(Given { to: change.task, at_ns: change.at_ns, by: by.task });
                }
                Some(_) => {}
                None => cause = Some(change),
            }
        }
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
