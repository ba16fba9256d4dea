//! Under the rows of a diagram: what tasks act on each other by, in a thin row each, as high as there was of it.

use super::Window;
use super::layout::Layout;
use crate::trace::Timeline;

/// Thickness of the line on top, in CSS pixels.
pub const LINE_PX: f64 = 1.5;

/// A stretch in which there was so much of something: left, top, width and height, in CSS pixels.
pub type Stretch = [f64; 4];

/// The stretches of all rows.
pub fn stretches(timeline: &Timeline, layout: &Layout, window: &Window) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for (row, named) in layout.named.iter().zip(&timeline.named) {
        let (low, high) = named.bounds();
        let mut push = |left_px: f64, right_px: f64, amount: i64| {
            if amount > low && right_px > left_px {
                let share = (amount - low) as f64 / (high - low).max(1) as f64;
                let height_px = (share * row.height_px).max(LINE_PX);
                stretches.push([left_px, row.top_px + row.height_px - height_px, right_px - left_px, height_px]);
            }
        };
        // The most that there was within a column of pixels, of what is too narrow to be told apart.
        let mut narrow: Option<(f64, i64)> = None;
        // What there was right before that, if it was not narrow.
        let mut before = low;
        let ends_ns = named.steps.iter().skip(1).map(|(at_ns, _)| *at_ns).chain([timeline.makespan_ns]);
        for ((start_ns, amount), end_ns) in named.steps.iter().copied().zip(ends_ns) {
            if end_ns < window.start_ns || start_ns > window.end_ns {
                continue;
            }
            let mut left_px = window.x_px(start_ns).max(0.0).round();
            let right_px = window.x_px(end_ns).min(window.width_px).round();
            if let Some((at_px, most)) = narrow.filter(|(at_px, _)| *at_px < left_px) {
                push(at_px, at_px + 1.0, most);
                (narrow, before) = (None, low);
            }
            if right_px <= left_px {
                narrow = Some((left_px, narrow.map_or(amount, |(_, most)| most.max(amount))));
                continue;
            }
            if let Some((_, most)) = narrow.take().filter(|(_, most)| *most > amount.max(before)) {
                push(left_px, left_px + 1.0, most);
                left_px += 1.0;
            }
            push(left_px, right_px, amount);
            before = amount;
        }
        if let Some((at_px, most)) = narrow {
            push(at_px, at_px + 1.0, most);
        }
    }
    stretches
}
