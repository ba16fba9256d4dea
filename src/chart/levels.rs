//! How many tasks were in flight, and how many lanes were on the CPU, over time: two small areas under a diagram.

use std::fmt::Write;

use super::Window;
use crate::trace::{State, Timeline};

/// Width of a step of the areas, in CSS pixels.
const STEP_PX: f64 = 2.0;

/// How many of something there were, step by step over a window.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The average in each step.
    pub values: Vec<f64>,
    /// The largest of them.
    pub most: f64,
}

/// Tasks that were started and not finished.
pub fn in_flight(timeline: &Timeline, window: &Window) -> Level {
    let alive = timeline.tasks.iter().filter_map(|times| {
        times.started_ns.map(|start_ns| (start_ns, times.ended_ns.unwrap_or(timeline.makespan_ns)))
    });
    Level::of(alive, window)
}

/// Lanes that were running.
pub fn on_cpu(timeline: &Timeline, window: &Window) -> Level {
    let running = timeline.spans.iter().filter(|span| span.state == State::Running);
    Level::of(running.map(|span| (span.start_ns, span.end_ns)), window)
}

impl Level {
    fn of(intervals: impl Iterator<Item = (u64, u64)>, window: &Window) -> Self {
        let steps = (window.width_px / STEP_PX).ceil().max(1.0) as usize;
        let scale = steps as f64 / window.length_ns() as f64;
        // What begins and ends in the middle of steps, and by how much whole steps differ from the one before.
        let mut values = vec![0.0; steps];
        let mut changes = vec![0_i64; steps + 1];
        let step_at = |at_ns: u64| ((at_ns as f64 - window.start_ns as f64) * scale).clamp(0.0, steps as f64);
        for (start_ns, end_ns) in intervals {
            if end_ns <= window.start_ns || start_ns >= window.end_ns {
                continue;
            }
            let (from, to) = (step_at(start_ns), step_at(end_ns));
            let (first, last) = ((from as usize).min(steps - 1), (to as usize).min(steps - 1));
            if first == last {
                values[first] += to - from;
                continue;
            }
            values[first] += (first + 1) as f64 - from;
            values[last] += to - last as f64;
            changes[first + 1] += 1;
            changes[last] -= 1;
        }
        let mut whole = 0;
        for (value, change) in values.iter_mut().zip(changes) {
            whole += change;
            *value += whole as f64;
        }
        let most = values.iter().copied().fold(0.0, f64::max);
        Self { values, most }
    }

    /// Its outline as the `d` of an SVG path, `most` as high as `height_px`; empty where there was nothing.
    pub fn path(&self, height_px: f64, most: f64) -> String {
        let mut path = String::new();
        let mut last_px = height_px;
        for (step, value) in self.values.iter().enumerate() {
            let y_px = height_px - value / most.max(1e-9) * height_px;
            let y_px = (y_px * 10.0).round() / 10.0;
            if (y_px - last_px).abs() < 0.05 {
                continue;
            }
            if path.is_empty() {
                // Writing to a string can't fail.
                let _ = write!(path, "M0 {height_px}");
            }
            let _ = write!(path, "H{}V{y_px}", step as f64 * STEP_PX);
            last_px = y_px;
        }
        if !path.is_empty() {
            let _ = write!(path, "H{}V{height_px}Z", self.values.len() as f64 * STEP_PX);
        }
        path
    }
}
