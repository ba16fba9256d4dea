//! Where a parked thread waits for its next job.

use super::event_count::EventCount;
use super::memory::{Job, Slot};
use crate::time::Clock;

/// Holds one job at a time. Posting one takes no lock, so the page may do it.
#[derive(Default)]
pub struct Mailbox {
    job: Slot<Job>,
    posted: EventCount,
}

impl Mailbox {
    /// Posts a job to the thread that is parked here; called by the page or another thread, for one job at a time.
    pub fn post(&self, job: Job) {
        let previous = self.job.put(job);
        debug_assert!(previous.is_none(), "a thread is given one job at a time");
        self.posted.notify_all();
    }

    /// The job that was posted, if there is one: for a worker with an event loop, which is told by a message.
    pub fn take(&self) -> Option<Job> {
        self.job.take()
    }

    /// The next job, waited for.
    pub fn wait(&self, clock: &impl Clock) -> Job {
        loop {
            let seen = self.posted.count();
            match self.take() {
                Some(job) => return job,
                None => self.posted.wait(seen, None, clock),
            }
        }
    }
}
