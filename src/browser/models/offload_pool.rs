//! The threads that an event loop hands its work to, as the loop has them.

use std::sync::Arc;

use futures_channel::oneshot;

use crate::browser::shared::thread_run::{OffloadJob, ThreadRun};
use crate::engine::{Broken, Progress, Stopped, Work};

/// The loop's end of the queue of jobs.
pub struct OffloadPool(Arc<ThreadRun>);

impl OffloadPool {
    /// The threads of this run.
    pub fn new(run: Arc<ThreadRun>) -> Self {
        Self(run)
    }

    /// Has a thread do this work, and awaits it. Where the thread died, the run is over, and nobody awaits anything.
    pub async fn offload(&self, progress: Progress, step: u32, work: Work) -> (Progress, Result<(), Broken>) {
        let order = &self.0.order;
        if order.plan.room.is_some_and(|room| self.0.jobs.is_full(order.options.offload, room as usize)) {
            return (progress, Err(Broken::Rejected));
        }
        let (done, is_done) = oneshot::channel();
        let priority = order.plan.priority(progress.task.0 as usize);
        self.0.jobs.push(OffloadJob { progress, step, work, done }, priority, &self.0.signals);
        let (progress, done) = is_done.await.unwrap_or((progress, Err(Stopped)));
        (progress, done.map_err(Broken::from))
    }
}
