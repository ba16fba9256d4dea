//! How many tasks were in flight, and how many lanes were on the CPU, over time: two small areas under a diagram.

use std::fmt::Write;

use super::Window;
use crate::trace::{State, Timeline};

/// Width of a step of the areas, in CSS pixels.
const STEP_PX: f64 = 2.0;
/// Height of the little that there was, in CSS pixels.
const LEAST_PX: f64 = 1.0;

/// How many of something there were, step by step over a window.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The average in each step.
    pub values: Vec<f64>,
    /// The most there ever were in the run: as high as the area goes, however closely one looks.
    pub most: f64,
}

/// Tasks that were started and not finished, `peak` at most.
pub fn in_flight(timeline: &Timeline, window: &Window, peak: u32) -> Level {
    let alive = timeline.tasks.iter().filter_map(|times| {
        times.started_ns.map(|start_ns| (start_ns, times.ended_ns.unwrap_or(timeline.makespan_ns)))
    });
    Level::of(alive, window, peak)
}

/// Lanes that were running, `peak` at most: first those that had a core, in these intervals, then all that wanted one. Both
/// are as high as the latter.
pub fn running(timeline: &Timeline, taken: &[(u64, u64)], window: &Window, peak: u32) -> [Level; 2] {
    let running = timeline.spans.iter().filter(|span| span.state == State::Running);
    let wanted = Level::of(running.map(|span| (span.start_ns, span.end_ns)), window, peak);
    let taken = Level::of(taken.iter().copied(), window, peak);
    [Level { most: wanted.most, ..taken }, wanted]
}

impl Level {
    fn of(intervals: impl Iterator<Item = (u64, u64)>, window: &Window, peak: u32) -> Self {
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
        // While a run goes on its peak may be known later than its spans.
        let most = values.iter().copied().fold(f64::from(peak), f64::max);
        Self { values, most }
    }

    /// Its outline as the `d` of an SVG path, `most` as high as `height_px`; empty where there was nothing, and to be seen
    /// where there was anything.
    pub fn path(&self, height_px: f64) -> String {
        let mut path = String::new();
        let mut last_px = height_px;
        for (step, value) in self.values.iter().enumerate() {
            let y_px = height_px - value / self.most.max(1e-9) * height_px;
            let y_px = if *value > 0.0 { y_px.min(height_px - LEAST_PX) } else { y_px };
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
