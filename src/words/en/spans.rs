//! What is said of one span: what it was, and why it was so.

use crate::engine::Way;
use crate::program::Step;
use crate::stats::because::{Because, Host, because};
use crate::stats::figures::bytes_text;
use crate::stats::{Analysis, Kind};
use crate::time::{duration_text, measured_text};
use crate::trace::{LEFT, LaneKind, Received, Span};

/// What a task does at a step, as the list writes it.
pub fn step_text(view: &Analysis, span: &Span) -> Option<String> {
    Some(view.tasks.step_of(span)?.text(|ns| duration_text(*ns)))
}

/// A span in a few lines: task and state, step, times, lane; and why it was so.
pub fn span_lines(view: &Analysis, span: &Span) -> (Vec<String>, Option<String>) {
    let task = view.tasks.name(span.task);
    let time = |ns: u64| measured_text(ns, view.resolution_ns);
    let (start, end, length) = (time(span.start_ns), time(span.end_ns), time(span.length_ns()));
    let kind = match view.kind {
        Kind::Measured => "",
        Kind::Expected => ", expected",
        Kind::Before => ", before the change",
    };
    let mut lines = vec![format!("{task} {}{kind}", span.state.word())];
    lines.extend(step_text(view, span));
    lines.push(format!("{start} to {end}, {length} long"));
    lines.extend(view.timeline.received(span).map(|received| brought(view, span, received)));
    let failure = view.failure(span);
    lines.extend(failure.map(|message| format!("failed: {message}")));
    let lane = span.lane.and_then(|lane| view.lanes.get(lane.0 as usize));
    lines.extend(lane.map(|lane| format!("on {}", lane.name)));
    (lines, because(view, span).map(|because| reason(view, span, &because)))
}

/// Why a slot goes on with what was given up.
pub const WHY_LEFT: &str = "its task is elsewhere, and nothing ends what its slot is at";

/// What a slot went on with after it was given up, in a few lines.
pub fn left_lines(view: &Analysis, span: &Span) -> Vec<String> {
    let time = |ns: u64| measured_text(ns, view.resolution_ns);
    let (start, end, length) = (time(span.start_ns), time(span.end_ns), time(span.length_ns()));
    let mut lines = vec![format!("{} {LEFT}", view.tasks.name(span.task))];
    lines.extend(step_text(view, span));
    lines.push(format!("{start} to {end}, {length} long"));
    let lane = span.lane.and_then(|lane| view.lanes.get(lane.0 as usize));
    lines.extend(lane.map(|lane| format!("on {}", lane.name)));
    lines
}

/// The same in a sentence.
pub fn left_sentence(view: &Analysis, span: &Span) -> String {
    format!("{}: {WHY_LEFT}.", left_lines(view, span).join(", "))
}

/// A span in a sentence, for whoever can't see it.
pub fn span_sentence(view: &Analysis, span: &Span) -> String {
    let (lines, reason) = span_lines(view, span);
    match reason {
        Some(reason) => format!("{}: {reason}.", lines.join(", ")),
        None => format!("{}.", lines.join(", ")),
    }
}

/// Why a span was as it was, without a full stop.
fn reason(view: &Analysis, span: &Span, because: &Because) -> String {
    let host = |host| if host == Host::Loop { "loop" } else { "worker" };
    let said = match *because {
        Because::Full(ref name) => return format!("the queue {name} was full"),
        Because::NotAllThere(ref name) => return format!("others had not come to {name} yet"),
        Because::Empty(ref name) => return format!("the queue {name} was empty"),
        Because::Named(ref name) => return format!("others had come for {name} before it"),
        Because::Held(by, holder, tasks) => {
            let more = match tasks {
                0 | 1 => String::new(),
                2 => " and another task".to_owned(),
                more => format!(" and {} other tasks", more - 1),
            };
            return format!("the {} was held by {}{more}", host(by), at_step(view, &holder));
        }
        Because::GaveWay(Some(to)) => return format!("it had given way, and the {} came back to it", host(to)),
        Because::NotTaken(Some(by)) => return format!("the {} had not come to it yet", host(by)),
        Because::GaveWay(None) => "it had given way",
        Because::NotTaken(None) => "nobody had taken it up yet",
        Because::SlotHandedOver(by) => {
            return format!("a slot of the pool was being handed over by {}", at_step(view, &by));
        }
        Because::SlotsBusy(1, with) => return format!("the slot of the pool was busy with {}", at_step(view, &with)),
        Because::SlotsBusy(slots, with) => {
            let all = if slots == 2 { "both".to_owned() } else { format!("all {slots}") };
            return format!("{all} slots of the pool were busy, longest with {}", at_step(view, &with));
        }
        Because::SlotNotTaken => "no slot of the pool had taken it yet",
        Because::Starting(LaneKind::Process) => "its process was starting, with a memory of its own",
        Because::Starting(LaneKind::Slot) => "its slot of the pool was starting",
        Because::Starting(_) => "its thread was starting",
        Because::Copied(Way::In) => "its data was being copied into a memory of its own",
        Because::Copied(Way::Out) => "its data was being copied out of a memory of its own",
        Because::LockHeld(by) => {
            return format!("the {} was held by {}", view.subject.lock_name(), at_step(view, &by));
        }
        Because::LockHandedOver => return format!("the {} was being handed over", view.subject.lock_name()),
        Because::Joins => "what it had spawned had not ended",
        Because::Awaited => return awaited(view, span),
        Because::WokenLate(late_ns, holder) => {
            let late = measured_text(late_ns, view.resolution_ns);
            let held = holder.map(|holder| format!(", for the loop was held by {}", at_step(view, &holder)));
            return format!("{}; woken {late} late{}", awaited(view, span), held.unwrap_or_default());
        }
        Because::BeginsAgain => "it had failed, and paused before it began again",
        Because::HeldThread(kind) => {
            return format!(
                "{} held its {}{}",
                step_text(view, span).unwrap_or_default(),
                kind.word(),
                asked(view, span)
            );
        }
        Because::Slower(times, alone_ns, others) => {
            let beside = match others {
                0 => String::new(),
                1 => ": another one computed at the same time".to_owned(),
                others => format!(": {others} others computed at the same time"),
            };
            return format!("{times:.1} times the {} it takes alone{beside}", duration_text(alone_ns));
        }
    };
    said.to_owned()
}

fn awaited(view: &Analysis, span: &Span) -> String {
    let step = step_text(view, span);
    format!("it awaited {} and held no thread{}", step.as_deref().unwrap_or("something"), asked(view, span))
}

/// What a request brought, and when after it was asked.
fn brought(view: &Analysis, span: &Span, received: &Received) -> String {
    let after = |at_ns: u64| measured_text(at_ns.saturating_sub(span.start_ns), view.resolution_ns);
    let first = received.first_ns.map(|first_ns| format!("first byte after {}, ", after(first_ns))).unwrap_or_default();
    format!("{first}all {} after {}", bytes_text(received.bytes), after(received.last_ns))
}

/// Who was asked, if somebody was.
fn asked(view: &Analysis, span: &Span) -> &'static str {
    match view.tasks.step_of(span) {
        Some(Step::Fetch(..)) => ", until a stand-in for a server in this browser had answered",
        _ => "",
    }
}

/// `rude at block 1s`.
fn at_step(view: &Analysis, span: &Span) -> String {
    let task = view.tasks.name(span.task);
    match step_text(view, span) {
        Some(step) => format!("{task} at {step}"),
        None => task.to_owned(),
    }
}
