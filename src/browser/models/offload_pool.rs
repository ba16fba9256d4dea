//! The threads that an event loop hands its work to, as the loop has them.

use std::cell::RefCell;
use std::sync::Arc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};

use crate::browser::shared::errand::{Errand, GivenUp};
use crate::browser::shared::thread_run::{OffloadJob, ThreadRun};
use crate::engine::{Broken, Progress, Runtime, Work};
use crate::trace::{LaneId, Left};

/// What becomes of something: how far its task is, and whether it was done.
pub type Done = (Progress, Result<(), Broken>);

/// The loop's end of the queue of jobs.
pub struct OffloadPool {
    run: Arc<ThreadRun>,
    /// What was given up while a thread was at it.
    given_up: RefCell<Vec<oneshot::Receiver<Done>>>,
}

impl OffloadPool {
    /// The threads of this run.
    pub fn new(run: Arc<ThreadRun>) -> Self {
        Self { run, given_up: RefCell::default() }
    }

    /// Has a thread do this work, and awaits it until it is to leave. Where the thread died, the run is over, and nobody
    /// awaits anything.
    pub async fn offload(
        &self,
        progress: Progress,
        (step, work): (u32, Work),
        leave: impl Future<Output = ()>,
        runtime: &impl Runtime,
    ) -> Done {
        let (order, jobs) = (&self.run.order, &self.run.jobs);
        if order.plan.room.is_some_and(|room| jobs.is_full(order.options.offload, room as usize)) {
            return (progress, Err(Broken::Rejected));
        }
        let errand = Arc::new(Errand::default());
        let (done, is_done) = oneshot::channel();
        let priority = order.plan.priority(progress.task.0 as usize);
        let job = OffloadJob { progress, step, work, errand: errand.clone(), done };
        jobs.push(job, priority, &self.run.signals);
        let is_done = match select(is_done, std::pin::pin!(leave)).await {
            Either::Left((done, _)) => return returned(progress, done.ok()),
            Either::Right(((), is_done)) => is_done,
        };
        loop {
            match errand.give_up() {
                GivenUp::Unbegun => {
                    jobs.note_done();
                    return (progress, Err(Broken::Over));
                }
                GivenUp::Begun { at_ns, seq, lane } => {
                    let (given_up_ns, task, lane) = (runtime.now_ns(), progress.task, LaneId(lane));
                    runtime.leave(Left { at_ns: given_up_ns, task, step, lane, is_done: false });
                    self.given_up.borrow_mut().push(is_done);
                    // The thread tells no more of the task.
                    return (Progress { seq, last_ns: at_ns, ..progress }, Err(Broken::Over));
                }
                GivenUp::NotNow => runtime.turn().await,
                GivenUp::Done => return returned(progress, is_done.await.ok()),
            }
        }
    }

    /// Waits until the threads have done what was given up.
    pub async fn await_given_up(&self) {
        for is_done in self.given_up.take() {
            // A thread that died tells nothing.
            let _ = is_done.await;
        }
    }
}

/// What has come back; nothing does where whoever was at it has died.
pub fn returned(progress: Progress, done: Option<Done>) -> Done {
    done.unwrap_or((progress, Err(Broken::Stopped)))
}
