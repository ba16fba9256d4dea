//! Why a task was in the state it was in: a rule over the spans.

use std::sync::Arc;

use super::Analysis;
use crate::engine::Way;
use crate::program::Step;
use crate::time::MS;
use crate::trace::{LaneId, LaneKind, Span, State};

/// A wait that ended this much later than asked is worth a reason.
const LATE_NS: u64 = 2 * MS;
/// Computing that took this many times as long as alone was in somebody's way.
const SLOW: f64 = 1.15;

/// What a span waited for, or what made it long. Spans are those of other tasks that stood in its way, the longest first.
#[derive(Debug, Clone, PartialEq)]
pub enum Because {
    /// The loop or the worker of all was held by this one, and by so many tasks in all.
    Held(Host, Span, usize),
    /// It had given way; to the loop or the worker of all, if there is one.
    GaveWay(Option<Host>),
    /// Nobody had taken it up: the loop or the worker of all, if there is one.
    NotTaken(Option<Host>),
    /// A slot of the pool was being handed over by this one.
    SlotHandedOver(Span),
    /// All so many slots of the pool were busy.
    SlotsBusy(usize, Span),
    /// A slot was free and had not taken it yet.
    SlotNotTaken,
    /// Its worker, of this kind, was starting.
    Starting(LaneKind),
    /// Its data was on the way: into its memory, or out of it.
    Copied(Way),
    /// The lock was held by this one.
    LockHeld(Span),
    /// The lock was free, on its way from one to the next.
    LockHandedOver,
    /// What has this name was held by others, who had come before it.
    Named(Arc<str>),
    /// The queue of this name was full.
    Full(Arc<str>),
    /// Not everybody had come to the meeting of this name.
    NotAllThere(Arc<str>),
    /// The queue of this name was empty.
    Empty(Arc<str>),
    /// Not all that it had spawned had ended.
    Joins,
    /// It awaited its step and held no thread.
    Awaited,
    /// The same, and was woken so many nanoseconds late; by whom the loop was held, if by anybody.
    WokenLate(u64, Option<Span>),
    /// It had failed, and paused before it began again.
    BeginsAgain,
    /// Its step held the thread, or whatever it ran on.
    HeldThread(LaneKind),
    /// It took so many times as long as its step takes alone, in nanoseconds, beside so many others that computed.
    Slower(f64, u64, usize),
}

/// What runs the tasks of a model that has one for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// An event loop.
    Loop,
    /// A worker that runs one after another.
    Worker,
}

/// Why a task was in the state that a span is of; `None` where there is nothing to tell.
pub fn because(view: &Analysis, span: &Span) -> Option<Because> {
    if let Some((name, _)) = view.tasks.awaited(span) {
        return Some(match view.tasks.step_of(span) {
            Some(Step::Send(..)) => Because::Full(name.clone()),
            Some(Step::Receive(..)) => Because::Empty(name.clone()),
            Some(Step::Meet(..)) => Because::NotAllThere(name.clone()),
            _ => Because::Named(name.clone()),
        });
    }
    if view.tasks.joins(span) {
        return Some(Because::Joins);
    }
    let fails = || matches!(view.tasks.step_of(span), Some(Step::Fail(..)));
    match span.state {
        State::Waiting | State::Blocked if fails() => Some(Because::BeginsAgain),
        State::Queued => Some(queued(view, span)),
        State::Starting => Some(Because::Starting(span.lane.map_or(LaneKind::Thread, |lane| kind_of(view, lane)))),
        State::Copying => Some(Because::Copied(way(view, span))),
        State::Locked => Some(
            others(view, span, |_| true)
                .into_iter()
                .find(|holder| view.tasks.needs_lock(holder))
                .map_or(Because::LockHandedOver, Because::LockHeld),
        ),
        State::Waiting => Some(waiting(view, span)),
        State::Blocked => view
            .tasks
            .step_of(span)
            .map(|_| Because::HeldThread(span.lane.map_or(LaneKind::Thread, |lane| kind_of(view, lane)))),
        State::Running => slow(view, span),
    }
}

/// What has done a step before has its data.
fn way(view: &Analysis, span: &Span) -> Way {
    let (_, spans) = view.timeline.spans_of(span.task);
    let is_before = |other: &&Span| (other.start_ns, other.order) < (span.start_ns, span.order);
    if span.step.is_some() {
        // A loop has handed it over for this step.
        let before = spans.iter().rfind(is_before).map(|other| other.state);
        return if matches!(before, Some(State::Queued | State::Starting)) { Way::In } else { Way::Out };
    }
    let is_out = spans.iter().filter(is_before).any(|other| other.step.is_some() || other.state == State::Copying);
    if is_out { Way::Out } else { Way::In }
}

