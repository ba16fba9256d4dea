//! Where runs were measured.

use crate::engine::Calibration;

/// The browser and the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What the browser calls itself.
    pub user_agent: String,
    /// Cores, as reported: a browser may say a default.
    pub cores: u32,
    /// Whether the page was cross-origin isolated, so that memory could be shared.
    pub isolated: bool,
    /// The step of its clock in nanoseconds.
    pub clock_resolution_ns: u64,
    /// How fast it computes.
    pub calibration: Calibration,
}

impl Place {
    /// Whether what is measured at one of them can be compared with what is measured at the other: the same browser on
    /// the same machine. How fast it computes is measured anew by every visit, and durations are made by it.
    pub fn is_like(&self, other: &Self) -> bool {
        self.user_agent == other.user_agent
            && self.cores == other.cores
            && self.isolated == other.isolated
            && self.clock_resolution_ns == other.clock_resolution_ns
    }
}
