//! How many intervals overlap at most.

/// The most intervals at one instant. They are half open: one that ends where another starts doesn't overlap it, and
/// one without length is nowhere.
pub(super) fn peak(intervals: impl Iterator<Item = (u64, u64)>) -> u32 {
    let mut edges: Vec<(u64, i32)> = intervals
        .filter(|(start_ns, end_ns)| start_ns < end_ns)
        .flat_map(|(start_ns, end_ns)| [(start_ns, 1), (end_ns, -1)])
        .collect();
    // Ends sort before starts of the same instant.
    edges.sort_unstable();
    let mut level = 0_i32;
    let mut peak = 0;
    for (_, change) in edges {
        level += change;
        peak = peak.max(level);
    }
    peak.cast_unsigned()
}
