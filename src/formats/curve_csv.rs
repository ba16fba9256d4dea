//! A curve as a table that spreadsheets open: a row for each place, model and run, those that are expected and those that
//! were measured.

use crate::engine::Model;
use crate::engine::what_if::Axis;
use crate::stats::figures::Value;
use crate::stats::what_if::{HEIGHTS, Point, Reading, Sample, figure};

/// The table; `models` are those of the points' lines.
pub fn write<'a>(
    axis: Axis,
    models: &[Model],
    points: &[Point],
    samples: impl Fn(u32, Model) -> Vec<&'a Sample>,
) -> String {
    let keys: Vec<&str> = HEIGHTS.into_iter().map(|height| figure(height).key).collect();
    let mut csv = format!("{},model,origin,{}\r\n", axis.id(), keys.join(","));
    for point in points {
        for (line, model) in models.iter().enumerate() {
            if let Some(reading) = point.expected.get(line).copied().flatten() {
                row(&mut csv, point, *model, "expected", &reading);
            }
            for sample in samples(point.place, *model) {
                let origin = if sample.is_recorded { "recorded" } else { "measured" };
                sample.readings.iter().for_each(|reading| row(&mut csv, point, *model, origin, reading));
            }
        }
    }
    csv
}

fn row(csv: &mut String, point: &Point, model: Model, origin: &str, reading: &Reading) {
    // What was measured is not compared with what is expected.
    let sequential_ns = point.sequential_ns.filter(|_| origin == "expected");
    let cell = |height| reading.value(height, sequential_ns).as_ref().map(Value::to_string).unwrap_or_default();
    let cells: Vec<String> = HEIGHTS.into_iter().map(cell).collect();
    let place = point.place.to_string();
    csv.push_str(&[&place, model.id(), origin, &cells.join(",")].join(","));
    csv.push_str("\r\n");
}
