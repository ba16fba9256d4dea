//! From what was measured to what is written.

use std::borrow::Cow;
use std::rc::Rc;

use super::incidents::{Failure, Stretch};
use super::requests::written_requests;
use super::shared_values::{last_values, written_values};
use super::told::Told;
use super::v2::{
    Awaited, Calibration, End, Environment, Kind, Lane, Line, Origin, Outcome, Parts, Record, Results, Series, Span,
    State, Subject, Task,
};
use super::{Fields, Scalar};
use crate::engine::{Model, Options};
use crate::formats::options::{self, OptionValue};
use crate::program::{self, ResourceKind};
use crate::record::{self, Place};
use crate::stats::comparison::sequential_ns;
use crate::stats::figures::Value;
use crate::stats::why::Cause;
use crate::stats::{Analysis, Attempt, FIGURES, Figures, Session, Why, speedup};
use crate::trace::{self, TaskId, Timeline, Trace};

/// What makes a sentence of a note.
type Say = fn(&record::Note) -> String;

impl Results {
    /// What ran one list, as it is written. What is only expected is left out: nothing of it was measured.
    pub fn of(session: &Session, say: Say) -> Self {
        let written = session.series.iter().filter_map(|series| Some((origin(&series.origin)?, series)));
        let written: Vec<_> = written.collect();
        let all: Vec<_> = written.iter().map(|(_, series)| *series).collect();
        let one_by_one_ns = sequential_ns(&all);
        let series = written.iter().map(|(origin, series)| {
            let record = |(attempt, record): (&Attempt, &Rc<record::Record>)| {
                let compared_ns = one_by_one_ns.filter(|_| attempt.counts());
                let speedup = compared_ns.and_then(|ns| speedup(ns, attempt.figures.makespan_ns));
                let run = Analysis::of_attempt(attempt, record);
                let figures = Figures { speedup, ..attempt.figures };
                let written = Record::of(record, &run.timeline, &figures, &attempt.why, say);
                // Elsewhere its tasks tell.
                let latencies_ns = if written.figures_only { attempt.latencies_ns.to_vec() } else { Vec::new() };
                Record { latencies_ns, ..written }
            };
            let place = series.origin.place();
            Series {
                origin: *origin,
                environment: place.filter(|place| **place != session.place).map(Environment::from),
                records: series.records().map(record).collect(),
                ..Series::empty(series.record())
            }
        });
        Self::new(session.text.to_string(), (&session.place).into(), series.collect())
    }
}

fn origin(origin: &record::Origin) -> Option<Origin> {
    match origin {
        record::Origin::Measured | record::Origin::Kept(_) => Some(Origin::Measured),
        record::Origin::Recorded(_) => Some(Origin::Recorded),
        record::Origin::Expected => None,
    }
}

impl Series {
    /// A run as it is written, with its timeline and its figures: the only one of its series.
    pub fn of(origin: Origin, record: &record::Record, timeline: &Timeline, figures: &Figures, say: Say) -> Self {
        let why = Why::of(&record.trace, timeline);
        Self { origin, records: vec![Record::of(record, timeline, figures, &why, say)], ..Self::empty(record) }
    }

    /// A series of what ran as this run did, without one.
    fn empty(record: &record::Record) -> Self {
        Self {
            subject: match &record.subject {
                record::Subject::Model(model) => Subject::Model(model.id().to_owned()),
                record::Subject::Foreign { name, .. } => Subject::Foreign(name.to_string()),
            },
            origin: Origin::Measured,
            environment: None,
            options: told(record.subject.model(), &record.options),
            records: Vec::new(),
        }
    }
}

/// What a model was told, as it is written.
pub(super) fn told(model: Model, options: &Options) -> Fields {
    let told = options::told(model, options).map(|(name, value)| {
        let value = match value {
            OptionValue::Number(number) => Scalar::Whole(number),
            OptionValue::Text(text) => Scalar::Text(text),
        };
        (name.to_owned(), value)
    });
    Fields(told.collect())
}

impl Record {
    fn of(record: &record::Record, timeline: &Timeline, figures: &Figures, why: &Why, say: Say) -> Self {
        let trace = &record.trace;
        let figures_only = trace.is_bare();
        let tasks = if figures_only { 0 } else { trace.tasks.len() as u32 };
        let failures = record.restored.iter().filter(|_| figures_only).flat_map(|restored| &restored.failures);
        let failure = |(task, message): &(TaskId, String)| Failure { task: task.0, message: message.clone() };
        Self {
            outcome: match record.outcome {
                record::Outcome::Done => Outcome::Done,
                record::Outcome::Failed => Outcome::Failed,
                record::Outcome::Stopped => Outcome::Stopped,
                record::Outcome::Stuck => Outcome::Stuck,
            },
            trusted: record.trusted,
            notes: record.notes.iter().map(say).collect(),
            figures_only,
            latencies_ns: Vec::new(),
            failures: failures.map(failure).collect(),
            frozen: record
                .frozen
                .iter()
                .map(|(start_ns, end_ns)| Stretch { start_ns: *start_ns, end_ns: *end_ns })
                .collect(),
            lanes: (0..).zip(trace.lanes.iter()).map(|(id, lane)| written_lane(id, lane)).collect(),
            tasks: (0..tasks).map(|id| written_task(trace, timeline, id)).collect(),
            spans: written_spans(trace, timeline, record.subject.has_lock()),
            given_up: timeline.left.iter().map(|span| written_span(trace, span, record.subject.has_lock())).collect(),
            requests: written_requests(trace, timeline),
            values: written_values(trace),
            shares: last_values(trace),
            output: timeline
                .output
                .iter()
                .map(|line| Line { at_ns: line.at_ns, task: line.task.0, text: line.text.to_string() })
                .collect(),
            stats: stats(figures),
            why: Some(Parts::of(why)),
        }
    }
}

