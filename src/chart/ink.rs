//! How a state looks in a task's color, pixel by pixel, see [`super::treatment`].

use super::dots::{DOT_HEIGHT_PX, DOT_PX, pitch_px};
use super::palette::{COLORS, Theme, color_of, rgb};
use super::treatment::{DASH_PX, HATCH_LINE_PX, HATCH_PX, Lines, Style, Treatment};
use crate::trace::{State, TaskId};

/// Where spans share a column, the one that stands later here is seen.
const BY_RANK: [State; 7] =
    [State::Queued, State::Waiting, State::Starting, State::Blocked, State::Locked, State::Copying, State::Running];
/// What stands in a column: nothing, or a state in a color; as it is, or as an edge.
const CODES: usize = 256;
/// Added to the code of an edge.
pub(super) const EDGE_CODE: u8 = 128;
/// Nothing stands there.
pub(super) const NOTHING: u8 = 0;
/// Ranks of states, and that of nothing before them.
pub(super) const RANKS: usize = BY_RANK.len() + 1;

/// The rank of a state: 1 for the lowest.
pub(super) fn rank(state: State) -> usize {
    BY_RANK.iter().take_while(|other| **other != state).count() + 1
}

/// The code of a state of a task; those of a higher rank are higher.
pub(super) fn code(state: State, task: TaskId) -> u8 {
    first_code(rank(state)) + color_of(task) as u8
}

/// The lowest code of a rank.
pub(super) fn first_code(rank: usize) -> u8 {
    (rank * COLORS) as u8
}

/// The looks of all codes in a strip of a certain height.
#[derive(Debug)]
pub(super) struct Ink {
    /// Patterns repeat after so many columns.
    pub(super) period: usize,
    theme: Theme,
    style: Style,
    scale: f64,
    height: usize,
    /// By line, code, and column in the period; 0 where the ground shows through.
    colors: Vec<u32>,
}

impl Ink {
    pub(super) fn new(theme: Theme, style: Style, scale: f64, height: usize) -> Self {
        let period = (HATCH_PX * scale).round().max(2.0) as usize;
        let mut ink = Self { period, theme, style, scale, height, colors: vec![0; height * CODES * period] };
        for y in 0..height {
            for code in (COLORS..COLORS * RANKS).flat_map(|code| [code, code + EDGE_CODE as usize]) {
                for x in 0..period {
                    ink.colors[(y * CODES + code) * period + x] = ink.color(code, x, y);
                }
            }
        }
        ink
    }

    pub(super) fn is_for(&self, theme: Theme, style: Style, scale: f64, height: usize) -> bool {
        self.theme == theme && self.style == style && self.scale.to_bits() == scale.to_bits() && self.height == height
    }

    /// The colors of a line, by code and column in the period.
    pub(super) fn line(&self, y: usize) -> &[u32] {
        &self.colors[y * CODES * self.period..(y + 1) * CODES * self.period]
    }

    fn color(&self, code: usize, x: usize, y: usize) -> u32 {
        let (is_edge, code) = (code >= EDGE_CODE as usize, code % EDGE_CODE as usize);
        let treatment = Treatment::styled(BY_RANK[code / COLORS - 1], self.style, self.height as f64 / self.scale);
        let share = match treatment.dots {
            Some(share) => Some(share).filter(|_| self.is_dot(is_edge, x, y)),
            None => self.share(&treatment, is_edge, x, y),
        };
        let ink = self.theme.task(code % COLORS);
        share.map_or(0, |share| mix(self.theme.lane(), ink, share))
    }

    /// The share of the task's color; `None` where nothing is drawn.
    fn share(&self, treatment: &Treatment, is_edge: bool, x: usize, y: usize) -> Option<f64> {
        let on_line = |at: usize| at % self.period < self.device(HATCH_LINE_PX);
        let hatch = treatment.hatch.filter(|hatch| match hatch.lines {
            Lines::Rising => on_line(x + y),
            Lines::Crossed => on_line(x + y) || on_line(x + self.period * self.height - y),
            Lines::Upright => on_line(x),
        });
        // A thin strip would be all edge.
        let is_thin = treatment.ground > 0.0 && self.height <= 4;
        let is_rim = (is_edge || y == 0 || y + 1 == self.height) && !is_thin;
        let dash = self.device(DASH_PX);
        let edge = treatment.edge.filter(|edge| is_rim && (is_edge || !edge.is_dashed || (x + y) % (2 * dash) < dash));
        let ground = Some(treatment.ground).filter(|share| *share > 0.0);
        hatch.map(|hatch| hatch.share).or(edge.map(|edge| edge.share)).or(ground)
    }

    /// Dots stand in the middle; the first where the queueing began, however short it was.
    fn is_dot(&self, is_edge: bool, x: usize, y: usize) -> bool {
        let (wide, high) = (self.device(DOT_PX), self.device(DOT_HEIGHT_PX));
        let from = self.height.saturating_sub(high) / 2;
        let pitch = self.device(pitch_px((self.height as f64 + 0.5) / self.scale));
        (is_edge || x % pitch < wide) && (from..from + high).contains(&y)
    }

    /// CSS pixels in pixels of the screen: at least one.
    fn device(&self, px: f64) -> usize {
        (px * self.scale).round().max(1.0) as usize
    }
}

/// A color as a pixel without transparency.
pub(super) fn opaque(color: &str) -> u32 {
    let [red, green, blue] = rgb(color);
    u32::from_le_bytes([red, green, blue, 255])
}

fn mix(ground: &str, color: &str, share: f64) -> u32 {
    let (ground, color) = (rgb(ground), rgb(color));
    let part = |at: usize| (f64::from(ground[at]) * (1.0 - share) + f64::from(color[at]) * share).round() as u8;
    u32::from_le_bytes([part(0), part(1), part(2), 255])
}
