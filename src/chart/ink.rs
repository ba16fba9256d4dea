//! How a state looks in a task's color, pixel by pixel: solid, hatched, outlined, dotted.

use super::dots::{DOT_HEIGHT_PX, DOT_PX, pitch_px};
use super::palette::{COLORS, Theme, rgb};

/// Distance of hatch lines in CSS pixels: the period of all patterns.
const HATCH_PX: f64 = 6.0;
/// How much of the task's color a hatched ground, its lines and its edges have.
const TINT: f64 = 0.16;
const LINE: f64 = 0.78;
const EDGE: f64 = 0.6;
/// So many codes: seven ranks of twelve colors, as they are and as edges.
const CODES: usize = 256;
/// Added to the code of an edge.
pub(super) const EDGE_CODE: u8 = 128;
const RANKS: usize = 7;

/// The looks of all codes in a strip of a certain height.
#[derive(Debug)]
pub(super) struct Ink {
    /// Patterns repeat after so many columns.
    pub(super) period: usize,
    theme: Theme,
    scale: f64,
    height: usize,
    /// By line, code, and column in the period; 0 where the ground shows through.
    colors: Vec<u32>,
}

impl Ink {
    pub(super) fn new(theme: Theme, scale: f64, height: usize) -> Self {
        let period = (HATCH_PX * scale).round().max(2.0) as usize;
        let mut ink = Self { period, theme, scale, height, colors: vec![0; height * CODES * period] };
        for y in 0..height {
            for code in (COLORS..COLORS * RANKS).flat_map(|code| [code, code + EDGE_CODE as usize]) {
                for x in 0..period {
                    ink.colors[(y * CODES + code) * period + x] = ink.color(code, x, y);
                }
            }
        }
        ink
    }

    pub(super) fn is_for(&self, theme: Theme, scale: f64, height: usize) -> bool {
        self.theme == theme && self.scale.to_bits() == scale.to_bits() && self.height == height
    }

    /// The colors of a line, by code and column in the period.
    pub(super) fn line(&self, y: usize) -> &[u32] {
        &self.colors[y * CODES * self.period..(y + 1) * CODES * self.period]
    }

    fn color(&self, code: usize, x: usize, y: usize) -> u32 {
        let (is_edge, code) = (code >= EDGE_CODE as usize, code % EDGE_CODE as usize);
        let (rank, color) = (code / COLORS, self.theme.task(code % COLORS));
        let solid = opaque(color);
        let mixed = |share| mix(self.theme.lane(), color, share);
        let thick = (1.3 * self.scale).round().max(1.0) as usize;
        let on_line = |at: usize| at % self.period < thick;
        let is_rim = is_edge || y == 0 || y + 1 == self.height;
        let falling = on_line(x + y);
        let rising = on_line(x + self.period * self.height - y);
        match rank {
            // Dots in the middle; the first stands where the queueing began, however short it was.
            1 => {
                let device = |px: f64| (px * self.scale).round().max(1.0) as usize;
                let (wide, high) = (device(DOT_PX), device(DOT_HEIGHT_PX));
                let from = self.height.saturating_sub(high) / 2;
                let pitch = device(pitch_px((self.height as f64 + 0.5) / self.scale));
                let is_dot = is_edge || x % pitch < wide;
                if is_dot && (from..from + high).contains(&y) { solid } else { 0 }
            }
            3 => {
                let is_dash = (x + y) % (self.period * 2 / 3).max(1) < (self.period / 3).max(1);
                if is_rim && (is_dash || is_edge) { solid } else { 0 }
            }
            4 if falling => mixed(LINE),
            5 if falling || rising => mixed(LINE),
            4 | 5 if is_rim && self.height > 4 => mixed(EDGE),
            4 | 5 => mixed(TINT),
            _ => solid,
        }
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
