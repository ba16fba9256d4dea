//! What stands behind an event loop, as it hands its work there.

use std::rc::Rc;

use super::offload_pool::{Done, OffloadPool};
use super::process_slots::ProcessSlots;
use crate::engine::{Progress, Runtime, Work};

/// The slots of its pool.
pub enum Slots {
    /// Threads of its memory.
    Threads(OffloadPool),
    /// Processes.
    Processes(Rc<ProcessSlots>),
}

impl Slots {
    /// Has a slot do this work, and awaits it until it is to leave.
    pub async fn offload(
        &self,
        progress: Progress,
        work: (u32, Work),
        leave: impl Future<Output = ()>,
        runtime: &impl Runtime,
    ) -> Done {
        match self {
            Self::Threads(pool) => pool.offload(progress, work, leave, runtime).await,
            Self::Processes(pool) => pool.offload(progress, work, leave, runtime).await,
        }
    }

    /// Waits until the slots have done what was given up.
    pub async fn await_given_up(&self) {
        match self {
            Self::Threads(pool) => pool.await_given_up().await,
            Self::Processes(pool) => pool.await_given_up().await,
        }
    }
}