/// The figures as they are written: those of the one table.
pub(super) fn stats(figures: &Figures) -> Fields {
    let filed = FIGURES.iter().filter(|figure| figure.is_filed);
    let all = filed.map(|figure| (figure, (figure.read)(figures)));
    let told = all.filter(|(figure, value)| value.is_some() || !figure.is_rare);
    Fields(told.map(|(figure, value)| (figure.key.to_owned(), number(value))).collect())
}

fn number(value: Option<Value>) -> Scalar {
    match value {
        None => Scalar::Nothing,
        Some(Value::Time(whole) | Value::Pause(whole) | Value::Bytes(whole)) => Scalar::Whole(whole),
        Some(Value::Count(count) | Value::Cores { without: count, .. }) => Scalar::Whole(u64::from(count)),
        Some(Value::Average(real) | Value::Times(real) | Value::Share(real) | Value::PerSecond(real)) => {
            Scalar::Real(real)
        }
    }
}

impl Parts {
    fn of(why: &Why) -> Self {
        let mut parts = Self::default();
        for cause in Cause::ALL {
            let ns = why.total_ns(cause);
            match cause {
                Cause::Waiting => parts.waiting_ns = ns,
                Cause::Computing => parts.computing_ns = ns,
                Cause::Lateness => parts.lateness_ns = ns,
                Cause::Contention => parts.contention_ns = ns,
                Cause::Starting => parts.starting_ns = ns,
                Cause::Queued => parts.queued_ns = ns,
                Cause::Locked => parts.locked_ns = ns,
                Cause::Copying => parts.copying_ns = ns,
                Cause::Other => parts.other_ns = ns,
            }
        }
        parts
    }

    /// The same, in the order of [`Cause::ALL`].
    pub(super) fn totals_ns(&self) -> [u64; Cause::ALL.len()] {
        Cause::ALL.map(|cause| match cause {
            Cause::Waiting => self.waiting_ns,
            Cause::Computing => self.computing_ns,
            Cause::Lateness => self.lateness_ns,
            Cause::Contention => self.contention_ns,
            Cause::Starting => self.starting_ns,
            Cause::Queued => self.queued_ns,
            Cause::Locked => self.locked_ns,
            Cause::Copying => self.copying_ns,
            Cause::Other => self.other_ns,
        })
    }

    /// What they add up to; `None` if that is more than any time.
    pub(super) fn sum_ns(&self) -> Option<u64> {
        let Self { waiting_ns, computing_ns, lateness_ns, contention_ns, .. } = *self;
        let Self { starting_ns, queued_ns, locked_ns, copying_ns, other_ns, .. } = *self;
        let steps = [waiting_ns, computing_ns, lateness_ns, contention_ns];
        let others = [starting_ns, queued_ns, locked_ns, copying_ns, other_ns];
        steps.into_iter().chain(others).try_fold(0_u64, u64::checked_add)
    }
}

impl From<&Place> for Environment {
    fn from(place: &Place) -> Self {
        Self {
            user_agent: place.user_agent.clone(),
            cores: place.cores,
            isolated: place.isolated,
            clock_resolution_ns: place.clock_resolution_ns,
            calibration: Calibration { iterations_per_second: place.calibration.iterations_per_second },
        }
    }
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
            trace::End::Failed
            | trace::End::Rejected
            | trace::End::TimedOut
            | trace::End::NoServer
            | trace::End::CutOff
            | trace::End::File(_)
            | trace::End::Endless => End::Failed,
            trace::End::Cancelled => End::Cancelled,
        }),
        message: trace.message(TaskId(id)).map(Cow::into_owned),
        told: times.told.map(Told::of),
    }
}

fn written_spans(trace: &Trace, timeline: &Timeline, has_lock: bool) -> Vec<Span> {
    let mut spans: Vec<Span> = timeline.spans.iter().map(|span| written_span(trace, span, has_lock)).collect();
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

fn printed(used: &trace::UsedItem) -> Option<String> {
    used.value.as_ref().map(program::Value::printed)
}

fn written_span(trace: &Trace, span: &trace::Span, has_lock: bool) -> Span {
    let place = trace.tasks.place_of(span);
    let is_locked = span.state == trace::State::Locked;
    Span {
        lane: span.lane.map(|lane| lane.0),
        task: span.task.0,
        step: place.map(|(step, _)| step),
        turn: place.map(|(_, turn)| turn + 1).filter(|turn| *turn > 1),
        state: match span.state {
            trace::State::Queued => State::Queued,
            trace::State::Starting => State::Starting,
            trace::State::Running => State::Running,
            trace::State::Waiting => State::Waiting,
            trace::State::Blocked => State::Blocked,
            trace::State::Locked => State::Locked,
            trace::State::Copying => State::Copying,
        },
        start_ns: span.start_ns,
        end_ns: span.end_ns,
        awaited: match trace.tasks.awaited(span) {
            Some((name, ResourceKind::Limit { .. } | ResourceKind::Rate { .. })) => {
                Some(Awaited::Limit(name.to_string()))
            }
            Some((name, ResourceKind::Meeting)) => Some(Awaited::Meet(name.to_string())),
            Some((name, ResourceKind::Queue { .. })) => Some(Awaited::Queue(name.to_string())),
            None if trace.tasks.joins(span) => Some(Awaited::Join(true)),
            // Nobody waits for a number.
            Some((_, ResourceKind::Share { .. })) | None => (is_locked && has_lock).then_some(Awaited::Gil(true)),
        },
        item: span.step.and_then(|step| trace.tasks.item_at(span.task, step, span.order)).and_then(printed),
        order: None,
    }
}
