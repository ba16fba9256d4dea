//! What tasks do to each other by what has a name: locks that are held too long, limits and queues that decide how long a
//! run takes, and waiting rooms that are too small.

use super::{Analysis, Fact, Finding, NOTABLE_NS, covered_ns, distinct};
use crate::program::{ResourceKind, Step};
use crate::trace::{End, LaneKind, Named, Span, State, TaskId, TaskInfo};

/// Of spans that are looked at one by one, so many: the longest.
const LOOKED_AT: usize = 16;
/// What decides how long a run takes is waited for during more of it than this.
const MOST_OF_IT: f64 = 0.6;

/// Waits for what has this name, each with its place.
fn waits<'a>(seen: &'a Analysis, name: &'a str) -> impl Iterator<Item = (usize, &'a Span)> {
    seen.spans().filter(move |(_, span)| seen.tasks.awaited(span).is_some_and(|(awaited, _)| **awaited == *name))
}

fn longest<'a>(spans: impl Iterator<Item = (usize, &'a Span)>) -> Option<(usize, &'a Span)> {
    spans.max_by_key(|(_, span)| span.length_ns())
}

fn total_ns<'a>(spans: impl Iterator<Item = (usize, &'a Span)>) -> u64 {
    spans.map(|(_, span)| span.length_ns()).sum()
}

/// The things of a run that are limits, with their permits.
fn limits(seen: &Analysis) -> impl Iterator<Item = (&Named, u32)> {
    seen.timeline.named.iter().filter_map(|named| match named.resource.kind {
        ResourceKind::Limit { permits } => Some((named, permits)),
        _ => None,
    })
}

/// What a task holds at a step, each with where it has taken it, the last one first.
fn held_at(task: &TaskInfo, step: u32) -> impl Iterator<Item = (u32, &str)> {
    let mut held: Vec<(u32, &str)> = Vec::new();
    for (index, step) in (0..step).zip(&task.steps) {
        match step {
            Step::Lock(name, _) => held.push((index, name)),
            Step::Unlock(name) => {
                if let Some(at) = held.iter().rposition(|(_, own)| **own == **name) {
                    held.remove(at);
                }
            }
            _ => {}
        }
    }
    held.into_iter().rev()
}

/// A task kept a lock while it waited for something else, and others waited for that lock.
pub(super) fn held_across_wait(seen: &Analysis) -> Option<Finding> {
    let is_wait = |(_, span): &(usize, &Span)| {
        let step = seen.tasks.step_of(span);
        matches!(span.state, State::Waiting | State::Blocked)
            && span.length_ns() >= NOTABLE_NS
            && step.is_some_and(|step| step.waiting().is_some())
    };
    limits(seen).next()?;
    let mut held: Vec<(u64, usize)> = seen.spans().filter(is_wait).map(|(at, span)| (span.length_ns(), at)).collect();
    held.sort_unstable();
    let held = held.into_iter().rev().take(LOOKED_AT).flat_map(|(held_ns, index)| {
        let span = seen.timeline.spans[index];
        let task = seen.tasks.get(span.task.0 as usize).zip(span.step);
        let held = task.into_iter().flat_map(|(task, step)| held_at(task, step));
        // Several hold a limit while they wait: that is what it is for.
        let is_lock =
            move |name: &str| limits(seen).any(|(named, permits)| *named.resource.name == *name && permits == 1);
        held.filter(move |(_, name)| is_lock(name)).filter_map(move |(lock, name)| {
            let others = waits(seen, name).filter(|(_, other)| {
                other.task != span.task && other.start_ns < span.end_ns && other.end_ns > span.start_ns
            });
            let waiting = distinct(others.map(|(_, other)| other.task.0));
            let fact = Fact::HeldAcrossWait { holder: span.task, lock, held_ns, waiting };
            (waiting > 0).then_some(Finding { fact, span: index })
        })
    });
    // Of those that are as long, the first.
    held.reduce(|most, other| {
        let waiting = |finding: &Finding| match finding.fact {
            Fact::HeldAcrossWait { waiting, held_ns, .. } => (waiting, held_ns),
            _ => (0, 0),
        };
        if waiting(&other) > waiting(&most) { other } else { most }
    })
}

/// During most of the run somebody waited for the same limit.
pub(super) fn bottleneck(seen: &Analysis) -> Option<Finding> {
    // Where all stands behind one lock, that is said, and says as much.
    if super::crowds::behind_one_lock(seen).is_some() {
        return None;
    }
    let shares = limits(seen).filter_map(|(named, permits)| {
        let waits = || waits(seen, &named.resource.name);
        let (index, longest) = longest(waits())?;
        let waited_ns = covered_ns(waits().map(|(_, span)| (span.start_ns, span.end_ns)).collect());
        let share = waited_ns as f64 / seen.timeline.makespan_ns.max(1) as f64;
        let tasks = distinct(waits().map(|(_, span)| span.task.0));
        let fact = Fact::Bottleneck { task: longest.task, step: longest.step?, permits, share, tasks };
        (share >= MOST_OF_IT && waited_ns >= NOTABLE_NS).then_some((share, Finding { fact, span: index }))
    });
    shares.reduce(|most, other| if other.0 > most.0 { other } else { most }).map(|(_, finding)| finding)
}

