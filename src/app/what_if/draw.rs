//! What a curve is drawn of, from what the lab knows.

use super::lab::Lab;
use crate::chart::curve::{Frame, Look, Scale};
use crate::engine::Model;
use crate::formats::svg::curve::{Curve, Ideal, Line, Measured};
use crate::stats::figures::Quantity;
use crate::stats::what_if::{Point, figure, height_of};
use crate::words::what_if as words;

/// Room to the left, for the names of heights.
const LEFT_PX: f64 = 64.0;
/// Room on top, for what stands upwards.
const TOP_PX: f64 = 26.0;
/// On top of a file, where it has a title.
const TITLE_PX: f64 = 22.0;
/// Room at the bottom, for the names of places and what they count.
const BOTTOM_PX: f64 = 40.0;
/// Room to the right, for the names of lines.
const NAMES_PX: f64 = 150.0;
/// Where there is less room than this, names don't stand behind lines.
const WIDE_PX: f64 = 560.0;
/// Height of the lines' own room.
const HEIGHT_PX: f64 = 240.0;
/// Between the names of two places, and of two heights.
const PLACE_ROOM_PX: f64 = 42.0;
const HEIGHTS: usize = 7;

/// The look of a model's line: the same whichever models are shown.
pub(super) fn look_of(model: Model) -> Look {
    Look::of(Model::ALL.iter().position(|other| *other == model).unwrap_or_default())
}

impl Lab {
    /// The curve as it is drawn in so much room; `stands_alone` if it is for a file. `None` before anything is known.
    pub(super) fn curve(&self, width_px: f64, stands_alone: bool) -> Option<Curve> {
        let (axis, quantity) = (self.choices.axis, self.choices.height);
        let ends = self.points.first().zip(self.points.last())?;
        let name = figure(quantity).label;
        let (lines, ideals) = (self.lines(), self.ideals());
        let heights = lines.iter().flat_map(|line| {
            let expected = line.expected.iter().map(|(_, height)| *height);
            expected.chain(line.measured.iter().flat_map(|measured| measured.heights))
        });
        let y =
            Scale::of_heights(heights.chain(ideals.iter().flat_map(|ideal| ideal.points.iter().map(|point| point.1))));
        let has_names = width_px >= WIDE_PX;
        let title_px = if stands_alone { TITLE_PX } else { 0.0 };
        let right_px = if has_names { NAMES_PX } else { 16.0 };
        let frame = Frame {
            left_px: LEFT_PX,
            top_px: TOP_PX + title_px,
            width_px: (width_px - LEFT_PX - right_px).max(80.0),
            height_px: HEIGHT_PX,
            x: Scale::along(&self.places, axis.is_by_ratio(&self.places)),
            y,
        };
        debug_assert!(ends.0.place <= ends.1.place, "points stand in order");
        let own = self.case.as_ref().and_then(|case| axis.own_place(case)).filter(|own| self.places.contains(own));
        Some(Curve {
            title: self.title(),
            height: if y.is_by_ratio { words::by_ratio(name) } else { name.to_owned() },
            axis: words::axis_unit(axis).to_owned(),
            size_px: (width_px, frame.top_px + HEIGHT_PX + BOTTOM_PX),
            heights: y.rounds(HEIGHTS).into_iter().map(|height| (height, height_label(quantity, height))).collect(),
            places: frame
                .named(&self.places, PLACE_ROOM_PX)
                .into_iter()
                .map(|place| (f64::from(place), words::place_label(axis, place)))
                .collect(),
            frame,
            lines,
            ideals,
            is_small_good: matches!(quantity, Quantity::Makespan | Quantity::LatencyP50 | Quantity::LatencyP95),
            own: own.map(f64::from),
            pointed: self.place().filter(|_| !stands_alone).map(f64::from),
            has_names,
        })
    }

    /// What it is called in one line.
    pub(super) fn title(&self) -> String {
        let curve = words::curve_title(figure(self.choices.height).label, self.choices.axis);
        if self.question.title.is_empty() { curve } else { format!("{}: {curve}", self.question.title) }
    }

    fn lines(&self) -> Vec<Line> {
        let quantity = self.choices.height;
        let line = |(number, model): (usize, &Model)| {
            let expected = |point: &Point| Some((f64::from(point.place), height_of(point.value(number, quantity)?)));
            let samples = self.places.iter().flat_map(|place| self.samples(*place, *model));
            let measured = samples.filter_map(|sample| {
                let spread = sample.spread(quantity, self.sequential_ns(sample))?;
                let heights = [spread.least, spread.median, spread.most].map(height_of);
                Some(Measured { place: f64::from(sample.place), heights, is_recorded: sample.is_recorded })
            });
            Line {
                name: model.name().to_owned(),
                look: look_of(*model),
                expected: self.points.iter().filter_map(expected).collect(),
                measured: measured.collect(),
            }
        };
        self.models().iter().enumerate().map(line).collect()
    }

    fn ideals(&self) -> Vec<Ideal> {
        let mut ideals: Vec<Ideal> = Vec::new();
        for point in &self.points {
            for (at, (ideal, value)) in point.ideals(self.choices.height).into_iter().enumerate() {
                if ideals.len() <= at {
                    ideals.push(Ideal { name: words::ideal_name(ideal).to_owned(), points: Vec::new() });
                }
                ideals[at].points.push((f64::from(point.place), height_of(value)));
            }
        }
        // What is nothing everywhere bounds nothing.
        ideals.retain(|ideal| ideal.points.iter().any(|(_, height)| *height > 0.0));
        ideals
    }
}

fn height_label(quantity: Quantity, height: f64) -> String {
    let rounded = (height * 1000.0).round() / 1000.0;
    match quantity {
        Quantity::Speedup => format!("{rounded}×"),
        Quantity::Throughput => format!("{rounded}/s"),
        _ => words::time_label(height),
    }
}
