//! A layer of a picture: spans, where they stand, and how they are drawn. What was measured lies over what was expected,
//! in the same rows; what was measured before a change has tracks of its own, right under these.

use std::rc::Rc;

use super::treatment::Style;
use super::{Index, Layout, Window};
use crate::trace::Timeline;

/// Spans to be drawn as shapes.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    /// The spans.
    pub timeline: &'a Timeline,
    /// Where they stand.
    pub layout: &'a Layout,
    /// How they are drawn.
    pub style: Style,
}

/// A layer made ready: its spans by place.
#[derive(Debug, Clone, Default)]
pub struct Placed {
    /// Where everything stands.
    pub layout: Rc<Layout>,
    /// The spans by place.
    pub index: Rc<Index>,
    /// How they are drawn.
    pub style: Style,
}

impl PartialEq for Placed {
    fn eq(&self, other: &Self) -> bool {
        // It never changes: the same one is the same, and another one is not worth comparing.
        let is_same = Rc::ptr_eq(&self.index, &other.index) && Rc::ptr_eq(&self.layout, &other.layout);
        is_same && self.style == other.style
    }
}

impl Placed {
    /// The same layer later; what can be kept is kept.
    #[must_use]
    pub fn grown(&self, layout: Layout, timeline: &Timeline) -> Self {
        let layout = if *self.layout == layout { self.layout.clone() } else { Rc::new(layout) };
        let index = Rc::new(self.index.grown(timeline, &layout));
        Self { layout, index, style: self.style }
    }

    /// The index in the timeline of what is at a place, or near it.
    pub fn span_at(
        &self,
        timeline: &Timeline,
        window: &Window,
        (x_px, y_px): (f64, f64),
        reach_px: f64,
    ) -> Option<usize> {
        let bar = self.index.bar_at(&self.layout, window, x_px, y_px, reach_px)?;
        Some(timeline.spans_of(bar.task).0 + bar.ordinal as usize)
    }
}
