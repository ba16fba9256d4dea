//! What is derived from a record: once, and all that there is.

use super::findings::findings;
use super::{Analysis, Attempt, Figures, Why, shares};
use crate::record::{Outcome, Record};
use crate::trace::Timeline;

impl Analysis {
    /// What a record shows.
    pub fn of(record: &Record) -> Self {
        let trace = &record.trace;
        let mut timeline = Timeline::of(trace, None);
        let mut figures = Figures::of(trace, &timeline, record.subject.has_event_loop(), record.cores);
        figures.page_frozen_ns = record.frozen.iter().map(|(from_ns, to_ns)| to_ns - from_ns).sum();
        if let Some(restored) = &record.restored {
            timeline.output.clone_from(&restored.output);
            figures.parallelism.average = restored.parallelism;
        }
        let analysis = Self::new(&record.subject, record.cores, trace, timeline, figures, record.frozen.clone());
        let analysis = Self { shares: shares(trace), ..analysis };
        let findings = if record.outcome == Outcome::Done { findings(&analysis) } else { Vec::new() };
        let why = Some(Why::of(trace, &analysis.timeline));
        Self { is_whole: true, findings, why, ..analysis }
    }

    /// What an attempt shows: all of its record, or its figures and its output where its spans were not kept.
    pub fn of_attempt(attempt: &Attempt, record: &Record) -> Self {
        if !record.trace.is_bare() {
            return Self::of(record);
        }
        let mut timeline = Timeline::of(&record.trace, None);
        timeline.makespan_ns = attempt.figures.makespan_ns;
        if let Some(restored) = &record.restored {
            timeline.output.clone_from(&restored.output);
        }
        let (trace, frozen) = (&record.trace, record.frozen.clone());
        let failures = record.restored.as_ref().map(|restored| restored.failures.clone()).unwrap_or_default();
        let analysis = Self::new(&record.subject, record.cores, trace, timeline, attempt.figures, frozen);
        Self { is_whole: true, why: Some(attempt.why.clone()), failures, ..analysis }
    }
}
