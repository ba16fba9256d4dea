//! Histograms of latencies, all of the same bins and on one scale, so that models can be compared.

use std::fmt::Write;

use crate::stats::Bins;

/// How high a histogram is drawn, in its own units: what it is scaled to is said where it stands.
pub const HEIGHT: f64 = 100.0;
/// What is there is seen, however little it is.
const LEAST: f64 = 4.0;

/// One histogram.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// How many values are in each bin.
    pub counts: Vec<usize>,
    /// Its bars as an SVG path, one unit wide each.
    pub path: String,
}

/// A histogram for each of these sets of values, with the bins that hold all of them. As sets may be of different size,
/// what is as high is as large a share of its set; the largest share of all is as high as can be.
pub fn histograms(sets_ns: &[&[u64]], resolution_ns: u64) -> (Bins, Vec<Histogram>) {
    let bins = Bins::up_to(sets_ns.iter().flat_map(|set| *set).copied().max().unwrap_or(0), resolution_ns);
    let filled: Vec<Vec<usize>> = sets_ns.iter().map(|set| bins.fill(set)).collect();
    let share = |count: usize, counts: &[usize]| count as f64 / counts.iter().sum::<usize>().max(1) as f64;
    let shares = filled.iter().flat_map(|counts| counts.iter().map(|count| share(*count, counts)));
    let largest = shares.fold(f64::MIN_POSITIVE, f64::max);
    let histogram = |counts: Vec<usize>| {
        let mut path = String::new();
        for (bin, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let height = (share(*count, &counts) / largest * HEIGHT).max(LEAST);
            // A path never fails to be written.
            let _ = write!(path, "M{bin} {HEIGHT}v-{height:.1}h1v{height:.1}z");
        }
        Histogram { counts, path }
    };
    (bins, filled.into_iter().map(histogram).collect())
}
