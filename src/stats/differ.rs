//! Whether what was measured of two differs by more than chance makes it differ.
//!
//! This is the test of Mann and Whitney ("On a test of whether one of two random variables is stochastically larger than
//! the other", Annals of Mathematical Statistics 18, 1947), which asks nothing of how attempts are spread: all are put in
//! one row by size, and what counts is in how many pairs the one goes before the other. Chance alone makes that number
//! nearly normal, with the variance below where some are equal (Lehmann, "Nonparametrics", 1975, section 1.4).

/// Beyond so many standard deviations it is not taken for chance: about one time in eighty where nothing differs. For five
/// attempts against five it means that all of the one were shorter, which chance does one time in 126.
const DEVIATIONS: f64 = 2.5;

/// Whether two samples, each sorted, differ. Where there are too few for the test they do if they lie further apart than
/// either is wide; of two single ones, whenever they are not equal.
pub fn differ(one: &[u64], other: &[u64]) -> bool {
    let (Some(deviations), Some(most)) = (deviations(one, other), most_deviations(one.len(), other.len())) else {
        return false;
    };
    if most < DEVIATIONS { are_apart(one, other) } else { deviations >= DEVIATIONS }
}

/// How far the two are from what chance makes most likely, in standard deviations; `None` where there is nothing in one, or
/// all are equal.
fn deviations(one: &[u64], other: &[u64]) -> Option<f64> {
    let (ones, others) = (one.len() as f64, other.len() as f64);
    let mut wins = 0.0;
    for value in one {
        let (less, not_more) = (other.partition_point(|it| it < value), other.partition_point(|it| it <= value));
        wins += (less + not_more) as f64 / 2.0;
    }
    let mut all: Vec<u64> = [one, other].concat();
    all.sort_unstable();
    let cubes: f64 = all.chunk_by(|before, after| before == after).map(|equal| cube_less_itself(equal.len())).sum();
    let count = ones + others;
    let variance = ones * others / 12.0 * (count + 1.0 - cubes / (count * (count - 1.0)));
    // Half a pair is what a whole number is off a continuous one.
    let distance = ((wins - ones * others / 2.0).abs() - 0.5).max(0.0);
    (variance > 0.0).then(|| distance / variance.sqrt())
}

/// The most that so many can be, where none are equal.
fn most_deviations(one: usize, other: usize) -> Option<f64> {
    let (ones, others) = (one as f64, other as f64);
    let variance = ones * others * (ones + others + 1.0) / 12.0;
    (variance > 0.0).then(|| (ones * others / 2.0 - 0.5).max(0.0) / variance.sqrt())
}

fn cube_less_itself(count: usize) -> f64 {
    let count = count as f64;
    count * count * count - count
}

/// Whether two samples lie further apart than either is wide.
fn are_apart(one: &[u64], other: &[u64]) -> bool {
    let ends = |sorted: &[u64]| sorted.first().copied().zip(sorted.last().copied());
    let (Some((least, most)), Some((other_least, other_most))) = (ends(one), ends(other)) else { return false };
    let gap = other_least.saturating_sub(most).max(least.saturating_sub(other_most));
    gap > (most - least).max(other_most - other_least)
}
