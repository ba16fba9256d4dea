//! What holds an event loop.

use std::cmp::Reverse;

use super::{Analysis, Fact, Finding, Late, NOTABLE_NS, Others, distinct};
use crate::program::Step;
use crate::trace::{LaneKind, Span, State};

/// Of so many steps that held the loop longest, the worst is told.
const HOLDS: usize = 32;

/// The step that made others late by the most while it held the loop, and how many did so beside it.
pub(super) fn held_loop(seen: &Analysis) -> Option<Finding> {
    let holds = seen.spans().filter(|(_, span)| seen.is_on(span, LaneKind::Loop) && span.length_ns() >= NOTABLE_NS);
    let mut holds: Vec<(usize, &Span)> = holds.collect();
    holds.sort_by_key(|(index, span)| (Reverse(span.length_ns()), *index));
    let late = |hold: &Span| -> Vec<(&Span, u64)> {
        seen.timeline.spans.iter().filter_map(|span| Some((span, late_ns(seen, span, hold)?))).collect()
    };
    let harm = |(index, hold): (usize, &Span)| {
        let late = late(hold);
        Some((late.iter().map(|(_, late_ns)| *late_ns).max()?, Reverse(index)))
    };
    let is_least = holds.len() > HOLDS;
    let harmful: Vec<_> = holds.into_iter().take(HOLDS).filter_map(|hold| Some((harm(hold)?, hold))).collect();
    let others = Others { count: harmful.len().saturating_sub(1), is_least };
    let (_, (index, hold)) = harmful.into_iter().max_by_key(|(harm, _)| *harm)?;
    let step = seen.tasks.step_of(hold).filter(|step| step.holds())?.keyword();
    let late = late(hold);
    let made_late = distinct(late.iter().map(|(span, _)| span.task.0));
    let (latest, by_ns) = late.iter().max_by_key(|(_, late_ns)| *late_ns)?;
    let fact = Fact::LoopHeld {
        step,
        holder: hold.task,
        held_ns: hold.length_ns(),
        waiting: made_late,
        latest: latest.task,
        late: if latest.state == State::Waiting { Late::Woken } else { Late::Turn },
        late_ns: *by_ns,
        others,
    };
    Some(Finding { fact, span: index })
}

/// How long this span lasted on only because the loop was held; `None` if that is not worth a word.
fn late_ns(seen: &Analysis, span: &Span, hold: &Span) -> Option<u64> {
    if span.task == hold.task {
        return None;
    }
    // Whoever awaits is late from the time its timer was due, and whoever queues from the start.
    let due_ns = match (span.state, seen.tasks.step_of(span)) {
        (State::Waiting, Some(Step::Sleep(ns) | Step::Fetch(ns, ..))) => span.start_ns + ns,
        (State::Queued, _) => span.start_ns,
        _ => return None,
    };
    let late_ns = span.end_ns.min(hold.end_ns).saturating_sub(due_ns.max(hold.start_ns));
    // It has to be this hold that it ended with, or it was late for another one too.
    (late_ns >= NOTABLE_NS && span.end_ns >= hold.end_ns).then_some(late_ns)
}
