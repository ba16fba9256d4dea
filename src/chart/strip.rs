//! A strip of a diagram.

/// A stretch from left to right that spans are drawn in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip {
    /// Its top.
    pub top_px: f64,
    /// Its height.
    pub height_px: f64,
}

impl Strip {
    /// The line of this thickness in its middle.
    pub(super) fn line(self, height_px: f64) -> Self {
        Self { top_px: self.top_px + (self.height_px - height_px) / 2.0, height_px }
    }
}
