//! A diagram of many spans as pixels: each strip is filled column by column, so that the work depends on the pixels and
//! not on how many spans there are, and every span marks at least one of them.

use std::ops::Range;

use super::failures::{self, Failure};
use super::index::Bar;
use super::ink::{EDGE_CODE as EDGE, Ink, NOTHING, RANKS, code, first_code, opaque, rank};
use super::named::Stretch;
use super::palette::Theme;
use super::treatment::Style;
use super::{Index, Layout, Placed, Window, dots, ticks};
use crate::trace::State;

/// What is to be drawn.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// The spans.
    pub index: &'a Index,
    /// Where they stand.
    pub layout: &'a Layout,
    /// How they are drawn.
    pub style: Style,
    /// What lies behind or under them.
    pub behind: Option<&'a Placed>,
    /// The part of time in view.
    pub window: Window,
    /// The colors.
    pub theme: Theme,
    /// Pixels of the screen in one CSS pixel.
    pub scale: f64,
}

impl Picture<'_> {
    /// Its width in pixels of the screen.
    pub fn width(&self) -> usize {
        (self.window.width_px * self.scale).round() as usize
    }

    /// Its height in pixels of the screen.
    pub fn height(&self) -> usize {
        (self.layout.height_px * self.scale).round() as usize
    }

    /// The columns that differ from the picture of the version before, if only time has gone on since.
    pub fn changed_columns(&self) -> Range<usize> {
        let width = self.width();
        // A little to the left: rounding, the edge of what was open, and the cross of what failed there.
        let from = self.column(self.index.changed_from_ns()) - 2.0 - CROSS_PX * self.scale;
        let to = self.column(self.index.now_ns()) + 1.0 + (LEAST_PX + CROSS_PX) * self.scale;
        (from.max(0.0) as usize).min(width)..(to.max(0.0) as usize + 1).min(width)
    }

    fn column(&self, at_ns: u64) -> f64 {
        self.window.x_px(at_ns) * self.scale
    }
}

/// A running span is at least this wide: printing takes no time, and has to be seen.
const LEAST_PX: f64 = 2.0;
/// No part of a failure's cross is farther from the moment than this.
const CROSS_PX: f64 = 2.0 * (failures::REACH_PX + failures::RIM_PX);

/// Draws pictures; it keeps its memory and its inks from one to the next.
#[derive(Debug, Default)]
pub struct Raster {
    /// For each column of a strip what stands there, see [`code`].
    codes: Vec<u8>,
    pixels: Vec<u32>,
    inks: Vec<Ink>,
}

impl Raster {
    /// Draws these columns of a picture: its pixels row by row, each red, green, blue and alpha from the lowest byte.
    pub fn paint(&mut self, picture: &Picture, columns: Range<usize>) -> &[u32] {
        let (width, height) = (columns.len(), picture.height());
        self.pixels.clear();
        self.pixels.resize(width * height, 0);
        if width == 0 || height == 0 {
            return &self.pixels;
        }
        self.ground(picture, &columns, height);
        if let Some(Placed { index, layout, style }) = picture.behind {
            self.layer(&Picture { index, layout, style: *style, behind: None, ..*picture }, &columns, height);
        }
        if let Some(index) = picture.index.left().filter(|_| picture.style == Style::Solid) {
            self.layer(&Picture { index, style: Style::Left, behind: None, ..*picture }, &columns, height);
        }
        self.layer(picture, &columns, height);
        if picture.style == Style::Solid {
            for place in
                picture.index.replies().iter().flat_map(|reply| reply.places_px(picture.layout, &picture.window))
            {
                self.block(picture, &columns, place, picture.theme.ink(), height);
            }
            for overrun in picture.index.overruns() {
                if let Some(place) = overrun.place_px(picture.layout, &picture.window) {
                    self.block(picture, &columns, place, picture.theme.bad(), height);
                }
            }
            for failure in picture.index.failures() {
                self.cross(picture, &columns, *failure, height);
            }
        }
        &self.pixels
    }

    /// The spans of one layer.
    fn layer(&mut self, picture: &Picture, columns: &Range<usize>, height: usize) {
        let layout = picture.layout;
        // Lines first: a running bar lies over the line of the wait before it.
        let (lines, rows) = (layout.rows..layout.strips.len(), 0..layout.rows);
        for strip in lines.chain(rows) {
            if self.fill_codes(picture, columns, strip) {
                self.ink_strip(picture, columns, strip, height);
            }
        }
    }

