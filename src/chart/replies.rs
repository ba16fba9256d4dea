//! Requests on their spans: a tick where one was asked, and a block from the first byte of its answer to the last; in shapes
//! and in pixels alike.

use super::layout::{LINED_ROW_PX, Strip};
use super::named::Stretch;
use super::{Layout, Window};
use crate::trace::{Received, Span, Timeline};

/// Thickness of the tick, and the narrowest block, in CSS pixels.
pub const TICK_PX: f64 = 1.5;
/// How far they stand out above and below a line.
const OUTSET_PX: f64 = 1.5;
/// Nothing of a span that is narrower, or of a line that is thinner, would be left beside them.
const LEAST_PX: (f64, f64) = (6.0, 2.0);

/// A request that was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// When it was asked, in nanoseconds since the start of the run.
    pub asked_ns: u64,
    /// When the first byte was there, or the last where nobody saw the first.
    pub first_ns: u64,
    /// When the last one was.
    pub last_ns: u64,
    /// In which strip.
    pub strip: usize,
}

impl Reply {
    /// Left, top, width and height of its tick and of its block, as far as they are in view.
    pub fn places_px(self, layout: &Layout, window: &Window) -> impl Iterator<Item = Stretch> + use<> {
        let (asked_px, first_px, last_px) =
            (window.x_px(self.asked_ns), window.x_px(self.first_ns), window.x_px(self.last_ns));
        let strip = layout.strips.get(self.strip).filter(|strip| strip.height_px >= LEAST_PX.1);
        let strip = strip.copied().filter(|_| last_px - asked_px >= LEAST_PX.0);
        let width_px = window.width_px;
        let parts = [(asked_px, TICK_PX), (first_px.min(last_px - TICK_PX), (last_px - first_px).max(TICK_PX))];
        parts.into_iter().filter_map(move |(left_px, wide_px)| {
            let Strip { top_px, height_px } = strip?;
            let outset_px = if height_px < LINED_ROW_PX { OUTSET_PX } else { 0.0 };
            let (from_px, to_px) = (left_px.max(0.0), (left_px + wide_px).min(width_px));
            (to_px > from_px).then_some([from_px, top_px - outset_px, to_px - from_px, height_px + 2.0 * outset_px])
        })
    }
}

/// What stands for them in a legend: a tick, the line of the wait, and a block.
pub fn sign([x_px, y_px, width_px, height_px]: Stretch) -> [Stretch; 3] {
    let line_px = y_px + (height_px - TICK_PX) / 2.0;
    [
        [x_px, y_px, TICK_PX, height_px],
        [x_px, line_px, width_px, 1.0],
        [x_px + 0.75 * width_px, y_px, 0.25 * width_px, height_px],
    ]
}

/// All of a timeline.
pub fn replies(timeline: &Timeline, layout: &Layout) -> Vec<Reply> {
    let reply = |(place, span, received): (usize, &Span, &Received)| {
        let (first_ns, last_ns) = (received.first_ns.unwrap_or(received.last_ns), received.last_ns);
        Some(Reply { asked_ns: span.start_ns, first_ns, last_ns, strip: layout.strip_of(place, span)? })
    };
    timeline.all_received().filter_map(reply).collect()
}
