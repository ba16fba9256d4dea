//! What was measured of "what if", from what is known to what is written and back.

use super::build::told;
use super::restore::{LATEST_NS, options_of};
use super::v2::{CurvePoint, Origin, Reading, Subject, WhatIf};
use crate::engine::what_if::Axis;
use crate::engine::{Model, Options};
use crate::program::Limits;
use crate::stats::figures::Quantity;
use crate::stats::what_if::{self, Sample, figure};

/// More points, or runs of one, nobody measures.
const MOST: usize = 10_000;

impl WhatIf {
    /// What was measured, of a curve that was looked at and others; `None` where nothing was.
    pub fn of(axis: Axis, height: Quantity, samples: &[Sample]) -> Option<Self> {
        let points = samples.iter().map(CurvePoint::of).collect();
        let (axis, figure) = (axis.id().to_owned(), figure(height).key.to_owned());
        (!samples.is_empty()).then_some(Self { axis, figure, points })
    }

    /// What can be shown of it here, as recorded: what later versions measure along other axes, or under other models, is
    /// left out. Where the file doesn't say what a model was told, that is as in `defaults`.
    pub fn samples(&self, defaults: Options) -> Vec<Sample> {
        self.points.iter().filter_map(|point| point.sample(defaults)).collect()
    }

    /// Whether all of it can have been measured.
    pub(super) fn is_sound(&self) -> bool {
        self.points.len() <= MOST && self.points.iter().all(CurvePoint::is_sound)
    }
}

impl CurvePoint {
    fn of(sample: &Sample) -> Self {
        Self {
            axis: sample.axis.id().to_owned(),
            place: sample.place,
            subject: Subject::Model(sample.model.id().to_owned()),
            origin: if sample.is_recorded { Origin::Recorded } else { Origin::Measured },
            options: told(sample.model, &sample.options),
            expected: sample.expected.map(Reading::from),
            runs: sample.readings.iter().copied().map(Reading::from).collect(),
        }
    }

    fn sample(&self, defaults: Options) -> Option<Sample> {
        let Subject::Model(id) = &self.subject else { return None };
        let model = Model::from_id(id)?;
        Some(Sample {
            axis: Axis::from_id(&self.axis)?,
            place: self.place,
            model,
            options: options_of(&self.options, model, defaults),
            is_recorded: true,
            expected: self.expected.map(what_if::Reading::from),
            readings: self.runs.iter().copied().map(what_if::Reading::from).collect(),
        })
    }

    fn is_sound(&self) -> bool {
        let is_few = !self.runs.is_empty() && self.runs.len() <= MOST;
        is_few && self.expected.iter().chain(&self.runs).all(Reading::is_sound)
    }
}

impl Reading {
    fn is_sound(&self) -> bool {
        let Self { makespan_ns, latency_p50_ns, latency_p95_ns, finished } = *self;
        let is_in_order = latency_p50_ns <= latency_p95_ns && latency_p95_ns <= makespan_ns;
        is_in_order && makespan_ns <= LATEST_NS && finished <= Limits::LIST.tasks as u64
    }
}

impl From<what_if::Reading> for Reading {
    fn from(reading: what_if::Reading) -> Self {
        let what_if::Reading { makespan_ns, latency_p50_ns, latency_p95_ns, finished } = reading;
        Self { makespan_ns, latency_p50_ns, latency_p95_ns, finished }
    }
}

impl From<Reading> for what_if::Reading {
    fn from(reading: Reading) -> Self {
        let Reading { makespan_ns, latency_p50_ns, latency_p95_ns, finished } = reading;
        Self { makespan_ns, latency_p50_ns, latency_p95_ns, finished }
    }
}