    /// A cross on a little ground.
    fn cross(&mut self, picture: &Picture, columns: &Range<usize>, failure: Failure, height: usize) {
        let Some((x_px, y_px)) = failure.place_px(picture.layout, &picture.window) else { return };
        let device = |px: f64| (px * picture.scale).round() as i64;
        let (x, y, reach) = (device(x_px), device(y_px), device(failures::REACH_PX));
        let (around, thick) = (reach + device(failures::RIM_PX), failures::LINE_PX * picture.scale);
        let (ground, ink) = (opaque(picture.theme.ground()), opaque(picture.theme.bad()));
        for (down, across) in (-around..=around).flat_map(|down| (-around..=around).map(move |across| (down, across))) {
            let (Ok(column), Ok(line)) = (usize::try_from(x + across), usize::try_from(y + down)) else { continue };
            if !columns.contains(&column) || line >= height || down * down + across * across > around * around {
                continue;
            }
            let is_within = down.abs() <= reach && across.abs() <= reach;
            let is_line = is_within && ((down.abs() - across.abs()).abs() as f64) < thick * 0.71;
            self.pixels[line * columns.len() + column - columns.start] = if is_line { ink } else { ground };
        }
    }

    /// A rectangle of one color over what was drawn.
    fn block(&mut self, picture: &Picture, columns: &Range<usize>, place: Stretch, color: &str, height: usize) {
        let [x_px, y_px, width_px, height_px] = place;
        let (top, bottom) = edges(y_px, height_px, picture.scale, height);
        let device =
            |px: f64| ((px * picture.scale).round() as usize).clamp(columns.start, columns.end) - columns.start;
        let ink = opaque(color);
        for line in self.pixels[top * columns.len()..bottom * columns.len()].chunks_exact_mut(columns.len()) {
            line[device(x_px)..device(x_px + width_px)].fill(ink);
        }
    }

    fn ground(&mut self, picture: &Picture, columns: &Range<usize>, height: usize) {
        let width = columns.len();
        let grid = opaque(picture.theme.grid());
        let mut gap = vec![0; width];
        let mut row = vec![opaque(picture.theme.lane()); width];
        for tick in ticks(&picture.window) {
            let left = (tick.x_px.round() * picture.scale).round() as usize;
            for column in left..left + (picture.scale.round() as usize).max(1) {
                if columns.contains(&column) {
                    gap[column - columns.start] = grid;
                    row[column - columns.start] = grid;
                }
            }
        }
        let rows = &picture.layout.strips[..picture.layout.rows];
        let mut y = 0;
        for strip in rows {
            let (top, bottom) = edges(strip.top_px, strip.height_px, picture.scale, height);
            self.pixels[y.min(top) * width..top * width]
                .chunks_exact_mut(width)
                .for_each(|line| line.copy_from_slice(&gap));
            self.pixels[top * width..bottom * width]
                .chunks_exact_mut(width)
                .for_each(|line| line.copy_from_slice(&row));
            y = bottom;
        }
        self.pixels[y * width..].chunks_exact_mut(width).for_each(|line| line.copy_from_slice(&gap));
    }

    /// Notes for each column of a strip what stands there; whether anything does.
    fn fill_codes(&mut self, picture: &Picture, columns: &Range<usize>, strip: usize) -> bool {
        let window = &picture.window;
        let scale = window.width_px * picture.scale / window.length_ns() as f64;
        // A little more on both sides: what is widened may reach in.
        let slack_ns = ((LEAST_PX * picture.scale + 1.0) / scale) as u64;
        let start_ns = (window.start_ns + (columns.start as f64 / scale) as u64).saturating_sub(slack_ns);
        let end_ns = window.start_ns + (columns.end as f64 / scale) as u64 + slack_ns;
        let column = |at_ns: u64| (at_ns as f64 - window.start_ns as f64) * scale;
        let mut stripe = Stripe { codes: &mut self.codes, columns, drawn_to: [0; RANKS] };
        let mut is_marked = false;
        picture.index.draw(strip, start_ns, end_ns, |bar| {
            let narrowest = if bar.state == State::Running { (LEAST_PX * picture.scale).round() } else { 1.0 };
            let left = column(bar.start_ns).floor();
            let right = column(bar.end_ns).round().max(left + narrowest);
            if right <= columns.start as f64 || left >= columns.end as f64 {
                return 0;
            }
            if !is_marked {
                is_marked = true;
                stripe.codes.clear();
                stripe.codes.resize(columns.len(), NOTHING);
            }
            let drawn_to = columns.start + stripe.fill(bar, left, right);
            // Rounded down, and one less: what ends at the very edge is drawn.
            window.start_ns + ((drawn_to as f64 / scale) as u64).saturating_sub(1)
        });
        is_marked
    }

