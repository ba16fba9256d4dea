//! How well what was measured agrees with what was expected.

use super::nearest_rank;

/// Makespans that were measured beside those that were expected of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreement {
    /// By how much each measured one was off the expected one, in millionths of that, sorted.
    off_millionths: Vec<u64>,
}

impl Agreement {
    /// One more run.
    pub fn add(&mut self, expected_ns: u64, measured_ns: u64) {
        // Of nothing there is no part.
        if expected_ns == 0 {
            return;
        }
        let off = u128::from(measured_ns.abs_diff(expected_ns)) * 1_000_000 / u128::from(expected_ns);
        let off = u64::try_from(off).unwrap_or(u64::MAX);
        let at = self.off_millionths.partition_point(|before| *before <= off);
        self.off_millionths.insert(at, off);
    }

    /// How many runs there were.
    pub fn count(&self) -> usize {
        self.off_millionths.len()
    }

    /// So many of 100 runs were off by no more than this part of what was expected; 0 where there were none.
    pub fn off(&self, percent: usize) -> f64 {
        nearest_rank(&self.off_millionths, percent) as f64 / 1e6
    }
}
