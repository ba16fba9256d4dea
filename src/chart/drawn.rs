//! What a canvas shows by now: of the next picture only what differs is drawn.

use std::ops::Range;
use std::rc::Rc;

use super::palette::Theme;
use super::{Picture, Plot, Window};

/// What a canvas shows, so that only what differs has to be drawn.
#[derive(Debug)]
pub struct Drawn {
    plot: Plot,
    window: Window,
    theme: Theme,
    scale: f64,
}

impl Drawn {
    /// What it shows once a picture has been drawn.
    pub fn of(plot: &Plot, picture: &Picture) -> Self {
        Self { plot: plot.clone(), window: picture.window, theme: picture.theme, scale: picture.scale }
    }

    /// The columns of a picture that it doesn't show yet.
    pub fn missing(&self, plot: &Plot, picture: &Picture) -> Range<usize> {
        let looks_same = self.window == picture.window
            && self.theme == picture.theme
            && self.scale.to_bits() == picture.scale.to_bits()
            && (Rc::ptr_eq(&self.plot.layout, &plot.layout))
            && self.plot.style == plot.style
            && self.shows_behind(plot);
        if looks_same && plot.index.is(&self.plot.index) {
            0..0
        } else if looks_same && plot.index.follows(&self.plot.index) {
            picture.changed_columns()
        } else {
            0..picture.width()
        }
    }

    fn shows_behind(&self, plot: &Plot) -> bool {
        match (&self.plot.behind, &plot.behind) {
            (Some(drawn), Some(behind)) => drawn == behind,
            (None, None) => true,
            _ => false,
        }
    }
}
