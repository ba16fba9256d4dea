//! A limit that fills up with time: a bucket of permits.

/// So many permits at most, of which one comes in each time a part of the time has passed in which it is filled.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Bucket {
    permits: u64,
    every_ns: u64,
    /// When it will be full, counted in parts of a nanosecond: as many as there are permits.
    full_at: u128,
}

impl Bucket {
    /// A full one.
    pub fn new(permits: u32, every_ns: u64) -> Self {
        Self { permits: u64::from(permits.max(1)), every_ns, full_at: 0 }
    }

    /// Takes a permit: now, or as soon as there is one that nobody has come for before. Gives the time. Who doesn't wait so
    /// long takes none.
    pub fn take(&mut self, now_ns: u64, over_ns: Option<u64>) -> u64 {
        let parts = u128::from(self.permits);
        // A permit comes in after this many of them.
        let gap = u128::from(self.every_ns);
        let full_at = self.full_at.max(u128::from(now_ns) * parts) + gap;
        let due = full_at.saturating_sub(gap * parts).div_ceil(parts);
        let due_ns = now_ns.max(u64::try_from(due).unwrap_or(u64::MAX));
        if over_ns.is_none_or(|over_ns| due_ns <= over_ns) {
            self.full_at = full_at;
        }
        due_ns
    }
}
