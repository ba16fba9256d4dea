//! What tasks asked of servers, all together.

use super::sweep;
use crate::program::Step;
use crate::trace::{Span, State, Timeline, Trace};

/// What was asked of servers in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requests {
    /// How many there were at most that were asked and not answered.
    pub most: u32,
    /// How many bytes their answers had.
    pub bytes: u64,
}

impl Requests {
    /// Those of a run, if there are any.
    pub fn of(trace: &Trace, timeline: &Timeline) -> Option<Self> {
        let asks = trace.tasks.iter().any(|task| task.steps.iter().any(|step| matches!(step, Step::Fetch(..))));
        if !asks && trace.received().is_empty() {
            return None;
        }
        let is_asked = |span: &&Span| {
            let is_wait = matches!(span.state, State::Waiting | State::Blocked);
            is_wait && matches!(trace.tasks.step_of(span), Some(Step::Fetch(..)))
        };
        let asked = timeline.spans.iter().filter(is_asked).map(|span| (span.start_ns, span.end_ns));
        let bytes = trace.received().iter().map(|received| received.bytes).sum();
        Some(Self { most: sweep::peak(asked), bytes })
    }
}
