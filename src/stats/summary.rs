//! What the attempts of a series show together. It is made when one more has ended, and then asked for often.

use super::attempt::{Attempt, counted};
use super::orders::Orders;
use super::outliers::{Outlier, outliers};

/// What the attempts of a series show together: those that count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// How long each took, in nanoseconds, sorted.
    pub makespans_ns: Vec<u64>,
    /// The orders in which they printed.
    pub orders: Orders,
    /// Those that stand out.
    pub outliers: Vec<Outlier>,
}

impl Summary {
    /// Of these attempts.
    pub fn of(attempts: &[Attempt]) -> Self {
        let mut makespans_ns: Vec<u64> = counted(attempts).map(|attempt| attempt.figures.makespan_ns).collect();
        makespans_ns.sort_unstable();
        Self { makespans_ns, orders: Orders::of(attempts), outliers: outliers(attempts) }
    }
}
