//! Real runs at places of a curve: which ones, and what came of them.

use super::lab::Lab;
use crate::chart::curve::Scale;
use crate::engine::what_if::Axis;
use crate::engine::{Model, refusal_of_data};
use crate::program::Limits;
use crate::stats::what_if::{Reading, Sample, height_of};
use crate::wire::samples::decode_samples;
use crate::wire::what_if::Wanted;

/// Runs that were asked for: as many as the reader repeats, of one model at one place.
#[derive(Debug, Clone, PartialEq)]
struct Ticket {
    number: u32,
    /// What will hold what is measured; it holds nothing yet.
    of: Sample,
    /// How many of the runs are not over.
    left: u32,
}

/// What was asked for and what was measured.
#[derive(Debug, Default)]
pub struct Measuring {
    last: u32,
    /// Those of which runs are not over.
    waiting: Vec<Ticket>,
    /// How many runs were asked for together.
    asked: u32,
    pub(super) samples: Vec<Sample>,
}

/// How far measuring has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    /// Runs that are over.
    pub done: u32,
    /// Runs that were asked for.
    pub asked: u32,
    /// How long the others are expected to take, in nanoseconds.
    pub left_ns: u64,
}

impl Measuring {
    /// What was measured before, in bytes that were checked when they came in.
    pub(super) fn of(samples: &[u8]) -> Self {
        Self { samples: decode_samples(samples).unwrap_or_default(), ..Self::default() }
    }

    /// What was measured belongs to another list, of which this was measured before.
    pub(super) fn begin(&mut self, samples: &[u8]) {
        *self = Self { last: self.last, ..Self::of(samples) };
    }

    /// Runs that wait for their turn never get it.
    pub(super) fn give_up(&mut self) {
        self.waiting.clear();
    }

    /// `None` if nothing is being measured.
    pub(super) fn progress(&self) -> Option<Progress> {
        let left: u32 = self.waiting.iter().map(|ticket| ticket.left).sum();
        let left_ns = self.waiting.iter().map(|ticket| {
            let makespan_ns = ticket.of.expected.map_or(0, |reading| reading.makespan_ns);
            makespan_ns.saturating_mul(u64::from(ticket.left))
        });
        let left_ns = left_ns.fold(0, u64::saturating_add);
        (left > 0).then(|| Progress { done: self.asked.saturating_sub(left), asked: self.asked, left_ns })
    }

    /// A run is over. Without a reading nothing was measured in it.
    pub(super) fn hear(&mut self, ticket: u32, reading: Option<Reading>) {
        let Some(at) = self.waiting.iter().position(|waiting| waiting.number == ticket) else { return };
        let ticket = &mut self.waiting[at];
        ticket.left -= 1;
        let of = ticket.of.clone();
        if ticket.left == 0 {
            self.waiting.remove(at);
        }
        let Some(reading) = reading else { return };
        match self.samples.iter_mut().find(|sample| sample.is_like(&of)) {
            Some(sample) => {
                sample.readings.push(reading);
                sample.expected = of.expected;
            }
            None => self.samples.push(Sample { readings: vec![reading], ..of }),
        }
    }
}

impl Lab {
    /// What was measured of a model at a place, as the curve has it now: here, and what comes from a file.
    pub(super) fn samples(&self, place: u32, model: Model) -> impl Iterator<Item = &Sample> {
        let axis = self.choices.axis;
        let options = self.case.as_ref().filter(|_| self.can_measure()).map(|case| case.options_at(axis, place));
        let is_here = move |sample: &&Sample| {
            (sample.axis, sample.place, sample.model) == (axis, place, model)
                && options.is_some_and(|options| options.are_same_to(model, &sample.options))
        };
        self.measuring.samples.iter().filter(is_here)
    }

    /// How long the same took one task after another where a sample comes from, in the middle of what was measured.
    pub(super) fn sequential_ns(&self, sample: &Sample) -> Option<u64> {
        let is_there = |other: &&Sample| other.is_recorded == sample.is_recorded;
        let one_by_one = self.samples(sample.place, Model::Sequential).find(is_there)?;
        let mut makespans_ns: Vec<u64> = one_by_one.readings.iter().map(|reading| reading.makespan_ns).collect();
        makespans_ns.sort_unstable();
        makespans_ns.get((makespans_ns.len().saturating_sub(1)) / 2).copied()
    }

