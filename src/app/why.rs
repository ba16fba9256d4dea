//! Why a task was in the state it was in: a rule over the spans, told in a few words.

use crate::program::Step;
use crate::stats::Analysis;
use crate::time::{MS, duration_text, measured_text};
use crate::trace::{LaneId, LaneKind, Span, State};

/// A wait that ended this much later than asked is worth a reason.
const LATE_NS: u64 = 2 * MS;
/// Computing that took this many times as long as alone was in somebody's way.
const SLOW: f64 = 1.15;

/// What a task does at a step, as the list writes it.
pub fn step_text(view: &Analysis, span: &Span) -> Option<String> {
    let info = view.tasks.get(span.task.0 as usize)?.steps.get(span.step? as usize)?;
    Some(info.text(|ns| duration_text(*ns)))
}

/// What a span waited for, or what made it long; `None` where there is nothing to tell.
pub fn why(view: &Analysis, span: &Span) -> Option<String> {
    match span.state {
        State::Queued => Some(queued(view, span)),
        State::Starting => Some(starting(view, span).to_owned()),
        State::Locked => Some(match others(view, span, |_| true).first() {
            Some(holder) => format!("the {} was held by {}", view.subject.lock_name(), at_step(view, holder)),
            None => format!("the {} was being handed over", view.subject.lock_name()),
        }),
        State::Waiting => Some(waiting(view, span)),
        State::Blocked => {
            let step = step_text(view, span)?;
            Some(format!("{step} held its {}", span.lane.map_or("thread", |lane| kind_of(view, lane).word())))
        }
        State::Running => slow(view, span),
    }
}

fn queued(view: &Analysis, span: &Span) -> String {
    let slots = view.lanes.iter().filter(|lane| lane.kind == LaneKind::Slot).count();
    let has_loop = view.lanes.iter().any(|lane| matches!(lane.kind, LaneKind::Loop | LaneKind::Worker));
    let is_pooled = matches!(view.tasks.step_of(span), Some(Step::Cpu(_) | Step::Block(_)));
    if slots > 0 && (!has_loop || is_pooled) {
        return pool(view, span, slots);
    }
    if has_loop {
        let is_loop = |kind| matches!(kind, LaneKind::Loop | LaneKind::Worker);
        let word = if view.lanes.iter().any(|lane| lane.kind == LaneKind::Loop) { "loop" } else { "worker" };
        let holders = others(view, span, is_loop);
        return match holders.first() {
            Some(holder) => format!("the {word} was held by {}{}", at_step(view, holder), and_more(view, &holders)),
            None if span.step.is_some() => format!("it had given way, and the {word} came back to it"),
            None => format!("the {word} had not come to it yet"),
        };
    }
    match span.step {
        Some(_) => "it had given way".to_owned(),
        None => "nobody had taken it up yet".to_owned(),
    }
}

fn pool(view: &Analysis, span: &Span, slots: usize) -> String {
    let holders = others(view, span, |kind| kind == LaneKind::Slot);
    let is_busy = |lane: &LaneId| holders.iter().any(|holder| holder.lane == Some(*lane));
    let busy = (0..view.lanes.len() as u32).map(LaneId).filter(is_busy).count();
    match (holders.first(), slots) {
        (Some(holder), _) if busy < slots => {
            format!("a slot of the pool was being handed over by {}", at_step(view, holder))
        }
        (Some(holder), 1) => format!("the slot of the pool was busy with {}", at_step(view, holder)),
        (Some(holder), 2) => format!("both slots of the pool were busy, longest with {}", at_step(view, holder)),
        (Some(holder), _) => format!("all {slots} slots of the pool were busy, longest with {}", at_step(view, holder)),
        (None, _) => "no slot of the pool had taken it yet".to_owned(),
    }
}

fn starting(view: &Analysis, span: &Span) -> &'static str {
    match span.lane.map(|lane| kind_of(view, lane)) {
        Some(LaneKind::Process) => "its process was starting, with a memory of its own",
        Some(LaneKind::Slot) => "its slot of the pool was starting",
        _ => "its thread was starting",
    }
}

fn waiting(view: &Analysis, span: &Span) -> String {
    let awaited = match step_text(view, span) {
        Some(step) => format!("it awaited {step} and held no thread"),
        None => "it awaited something and held no thread".to_owned(),
    };
    let Some(Step::Sleep(asked_ns)) = view.tasks.step_of(span) else { return awaited };
    let late_ns = span.length_ns().saturating_sub(*asked_ns);
    if late_ns < LATE_NS {
        return awaited;
    }
    let due = Span { start_ns: span.start_ns + asked_ns, ..*span };
    let late = measured_text(late_ns, view.resolution_ns);
    let holders = others(view, &due, |kind| kind == LaneKind::Loop);
    match holders.first() {
        Some(holder) => format!("{awaited}; woken {late} late, for the loop was held by {}", at_step(view, holder)),
        None => format!("{awaited}; woken {late} late"),
    }
}

fn slow(view: &Analysis, span: &Span) -> Option<String> {
    let Some(Step::Cpu(asked_ns)) = view.tasks.step_of(span) else { return None };
    let times = span.length_ns() as f64 / (*asked_ns).max(1) as f64;
    if times < SLOW {
        return None;
    }
    let rivals = others(view, span, |_| true);
    let most = rivals.iter().filter(|rival| overlap_ns(rival, span) * 10 >= span.length_ns()).count();
    let alone = duration_text(*asked_ns);
    Some(match most {
        0 => format!("{times:.1} times the {alone} it takes alone"),
        1 => format!("{times:.1} times the {alone} it takes alone: another one computed at the same time"),
        _ => format!("{times:.1} times the {alone} it takes alone: {most} others computed at the same time"),
    })
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
    let mut found: Vec<Span> = view.timeline.spans.iter().filter(holds).copied().collect();
    if let Some(longest) = (0..found.len()).max_by_key(|at| (overlap_ns(&found[*at], span), std::cmp::Reverse(*at))) {
        found.swap(0, longest);
    }
    found
}

fn overlap_ns(one: &Span, other: &Span) -> u64 {
    one.end_ns.min(other.end_ns).saturating_sub(one.start_ns.max(other.start_ns))
}

/// `rude at block 1s`.
fn at_step(view: &Analysis, span: &Span) -> String {
    let task = view.tasks.name(span.task);
    match step_text(view, span) {
        Some(step) => format!("{task} at {step}"),
        None => task.to_owned(),
    }
}

fn and_more(view: &Analysis, holders: &[Span]) -> String {
    let mut is_holder = vec![false; view.tasks.len()];
    for holder in holders {
        is_holder[holder.task.0 as usize] = true;
    }
    match is_holder.iter().filter(|is_holder| **is_holder).count() {
        0 | 1 => String::new(),
        2 => " and another task".to_owned(),
        more => format!(" and {} other tasks", more - 1),
    }
}

fn kind_of(view: &Analysis, lane: LaneId) -> LaneKind {
    view.lanes.get(lane.0 as usize).map_or(LaneKind::Worker, |lane| lane.kind)
}
