//! From what was measured to what is written.

use serde_json::Value;

use super::wire::{End, Kind, Lane, Line, Outcome, Run, Span, State, Stats, Task};
use crate::engine::{Model, Options};
use crate::formats::options::{self, OptionValue};
use crate::stats::Figures;
use crate::trace::{self, TaskId, Timeline, Trace};

/// A run that is over, as it is known in memory.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// How it ran.
    pub model: Model,
    /// What the reader had chosen about it.
    pub options: Options,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// What has to be said about it.
    pub notes: &'a [String],
    /// What was measured.
    pub trace: &'a Trace,
    /// The timeline of that trace.
    pub timeline: &'a Timeline,
    /// The figures of that timeline.
    pub figures: &'a Figures,
    /// See [`crate::stats::Row::speedup`].
    pub speedup: Option<f64>,
}

impl Run {
    /// The run as it is written.
    pub fn of(measured: &Measured) -> Self {
        let (trace, timeline) = (measured.trace, measured.timeline);
        Self {
            model: measured.model.id().to_owned(),
            options: options::told(measured.model, &measured.options).map(written_option).collect(),
            outcome: measured.outcome,
            trusted: measured.trusted,
            notes: measured.notes.to_vec(),
            lanes: (0..).zip(&trace.lanes).map(|(id, lane)| written_lane(id, lane)).collect(),
            tasks: (0..trace.tasks.len() as u32).map(|id| written_task(trace, timeline, id)).collect(),
            spans: written_spans(timeline),
            output: timeline
                .output
                .iter()
                .map(|line| Line { at_ns: line.at_ns, task: line.task.0, text: line.text.to_string() })
                .collect(),
            stats: Stats::of(measured.figures, measured.speedup),
        }
    }
}

impl Stats {
    /// The figures as they are written.
    pub fn of(figures: &Figures, speedup: Option<f64>) -> Self {
        Self {
            makespan_ns: figures.makespan_ns,
            speedup,
            concurrency: figures.concurrency.average,
            concurrency_peak: figures.concurrency.peak,
            parallelism: figures.parallelism.average,
            parallelism_peak: figures.parallelism.peak,
            oversubscription_peak: Some(figures.oversubscription_peak),
            utilization: figures.utilization,
            latency_p50_ns: figures.latency.p50_ns,
            latency_p95_ns: figures.latency.p95_ns,
            latency_max_ns: figures.latency.max_ns,
            startup_ns: figures.startup_ns,
            queueing_ns: figures.queueing_ns,
            lock_wait_ns: figures.lock_wait_ns,
            loop_lag_ns: figures.loop_lag_ns,
            throughput_per_s: figures.throughput_per_s,
        }
    }
}

fn written_option((name, told): (&str, OptionValue)) -> (String, Value) {
    let value = match told {
        OptionValue::Number(number) => number.into(),
        OptionValue::Text(word) => word.into(),
    };
    (name.to_owned(), value)
}

fn written_lane(id: u32, lane: &trace::Lane) -> Lane {
    let kind = match lane.kind {
        trace::LaneKind::Worker => Kind::Worker,
        trace::LaneKind::Loop => Kind::Loop,
        trace::LaneKind::Thread => Kind::Thread,
        trace::LaneKind::Process => Kind::Process,
        trace::LaneKind::Slot => Kind::Slot,
    };
    Lane { id, name: lane.name.clone(), kind }
}

fn written_task(trace: &Trace, timeline: &Timeline, id: u32) -> Task {
    let index = id as usize;
    let times = timeline.tasks.get(index).copied().unwrap_or_default();
    Task {
        id,
        name: trace.tasks.get(index).map(|task| task.name.clone()).unwrap_or_default(),
        arrived_ns: times.arrived_ns,
        started_ns: times.started_ns,
        ended_ns: times.ended_ns,
        outcome: times.end.map(|end| match end {
            trace::End::Done => End::Done,
            trace::End::Failed => End::Failed,
            trace::End::Cancelled => End::Cancelled,
        }),
        message: trace.message(TaskId(id)).map(str::to_owned),
    }
}

fn written_spans(timeline: &Timeline) -> Vec<Span> {
    let mut spans: Vec<Span> = timeline.spans.iter().map(written_span).collect();
    let mut on_lanes: Vec<usize> = (0..spans.len()).filter(|span| spans[*span].lane.is_some()).collect();
    on_lanes.sort_by_key(|span| (spans[*span].start_ns, spans[*span].end_ns > spans[*span].start_ns));
    let start_ns: Vec<u64> = spans.iter().map(|span| span.start_ns).collect();
    for together in on_lanes.chunk_by_mut(|one, other| start_ns[*one] == start_ns[*other]) {
        let order = |span: &usize| timeline.spans[*span].order;
        if together.is_sorted_by_key(order) {
            continue;
        }
        together.sort_by_key(order);
        for (place, span) in (0..).zip(together) {
            spans[*span].order = Some(place);
        }
    }
    spans
}

fn written_span(span: &trace::Span) -> Span {
    Span {
        lane: span.lane.map(|lane| lane.0),
        task: span.task.0,
        step: span.step,
        state: match span.state {
            trace::State::Queued => State::Queued,
            trace::State::Starting => State::Starting,
            trace::State::Running => State::Running,
            trace::State::Waiting => State::Waiting,
            trace::State::Blocked => State::Blocked,
            trace::State::Locked => State::Locked,
        },
        start_ns: span.start_ns,
        end_ns: span.end_ns,
        order: None,
    }
}
