//! What tasks did to the numbers that they share.

use super::{Analysis, Fact, Finding};
use crate::program::Step;
use crate::stats::Shared;
use crate::trace::TaskId;

/// Additions were overwritten by tasks that hadn't seen them.
pub(super) fn overwritten(seen: &Analysis) -> Option<Finding> {
    let share = seen.shares.iter().max_by_key(|share| share.overwritten())?;
    let (task, at_ns) = share.worst?;
    let (span, step) = step_at(seen, &share.name, task, at_ns)?;
    let (additions, left) = (share.additions, share.left);
    Some(Finding { fact: Fact::Overwritten { task, step, additions, left }, span })
}

/// Processes added to copies of their own, and nobody else has seen anything of it.
pub(super) fn added_to_copies(seen: &Analysis) -> Option<Finding> {
    let is_added = |share: &&Shared| share.copy.is_some() && share.additions > 0;
    let first = seen.shares.iter().find(is_added)?;
    let own = seen.shares.iter().filter(is_added).filter(|share| share.resource == first.resource);
    let (processes, additions) = own.fold((0, 0), |(processes, sum), share| (processes + 1, sum + share.additions));
    let parent = seen.shares.iter().find(|share| share.resource == first.resource && share.copy.is_none())?;
    let (task, at_ns) = first.last?;
    let (span, step) = step_at(seen, &first.name, task, at_ns)?;
    Some(Finding { fact: Fact::AddedToCopies { task, step, processes, additions, value: parent.value }, span })
}

/// The last span of a task until this time in which it wrote into the share of this name, and its step.
fn step_at(seen: &Analysis, share: &str, task: TaskId, at_ns: u64) -> Option<(usize, u32)> {
    let (first, spans) = seen.timeline.spans_of(task);
    let writes = |place: &usize| {
        let (span, step) = (&spans[*place], seen.tasks.step_of(&spans[*place]));
        let is_it = matches!(step, Some(Step::Add(name, _) | Step::Store(name, _)) if **name == *share);
        span.start_ns <= at_ns && is_it
    };
    let place = (0..spans.len()).rev().find(writes)?;
    Some((first + place, spans[place].step?))
}
