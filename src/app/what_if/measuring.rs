//! Real runs at places of a curve: which ones, and what came of them.

use super::lab::Lab;
use crate::engine::Model;
use crate::engine::what_if::Axis;
use crate::program::Limits;
use crate::stats::what_if::{Reading, Sample, height_of};
use crate::wire::what_if::Wanted;

/// A run that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ticket {
    number: u32,
    axis: Axis,
    place: u32,
    model: Model,
}

/// What was asked for and what was measured.
#[derive(Debug, Default)]
pub struct Measuring {
    last: u32,
    /// Runs that are not over.
    waiting: Vec<Ticket>,
    /// How many were asked for together.
    asked: usize,
    pub(super) samples: Vec<Sample>,
}

impl Measuring {
    /// What was measured belongs to another list.
    pub(super) fn forget(&mut self) {
        self.waiting.clear();
        self.samples.clear();
    }

    /// How many runs are over, and how many were asked for; `None` if nothing is being measured.
    pub(super) fn progress(&self) -> Option<(usize, usize)> {
        (!self.waiting.is_empty()).then(|| (self.asked - self.waiting.len(), self.asked))
    }

    /// What was measured of a model at a place.
    pub(super) fn sample(&self, axis: Axis, place: u32, model: Model) -> Option<&Sample> {
        self.samples.iter().find(|sample| (sample.axis, sample.place, sample.model) == (axis, place, model))
    }

    /// How long the same took one task after another, in the middle of what was measured.
    pub(super) fn sequential_ns(&self, axis: Axis, place: u32) -> Option<u64> {
        let sample = self.sample(axis, place, Model::Sequential)?;
        let mut makespans_ns: Vec<u64> = sample.readings.iter().map(|reading| reading.makespan_ns).collect();
        makespans_ns.sort_unstable();
        makespans_ns.get((makespans_ns.len().saturating_sub(1)) / 2).copied()
    }

    /// A run is over. Without a reading nothing was measured, and those that wait for their turn never get it.
    pub(super) fn hear(&mut self, ticket: u32, reading: Option<Reading>) {
        let Some(at) = self.waiting.iter().position(|waiting| waiting.number == ticket) else { return };
        let Ticket { axis, place, model, .. } = self.waiting.remove(at);
        let Some(reading) = reading else { return };
        let is_same = |sample: &&mut Sample| (sample.axis, sample.place, sample.model) == (axis, place, model);
        match self.samples.iter_mut().find(is_same) {
            Some(sample) => sample.readings.push(reading),
            None => self.samples.push(Sample { axis, place, model, readings: vec![reading] }),
        }
    }
}

impl Lab {
    /// The places that are worth measuring: both ends, the list's own, and where lines bend most.
    pub(super) fn telling_places(&self) -> Vec<u32> {
        let own = self.case.as_ref().and_then(|case| self.choices.axis.own_place(case));
        let own = own.filter(|own| self.places.contains(own));
        let bends = (0..self.models().len()).filter_map(|line| self.bend(line));
        let mut places: Vec<u32> = self.places.first().into_iter().chain(self.places.last()).copied().collect();
        places.extend(own.into_iter().chain(bends));
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Where a line is farthest from the straight one between its ends.
    fn bend(&self, line: usize) -> Option<u32> {
        let points: Vec<(u32, f64)> = self
            .points
            .iter()
            .filter_map(|point| Some((point.place, height_of(point.value(line, self.choices.height)?))))
            .collect();
        let ((first, low), (last, high)) = (*points.first()?, *points.last()?);
        let most = points.iter().map(|(_, height)| *height).fold(0.0, f64::max);
        let off = |(place, height): &(u32, f64)| {
            let share = f64::from(place - first) / f64::from((last - first).max(1));
            (height - (low + share * (high - low))).abs() / most.max(1.0)
        };
        let farthest = points.iter().max_by(|one, other| off(one).total_cmp(&off(other)))?;
        (off(farthest) > 0.05).then_some(farthest.0)
    }

    /// Which runs there would be at these places: of all models that can run there.
    fn runs(&self, places: &[u32]) -> Vec<(u32, Model)> {
        let (Some(case), true) = (&self.case, self.can_measure()) else { return Vec::new() };
        let axis = self.choices.axis;
        let able = |place: &u32| {
            let (place, tasks) =
                (*place, case.plan.tasks.len() * if axis == Axis::Tasks { *place as usize } else { 1 });
            let fits = move |model: &Model| {
                let size =
                    case.setup.options.size(*model).map(|size| if axis == Axis::Pool { place as usize } else { size });
                let has_room = size.is_none_or(|size| size <= crate::engine::WORKER_LIMIT);
                has_room && tasks <= Limits::LIST.tasks && model.refusal(tasks).is_none()
            };
            self.models().iter().copied().filter(fits).map(move |model| (place, model)).collect::<Vec<_>>()
        };
        places.iter().flat_map(able).collect()
    }

    /// Whether this machine can be made what the curve asks for.
    pub(super) fn can_measure(&self) -> bool {
        self.choices.axis.can_be_measured() && self.choices.cores.is_none()
    }

    /// How many runs there would be at these places, and how long they are expected to take together.
    pub(super) fn estimate(&self, places: &[u32]) -> (usize, u64) {
        let runs = self.runs(places);
        let length_ns = |(place, model): &(u32, Model)| {
            let line = self.models().iter().position(|other| other == model)?;
            let point = self.points.iter().find(|point| point.place == *place)?;
            point.expected[line].map(|reading| reading.makespan_ns)
        };
        (runs.len(), runs.iter().filter_map(length_ns).sum())
    }

    /// Asks for real runs at these places. Rounds go through the models in turn.
    pub(super) fn measure(&mut self, places: &[u32]) -> Vec<Wanted> {
        let Some(case) = self.case.clone().filter(|_| self.measuring.waiting.is_empty()) else { return Vec::new() };
        let axis = self.choices.axis;
        let runs = self.runs(places);
        let measuring = &mut self.measuring;
        measuring.asked = runs.len();
        let wanted = runs.into_iter().map(|(place, model)| {
            measuring.last += 1;
            measuring.waiting.push(Ticket { number: measuring.last, axis, place, model });
            let case = case.at(axis, place);
            Wanted { ticket: measuring.last, model, options: case.setup.options, plan: case.plan }
        });
        wanted.collect()
    }

    /// A run that was asked for is over.
    pub fn measured(&mut self, ticket: u32, reading: Option<Reading>) {
        self.measuring.hear(ticket, reading);
    }
}
