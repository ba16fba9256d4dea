//! What a run of version 2 tells beside its tasks: which of them failed, and when the page stood still.

use serde::{Deserialize, Serialize};

/// A task that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its index in the list.
    pub task: u32,
    /// What it failed with.
    pub message: String,
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// From.
    pub start_ns: u64,
    /// To.
    pub end_ns: u64,
}
