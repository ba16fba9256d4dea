//! What becomes of many who want the same: retries that crowd what failed them, one who is always let behind, and a lock
//! that everything stands behind.

use super::{Analysis, Fact, Finding, NOTABLE_NS, covered_ns, distinct};
use crate::engine::Model;
use crate::program::{ResourceKind, Step};
use crate::trace::{End, LaneKind, Span, State, TaskId};

/// Fewer are no crowd.
const LEAST: usize = 3;
/// Of spans that are looked at one by one, so many: the longest.
const LOOKED_AT: usize = 16;

/// Whether a task pauses in a span before it begins again.
pub(super) fn pauses(seen: &Analysis, span: &Span) -> bool {
    let is_wait = matches!(span.state, State::Waiting | State::Blocked);
    let knows_steps = seen.tasks.get(span.task.0 as usize).is_some_and(|task| !task.steps.is_empty());
    is_wait && ((knows_steps && span.step.is_none()) || matches!(seen.tasks.step_of(span), Some(Step::Fail(..))))
}

/// A wait for something with a name, of a task that may have failed before.
struct Wait<'a> {
    index: usize,
    span: &'a Span,
    /// Whether its task had begun again before.
    is_retry: bool,
    /// Whether the task failed at it, for good or to begin again.
    has_failed: bool,
}

/// All waits for what has this name that took some time.
fn waits<'a>(seen: &'a Analysis, name: &str) -> Vec<Wait<'a>> {
    let mut waits = Vec::new();
    let mut again: Option<TaskId> = None;
    for (index, span) in seen.spans() {
        if pauses(seen, span) {
            again = Some(span.task);
        }
        let is_it = seen.tasks.awaited(span).is_some_and(|(awaited, _)| **awaited == *name);
        if !is_it || span.length_ns() == 0 {
            continue;
        }
        let next = seen.timeline.spans.get(index + 1).filter(|next| next.task == span.task);
        let end = seen.timeline.tasks.get(span.task.0 as usize).and_then(|times| times.end);
        let has_failed = next.map_or(end.is_some_and(End::is_failure), |next| pauses(seen, next));
        waits.push(Wait { index, span, is_retry: again == Some(span.task), has_failed });
    }
    waits
}

/// Many that had failed came back at once, and crowded what they wanted: some failed at it again, or others waited too.
pub(super) fn retry_storm(seen: &Analysis) -> Option<Finding> {
    seen.timeline.named.iter().find_map(|named| {
        let waits = waits(seen, &named.resource.name);
        let retries = || waits.iter().filter(|wait| wait.is_retry);
        // The most there were at once were there when one of them had just come.
        let at = |at_ns: u64| move |wait: &&Wait| (wait.span.start_ns..wait.span.end_ns).contains(&at_ns);
        let starts_ns = retries().map(|wait| wait.span.start_ns).take(LOOKED_AT * LOOKED_AT);
        let most_ns = starts_ns.max_by_key(|at_ns| retries().filter(at(*at_ns)).count())?;
        let crowd = || retries().filter(at(most_ns));
        let (retrying, failed) = (crowd().count(), crowd().filter(|wait| wait.has_failed).count());
        let first_timer = waits.iter().filter(at(most_ns)).find(|wait| !wait.is_retry).map(|wait| wait.span.task);
        let longest = crowd().max_by_key(|wait| wait.span.length_ns())?;
        let (task, step) = (longest.span.task, longest.span.step?);
        let is_storm = retrying >= LEAST && (failed > 0 || first_timer.is_some());
        let fact = Fact::RetryStorm { task, step, retrying, failed, first_timer };
        is_storm.then_some(Finding { fact, span: longest.index })
    })
}

/// One of low priority was queued for a worker while others that came later went first, again and again.
pub(super) fn starved(seen: &Analysis) -> Option<Finding> {
    let model = seen.subject.model();
    let is_queued_for = matches!(model, Model::Sequential | Model::Pool | Model::ProcessPool | Model::Offload);
    let priority = |task: TaskId| seen.tasks.get(task.0 as usize).map_or(0, |task| task.priority);
    if !is_queued_for || seen.tasks.iter().all(|task| task.priority == 0) {
        return None;
    }
    let queued = |(index, span): &(usize, &Span)| {
        let next = seen.timeline.spans.get(index + 1).filter(|next| next.task == span.task);
        let is_taken = next.is_some_and(|next| seen.is_on(next, LaneKind::Slot) || seen.is_on(next, LaneKind::Worker));
        let is_for_pool = model != Model::Offload || seen.tasks.step_of(span).is_some_and(Step::holds);
        span.state == State::Queued && is_taken && is_for_pool
    };
    let waits: Vec<(usize, &Span)> = seen.spans().filter(queued).collect();
    let mut longest: Vec<&(usize, &Span)> = waits.iter().filter(|(_, span)| span.length_ns() >= NOTABLE_NS).collect();
    longest.sort_by_key(|(index, span)| (std::cmp::Reverse(span.length_ns()), *index));
    let overtaken = |&(index, span): &(usize, &Span)| {
        let went_first = waits.iter().filter(|(_, other)| {
            priority(other.task) > priority(span.task) && other.start_ns > span.start_ns && other.end_ns < span.end_ns
        });
        let overtaken = distinct(went_first.map(|(_, other)| other.task.0));
        let fact = Fact::Starved { task: span.task, queued_ns: span.length_ns(), overtaken };
        (overtaken >= LEAST).then_some((overtaken, Finding { fact, span: index }))
    };
    let starved = longest.into_iter().take(LOOKED_AT).filter_map(overtaken);
    starved.reduce(|most, other| if other.0 > most.0 { other } else { most }).map(|(_, finding)| finding)
}

/// Nothing was done beside what one lock let through, so that all of it was one after another.
pub(super) fn behind_one_lock(seen: &Analysis) -> Option<Finding> {
    /// The lock is held for that much of the run, and no more than so much is done in its time.
    const HELD: f64 = 0.9;
    const DONE: f64 = 1.05;
    let makespan_ns = seen.timeline.makespan_ns;
    let works = |span: &&Span| match span.state {
        State::Running | State::Copying => true,
        State::Blocked | State::Waiting => {
            seen.tasks.awaited(span).is_none() && !seen.tasks.joins(span) && !pauses(seen, span)
        }
        State::Queued | State::Starting | State::Locked => false,
    };
    let done_ns: u64 = seen.timeline.spans.iter().filter(works).map(Span::length_ns).sum();
    if makespan_ns < NOTABLE_NS || done_ns as f64 > makespan_ns as f64 * DONE {
        return None;
    }
    seen.timeline.named.iter().find_map(|named| {
        let ResourceKind::Limit { permits: 1 } = named.resource.kind else { return None };
        let ends_ns = named.steps.iter().skip(1).map(|(at_ns, _)| *at_ns).chain([makespan_ns]);
        let held = named.steps.iter().zip(ends_ns).filter(|((_, taken), _)| *taken > 0);
        let share =
            covered_ns(held.map(|((from_ns, _), to_ns)| (*from_ns, to_ns)).collect()) as f64 / makespan_ns as f64;
        let waits = waits(seen, &named.resource.name);
        let longest = waits.iter().max_by_key(|wait| wait.span.length_ns())?;
        let tasks = distinct(waits.iter().map(|wait| wait.span.task.0));
        let fact = Fact::BehindOneLock { task: longest.span.task, step: longest.span.step?, share, tasks };
        (share >= HELD && tasks >= 2).then_some(Finding { fact, span: longest.index })
    })
}
