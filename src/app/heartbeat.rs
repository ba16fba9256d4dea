//! The page's heartbeat: beats of animation frames, and how long none came because the page stood still.

use crate::time::MS;

/// Between two beats, while the page is alive.
const BEAT_NS: u64 = 40 * MS;
/// A beat that is later than this is no hiccup: nobody could click meanwhile.
const FROZEN_NS: u64 = 150 * MS;

/// What was heard of the page during one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heartbeat {
    last_ns: Option<u64>,
    /// When the page stood still: from and to, in nanoseconds since the start of the run.
    pub frozen: Vec<(u64, u64)>,
}

impl Heartbeat {
    /// The page is alive at this moment.
    pub fn beat(&mut self, at_ns: u64) {
        if let Some(last_ns) = self.last_ns.replace(at_ns)
            && at_ns > last_ns.saturating_add(FROZEN_NS)
        {
            self.frozen.push((last_ns + BEAT_NS, at_ns));
        }
    }

    /// Nobody listens for a while: a hidden page draws no frames, and stands still for nobody.
    pub fn pause(&mut self) {
        self.last_ns = None;
    }
}
