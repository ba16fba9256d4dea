//! What is wrong with a trace.

use crate::trace::{Breach, BreachKind};

/// What is wrong with a trace, and where.
pub fn breach(breach: &Breach) -> String {
    format!("Task {} at {} ns: {}.", breach.event.task.0, breach.event.at_ns, what_is_wrong(breach.kind))
}

/// What is wrong, without a full stop.
pub fn what_is_wrong(kind: BreachKind) -> &'static str {
    match kind {
        BreachKind::Stray => "an event fits no task or came twice",
        BreachKind::Missing => "events are missing",
        BreachKind::NotArrived => "it did something before it arrived",
        BreachKind::Transition => "it went from one state to another that can't follow",
        BreachKind::ClockBack => "its clock ran back",
        BreachKind::Lane => "its lane doesn't fit its state",
        BreachKind::AfterEnd => "something happened after its end",
        BreachKind::Overlap => "its lane was held by another task",
    }
}
