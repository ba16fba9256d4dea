//! The CPU kernel: what `cpu` steps run. One kernel for every model, counted in iterations, so that the work is fixed
//! and contention shows as a longer bar.

use std::hint::black_box;

use crate::time::{Clock, MS, SECOND};

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

    /// The same for a machine that takes so many thousandths of the time.
    #[must_use]
    pub fn quicker(self, per_mille: u64) -> Self {
        let speed = u128::from(self.iterations_per_second) * 1000 / u128::from(per_mille.max(1));
        Self { iterations_per_second: u64::try_from(speed).unwrap_or(u64::MAX) }
    }

    /// How many iterations take this long alone on one idle core.
    pub fn iterations(&self, ns: u64) -> u64 {
        (u128::from(self.iterations_per_second) * u128::from(ns) / u128::from(SECOND)) as u64
    }
}

/// The kernel is timed in rounds this long: so short that some are not disturbed, even on a page that is just loading.
const ROUND_NS: u64 = 2 * MS;
/// The first rounds run code that the browser has not optimized yet.
const LEAST_ROUNDS: usize = 60;
const MOST_ROUNDS: usize = 400;
/// So many rounds without a better one are enough.
const PATIENCE_ROUNDS: usize = 50;
/// Iterations at a time, as long as nothing is known of this machine.
const FIRST_PIECE: u64 = 10_000;
/// A clock that has not moved after so many iterations stands still.
const MOST_ITERATIONS: u64 = 1_000_000_000;

/// Times the kernel, run by `compute` with so many iterations and a seed, until it gets no faster. `None` if the clock
/// stands still.
pub fn calibrate(clock: &impl Clock, compute: impl Fn(u64, u64) -> u64) -> Option<Calibration> {
    let mut piece = FIRST_PIECE;
    let mut best = Calibration { iterations_per_second: 0 };
    let mut best_round = 0;
    for round in 0..MOST_ROUNDS {
        let seen = Calibration::from_rounds(&[time_round(clock, &compute, piece)?])?;
        // Better by less than half a percent is no news.
        if seen.iterations_per_second > best.iterations_per_second + best.iterations_per_second / 200 {
            best_round = round;
        }
        if seen.iterations_per_second > best.iterations_per_second {
            best = seen;
        }
        // Pieces as `cpu` steps use them.
        piece = best.iterations(PIECE_NS).max(FIRST_PIECE);
        if round >= LEAST_ROUNDS && round >= best_round + PATIENCE_ROUNDS {
            break;
        }
    }
    Some(best)
}

/// Iterations of one round and the nanoseconds they took.
fn time_round(clock: &impl Clock, compute: &impl Fn(u64, u64) -> u64, piece: u64) -> Option<(u64, u64)> {
    let start_ns = clock.now_ns();
    let (mut iterations, mut ns) = (0, 0);
    while ns < ROUND_NS {
        if ns == 0 && iterations >= MOST_ITERATIONS {
            return None;
        }
        compute(piece, ns);
        iterations += piece;
        ns = clock.now_ns() - start_ns;
    }
    Some((iterations, ns))
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
