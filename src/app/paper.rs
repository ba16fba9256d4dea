//! The page as it is printed: as wide as a sheet, in light colors.

use super::State;
use crate::chart::palette::Theme;

/// Room for a diagram on paper: a sheet of A4 or Letter upright, without its margins, those of a panel, and the room for
/// the names beside rows.
const PAPER_PX: f64 = 576.0;

impl State {
    /// The colors that the page is in now.
    pub fn shown_theme(&self) -> Theme {
        if self.on_paper { Theme::Light } else { self.theme }
    }

    /// Room for the diagrams as the page is now.
    pub(super) fn shown_width_px(&self) -> f64 {
        if self.on_paper { PAPER_PX } else { self.width_px }
    }
}