    /// Puts the treatment of what stands there over the ground of a strip.
    fn ink_strip(&mut self, picture: &Picture, columns: &Range<usize>, strip: usize, height: usize) {
        let place = picture.layout.strips[strip];
        let (top, bottom) = edges(place.top_px, place.height_px, picture.scale, height);
        let ink = ink_for(&mut self.inks, picture, bottom - top);
        let width = columns.len();
        // To the left by the rest of a period is to the right.
        let shift = ink.period - (dots::shift_px(strip, place.height_px) * picture.scale).round() as usize % ink.period;
        let lines = self.pixels[top * width..bottom * width].chunks_exact_mut(width);
        for (y, line) in lines.enumerate() {
            let table = ink.line(y);
            let mut phase = (columns.start + shift) % ink.period;
            for (pixel, code) in line.iter_mut().zip(&self.codes) {
                if *code != NOTHING
                    && let Some(color @ 1..) = table.get(*code as usize * ink.period + phase)
                {
                    *pixel = *color;
                }
                phase += 1;
                if phase == ink.period {
                    phase = 0;
                }
            }
        }
    }
}

/// The codes of one strip while its bars are filled in.
struct Stripe<'a> {
    codes: &'a mut Vec<u8>,
    columns: &'a Range<usize>,
    /// Up to where bars of each rank have been filled in: what overlaps is not filled again.
    drawn_to: [usize; RANKS],
}

impl Stripe<'_> {
    /// Fills a bar in; gives up to which column bars of its rank have been filled in now.
    fn fill(&mut self, bar: &Bar, left: f64, right: f64) -> usize {
        let (code, rank) = (code(bar.state, bar.task), rank(bar.state));
        let (first, end) = (self.columns.start as f64, self.columns.end as f64);
        let (from, to) = ((left.max(first) - first) as usize, (right.min(end) - first) as usize);
        let fresh = from.max(self.drawn_to[rank]);
        if fresh >= to {
            return self.drawn_to[rank];
        }
        self.drawn_to[rank] = to;
        let is_lower = |there: u8| (there & !EDGE) < first_code(rank);
        for there in &mut self.codes[fresh..to] {
            if is_lower(*there) {
                *there = code;
            }
        }
        // A bar of a few pixels would be all edge.
        let has_right_edge = right - left > 3.0 && right <= end && self.codes[to - 1] == code;
        if fresh == from && left >= first && self.codes[from] == code {
            self.codes[from] = code | EDGE;
        }
        if has_right_edge {
            self.codes[to - 1] = code | EDGE;
        }
        to
    }
}

fn ink_for<'a>(inks: &'a mut Vec<Ink>, picture: &Picture, height: usize) -> &'a Ink {
    let fits = |ink: &Ink| ink.is_for(picture.theme, picture.style, picture.scale, height);
    let at = inks.iter().position(fits).unwrap_or_else(|| {
        // Few at a time: a row's, a line's, those of what lies behind, and those of the other theme or screen.
        if inks.len() > 12 {
            inks.clear();
        }
        inks.push(Ink::new(picture.theme, picture.style, picture.scale, height));
        inks.len() - 1
    });
    &inks[at]
}

/// First pixel line of a strip, and the one after its last: at least one.
fn edges(top_px: f64, height_px: f64, scale: f64, height: usize) -> (usize, usize) {
    let top = ((top_px * scale).round() as usize).min(height.saturating_sub(1));
    let bottom = (((top_px + height_px) * scale).round() as usize).clamp(top + 1, height.max(top + 1));
    (top, bottom)
}