/// A lock was waited for nearly every time that it was taken, though each held it for a moment only.
pub(super) fn convoy(seen: &Analysis) -> Option<Finding> {
    const LEAST: usize = 20;
    const MOMENT_NS: u64 = crate::time::MS;
    limits(seen).find_map(|(named, _)| {
        let (index, longest) = longest(waits(seen, &named.resource.name))?;
        let waited = waits(seen, &named.resource.name).count();
        let steps = &named.steps;
        let before = [0].into_iter().chain(steps.iter().map(|(_, amount)| *amount));
        let taken = before.zip(steps).filter(|(before, (_, amount))| amount > before).count();
        let ends_ns = steps.iter().skip(1).map(|(at_ns, _)| *at_ns);
        let held = steps.iter().zip(ends_ns);
        let held_ns: u128 =
            held.map(|((at_ns, amount), end_ns)| u128::from(end_ns - at_ns) * u128::from(amount.unsigned_abs())).sum();
        let each_ns = u64::try_from(held_ns / taken.max(1) as u128).unwrap_or(u64::MAX);
        let is_one = waited >= LEAST && waited * 2 >= taken && each_ns < MOMENT_NS;
        let fact = Fact::Convoy { task: longest.task, step: longest.step?, taken, waited, each_ns };
        is_one.then_some(Finding { fact, span: index })
    })
}

/// Who sent into a queue was faster than who received: it was held up where there was no room, or the queue grew.
pub(super) fn outran(seen: &Analysis) -> Option<Finding> {
    const LEAST: i64 = 5;
    seen.timeline.named.iter().find_map(|named| {
        let ResourceKind::Queue { room } = named.resource.kind else { return None };
        let name = &named.resource.name;
        let sends = |step: Option<&Step<u64>>| matches!(step, Some(Step::Send(own, ..)) if own == name);
        if let Some(room) = room {
            let held = || waits(seen, name).filter(|(_, span)| sends(seen.tasks.step_of(span)));
            let (index, longest) = longest(held())?;
            let (held_ns, tasks) = (total_ns(held()), distinct(held().map(|(_, span)| span.task.0)));
            let fact = Fact::HeldUp { task: longest.task, step: longest.step?, room, held_ns, tasks };
            return (held_ns >= NOTABLE_NS).then_some(Finding { fact, span: index });
        }
        let most = named.most();
        let mut rises = named.steps.windows(2).filter(|pair| pair[1].1 > pair[0].1);
        let (last_ns, last) = rises.next_back().map(|pair| pair[1])?;
        // Who sent last: of others it may be that they never came to it.
        let task = named.last_rise?;
        let step = seen.tasks.get(task.0 as usize)?.steps.iter().position(|step| sends(Some(step)))? as u32;
        let (first, spans) = seen.timeline.spans_of(task);
        let span = first + spans.partition_point(|span| span.start_ns <= last_ns).checked_sub(1)?;
        let fact = Fact::QueueGrew { task, step, most, at_ns: last_ns };
        // To the last it had grown: nobody had caught up before.
        (most >= LEAST && last == most).then_some(Finding { fact, span })
    })
}

/// Tasks were turned away, and later slots had nothing to do.
pub(super) fn turned_away(seen: &Analysis) -> Option<Finding> {
    let times = || (0..).map(TaskId).zip(&seen.timeline.tasks);
    let mut rejected = times().filter(|(_, times)| times.end == Some(End::Rejected));
    let (first, first_times) = rejected.next()?;
    let (tasks, from_ns) = (rejected.count() + 1, first_times.ended_ns?);
    let slots = seen.lanes.iter().filter(|lane| lane.kind == LaneKind::Slot).count();
    let on_slots = seen.timeline.spans.iter().filter(|span| seen.is_on(span, LaneKind::Slot));
    let busy_ns: u64 =
        on_slots.chain(&seen.timeline.left).map(|span| span.end_ns.saturating_sub(span.start_ns.max(from_ns))).sum();
    let idle_ns = (seen.timeline.makespan_ns.saturating_sub(from_ns) * slots as u64).saturating_sub(busy_ns);
    let ran_ns = |times: &crate::trace::TaskTimes| Some(times.ended_ns?.saturating_sub(times.started_ns?));
    let longest_ns = times().filter_map(|(_, times)| ran_ns(times)).max()?;
    let fact = Fact::TurnedAway { tasks, slots, idle_ns };
    // As much as any of them would have taken.
    (idle_ns >= longest_ns.max(NOTABLE_NS)).then_some(Finding { fact, span: seen.timeline.spans_of(first).0 })
}
