//! What all threads of a run share.

use std::sync::Arc;

use futures_channel::oneshot;

use super::ended_tasks::EndedTasks;
use super::gil::Gil;
use super::job_queue::JobQueue;
use super::signals::Signals;
use super::ticket_queue::TicketQueue;
use super::wait_group::WaitGroup;
use crate::engine::{Calibration, Model, Progress, Stopped, Work};
use crate::program::Plan;
use crate::wire::message::Fault;

/// A run on threads of the page's memory.
pub struct ThreadRun {
    /// The number of the run.
    pub run: u32,
    /// How it runs.
    pub model: Model,
    /// What to run.
    pub plan: Arc<Plan>,
    /// How fast the kernel runs here.
    pub calibration: Calibration,
    /// A fault to inject, in tests.
    pub fault: Option<Fault>,
    /// What they wake one another with, and what stops them.
    pub signals: Arc<Signals>,
    /// Tasks that have ended, for the leader.
    pub ended: EndedTasks,
    /// The lock they compute under, where the model has one.
    pub gil: Arc<Gil>,
    /// The queue of a thread pool.
    pub queue: TicketQueue,
    /// The threads of a thread pool.
    pub workers: WaitGroup,
    /// What an event loop hands to its threads.
    pub jobs: JobQueue<OffloadJob>,
}

/// What an event loop hands to a thread: a task at a step, and what to do there.
#[derive(Debug)]
pub struct OffloadJob {
    /// How far the task has come.
    pub progress: Progress,
    /// The step it is at.
    pub step: u32,
    /// What to do.
    pub work: Work,
    /// Where the loop awaits the end of it.
    pub done: oneshot::Sender<(Progress, Result<(), Stopped>)>,
}
