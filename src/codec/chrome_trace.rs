//! All runs in the Trace Event Format, which Perfetto (ui.perfetto.dev), speedscope and Chrome open: a process
//! for each model, a named track for each lane, and what holds no lane as asynchronous slices.

use std::fmt::Write;

use super::csv::Sheet;
use super::json::quoted;
use crate::trace::{LaneId, Span, StepInfo};

/// The file as text: one line of JSON for each event.
pub fn write(sheets: &[Sheet]) -> String {
    let mut events = Vec::new();
    for (pid, sheet) in (1..).zip(sheets) {
        events.push(metadata(pid, 0, "process_name", sheet.model));
        for (tid, lane) in (1..).zip(sheet.lanes) {
            events.push(metadata(pid, tid, "thread_name", lane));
            events.push(format!(
                "{{\"ph\":\"M\",\"pid\":{pid},\"tid\":{tid},\"name\":\"thread_sort_index\",\"args\":{{\"sort_index\":{tid}}}}}"
            ));
        }
        // A track is read in order of time.
        for lane in (0..sheet.lanes.len() as u32).map(LaneId) {
            for span in sheet.timeline.lane(lane) {
                slice(&mut events, pid, sheet, &span);
            }
        }
        for span in sheet.timeline.spans.iter().filter(|span| span.lane.is_none()) {
            slice(&mut events, pid, sheet, span);
        }
    }
    format!("{{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n{}\n]}}\n", events.join(",\n"))
}

fn metadata(pid: u32, tid: u32, what: &str, name: &str) -> String {
    let name = quoted(name);
    format!("{{\"ph\":\"M\",\"pid\":{pid},\"tid\":{tid},\"name\":\"{what}\",\"args\":{{\"name\":{name}}}}}")
}

fn slice(events: &mut Vec<String>, pid: u32, sheet: &Sheet, span: &Span) {
    let task = sheet.tasks.get(span.task.0 as usize);
    let name = quoted(task.map_or("", |task| task.name.as_str()));
    let step = span.step.and_then(|step| task?.steps.get(step as usize)).map_or("", word);
    let state = span.state.word();
    let args = format!("{{\"state\":\"{state}\",\"step\":\"{step}\"}}");
    let start = us(span.start_ns);
    if let Some(lane) = span.lane {
        let (tid, length) = (lane.0 + 1, us(span.length_ns()));
        events.push(format!(
            "{{\"ph\":\"X\",\"pid\":{pid},\"tid\":{tid},\"ts\":{start},\"dur\":{length},\"name\":{name},\
             \"cat\":\"{state}\",\"args\":{args}}}"
        ));
        return;
    }
    // On no lane: waits of several tasks overlap, which one track can't show.
    let (id, end) = (span.task.0, us(span.end_ns));
    for (phase, at) in [("b", start), ("e", end)] {
        events.push(format!(
            "{{\"ph\":\"{phase}\",\"pid\":{pid},\"tid\":0,\"id\":\"{pid}.{id}\",\"ts\":{at},\"name\":{name},\
             \"cat\":\"{state}\",\"args\":{args}}}"
        ));
    }
}

/// Microseconds, the format's unit, to the nanosecond.
fn us(ns: u64) -> String {
    let mut text = (ns / 1000).to_string();
    if !ns.is_multiple_of(1000) {
        let _ = write!(text, ".{:03}", ns % 1000);
    }
    text
}

fn word(step: &StepInfo) -> &'static str {
    match step {
        StepInfo::Print(_) => "print",
        StepInfo::Cpu(_) => "cpu",
        StepInfo::Sleep(_) => "sleep",
        StepInfo::Block(_) => "block",
        StepInfo::Fail(_) => "fail",
        StepInfo::Yield => "yield",
    }
}
