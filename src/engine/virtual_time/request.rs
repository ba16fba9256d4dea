//! What a task in virtual time asks its executor for.

use crate::engine::{Broken, Progress, Work};

/// What a task waits for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Request {
    /// Having computed so much.
    Compute(u128),
    /// Having started, for which each thread of a start computes so much.
    Start(u128),
    /// Having held its lane until then.
    Hold(u64),
    /// The lock, holding its lane.
    Lock,
    /// A timer due then.
    Timer(u64),
    /// The next turn of its loop.
    Turn,
    /// A pool that does this, until then.
    Offload(Errand, Option<u64>),
    /// What it has asked for.
    Grant,
    /// The end of what it has just spawned.
    Call,
    /// Its turn at the parent of its process, which does one thing after another.
    Parent,
}

/// What a task hands to a pool.
#[derive(Debug, Clone, Copy)]
pub(super) struct Errand {
    pub(super) progress: Progress,
    pub(super) step: u32,
    pub(super) work: Work,
}

/// A task as it comes back from a pool.
pub(super) type Returned = (Progress, Result<(), Broken>);
