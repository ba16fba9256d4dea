//! How many intervals overlap at most, which of them find a core, and how long one or several do.

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

/// Intervals that together cover each instant as often as these do, but never more often than there are cores: when a core
/// was taken, core by core, where these are when lanes wanted one.
pub fn on_cores(intervals: impl Iterator<Item = (u64, u64)>, cores: usize) -> Vec<(u64, u64)> {
    let mut edges: Vec<(u64, bool)> = intervals
        .filter(|(start_ns, end_ns)| start_ns < end_ns)
        .flat_map(|(start_ns, end_ns)| [(start_ns, true), (end_ns, false)])
        .collect();
    // Ends sort before starts of the same instant.
    edges.sort_unstable();
    let mut open_ns = Vec::new();
    let mut taken = Vec::new();
    for (at_ns, is_start) in edges {
        if is_start {
            open_ns.push(at_ns);
        } else if let Some(start_ns) = open_ns.pop()
            && open_ns.len() < cores.max(1)
        {
            taken.push((start_ns, at_ns));
        }
    }
    taken
}

/// How long exactly one of these intervals was there; and the time of all cores that were taken while more than one was, in
/// nanoseconds. Overlaps no longer than the clock's step are none: it may have rounded one end up and the other one down.
pub(super) fn core_time_ns(
    intervals: impl Iterator<Item = (u64, u64)>,
    cores: usize,
    resolution_ns: u64,
) -> (u64, u64) {
    let mut edges: Vec<(u64, bool)> = intervals
        .filter(|(start_ns, end_ns)| start_ns < end_ns)
        .flat_map(|(start_ns, end_ns)| [(start_ns, true), (end_ns, false)])
        .collect();
    // Ends sort before starts of the same instant.
    edges.sort_unstable();
    let (mut level, mut since_ns) = (0_u64, 0);
    let (mut alone_ns, mut together_ns) = (0, 0);
    for (at_ns, is_start) in edges {
        let length_ns = at_ns - since_ns;
        match level {
            0 => {}
            several if several > 1 && length_ns > resolution_ns => {
                together_ns += length_ns * several.min(cores.max(1) as u64);
            }
            _ => alone_ns += length_ns,
        }
        since_ns = at_ns;
        level = if is_start { level + 1 } else { level.saturating_sub(1) };
    }
    (alone_ns, together_ns)
}
