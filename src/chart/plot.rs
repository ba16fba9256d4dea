//! Where the spans of a run stand and how they are found: made once for each picture, out of the one before it.

use std::rc::Rc;

use super::index::Bar;
use super::palette::Theme;
use super::{Arrangement, Index, Layout, Picture, Window};
use crate::trace::{Lane, Span, Timeline};

/// With more spans than this in view, a picture is made of pixels and not of shapes.
const MANY_BARS: usize = 2500;

/// A timeline made ready to be drawn.
#[derive(Debug, Clone, Default)]
pub struct Plot {
    /// Where everything stands.
    pub layout: Rc<Layout>,
    /// The spans by place.
    pub index: Rc<Index>,
}

impl PartialEq for Plot {
    fn eq(&self, other: &Self) -> bool {
        // A plot never changes: the same one is the same, and another one is not worth comparing.
        Rc::ptr_eq(&self.index, &other.index) && Rc::ptr_eq(&self.layout, &other.layout)
    }
}

impl Plot {
    /// The plot of a later timeline, of the same run or another; what can be kept is kept.
    #[must_use]
    pub fn grown(&self, lanes: &[Lane], timeline: &Timeline, arrangement: &Arrangement) -> Self {
        let layout = Layout::arranged(lanes, timeline, arrangement);
        let layout = if *self.layout == layout { self.layout.clone() } else { Rc::new(layout) };
        let index = Rc::new(self.index.grown(timeline, &layout));
        Self { layout, index }
    }

    /// Its picture in a window.
    pub fn picture(&self, window: Window, theme: Theme, scale: f64) -> Picture<'_> {
        Picture { index: &self.index, layout: &self.layout, window, theme, scale }
    }

    /// Whether so much is in view that shapes would take longer to draw than pixels.
    pub fn is_dense(&self, window: &Window) -> bool {
        self.index.count(window) > MANY_BARS
    }

    /// The place of a span, in CSS pixels: left, top, width and height; `index` is its place in the timeline.
    pub fn place_of(&self, index: usize, span: &Span, window: &Window) -> Option<[f64; 4]> {
        let strip = self.layout.strips[self.layout.strip_of(index, span)?];
        let left_px = window.x_px(span.start_ns).max(-4.0);
        let right_px = window.x_px(span.end_ns).min(window.width_px + 4.0);
        (right_px >= 0.0 && left_px <= window.width_px)
            .then(|| [left_px, strip.top_px, (right_px - left_px).max(2.0), strip.height_px])
    }

    /// The index in the timeline of what is at a place, or near it.
    pub fn span_at(&self, timeline: &Timeline, window: &Window, x_px: f64, y_px: f64, reach_px: f64) -> Option<usize> {
        let Bar { task, ordinal, .. } = self.index.bar_at(&self.layout, window, x_px, y_px, reach_px)?;
        Some(timeline.spans_of(task).0 + ordinal as usize)
    }
}