    /// The places that are worth measuring: both ends, the list's own, and where lines bend most. Of arrivals, where more
    /// of them begin to wait, the place behind that too: what bends is seen from both sides.
    pub(super) fn telling_places(&self) -> Vec<u32> {
        let own = self.case.as_ref().and_then(|case| self.choices.axis.own_place(case));
        let own = own.filter(|own| self.places.contains(own));
        let bends: Vec<u32> = (0..self.models().len()).filter_map(|line| self.bend(line)).collect();
        let behind = |bend: &u32| self.places.iter().copied().find(|place| place > bend);
        let behind = bends.iter().filter(|_| self.choices.axis == Axis::Arrivals).filter_map(behind);
        let mut places: Vec<u32> = self.places.first().into_iter().chain(self.places.last()).copied().collect();
        places.extend(own.into_iter().chain(behind).chain(bends.iter().copied()));
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Where a line, as it is drawn, is farthest from the straight one between its ends.
    fn bend(&self, line: usize) -> Option<u32> {
        let heights = self
            .points
            .iter()
            .filter_map(|point| Some((point.place, height_of(point.value(line, self.choices.height)?))));
        let heights: Vec<(u32, f64)> = heights.collect();
        let x = Scale::along(&self.places, self.choices.axis.is_by_ratio(&self.places));
        let y = Scale::of_heights(heights.iter().map(|(_, height)| *height));
        let drawn = |(place, height): &(u32, f64)| (x.share(f64::from(*place)), y.share(*height));
        let (first, last) = (drawn(heights.first()?), drawn(heights.last()?));
        let off = |point: &(u32, f64)| {
            let (across, up) = drawn(point);
            let share = (across - first.0) / (last.0 - first.0).max(f64::EPSILON);
            (up - (first.1 + share * (last.1 - first.1))).abs()
        };
        let farthest = heights.iter().max_by(|one, other| off(one).total_cmp(&off(other)))?;
        (off(farthest) > 0.05).then_some(farthest.0)
    }

    /// Which runs there would be at these places: of all models that can run there.
    fn runs(&self, places: &[u32]) -> Vec<(u32, Model)> {
        let (Some(case), true) = (&self.case, self.can_measure()) else { return Vec::new() };
        let axis = self.choices.axis;
        let carries = case.plan.tasks.iter().any(|task| task.how.carries.is_some());
        let has_memory = |place: u32, model: Model| {
            let there = carries.then(|| case.at(axis, place));
            there.is_none_or(|there| refusal_of_data(model, &there.plan, &there.setup.options).is_none())
        };
        let able = |place: &u32| {
            let (place, tasks) =
                (*place, case.plan.tasks.len() * if axis == Axis::Tasks { *place as usize } else { 1 });
            let fits = move |model: &Model| {
                let size =
                    case.setup.options.size(*model).map(|size| if axis == Axis::Pool { place as usize } else { size });
                let has_room = size.is_none_or(|size| size <= crate::engine::WORKER_LIMIT);
                has_room && tasks <= Limits::LIST.tasks && model.refusal(tasks).is_none() && has_memory(place, *model)
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
        let (runs, times) = (self.runs(places), self.question.times);
        let length_ns =
            |(place, model): &(u32, Model)| self.expected(*place, *model).map(|reading| reading.makespan_ns);
        let once_ns: u64 = runs.iter().filter_map(length_ns).sum();
        (runs.len() * times as usize, once_ns.saturating_mul(u64::from(times)))
    }

    /// What is expected of a model at a place, as far as it is known.
    fn expected(&self, place: u32, model: Model) -> Option<Reading> {
        let line = self.models().iter().position(|other| *other == model)?;
        self.points.iter().find(|point| point.place == place)?.expected[line]
    }

    /// Asks for real runs at these places: as often as the reader repeats, round by round.
    pub(super) fn measure(&mut self, places: &[u32]) -> Vec<Wanted> {
        let Some(case) = self.case.clone().filter(|_| self.measuring.waiting.is_empty()) else { return Vec::new() };
        let (axis, times) = (self.choices.axis, self.question.times);
        let wanted = self.runs(places).into_iter().map(|(place, model)| {
            let (case, expected) = (case.at(axis, place), self.expected(place, model));
            let options = case.setup.options;
            let of = Sample { axis, place, model, options, is_recorded: false, expected, readings: Vec::new() };
            (of, case.plan)
        });
        let wanted: Vec<_> = wanted.collect();
        let measuring = &mut self.measuring;
        measuring.asked = wanted.len() as u32 * times;
        let wanted = wanted.into_iter().map(|(of, plan)| {
            measuring.last += 1;
            let (model, options) = (of.model, of.options);
            measuring.waiting.push(Ticket { number: measuring.last, of, left: times });
            Wanted { ticket: measuring.last, model, options, plan }
        });
        wanted.collect()
    }

    /// A run that was asked for is over.
    pub fn measured(&mut self, ticket: u32, reading: Option<Reading>) {
        self.measuring.hear(ticket, reading);
    }
}
