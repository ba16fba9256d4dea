//! The CPU kernel: what `cpu` steps run. One kernel for every model, counted in iterations, so that the work is fixed
//! and contention shows as a longer bar.

use std::hint::black_box;

use crate::time::{MS, SECOND};

/// How fast one idle core runs the kernel here; measured once a session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Iterations of the kernel in a second.
    pub iterations_per_second: u64,
}

/// Work is done in pieces of this nominal length, so that a stop is seen and events get out meanwhile.
pub const PIECE_NS: u64 = MS;

impl Calibration {
    /// The speed that the fastest of several timed rounds shows: slower rounds were disturbed by something else.
    /// Each round is a pair of iterations and nanoseconds. `None` if no round took any time by this clock.
    pub fn from_rounds(rounds: &[(u64, u64)]) -> Option<Self> {
        let speed = |&(iterations, ns): &(u64, u64)| {
            (u128::from(iterations) * u128::from(SECOND)).checked_div(u128::from(ns)).map(|speed| speed as u64)
        };
        let iterations_per_second = rounds.iter().filter_map(speed).max().filter(|speed| *speed > 0)?;
        Some(Self { iterations_per_second })
    }

    /// How many iterations take this long alone on one idle core.
    pub fn iterations(&self, ns: u64) -> u64 {
        (u128::from(self.iterations_per_second) * u128::from(ns) / u128::from(SECOND)) as u64
    }
}

/// Runs the kernel: multiplications and additions that each need the one before, so that nothing can be done at once
/// or foreseen, and no memory is touched. Its ends are hidden from the optimizer, so that it is not removed.
#[inline(never)]
pub fn compute(iterations: u64, seed: u64) -> u64 {
    let mut word = black_box(seed);
    for _ in 0..iterations {
        // Knuth's 64-bit linear congruential generator (MMIX).
        word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    }
    black_box(word)
}
