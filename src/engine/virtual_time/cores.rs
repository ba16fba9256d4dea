//! How threads that compute share the cores: all equally, as if each were served for an instant in turn.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Interference;

/// Work is counted in this fraction of a nominal nanosecond. Up to 16 lanes divide it (it is their least common
/// multiple), so that shares are exact for as many; beyond, each change in who computes rounds off less than a millionth
/// of a nanosecond.
pub(super) const UNITS_PER_NS: u128 = 720_720;

/// The cores of a machine, and the lanes that compute on them. Since all are served equally, one count says how far each
/// has come, however many there are.
#[derive(Debug)]
pub(super) struct Cores {
    count: usize,
    interference: Interference,
    now_ns: u64,
    /// What a lane that has computed from the beginning would have behind it.
    served_units: u128,
    /// How many threads compute.
    computing: usize,
    /// How many of them each lane has, if it computes.
    threads: Vec<usize>,
    /// At which such count each lane is done, if it computes.
    done_at: Vec<Option<u128>>,
    /// The same, and the lane: the next one first. One that was interrupted stays until it is met.
    next: BinaryHeap<Reverse<(u128, usize)>>,
}

impl Cores {
    pub(super) fn new(count: usize, interference: Interference, lanes: usize) -> Self {
        let (done_at, next) = (vec![None; lanes], BinaryHeap::new());
        let threads = vec![0; lanes];
        Self { count: count.max(1), interference, now_ns: 0, served_units: 0, computing: 0, threads, done_at, next }
    }

    /// A lane computes from now on, by so many threads, each with so much work before it.
    pub(super) fn start(&mut self, lane: usize, units: u128, threads: usize) {
        let done_at = self.served_units + units;
        self.done_at[lane] = Some(done_at);
        self.next.push(Reverse((done_at, lane)));
        self.threads[lane] = threads;
        self.computing += threads;
    }

    /// Whether a lane computes.
    pub(super) fn is_busy(&self, lane: usize) -> bool {
        self.done_at[lane].is_some()
    }

    /// A lane stops computing, for another one to go on; gives the work that is left, and what it costs to come back to it.
    pub(super) fn interrupt(&mut self, lane: usize) -> Option<u128> {
        let done_at = self.done_at[lane].take()?;
        self.computing -= self.threads[lane];
        self.forget_interrupted();
        let switch_units = u128::from(self.interference.switch_ns) * UNITS_PER_NS;
        Some(done_at.saturating_sub(self.served_units) + switch_units)
    }

    /// When the next lane is done. An instant between two nanoseconds counts as the later one.
    pub(super) fn next_end_ns(&self) -> Option<u64> {
        let Reverse((done_at, _)) = self.next.peek()?;
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
        let Reverse((done_at, lane)) = *self.next.peek()?;
        if done_at > self.served_units {
            return None;
        }
        self.done_at[lane] = None;
        self.computing -= self.threads[lane];
        self.forget_interrupted();
        Some(lane)
    }

    /// Who is next computes.
    fn forget_interrupted(&mut self) {
        while self.next.peek().is_some_and(|Reverse((done_at, lane))| self.done_at[*lane] != Some(*done_at)) {
            self.next.pop();
        }
    }

    /// Each computing thread gets the first of these / the second of a core; neither is zero.
    fn share(&self) -> (u128, u128) {
        let computing = self.computing.max(1);
        let served = computing.min(self.count);
        let Interference { alone_per_mille, together_per_mille, .. } = self.interference;
        let slowdown_per_mille = 1000 + if served > 1 { together_per_mille } else { alone_per_mille };
        (served as u128 * 1000, computing as u128 * u128::from(slowdown_per_mille))
    }
}
