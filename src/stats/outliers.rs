//! Attempts that took much longer, or much shorter, than the others; and what was seen of the reason.

use super::attempt::{Attempt, counted};
use super::nearest_rank;
use super::why::Cause;
use crate::time::MS;

/// Of fewer attempts none stands out.
const FEWEST: usize = 5;
/// How many deviations away an attempt stands out. A deviation is the median distance from the median, made as large as the
/// standard deviation would be if attempts were spread normally (Leys and others, "Detecting outliers: do not use standard
/// deviation around the mean, use absolute deviation around the median", 2013).
const DEVIATIONS: f64 = 3.0;
const NORMAL: f64 = 1.4826;
/// Less than this is not worth a word, however still the others are.
const NOTABLE_NS: u64 = 5 * MS;
/// Nor is a smaller part of the whole than one in so many.
const NOTABLE_PART: u64 = 100;

/// An attempt that stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlier {
    /// Which, as an index into the attempts.
    pub attempt: usize,
    /// How long it took, in nanoseconds.
    pub makespan_ns: u64,
    /// What is usual: the median of all that count, in nanoseconds.
    pub median_ns: u64,
    /// What was seen of the reason.
    pub reason: Option<Reason>,
}

/// What made an attempt stand out, as far as it was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The page stood still for so much longer than usual, in nanoseconds.
    PageFrozen(u64),
    /// This part of the critical path was longer than usual.
    Longer {
        /// Which.
        cause: Cause,
        /// By how much, in nanoseconds.
        by_ns: u64,
    },
}

/// The attempts that stand out, in the order in which they were made.
pub fn outliers(attempts: &[Attempt]) -> Vec<Outlier> {
    if counted(attempts).count() < FEWEST {
        return Vec::new();
    }
    let median_ns = median(attempts, |attempt| attempt.figures.makespan_ns);
    let distance = |attempt: &Attempt| attempt.figures.makespan_ns.abs_diff(median_ns);
    let usual = median(attempts, distance) as f64 * NORMAL * DEVIATIONS;
    let least_ns = NOTABLE_NS.max(median_ns / NOTABLE_PART);
    let stands_out =
        |attempt: &Attempt| attempt.counts() && distance(attempt) >= least_ns && distance(attempt) as f64 > usual;
    let outlier = |(index, attempt): (usize, &Attempt)| Outlier {
        attempt: index,
        makespan_ns: attempt.figures.makespan_ns,
        median_ns,
        reason: reason(attempts, attempt, median_ns),
    };
    attempts.iter().enumerate().filter(|(_, attempt)| stands_out(attempt)).map(outlier).collect()
}

/// What accounts for at least half of what an attempt took longer; of one that was shorter nothing is to blame.
fn reason(attempts: &[Attempt], attempt: &Attempt, median_ns: u64) -> Option<Reason> {
    let longer_ns = attempt.figures.makespan_ns.checked_sub(median_ns)?;
    let more = |read: &dyn Fn(&Attempt) -> u64| read(attempt).saturating_sub(median(attempts, read));
    let parts = Cause::ALL.into_iter().map(|cause| (cause, more(&|attempt| attempt.why.total_ns(cause))));
    let (cause, by_ns) = parts.max_by_key(|(_, by_ns)| *by_ns)?;
    if by_ns >= longer_ns / 2 {
        return Some(Reason::Longer { cause, by_ns });
    }
    let frozen_ns = more(&|attempt| attempt.figures.page_frozen_ns);
    (frozen_ns >= longer_ns / 2).then_some(Reason::PageFrozen(frozen_ns))
}

/// The median of something over the attempts that count.
fn median(attempts: &[Attempt], read: impl Fn(&Attempt) -> u64) -> u64 {
    let mut values: Vec<u64> = counted(attempts).map(read).collect();
    values.sort_unstable();
    nearest_rank(&values, 50)
}
