//! How a state looks in a task's color. It is written here and nowhere else: the canvas, the pixels, the SVG and both
//! legends read it, so that the same thing looks alike everywhere.

use crate::trace::State;

/// Between the lines of a hatch, and with it the period of all patterns, in CSS pixels.
pub const HATCH_PX: f64 = 6.0;
/// Thickness of these lines.
pub const HATCH_LINE_PX: f64 = 1.3;
/// Thickness of an edge.
pub const EDGE_PX: f64 = 1.0;
/// Length of a dash, and of the gap behind it; both together divide the period of patterns.
pub const DASH_PX: f64 = 3.0;

/// How the spans of a layer are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Measured: filled.
    #[default]
    Solid,
    /// Expected: pale outlines, and in them a hint of the state.
    Ghost,
    /// Expected, behind what was measured: outlines alone, which show where bars would have ended.
    Outline,
    /// Measured before a change, and laid under what was measured after it: as that, but paler, without edges, and lower
    /// than any bar, see [`super::tracks`].
    Before,
    /// Measured, and wanted by nobody any more: what a slot went on with, though its task had given it up. As measured,
    /// but paler.
    Left,
}

/// What a span is drawn of. Shares are of the task's color over whatever lies under it, 1 being all of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Treatment {
    /// What it is filled with; 0 if with nothing.
    pub ground: f64,
    /// Lines across it.
    pub hatch: Option<Hatch>,
    /// What is around it.
    pub edge: Option<Edge>,
    /// Dots along its middle, see [`super::dots`]: their share.
    pub dots: Option<f64>,
}

/// Lines across a span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hatch {
    /// Which way they go.
    pub lines: Lines,
    /// Their share.
    pub share: f64,
}

/// Which way the lines of a hatch go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// From the lower left to the upper right.
    Rising,
    /// So, and others cross them.
    Crossed,
    /// From bottom to top.
    Upright,
}

impl Lines {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rising, Self::Crossed, Self::Upright];
}

/// The edge of a span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// How far above and below the span it is drawn, or within it if negative; its ends are those of the span.
    pub outset_px: f64,
    /// Whether it is made of dashes.
    pub is_dashed: bool,
    /// Its share.
    pub share: f64,
}

/// How the row of a named thing is drawn: the share of its color under the line, and that of the line on top.
pub fn named(style: Style) -> (f64, f64) {
    match style {
        Style::Solid | Style::Left => (0.3, 0.8),
        Style::Ghost | Style::Outline | Style::Before => (GHOST, 0.5),
    }
}

/// What fills a ghost, where anything does.
const GHOST: f64 = 0.18;
/// Around rows that are lower there is no room.
const OUTLINED_PX: f64 = 11.0;
/// How much of everything is left of what was measured before.
const PALE: f64 = 0.6;
const NOTHING: Treatment = Treatment { ground: 0.0, hatch: None, edge: None, dots: None };

impl Treatment {
    /// How a state is drawn where it was measured.
    pub fn of(state: State) -> Self {
        let hatched = |lines| Self {
            ground: 0.16,
            hatch: Some(Hatch { lines, share: 0.75 }),
            edge: Some(Edge { outset_px: 0.0, is_dashed: false, share: 0.55 }),
            dots: None,
        };
        match state {
            State::Running | State::Waiting => Self { ground: 1.0, ..NOTHING },
            State::Blocked => hatched(Lines::Rising),
            State::Locked => hatched(Lines::Crossed),
            State::Copying => hatched(Lines::Upright),
            State::Starting => Self { edge: Some(Edge { outset_px: 0.0, is_dashed: true, share: 1.0 }), ..NOTHING },
            State::Queued => Self { dots: Some(1.0), ..NOTHING },
        }
    }

    /// How a state is drawn in a style, in a strip of this height.
    pub fn styled(state: State, style: Style, height_px: f64) -> Self {
        let solid = Self::of(state);
        match style {
            Style::Solid => return solid,
            Style::Before => return solid.paled(),
            Style::Left => return Self { edge: solid.edge, ..solid.paled() },
            Style::Ghost | Style::Outline => {}
        }
        let is_filled = style == Style::Ghost;
        let edge = Edge {
            outset_px: match state {
                // A thinner line: an outline of one would be as thick as the line.
                State::Waiting => -0.5,
                _ if height_px >= OUTLINED_PX => 1.0,
                _ => 0.0,
            },
            is_dashed: state == State::Starting,
            share: 0.5,
        };
        Self {
            ground: if is_filled && state == State::Running { GHOST } else { 0.0 },
            hatch: solid.hatch.filter(|_| is_filled).map(|hatch| Hatch { share: GHOST, ..hatch }),
            edge: (state != State::Queued).then_some(edge),
            dots: solid.dots.map(|_| 0.5),
        }
    }

    /// The same with less of the color. What is hatched is known by its lines: where it is so low, an edge would be all of it.
    fn paled(self) -> Self {
        Self {
            ground: self.ground * PALE,
            hatch: self.hatch.map(|hatch| Hatch { share: hatch.share * PALE, ..hatch }),
            edge: self.edge.filter(|edge| edge.is_dashed).map(|edge| Edge { share: edge.share * PALE, ..edge }),
            dots: self.dots.map(|share| share * PALE),
        }
    }
}

/// The lines of a square tile of a hatch, in CSS pixels: each from a place to another. They go on outside of the tile, so
/// that tiles join.
pub fn tile_lines(lines: Lines) -> impl Iterator<Item = [f64; 4]> {
    let (low, high) = (-1.0, HATCH_PX + 1.0);
    let middle = HATCH_PX / 2.0;
    let upright = (lines == Lines::Upright).then_some([middle, low, middle, high]);
    let shifts = [-HATCH_PX, 0.0, HATCH_PX].into_iter().filter(move |_| lines != Lines::Upright);
    let diagonals = shifts.flat_map(move |shift| {
        let (left, right) = (shift + low, shift + high);
        let crossing = (lines == Lines::Crossed).then_some([left, low, right, high]);
        [Some([left, high, right, low]), crossing].into_iter().flatten()
    });
    diagonals.chain(upright)
}

/// The lines of a hatch over a rectangle whose corner is the origin, as an SVG path that stays within it.
pub fn hatch_path(width_px: f64, height_px: f64, lines: Lines) -> String {
    use std::fmt::Write;

    let mut path = String::new();
    let mut at_px = HATCH_PX / 2.0;
    while lines == Lines::Upright && at_px < width_px {
        let _ = write!(path, "M{at_px} 0L{at_px} {height_px}");
        at_px += HATCH_PX;
    }
    let mut sum_px = HATCH_PX;
    while lines != Lines::Upright && sum_px < width_px + height_px {
        let (left, bottom) = ((sum_px - height_px).max(0.0), sum_px.min(height_px));
        let (right, top) = (sum_px.min(width_px), (sum_px - width_px).max(0.0));
        let _ = write!(path, "M{left} {bottom}L{right} {top}");
        if lines == Lines::Crossed {
            let _ = write!(path, "M{left} {}L{right} {}", height_px - bottom, height_px - top);
        }
        sum_px += HATCH_PX;
    }
    path
}
