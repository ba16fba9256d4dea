//! What all threads of a run share.

use std::sync::Arc;

use futures_channel::oneshot;

use super::ended_tasks::EndedTasks;
use super::errand::Errand;
use super::gil::Gil;
use super::job_queue::JobQueue;
use super::resource_desk::ResourceDesk;
use super::signals::Signals;
use super::ticket_queue::TicketQueue;
use super::wait_group::WaitGroup;
use crate::engine::{Broken, Progress, Resources, Shares, Work};
use crate::wire::order::RunOrder;

/// A run on threads of the page's memory.
pub struct ThreadRun {
    /// What to run, and how.
    pub order: RunOrder,
    /// What they wake one another with, and what stops them.
    pub signals: Arc<Signals>,
    /// Tasks that have ended, for the leader.
    pub ended: EndedTasks,
    /// The lock they compute under, where the model has one.
    pub gil: Arc<Gil>,
    /// The queue of a thread pool.
    pub queue: TicketQueue,
    /// What takes no slot of it.
    pub outside: TicketQueue,
    /// The threads of a thread pool.
    pub workers: WaitGroup,
    /// What their tasks act on each other by.
    pub resources: ResourceDesk,
    /// The numbers they share.
    pub shares: Shares,
    /// What an event loop hands to its threads.
    pub jobs: JobQueue<OffloadJob>,
}

impl ThreadRun {
    /// A run that has not begun.
    pub fn new(order: RunOrder) -> Self {
        let tasks = order.plan.tasks.len();
        let lanes = if order.plan.acts() { order.threads() } else { 0 };
        Self {
            outside: TicketQueue::new(if order.plan.has_outside() { tasks } else { 0 }),
            queue: TicketQueue::new(tasks).with_priorities(order.plan.tasks.iter().map(|task| task.priority)),
            signals: Arc::new(Signals::of(lanes, if order.plan.tells() { tasks } else { 0 })),
            resources: ResourceDesk::new(Resources::of(&order.plan)),
            shares: Shares::of(&order.plan.resources),
            order,
            ended: EndedTasks::default(),
            gil: Arc::default(),
            workers: WaitGroup::default(),
            jobs: JobQueue::default(),
        }
    }
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
    /// Whether the loop still waits for it.
    pub errand: Arc<Errand>,
    /// Where the loop awaits the end of it.
    pub done: oneshot::Sender<(Progress, Result<(), Broken>)>,
}
