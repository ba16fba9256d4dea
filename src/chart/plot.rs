//! Where the spans of a run stand and how they are found: made once for each picture, out of the one before it.

use std::rc::Rc;

use super::behind::Behind;
use super::layer::Placed;
use super::palette::Theme;
use super::treatment::Style;
use super::{Arrangement, Index, Layout, Picture, Window};
use crate::trace::{Lane, Span, Timeline};

/// With more spans than this in view, a picture is made of pixels and not of shapes.
const MANY_BARS: usize = 800;

/// Timelines made ready to be drawn: the one that is looked at, and what was expected behind it, or measured before.
#[derive(Debug, Clone, Default)]
pub struct Plot {
    /// Where everything stands.
    pub layout: Rc<Layout>,
    /// The spans by place.
    pub index: Rc<Index>,
    /// How they are drawn.
    pub style: Style,
    /// What lies behind or under them.
    pub behind: Option<Placed>,
}

impl PartialEq for Plot {
    fn eq(&self, other: &Self) -> bool {
        // A plot never changes: the same one is the same, and another one is not worth comparing.
        let is_same = Rc::ptr_eq(&self.index, &other.index) && Rc::ptr_eq(&self.layout, &other.layout);
        is_same && self.style == other.style && self.behind == other.behind
    }
}

impl Plot {
    /// The plot of a later timeline, of the same run or another; what can be kept is kept.
    #[must_use]
    pub fn grown(&self, lanes: &[Lane], timeline: &Timeline, arrangement: &Arrangement) -> Self {
        self.layered(lanes, timeline, None, arrangement)
    }

    /// The same with what was expected behind it, or measured before under it; these are the lanes of both.
    #[must_use]
    pub fn layered(
        &self,
        lanes: &[Lane],
        timeline: &Timeline,
        behind: Option<Behind>,
        arrangement: &Arrangement,
    ) -> Self {
        let (layout, layout_behind) = Layout::layered(lanes, timeline, behind, arrangement);
        let Placed { layout, index, style } = self.front().grown(layout, timeline);
        let behind = behind.map(|Behind { timeline, style }| {
            let before = self.behind.clone().filter(|placed| placed.style == style).unwrap_or_default();
            Placed { style, ..before.grown(layout_behind, timeline) }
        });
        Self { layout, index, style, behind }
    }

    fn front(&self) -> Placed {
        Placed { layout: self.layout.clone(), index: self.index.clone(), style: self.style }
    }

    /// Drawn in another style.
    #[must_use]
    pub fn styled(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// Its picture in a window.
    pub fn picture(&self, window: Window, theme: Theme, scale: f64) -> Picture<'_> {
        let Self { index, layout, style, behind } = self;
        Picture { index, layout, style: *style, behind: behind.as_ref(), window, theme, scale }
    }

    /// Whether so much is in view that shapes would take longer to draw than pixels.
    pub fn is_dense(&self, window: &Window) -> bool {
        let behind = self.behind.as_ref().map_or(0, |behind| behind.index.count(window));
        self.index.count(window).max(behind) > MANY_BARS
    }

    /// The place of a span, in CSS pixels: left, top, width and height; `index` is its place in the timeline.
    pub fn place_of(&self, index: usize, span: &Span, window: &Window) -> Option<[f64; 4]> {
        let strip = self.layout.strips[self.layout.strip_of(index, span)?];
        let left_px = window.x_px(span.start_ns).max(-4.0);
        let right_px = window.x_px(span.end_ns).min(window.width_px + 4.0);
        (right_px >= 0.0 && left_px <= window.width_px)
            .then(|| [left_px, strip.top_px, (right_px - left_px).max(2.0), strip.height_px])
    }

    /// Which of what slots went on with is at a place: an index into what was given up.
    pub fn left_at(&self, timeline: &Timeline, window: &Window, x_px: f64, y_px: f64) -> Option<usize> {
        let is_there = |span: &Span| {
            self.place_of(0, span, window).is_some_and(|[left_px, top_px, width_px, height_px]| {
                (left_px..left_px + width_px).contains(&x_px) && (top_px..top_px + height_px).contains(&y_px)
            })
        };
        timeline.left.iter().position(is_there)
    }

    /// The index in the timeline of what is at a place, or near it.
    pub fn span_at(&self, timeline: &Timeline, window: &Window, x_px: f64, y_px: f64, reach_px: f64) -> Option<usize> {
        self.front().span_at(timeline, window, (x_px, y_px), reach_px)
    }
}
