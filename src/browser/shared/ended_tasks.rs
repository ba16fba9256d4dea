//! What threads tell the one that leads their run: which tasks have ended.

use super::signals::Signals;
use super::worker_mutex::WorkerMutex;
use crate::engine::{Ended, Stopped};
use crate::time::Clock;

/// Tasks that have ended, and that the leader has not heard of yet.
#[derive(Debug, Default)]
pub struct EndedTasks(WorkerMutex<Vec<Ended>>);

impl EndedTasks {
    /// Tells the leader, and leaves nothing untold.
    pub fn tell(&self, ended: &mut Vec<Ended>, signals: &Signals) {
        if !ended.is_empty() {
            self.0.with(|untold| untold.append(ended));
            signals.leader.notify_all();
        }
    }

    /// What was told so far.
    pub fn take(&self) -> Vec<Ended> {
        self.0.with(std::mem::take)
    }

    /// Waits until a task has ended, at most until then if there is such a time; returns the time. Whoever has to wait does
    /// something else first, and is told the time; it says whether it waits at all.
    ///
    /// # Errors
    /// If the run is stopped; what has ended is noted all the same.
    pub fn wait(
        &self,
        ended: &mut Vec<Ended>,
        due_ns: Option<u64>,
        signals: &Signals,
        clock: &impl Clock,
        mut before_waiting: impl FnMut(u64) -> bool,
    ) -> Result<u64, Stopped> {
        loop {
            let seen = signals.leader.count();
            ended.append(&mut self.take());
            if signals.is_stopped() {
                return Err(Stopped);
            }
            let now_ns = clock.now_ns();
            if !ended.is_empty() || due_ns.is_some_and(|due_ns| due_ns <= now_ns) {
                return Ok(now_ns);
            }
            if !before_waiting(now_ns) {
                // Whoever has ended while it was looked may have left what others wait for to somebody new.
                ended.append(&mut self.take());
                return Ok(now_ns);
            }
            signals.leader.wait(seen, due_ns, clock);
        }
    }
}
