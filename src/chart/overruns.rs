//! What tasks did after they had been told to end, and slots with what was given up: a line under it, in shapes and in
//! pixels alike.

use super::layout::Strip;
use super::{Layout, Window};
use crate::trace::{TaskId, Timeline};

/// Thickness of the line, in CSS pixels.
pub const LINE_PX: f64 = 2.0;
/// What is narrower took effect at once.
const LEAST_PX: f64 = 2.0;

/// A stretch of a task that went on although it was told to end, or of a slot that did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overrun {
    /// From, in nanoseconds since the start of the run.
    pub start_ns: u64,
    /// To.
    pub end_ns: u64,
    /// In which strip.
    pub strip: usize,
}

impl Overrun {
    /// Left, top, width and height of its line, if it is in view and wide enough to be seen.
    pub fn place_px(self, layout: &Layout, window: &Window) -> Option<[f64; 4]> {
        let Strip { top_px, height_px } = *layout.strips.get(self.strip)?;
        let left_px = window.x_px(self.start_ns).max(0.0);
        let width_px = window.x_px(self.end_ns).min(window.width_px) - left_px;
        (width_px >= LEAST_PX).then_some([left_px, top_px + height_px - LINE_PX, width_px, LINE_PX])
    }
}

/// All of a timeline that are drawn.
pub fn overruns(timeline: &Timeline, layout: &Layout) -> Vec<Overrun> {
    let told = timeline.tasks.iter().enumerate().filter_map(|(task, times)| Some((task, times.told?.0)));
    let of_task = |(task, told_ns): (usize, u64)| {
        let (first, spans) = timeline.spans_of(TaskId(task as u32));
        let late = spans.iter().enumerate().filter(move |(_, span)| span.end_ns > told_ns);
        late.filter_map(move |(place, span)| {
            let strip = layout.strip_of(first + place, span)?;
            Some(Overrun { start_ns: span.start_ns.max(told_ns), end_ns: span.end_ns, strip })
        })
    };
    // What was given up is on a lane, and drawn there wherever it stands in a list.
    let left = timeline.left.iter().filter_map(|span| {
        Some(Overrun { start_ns: span.start_ns, end_ns: span.end_ns, strip: layout.strip_of(0, span)? })
    });
    told.flat_map(of_task).chain(left).collect()
}
