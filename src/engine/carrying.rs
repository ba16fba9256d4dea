//! What tasks carry: so much data goes in at their start and out at their end. Where memories are separate it is copied,
//! and how fast this machine does that is measured once a session; where memory is shared there is nothing to do.

use crate::time::{Clock, SECOND};

/// Which way data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Into the memory of a task.
    In,
    /// Out of it.
    Out,
}

/// How fast this machine copies data from memory to memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopySpeed {
    /// Bytes in a second; never 0.
    pub bytes_per_second: u64,
}

/// Before it was measured: what browsers do (0.4 to 2 GB in a second).
impl Default for CopySpeed {
    fn default() -> Self {
        Self { bytes_per_second: 1_000_000_000 }
    }
}

/// So often: the first ones find no memory ready.
const ROUNDS: usize = 5;

impl CopySpeed {
    /// So much is copied to measure it.
    pub const SAMPLE_BYTES: u64 = 4_000_000;

    /// Times the copying of as much as the sample has, as `copy` does it; `None` where it fails or the clock stands still.
    /// Some rounds are disturbed, and some find memory that was used before: the one in the middle counts.
    pub fn measure(clock: &impl Clock, copy: impl Fn() -> Option<()>) -> Option<Self> {
        let mut rounds_ns = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let start_ns = clock.now_ns();
            copy()?;
            rounds_ns.push(clock.now_ns().saturating_sub(start_ns));
        }
        rounds_ns.sort_unstable();
        let bytes_per_second = (Self::SAMPLE_BYTES * SECOND).checked_div(rounds_ns[ROUNDS / 2])?;
        (bytes_per_second > 0).then_some(Self { bytes_per_second })
    }

    /// How long it takes to copy so many bytes, in nanoseconds.
    pub fn length_ns(self, bytes: u64) -> u64 {
        let ns = u128::from(bytes) * u128::from(SECOND) / u128::from(self.bytes_per_second.max(1));
        u64::try_from(ns).unwrap_or(u64::MAX)
    }
}
