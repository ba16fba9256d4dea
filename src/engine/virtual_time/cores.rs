//! How lanes that compute share the cores: all equally, as if each were served for an instant in turn.

use std::collections::{BTreeMap, BTreeSet};

/// Work is counted in this fraction of a nominal nanosecond. Up to 16 lanes divide it (it is their least common
/// multiple), so that shares are exact for as many; beyond, each change in who computes rounds off less than a millionth
/// of a nanosecond.
pub(super) const UNITS_PER_NS: u128 = 720_720;

/// The cores of a machine, and the lanes that compute on them. Since all are served equally, one count says how far each
/// has come, however many there are.
#[derive(Debug)]
pub(super) struct Cores {
    count: usize,
    now_ns: u64,
    /// What a lane that has computed from the beginning would have behind it.
    served_units: u128,
    /// At which such count a lane is done, and the lane: the next one first.
    done_at: BTreeSet<(u128, usize)>,
    /// The same, by lane.
    of_lane: BTreeMap<usize, u128>,
}

impl Cores {
    pub(super) fn new(count: usize) -> Self {
        Self { count: count.max(1), now_ns: 0, served_units: 0, done_at: BTreeSet::new(), of_lane: BTreeMap::new() }
    }

    /// A lane computes from now on, with so much work before it.
    pub(super) fn start(&mut self, lane: usize, units: u128) {
        let done_at = self.served_units + units;
        self.of_lane.insert(lane, done_at);
        self.done_at.insert((done_at, lane));
    }

    /// Whether a lane computes.
    pub(super) fn is_busy(&self, lane: usize) -> bool {
        self.of_lane.contains_key(&lane)
    }

    /// A lane stops computing; gives the work that is left.
    pub(super) fn interrupt(&mut self, lane: usize) -> Option<u128> {
        let done_at = self.of_lane.remove(&lane)?;
        self.done_at.remove(&(done_at, lane));
        Some(done_at.saturating_sub(self.served_units))
    }

    /// When the next lane is done. An instant between two nanoseconds counts as the later one.
    pub(super) fn next_end_ns(&self) -> Option<u64> {
        let (done_at, _) = self.done_at.first()?;
        let (served, sharing) = self.share();
        let left_ns = (done_at.saturating_sub(self.served_units) * sharing).div_ceil(served * UNITS_PER_NS);
        Some(self.now_ns.saturating_add(u64::try_from(left_ns).unwrap_or(u64::MAX)))
    }

    /// Time passes, no further than to the next end.
    pub(super) fn advance(&mut self, now_ns: u64) {
        let (served, sharing) = self.share();
        let passed_ns = u128::from(now_ns - self.now_ns);
        self.now_ns = now_ns;
        self.served_units += passed_ns * UNITS_PER_NS * served / sharing;
    }

    /// The next lane that is done by now; it computes no more.
    pub(super) fn pop_done(&mut self) -> Option<usize> {
        let (done_at, lane) = *self.done_at.first()?;
        if done_at > self.served_units {
            return None;
        }
        self.done_at.pop_first();
        self.of_lane.remove(&lane);
        Some(lane)
    }

    /// Each computing lane gets the first of these / the second of a core; neither is zero.
    fn share(&self) -> (u128, u128) {
        let computing = self.done_at.len().max(1);
        (computing.min(self.count) as u128, computing as u128)
    }
}
