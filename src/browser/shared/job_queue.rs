//! The queue in which an event loop hands jobs to its threads: higher priorities first, and of one, first come, first
//! served.

use std::collections::VecDeque;

use super::memory::{AtomicBool, AtomicUsize, Ordering};
use super::signals::Signals;
use super::worker_mutex::WorkerMutex;
use crate::engine::queueing::queue;
use crate::time::Clock;

/// Jobs that nobody has taken yet.
#[derive(Debug)]
pub struct JobQueue<T> {
    jobs: WorkerMutex<VecDeque<(u32, T)>>,
    /// How many were handed over and are not done.
    under_way: AtomicUsize,
    closed: AtomicBool,
}

impl<T> Default for JobQueue<T> {
    fn default() -> Self {
        Self { jobs: WorkerMutex::default(), under_way: AtomicUsize::default(), closed: AtomicBool::default() }
    }
}

impl<T> JobQueue<T> {
    /// Hands a job to whichever thread is free first.
    pub fn push(&self, job: T, priority: u32, signals: &Signals) {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        self.jobs.with(|jobs| queue(jobs, (priority, job), |(priority, _)| *priority));
        signals.workers.notify_one();
    }

    /// A job that a thread took is done.
    pub fn note_done(&self) {
        self.under_way.fetch_sub(1, Ordering::SeqCst);
    }

    /// Whether so many threads are busy, and as many jobs wait as there is room for. Asked by whoever hands them over.
    pub fn is_full(&self, threads: usize, room: usize) -> bool {
        self.under_way.load(Ordering::SeqCst) >= threads.saturating_add(room)
    }

    /// No more will come, and what is left is wanted no longer.
    pub fn close(&self, signals: &Signals) {
        self.closed.store(true, Ordering::SeqCst);
        signals.workers.notify_all();
    }

    /// The next job, waited for; `None` when the queue is closed, or the run is stopped. Whoever has to wait does something
    /// else first.
    pub fn next(&self, signals: &Signals, clock: &impl Clock, mut before_waiting: impl FnMut()) -> Option<T> {
        loop {
            let seen = signals.workers.count();
            if signals.is_stopped() || self.closed.load(Ordering::SeqCst) {
                return None;
            }
            if let Some((_, job)) = self.jobs.with(VecDeque::pop_front) {
                return Some(job);
            }
            before_waiting();
            signals.workers.wait(seen, None, clock);
        }
    }
}
