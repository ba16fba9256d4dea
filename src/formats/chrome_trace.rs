//! All runs in the Trace Event Format, which Perfetto (ui.perfetto.dev), speedscope and Chrome open: a process
//! for each model, a named track for each lane, and what holds no lane as asynchronous slices.
//!
//! Readers of this format pile up what seems to overlap, so tracks are flat for the pickiest of them. An end is written
//! as the very number that the next beginning is: a length would be added, and rounded, by each reader in its own way.
//! What took no time is an instant, for between a beginning and an end at one time speedscope can't tell which comes
//! first. Nor can it where neighbors say the same, so each says which part of its step it is.

use std::fmt::Write;

use super::json::quoted;
use crate::program::Step;
use crate::stats::Analysis;
use crate::trace::{LEFT, LaneId, Span};

/// The file as text: one line of JSON for each event.
pub fn write<'a>(runs: impl Iterator<Item = &'a Analysis>) -> String {
    let mut events = Vec::new();
    for (pid, run) in (1..).zip(runs) {
        events.push(metadata(pid, 0, "process_name", run.subject.id()));
        for (tid, lane) in (1..).zip(run.lanes.iter()) {
            events.push(metadata(pid, tid, "thread_name", &lane.name));
            events.push(format!(
                "{{\"ph\":\"M\",\"pid\":{pid},\"tid\":{tid},\"name\":\"thread_sort_index\",\"args\":{{\"sort_index\":{tid}}}}}"
            ));
        }
        for lane in (0..run.lanes.len() as u32).map(LaneId) {
            track(&mut events, pid, run, lane);
        }
        for span in run.timeline.spans.iter().filter(|span| span.lane.is_none()) {
            wait(&mut events, pid, run, span);
        }
    }
    format!("{{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n{}\n]}}\n", events.join(",\n"))
}

fn metadata(pid: u32, tid: u32, what: &str, name: &str) -> String {
    let name = quoted(name);
    format!("{{\"ph\":\"M\",\"pid\":{pid},\"tid\":{tid},\"name\":\"{what}\",\"args\":{{\"name\":{name}}}}}")
}

/// The spans of one lane, one after another.
fn track(events: &mut Vec<String>, pid: u32, run: &Analysis, lane: LaneId) {
    let tid = lane.0 + 1;
    let (mut free_ns, mut last, mut part) = (0, String::new(), 1);
    let left = run.timeline.left.iter().filter(|span| span.lane == Some(lane)).map(|span| (*span, LEFT));
    let mut spans: Vec<(Span, &str)> =
        run.timeline.lane(lane).into_iter().map(|span| (span, span.state.word())).chain(left).collect();
    spans.sort_by_key(|(span, _)| span.start_ns);
    for (span, state) in spans {
        // Clocks of two workers may differ by a step, and a task's times go on from one to the other.
        let start_ns = span.start_ns.max(free_ns);
        let end_ns = span.end_ns.max(start_ns);
        let says = label(run, &span, state);
        let place = format!("\"pid\":{pid},\"tid\":{tid},\"ts\":{}", us(start_ns));
        if start_ns == end_ns {
            events.push(format!("{{\"ph\":\"i\",\"s\":\"t\",{place},{says}}}}}"));
            continue;
        }
        part = if says == last && start_ns == free_ns { part + 1 } else { 1 };
        let part_of = if part > 1 { format!(",\"part\":{part}") } else { String::new() };
        events.push(format!("{{\"ph\":\"B\",{place},{says}{part_of}}}}}"));
        events.push(format!("{{\"ph\":\"E\",\"pid\":{pid},\"tid\":{tid},\"ts\":{},{says}{part_of}}}}}", us(end_ns)));
        (free_ns, last) = (end_ns, says);
    }
}

/// A span on no lane: those of several tasks overlap, which one track can't show.
fn wait(events: &mut Vec<String>, pid: u32, run: &Analysis, span: &Span) {
    let (id, says) = (span.task.0, label(run, span, span.state.word()));
    for (phase, at_ns) in [("b", span.start_ns), ("e", span.end_ns)] {
        let at = us(at_ns);
        events
            .push(format!("{{\"ph\":\"{phase}\",\"pid\":{pid},\"tid\":0,\"id\":\"{pid}.{id}\",\"ts\":{at},{says}}}}}"));
    }
}

/// What an event says of its span; its arguments are left open.
fn label(run: &Analysis, span: &Span, state: &str) -> String {
    let name = quoted(run.tasks.name(span.task));
    let step = run.tasks.step_of(span).map_or("", Step::keyword);
    let place = run.tasks.place_of(span);
    let index = place.map(|(index, _)| format!(",\"index\":{index}")).unwrap_or_default();
    let turn = place.filter(|(_, turn)| *turn > 0);
    let turn = turn.map(|(_, turn)| format!(",\"turn\":{}", turn + 1)).unwrap_or_default();
    format!("\"name\":{name},\"cat\":\"{state}\",\"args\":{{\"state\":\"{state}\",\"step\":\"{step}\"{index}{turn}")
}

/// Microseconds, the format's unit, to the nanosecond.
fn us(ns: u64) -> String {
    let mut text = (ns / 1000).to_string();
    if !ns.is_multiple_of(1000) {
        let _ = write!(text, ".{:03}", ns % 1000);
    }
    text
}
