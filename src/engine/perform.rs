//! How a task is performed, step by step: one interpreter for every model, in real time and in virtual time. On a real
//! thread that blocks, nothing in it is ever pending, and it ends at its first poll; elsewhere it is a future like any
//! other.

use super::attempts::{AtFail, Attempts};
use super::{Act, Asking, Broken, Memory, Model, Progress, Reads, Runtime, Stopped, Work, act};
use crate::program::{Script, Step};
use crate::trace::{End, LaneId, State};

/// Performs a task to its end on one lane; returns the time of its end.
pub async fn perform<R: Runtime>(
    runtime: &R,
    model: Model,
    script: Script<'_>,
    lane: LaneId,
    mut progress: Progress,
) -> u64 {
    let model = if script.how.is_outside { model.outside() } else { model };
    let mut attempts = Attempts::new(script);
    let mut memory = Memory::default();
    let mut next = 0;
    while let Some(step) = script.steps.get(next as usize) {
        runtime.at_step(&progress, next);
        let at = Place { runtime, lane, step: next };
        next += 1;
        let Some(doing) = at.meant(model, step, &progress, &memory) else {
            return end(runtime, &mut progress, End::Failed, Some(at.step));
        };
        let doing = match doing {
            Act::Fail(first) => match attempts.at_fail(at.step, first) {
                AtFail::GoesOn => Act::Pass,
                AtFail::Fails => return end(runtime, &mut progress, End::Failed, Some(at.step)),
                // It pauses as it would sleep.
                AtFail::BeginsAgain(pause_ns) => {
                    next = 0;
                    act(model, &Step::Sleep(pause_ns))
                }
            },
            Act::Ask(meanwhile) if matches!(step, Step::Lock(name) if script.how.rates.contains(name)) => {
                Act::Take(meanwhile)
            }
            doing => doing,
        };
        if let Err(broken) = at.carry_out(&mut progress, step, doing, &mut memory).await {
            let why = match broken {
                Broken::Stopped => End::Cancelled,
                Broken::Rejected => End::Rejected,
            };
            return end(runtime, &mut progress, why, Some(at.step));
        }
    }
    end(runtime, &mut progress, End::Done, None)
}

/// Performs on a pool's lane what a task's loop has handed to it. Afterwards the task could go on, as soon as its loop has
/// a turn for it.
pub async fn perform_offloaded<R: Runtime>(
    runtime: &R,
    lane: LaneId,
    mut progress: Progress,
    step: u32,
    work: Work,
) -> (Progress, Result<(), Stopped>) {
    let at = Place { runtime, lane, step };
    let done = at.work(&mut progress, work).await;
    if done.is_ok() {
        at.enter(&mut progress, State::Queued);
    }
    (progress, done)
}

/// Where a task is: on this lane, at this step.
struct Place<'a, R> {
    runtime: &'a R,
    lane: LaneId,
    step: u32,
}

