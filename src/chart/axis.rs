//! The shared time axis: the window of time that is in view, and where its ticks stand.

use crate::time::{MS, SECOND, US};

/// The part of time that all diagrams show, and how wide they show it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Left edge, in nanoseconds since the start of the run.
    pub start_ns: u64,
    /// Right edge.
    pub end_ns: u64,
    /// Width in CSS pixels.
    pub width_px: f64,
}

/// Shortest stretch of time that can be shown: closer, the clock's steps would be larger than the screen.
const CLOSEST_NS: u64 = 20 * US;
/// Share of the axis left free after the last end, for labels there.
const MARGIN: f64 = 1.06;
/// Room one tick needs for its label.
const TICK_PX: f64 = 84.0;

impl Window {
    /// A window that shows runs of these lengths whole, and a live one that has come to `live_ns`.
    pub fn fit(makespans_ns: impl IntoIterator<Item = u64>, live_ns: Option<u64>, width_px: f64) -> Self {
        let longest_ns = makespans_ns.into_iter().max().unwrap_or(0);
        // Live, the axis grows by steps: a picture that shrinks with every frame can't be read.
        let live_ns = live_ns.map_or(0, |ns| step_above((ns as f64 * MARGIN) as u64));
        let end_ns = match ((longest_ns as f64 * MARGIN) as u64).max(live_ns) {
            0 => SECOND,
            end_ns => end_ns.max(CLOSEST_NS),
        };
        Self { start_ns: 0, end_ns, width_px }
    }

    /// How long it is.
    pub fn length_ns(&self) -> u64 {
        self.end_ns.saturating_sub(self.start_ns).max(1)
    }

    /// Where a moment stands, in pixels from the left edge.
    pub fn x_px(&self, at_ns: u64) -> f64 {
        (at_ns as f64 - self.start_ns as f64) / self.length_ns() as f64 * self.width_px
    }

    /// Which moment stands there.
    pub fn at_ns(&self, x_px: f64) -> u64 {
        (self.start_ns as f64 + x_px / self.width_px.max(1.0) * self.length_ns() as f64).max(0.0) as u64
    }

    /// Zoomed by a factor (below 1: closer) around the moment at `x_px`, within `whole_ns`.
    #[must_use]
    pub fn zoomed(&self, factor: f64, x_px: f64, whole_ns: u64) -> Self {
        let length_ns = (self.length_ns() as f64 * factor).clamp(CLOSEST_NS as f64, whole_ns.max(CLOSEST_NS) as f64);
        let share = x_px / self.width_px.max(1.0);
        let start_ns = self.at_ns(x_px) as f64 - share * length_ns;
        self.placed(start_ns, length_ns, whole_ns)
    }

    /// Moved by a share of its length, within `whole_ns`.
    #[must_use]
    pub fn panned(&self, share: f64, whole_ns: u64) -> Self {
        let length_ns = self.length_ns() as f64;
        self.placed(self.start_ns as f64 + share * length_ns, length_ns, whole_ns)
    }

    fn placed(&self, start_ns: f64, length_ns: f64, whole_ns: u64) -> Self {
        let start_ns = start_ns.min(whole_ns as f64 - length_ns).max(0.0);
        Self { start_ns: start_ns as u64, end_ns: (start_ns + length_ns) as u64, width_px: self.width_px }
    }
}

/// The next of 1, 1.5, 2, 3, 5, 7.5, 10, … that is not below.
fn step_above(ns: u64) -> u64 {
    let mut decade_ns = MS;
    loop {
        for tenths in [10, 15, 20, 30, 50, 75] {
            let step_ns = decade_ns / 10 * tenths;
            if step_ns >= ns {
                return step_ns;
            }
        }
        decade_ns *= 10;
    }
}

/// A mark on the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where.
    pub x_px: f64,
    /// What it says: all labels of an axis have the same unit and digits.
    pub label: String,
}

/// The ticks of a window: round times, as many as have room.
pub fn ticks(window: &Window) -> Vec<Tick> {
    let most = (window.width_px / TICK_PX).floor().max(1.0);
    let step_ns = tick_step_ns((window.length_ns() as f64 / most) as u64);
    let (unit_ns, unit) = match window.end_ns {
        n if n >= SECOND => (SECOND, "s"),
        n if n >= MS => (MS, "ms"),
        _ => (US, "µs"),
    };
    let digits = (0..9).find(|digits| (step_ns * 10_u64.pow(*digits)).is_multiple_of(unit_ns)).unwrap_or(9) as usize;
    let first = window.start_ns.div_ceil(step_ns);
    (first..=window.end_ns / step_ns)
        .map(|count| Tick {
            x_px: window.x_px(count * step_ns),
            label: format!("{:.digits$} {unit}", (count * step_ns) as f64 / unit_ns as f64),
        })
        .collect()
}

fn tick_step_ns(least_ns: u64) -> u64 {
    let mut decade_ns = US;
    loop {
        for factor in [1, 2, 5] {
            if decade_ns * factor >= least_ns {
                return decade_ns * factor;
            }
        }
        decade_ns *= 10;
    }
}
