//! Where words about a span stand: beside the pointer, and whole within the window.

/// A rectangle of the screen, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left_px: f64,
    /// Top edge.
    pub top_px: f64,
    /// Width.
    pub width_px: f64,
    /// Height.
    pub height_px: f64,
}

/// Between words and what they are about.
const GAP_PX: f64 = 14.0;
/// Between words and the window's edge.
const EDGE_PX: f64 = 4.0;

/// Left and top of a box of words about a place in a diagram, measured from the diagram's corner. `within` is what can be
/// seen of the page.
pub fn place(at_px: (f64, f64), size_px: (f64, f64), diagram: Area, within: Area) -> (f64, f64) {
    let left_px = diagram.left_px + at_px.0;
    let right_most_px = within.left_px + within.width_px - EDGE_PX - size_px.0;
    let left_px = left_px.min(right_most_px).max(within.left_px + EDGE_PX);
    let below_px = diagram.top_px + at_px.1 + GAP_PX;
    let lowest_px = within.top_px + within.height_px - EDGE_PX - size_px.1;
    // Over the place rather than under the pointer.
    let above_px = diagram.top_px + at_px.1 - GAP_PX - size_px.1;
    let highest_px = within.top_px + EDGE_PX;
    let top_px = if below_px <= lowest_px { below_px } else { above_px };
    let top_px = top_px.min(lowest_px).max(highest_px);
    (left_px - diagram.left_px, top_px - diagram.top_px)
}
