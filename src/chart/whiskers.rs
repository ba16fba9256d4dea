//! How the time of several attempts is spread, drawn over the bar of the one that is shown.

use crate::stats::Spread;

/// The whiskers of a bar, in hundredths of the longest one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Whiskers {
    /// The shortest attempt.
    pub least: f64,
    /// A quarter of the attempts took no longer.
    pub lower: f64,
    /// Three quarters of them took no longer.
    pub upper: f64,
    /// The longest attempt.
    pub most: f64,
}

impl Whiskers {
    /// Of a spread of times, where the longest of all takes 100.
    pub fn of(spread: &Spread, longest_ns: u64) -> Self {
        let [least, lower, upper, most] = [spread.least, spread.lower, spread.upper, spread.most]
            .map(|value| value.amount() / longest_ns.max(1) as f64 * 100.0);
        Self { least, lower, upper, most }
    }
}
