//! Where tasks failed: a small cross at the end of each, in shapes and in pixels alike.

use super::layout::Strip;
use super::{Layout, Window};
use crate::trace::{End, TaskId, Timeline};

/// From the middle of a cross to its side, in CSS pixels.
pub const REACH_PX: f64 = 3.0;
/// Thickness of its lines.
pub const LINE_PX: f64 = 1.5;
/// The ground around it, which keeps it apart from bars of its color.
pub const RIM_PX: f64 = 1.5;

/// The end of a task that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// When, in nanoseconds since the start of the run.
    pub at_ns: u64,
    /// In which strip.
    pub strip: usize,
}

impl Failure {
    /// The middle of its cross, if it is in view: just before the end, over what the task itself did.
    pub fn place_px(self, layout: &Layout, window: &Window) -> Option<(f64, f64)> {
        let Strip { top_px, height_px } = *layout.strips.get(self.strip)?;
        let is_in_view = (window.start_ns..=window.end_ns).contains(&self.at_ns);
        let most_px = (window.width_px - REACH_PX).max(REACH_PX);
        let x_px = (window.x_px(self.at_ns) - REACH_PX + 1.0).clamp(REACH_PX, most_px);
        is_in_view.then_some((x_px, top_px + height_px / 2.0))
    }
}

/// All of a timeline that are drawn.
pub fn failures(timeline: &Timeline, layout: &Layout) -> Vec<Failure> {
    let failed = timeline.tasks.iter().enumerate().filter(|(_, times)| times.end.is_some_and(End::is_failure));
    let place = |(task, _): (usize, _)| {
        let (first, spans) = timeline.spans_of(TaskId(task as u32));
        let last = spans.last()?;
        let strip = layout.strip_of(first + spans.len() - 1, last)?;
        Some(Failure { at_ns: last.end_ns, strip })
    };
    failed.filter_map(place).collect()
}
