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
