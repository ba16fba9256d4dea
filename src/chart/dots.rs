//! The dots of what is queued. They stand on a lattice of the whole diagram, shifted from strip to strip: many lines of
//! dots that all began at one moment would else be a comb.

use super::layout::{LINE_PX, LINED_ROW_PX};

/// Width of a dot, in CSS pixels.
pub const DOT_PX: f64 = 1.0;
/// Height of a dot, where the strip is as high.
pub const DOT_HEIGHT_PX: f64 = 1.5;
/// From dot to dot; both divide the period of patterns.
const PITCH_PX: f64 = 3.0;
/// In strips that stand so close that they are one area.
const THIN_PITCH_PX: f64 = 6.0;
/// By strip, without a slope that could be taken for hatching.
const SHIFTS_PX: [f64; 6] = [0.0, 4.0, 2.0, 5.0, 1.0, 3.0];

/// Where the dots of a strip stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dots {
    /// From dot to dot.
    pub pitch_px: f64,
    /// Left edge of a dot, from the left edge of the diagram.
    pub shift_px: f64,
}

impl Dots {
    /// Those of a strip: its index and height.
    pub fn of(strip: usize, height_px: f64) -> Self {
        Self { pitch_px: pitch_px(height_px), shift_px: shift_px(strip, height_px) }
    }

    /// Left edges of the dots from one place to another; where it begins is always marked.
    pub fn lefts_px(self, from_px: f64, to_px: f64) -> impl Iterator<Item = f64> {
        let Self { pitch_px, shift_px } = self;
        let first = ((from_px + DOT_PX - shift_px) / pitch_px).ceil();
        let rest = (0..).map(move |dot| (first + f64::from(dot)) * pitch_px + shift_px);
        std::iter::once(from_px).chain(rest.take_while(move |left_px| *left_px < to_px))
    }
}

/// From dot to dot in strips of this height.
pub(super) fn pitch_px(height_px: f64) -> f64 {
    if height_px < LINE_PX { THIN_PITCH_PX } else { PITCH_PX }
}

/// By how much the patterns of a strip are moved to the right; not those of a row in which tasks run.
pub(super) fn shift_px(strip: usize, height_px: f64) -> f64 {
    if height_px < LINED_ROW_PX { SHIFTS_PX[strip % SHIFTS_PX.len()] } else { 0.0 }
}