fn queued(view: &Analysis, span: &Span) -> Because {
    let slots = view.lanes.iter().filter(|lane| lane.kind == LaneKind::Slot).count();
    let has = |kind| view.lanes.iter().any(|lane| lane.kind == kind);
    let host = match (has(LaneKind::Loop), has(LaneKind::Worker)) {
        (true, _) => Some(Host::Loop),
        (false, true) => Some(Host::Worker),
        (false, false) => None,
    };
    let is_pooled = view.tasks.step_of(span).is_some_and(Step::holds);
    if slots > 0 && (host.is_none() || is_pooled) {
        return pool(view, span, slots);
    }
    let holders = others(view, span, |kind| matches!(kind, LaneKind::Loop | LaneKind::Worker));
    match (host, holders.first(), span.step) {
        (Some(host), Some(holder), _) => Because::Held(host, *holder, task_count(view, &holders)),
        (host, _, Some(_)) => Because::GaveWay(host),
        (host, _, None) => Because::NotTaken(host),
    }
}

fn pool(view: &Analysis, span: &Span, slots: usize) -> Because {
    let holders = others(view, span, |kind| kind == LaneKind::Slot);
    let is_busy = |lane: &LaneId| holders.iter().any(|holder| holder.lane == Some(*lane));
    let busy = (0..view.lanes.len() as u32).map(LaneId).filter(is_busy).count();
    match holders.first() {
        Some(holder) if busy < slots => Because::SlotHandedOver(*holder),
        Some(holder) => Because::SlotsBusy(slots, *holder),
        None => Because::SlotNotTaken,
    }
}

fn waiting(view: &Analysis, span: &Span) -> Because {
    let (asked_ns, is_request) = match view.tasks.step_of(span) {
        Some(Step::Sleep(asked_ns)) => (asked_ns, false),
        Some(Step::Fetch(asked_ns, ..)) => (asked_ns, true),
        _ => return Because::Awaited,
    };
    let late_ns = span.length_ns().saturating_sub(*asked_ns);
    if late_ns < LATE_NS {
        return Because::Awaited;
    }
    let due = Span { start_ns: span.start_ns + asked_ns, ..*span };
    let holders = others(view, &due, |kind| kind == LaneKind::Loop);
    // An answer is under way for a while, and nobody is to blame for that.
    if is_request && holders.is_empty() {
        return Because::Awaited;
    }
    Because::WokenLate(late_ns, holders.first().copied())
}

fn slow(view: &Analysis, span: &Span) -> Option<Because> {
    let asked_ns = view.tasks.step_of(span)?.computing()?;
    let times = span.length_ns() as f64 / (*asked_ns).max(1) as f64;
    if times < SLOW {
        return None;
    }
    let rivals = others(view, span, |_| true);
    let most = rivals.iter().filter(|rival| overlap_ns(rival, span) * 10 >= span.length_ns()).count();
    Some(Because::Slower(times, *asked_ns, most))
}

/// Spans of other tasks that held a lane of such a kind during this one, the one that held it longest first. Of lanes
/// that every task has to itself only those that ran count: the others stood in nobody's way.
fn others(view: &Analysis, span: &Span, is_meant: impl Fn(LaneKind) -> bool) -> Vec<Span> {
    let holds = |other: &&Span| {
        other.task != span.task
            && overlap_ns(other, span) > 0
            && other.lane.is_some_and(|lane| {
                let kind = kind_of(view, lane);
                let is_own = matches!(kind, LaneKind::Thread | LaneKind::Process);
                is_meant(kind) && (!is_own || other.state == State::Running)
            })
    };
    // A slot is held, too, by what it goes on with after that was given up.
    let all = view.timeline.spans.iter().chain(&view.timeline.left);
    let mut found: Vec<Span> = all.filter(holds).copied().collect();
    if let Some(longest) = (0..found.len()).max_by_key(|at| (overlap_ns(&found[*at], span), std::cmp::Reverse(*at))) {
        found.swap(0, longest);
    }
    found
}

fn overlap_ns(one: &Span, other: &Span) -> u64 {
    one.end_ns.min(other.end_ns).saturating_sub(one.start_ns.max(other.start_ns))
}

/// Of how many tasks they are.
fn task_count(view: &Analysis, spans: &[Span]) -> usize {
    let mut is_there = vec![false; view.tasks.len()];
    for span in spans {
        is_there[span.task.0 as usize] = true;
    }
    is_there.iter().filter(|is_there| **is_there).count()
}

fn kind_of(view: &Analysis, lane: LaneId) -> LaneKind {
    view.lanes.get(lane.0 as usize).map_or(LaneKind::Worker, |lane| lane.kind)
}
