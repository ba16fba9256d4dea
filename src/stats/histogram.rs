//! How often values of which size occur, in bins that several share.

/// No more bins than this stand side by side.
const MOST: u64 = 48;

/// Bins of one width, the first of which begins at nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bins {
    /// The width of each.
    pub width_ns: u64,
    /// How many there are; never none.
    pub count: usize,
}

impl Bins {
    /// As many as hold values up to this one, each of a round width that a clock of this step can tell.
    pub fn up_to(most_ns: u64, resolution_ns: u64) -> Self {
        let fits = |width_ns: &u64| most_ns / width_ns < MOST && *width_ns >= resolution_ns;
        let round = (0..19).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
        let width_ns = round.take_while(|width_ns| *width_ns < u64::MAX / 10).find(fits).unwrap_or(u64::MAX / 10);
        Self { width_ns, count: (most_ns / width_ns + 1) as usize }
    }

    /// How many of these values are in each bin; one that lies on an edge is in the bin that begins there.
    pub fn fill(&self, values_ns: &[u64]) -> Vec<usize> {
        let mut counts = vec![0; self.count];
        for value_ns in values_ns {
            let bin = ((value_ns / self.width_ns) as usize).min(self.count - 1);
            counts[bin] += 1;
        }
        counts
    }
}
