//! What a task does at a step that others have a part in: it asks, and waits as long as it does.

use super::Place;
use crate::engine::{Asking, Broken, Memory, Progress, Reads, Runtime, Stopped};
use crate::program::Step;
use crate::trace::{State, TaskId};

impl<R: Runtime> Place<'_, R> {
    /// Asks for what a step names. The lock is let go while that is waited for, if this thread holds it.
    pub(super) async fn ask(
        &self,
        progress: &mut Progress,
        step: &Step<u64>,
        meanwhile: State,
        memory: &mut Memory,
    ) -> Result<(), Broken> {
        let (over_ns, missed) = self.patience(step);
        let asking = self.asking(progress.task, step, over_ns);
        let waits = || {
            self.wait(progress, meanwhile);
        };
        let granted = self.runtime.ask(asking, waits).await?.ok_or_else(|| self.over_or(missed))?;
        progress.last_ns = progress.last_ns.max(granted.at_ns);
        if granted.item.is_some() {
            memory.item = granted.item;
        }
        Ok(())
    }

    /// The task waits from now on, in this state: without the lock, where it holds its thread meanwhile. A loop has others to
    /// go on with.
    fn wait(&self, progress: &mut Progress, meanwhile: State) {
        self.enter(progress, meanwhile);
        if meanwhile != State::Waiting {
            self.runtime.unlock();
        }
    }

    fn asking<'s>(&self, task: TaskId, step: &'s Step<u64>, over_ns: Option<u64>) -> Asking<'s> {
        let (lane, index, can_be_told) = (self.lane, self.step, self.told.is_some());
        Asking { task, lane, index, step, over_ns, can_be_told }
    }

    /// Why something is waited for no longer, if others have not told the task to end.
    pub(super) fn over_or(&self, missed: Broken) -> Broken {
        if self.told.is_some_and(|task| self.runtime.told(task).is_some()) { Broken::Over } else { missed }
    }

    /// How long a step is waited for at most, and why no longer.
    pub(super) fn patience(&self, step: &Step<u64>) -> (Option<u64>, Broken) {
        let late_ns = step.within().map(|within_ns| self.runtime.now_ns() + within_ns);
        match (self.over_ns, late_ns) {
            (over_ns, Some(late_ns)) if over_ns.is_none_or(|over_ns| late_ns < over_ns) => {
                (Some(late_ns), Broken::Late)
            }
            (over_ns, _) => (over_ns, Broken::Over),
        }
    }

    /// Does what a step says to shares, or reads those that it prints.
    pub(super) async fn share(
        &self,
        progress: &mut Progress,
        step: &Step<u64>,
        reads: &mut Reads,
    ) -> Result<(), Stopped> {
        let asking = Asking { can_be_told: false, ..self.asking(progress.task, step, None) };
        let at_ns = progress.last_ns;
        let waits = || {
            self.enter(progress, State::Blocked);
        };
        let done_ns = self.runtime.share(asking, reads, at_ns, waits).await?;
        progress.last_ns = progress.last_ns.max(done_ns);
        Ok(())
    }

    /// Asks for a permit that comes in with time, and waits for that.
    pub(super) async fn take(&self, progress: &mut Progress, step: &Step<u64>, meanwhile: State) -> Result<(), Broken> {
        let (over_ns, missed) = self.patience(step);
        let asking = self.asking(progress.task, step, over_ns);
        let mut waits = false;
        let begin = || {
            waits = true;
            self.wait(progress, meanwhile);
        };
        let granted_ns = self.runtime.ask(asking, begin).await?.ok_or_else(|| self.over_or(missed))?.at_ns;
        let due_ns = over_ns.map_or(granted_ns, |over_ns| granted_ns.min(over_ns));
        let is_due = due_ns <= self.runtime.now_ns();
        if !waits && !is_due {
            self.wait(progress, meanwhile);
        }
        match meanwhile {
            _ if is_due => {}
            State::Waiting => self.runtime.sleep_until(due_ns, self.told).await,
            _ => self.runtime.hold_until(due_ns, self.told).await?,
        }
        // It has taken none if it would have come too late.
        if due_ns < granted_ns { Err(self.over_or(missed)) } else { Ok(()) }
    }
}