impl<R: Runtime> Place<'_, R> {
    /// The task enters a state; gives the time.
    fn enter(&self, progress: &mut Progress, state: State) -> u64 {
        let lane = state.holds_lane().then_some(self.lane);
        let event = progress.enter(self.runtime.now_ns(), state, lane, Some(self.step));
        self.runtime.emit(event);
        event.at_ns
    }

    /// What a model does with a step, once it is known what it means with the item that the task has received last; `None`
    /// if it takes as long as that, and that is no duration.
    fn meant(&self, model: Model, step: &Step<u64>, progress: &Progress, memory: &Memory) -> Option<Act> {
        let is_by_item =
            matches!(step, Step::ByItem(_)) || matches!(step, Step::Print(text) if text.contains("{item}"));
        if let Some(item) = memory.item.as_ref().filter(|_| is_by_item) {
            self.runtime.use_item(progress.task, self.step, item);
        }
        match step {
            Step::ByItem(by) => memory.step_of(*by).map(|step| act(model, &step)),
            step => Some(act(model, step)),
        }
    }

    /// Does what a model does with a step.
    async fn carry_out(
        &self,
        progress: &mut Progress,
        step: &Step<u64>,
        doing: Act,
        memory: &mut Memory,
    ) -> Result<(), Broken> {
        match doing {
            Act::Print | Act::Share => {
                self.run(progress).await?;
                if !matches!(step, Step::Print(text) if !text.contains('{')) {
                    self.share(progress, step, &mut memory.reads).await?;
                }
            }
            Act::Work(work) => self.work(progress, work).await?,
            Act::Offload(work) => {
                self.enter(progress, State::Queued);
                let done;
                (*progress, done) = self.runtime.offload(*progress, self.step, work).await;
                done?;
            }
            Act::Await(length_ns) => {
                let due_ns = self.enter(progress, State::Waiting) + length_ns;
                self.runtime.sleep_until(due_ns).await;
            }
            Act::GiveWay => {
                self.enter(progress, State::Queued);
                self.runtime.turn().await;
            }
            Act::HandOver if self.runtime.is_lock_wanted() => self.hand_over(progress).await?,
            Act::Ask(meanwhile) => self.ask(progress, step, meanwhile, memory).await?,
            Act::Take(meanwhile) => self.take(progress, step, meanwhile).await?,
            Act::Call => {
                self.enter(progress, State::Queued);
                self.ask(progress, step, State::Blocked, memory).await?;
                self.runtime.call().await;
            }
            Act::HandOver | Act::Pass | Act::Fail(_) => {}
        }
        Ok(())
    }

    /// Enters `Running`, with the lock that this takes where the model has one. It is asked for before the event and let
    /// go after the next one, so that no two lanes are seen running at once.
    async fn run(&self, progress: &mut Progress) -> Result<(), Stopped> {
        if !self.runtime.try_lock() {
            self.enter(progress, State::Locked);
            self.runtime.lock().await?;
        }
        self.enter(progress, State::Running);
        Ok(())
    }

    async fn work(&self, progress: &mut Progress, work: Work) -> Result<(), Stopped> {
        match work {
            Work::Compute(nominal_ns) => {
                self.run(progress).await?;
                let mut amount = self.runtime.amount(nominal_ns);
                while let Some(left) = self.runtime.compute(amount).await? {
                    self.hand_over(progress).await?;
                    self.enter(progress, State::Running);
                    amount = left;
                }
                Ok(())
            }
            Work::ComputeFree(nominal_ns) => {
                self.enter(progress, State::Running);
                self.runtime.unlock();
                let mut amount = self.runtime.amount(nominal_ns);
                // Without the lock nobody asks for it; should somebody have, what is left is done all the same.
                while let Some(left) = self.runtime.compute(amount).await? {
                    amount = left;
                }
                Ok(())
            }
            Work::Hold(length_ns) => {
                let due_ns = self.enter(progress, State::Blocked) + length_ns;
                self.runtime.unlock();
                self.runtime.hold_until(due_ns).await
            }
        }
    }

    /// Asks for what a step names. The lock is let go while that is waited for, if this thread holds it.
    async fn ask(
        &self,
        progress: &mut Progress,
        step: &Step<u64>,
        meanwhile: State,
        memory: &mut Memory,
    ) -> Result<(), Stopped> {
        let asking = Asking { task: progress.task, lane: self.lane, index: self.step, step };
        let waits = || {
            self.enter(progress, meanwhile);
            self.runtime.unlock();
        };
        let granted = self.runtime.ask(asking, waits).await?;
        progress.last_ns = progress.last_ns.max(granted.at_ns);
        if granted.item.is_some() {
            memory.item = granted.item;
        }
        Ok(())
    }

    /// Does what a step says to shares, or reads those that it prints.
    async fn share(&self, progress: &mut Progress, step: &Step<u64>, reads: &mut Reads) -> Result<(), Stopped> {
        let asking = Asking { task: progress.task, lane: self.lane, index: self.step, step };
        let at_ns = progress.last_ns;
        let waits = || {
            self.enter(progress, State::Blocked);
        };
        let done_ns = self.runtime.share(asking, reads, at_ns, waits).await?;
        progress.last_ns = progress.last_ns.max(done_ns);
        Ok(())
    }

    /// Asks for a permit that comes in with time, and waits for that.
    async fn take(&self, progress: &mut Progress, step: &Step<u64>, meanwhile: State) -> Result<(), Stopped> {
        let asking = Asking { task: progress.task, lane: self.lane, index: self.step, step };
        let mut waits = false;
        let begin = || {
            waits = true;
            self.enter(progress, meanwhile);
            self.runtime.unlock();
        };
        let due_ns = self.runtime.ask(asking, begin).await?.at_ns;
        let is_due = due_ns <= self.runtime.now_ns();
        if !waits && !is_due {
            self.enter(progress, meanwhile);
            self.runtime.unlock();
        }
        match meanwhile {
            _ if is_due => Ok(()),
            State::Waiting => {
                self.runtime.sleep_until(due_ns).await;
                Ok(())
            }
            _ => self.runtime.hold_until(due_ns).await,
        }
    }

    /// Lets another thread have the lock, and waits until it is this one's turn again.
    async fn hand_over(&self, progress: &mut Progress) -> Result<(), Stopped> {
        self.enter(progress, State::Locked);
        self.runtime.unlock();
        self.runtime.lock().await
    }
}

fn end<R: Runtime>(runtime: &R, progress: &mut Progress, end: End, step: Option<u32>) -> u64 {
    let event = progress.end(runtime.now_ns(), end, step);
    runtime.emit(event);
    runtime.ended(event.task, event.at_ns);
    runtime.unlock();
    event.at_ns
}
