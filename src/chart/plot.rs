//! Where the spans of a run stand and how they are found: made once for each picture, out of the one before it.

use std::rc::Rc;

use super::index::Bar;
use super::palette::Theme;
use super::{Index, Layout, Picture, Rows, Window};
use crate::trace::{Lane, Timeline};

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
    pub fn grown(&self, lanes: &[Lane], timeline: &Timeline, rows: Rows) -> Self {
        let layout = match rows {
            Rows::Lanes => Layout::of(lanes, timeline),
            Rows::Tasks => Layout::by_task(&vec![true; timeline.tasks.len()]),
        };
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

    /// The index in the timeline of what is at a place, or near it.
    pub fn span_at(&self, timeline: &Timeline, window: &Window, x_px: f64, y_px: f64, reach_px: f64) -> Option<usize> {
        let Bar { task, ordinal, .. } = self.index.bar_at(&self.layout, window, x_px, y_px, reach_px)?;
        Some(timeline.spans_of(task).0 + ordinal as usize)
    }
}
