//! What a task's loop has handed to its pool, as a slot does it.

use std::cell::Cell;

use super::Place;
use crate::engine::{Broken, Progress, Runtime, Way, Work};
use crate::trace::{LaneId, Left, State};

/// What a slot and a task's loop have between them while the slot is at it.
pub trait Handed {
    /// Whether the loop still waits for it: then it goes on doing so until the slot has told what it is about to tell.
    fn may_tell(&self) -> bool;

    /// The slot has told something; so far the task has come.
    fn has_told(&self, progress: &Progress);

    /// The slot has done it; whether the loop still waits for it.
    fn is_done(&self) -> bool;
}

/// Does on a pool's lane what a task's loop has handed to it, with so much data that it takes, if any. Afterwards the task
/// could go on, as soon as its loop has a turn for it, and still wants to know.
pub async fn perform_offloaded<R: Runtime>(
    runtime: &R,
    lane: LaneId,
    mut progress: Progress,
    (step, work, carries): (u32, Work, Option<u64>),
    handed: &dyn Handed,
) -> (Progress, Result<(), Broken>) {
    let place = |handed| Place { runtime, lane, step, over_ns: None, told: None, said: Cell::new(None), handed };
    let at = place(Some(handed));
    let done = at.work_with(&mut progress, work, carries).await;
    if done != Err(Broken::Stopped) {
        if handed.is_done() {
            place(None).enter(&mut progress, State::Queued);
        } else {
            let (at_ns, task) = (runtime.now_ns().max(progress.last_ns), progress.task);
            runtime.leave(Left { at_ns, task, step, lane, is_done: true });
        }
    }
    runtime.unlock();
    (progress, done)
}

impl<R: Runtime> Place<'_, R> {
    /// Does something with so much data of the task, which is copied here, and back if something comes of it.
    async fn work_with(&self, progress: &mut Progress, work: Work, carries: Option<u64>) -> Result<(), Broken> {
        self.copy(progress, carries, Way::In).await?;
        self.work(progress, work).await?;
        self.copy(progress, carries, Way::Out).await
    }

    async fn copy(&self, progress: &mut Progress, bytes: Option<u64>, way: Way) -> Result<(), Broken> {
        let Some(bytes) = bytes else { return Ok(()) };
        self.enter(progress, State::Copying);
        Ok(self.runtime.carry(bytes, way).await?)
    }
}
