//! How a task is performed, step by step: one interpreter for every model, in real time and in virtual time. On a real
//! thread that blocks, nothing in it is ever pending, and it ends at its first poll; elsewhere it is a future like any
//! other.

mod asks;
mod carry;
mod handed;
mod requests;

use std::cell::Cell;

use carry::carry;
pub use handed::{Handed, perform_offloaded};

use super::attempts::AtFail;
use super::{Act, Broken, Course, Ended, Io, Memory, Model, Progress, Runtime, Stopped, Telling, Way, Work, act};
use crate::program::{Script, Step};
use crate::trace::{Cause, End, LaneId, State, TaskId};

/// Performs a task to its end on one lane; returns that.
pub async fn perform<R: Runtime>(
    runtime: &R,
    model: Model,
    script: Script<'_>,
    lane: LaneId,
    mut progress: Progress,
) -> Ended {
    // A process is ended from outside.
    let timeout_ns = script.how.timeout_ns.filter(|_| model != Model::Processes);
    // Who comes too late to begin takes nothing along.
    let can_be_told = script.how.is_told_by_others() && model != Model::Processes;
    if can_be_told {
        runtime.hear().await;
    }
    let is_late = timeout_ns.is_some_and(|timeout_ns| progress.arrived_ns + timeout_ns <= runtime.now_ns())
        || (can_be_told && runtime.told(progress.task).is_some());
    let carries = model.copies(script.how).filter(|_| !is_late);
    if carry(runtime, lane, &mut progress, carries, Way::In).await.is_err() {
        return end(runtime, model, &mut progress, End::Cancelled, None);
    }
    go_on(runtime, model, Course::new(script), timeout_ns, lane, progress).await
}

/// The same for a task that goes on with its course, which has so much time since its arrival.
pub async fn go_on<R: Runtime>(
    runtime: &R,
    model: Model,
    mut course: Course<'_>,
    timeout_ns: Option<u64>,
    lane: LaneId,
    mut progress: Progress,
) -> Ended {
    let model = if course.how().is_outside { model.outside() } else { model };
    let mut memory = Memory::default();
    let (mut is_over, mut said) = (false, None);
    loop {
        let over_ns = timeout_ns.filter(|_| course.can_be_told()).map(|timeout_ns| progress.arrived_ns + timeout_ns);
        let can_be_told = course.can_be_told() && course.how().is_told_by_others() && model != Model::Processes;
        let told = Some(progress.task).filter(|_| can_be_told);
        if told.is_some() {
            runtime.hear().await;
        }
        if let Some(telling) = said.or_else(|| telling(runtime, over_ns, told, is_over)) {
            if said.take().is_none() {
                runtime.emit(progress.told(telling));
            }
            course.told(telling.cause);
            continue;
        }
        let Some((step, doing)) = course.advance() else { break };
        runtime.at_step(&progress, step);
        let at = Place { runtime, lane, step, over_ns, told, said: Cell::new(None), handed: None };
        let Some(meant) = at.meant(model, doing, &progress, &memory) else {
            course.broken(End::Failed);
            continue;
        };
        let done = match meant {
            Act::Fail(first) => at.fail(model, &mut progress, course.at_fail(first, End::Failed), Some(step)).await,
            Act::Ask(meanwhile) if matches!(doing, Step::Lock(name, _) if course.how().rates.contains(name)) => {
                at.take(&mut progress, doing, meanwhile).await
            }
            act => at.carry_out(&mut progress, doing, act, &mut memory).await,
        };
        let done = match done {
            // It pauses at no step: what this one names it waits for no longer.
            Err(Broken::Late) => at.fail(model, &mut progress, course.at_fail(None, End::Failed), None).await,
            Err(Broken::Failed(end)) => at.fail(model, &mut progress, course.at_fail(None, end), None).await,
            done => done,
        };
        match done {
            Ok(()) => {}
            Err(Broken::Stopped) => return end(runtime, model, &mut progress, End::Cancelled, Some(step)),
            Err(Broken::Rejected) => course.broken(End::Rejected),
            Err(Broken::Over | Broken::Late | Broken::Failed(_)) => is_over = true,
        }
        said = at.said.get();
    }
    let (how, step) = course.end();
    // Whoever comes to another end has no result.
    let result = model.copies(course.how()).filter(|_| how == End::Done);
    if carry(runtime, lane, &mut progress, result, Way::Out).await.is_err() {
        return end(runtime, model, &mut progress, End::Cancelled, None);
    }
    end(runtime, model, &mut progress, how, step)
}

/// That a task is told to end by now: its time is over, perhaps by another clock, or others have it told.
fn telling<R: Runtime>(runtime: &R, over_ns: Option<u64>, told: Option<TaskId>, is_over: bool) -> Option<Telling> {
    let by_others = told.and_then(|task| runtime.told(task));
    let is_up = |at_ns: &u64| (is_over && by_others.is_none()) || *at_ns <= runtime.now_ns();
    let by_time = over_ns.filter(is_up).map(|at_ns| Telling { at_ns, cause: Cause::Timeout });
    by_time.into_iter().chain(by_others).min_by_key(|telling| telling.at_ns)
}

/// Where a task is: on this lane, at this step.
struct Place<'a, R> {
    runtime: &'a R,
    lane: LaneId,
    step: u32,
    /// When the task is told to end, which ends every wait.
    over_ns: Option<u64>,
    /// The task, if others can have it told to end, which does the same.
    told: Option<TaskId>,
    /// What of that was told already.
    said: Cell<Option<Telling>>,
    /// What it has to do with a task's loop, where that has handed it over.
    handed: Option<&'a dyn Handed>,
}

impl<R: Runtime> Place<'_, R> {
    /// The task enters a state at its step; gives the time.
    fn enter(&self, progress: &mut Progress, state: State) -> u64 {
        self.enter_at(progress, state, Some(self.step))
    }

    fn enter_at(&self, progress: &mut Progress, state: State, step: Option<u32>) -> u64 {
        let lane = state.holds_lane().then_some(self.lane);
        let now_ns = self.runtime.now_ns();
        if self.handed.is_some_and(|handed| !handed.may_tell()) {
            // The task is elsewhere.
            return now_ns.max(progress.last_ns);
        }
        // What goes on in several pieces is told of when it happens.
        if self.said.get().is_none()
            && let Some(telling) = telling(self.runtime, self.over_ns, self.told, false)
        {
            self.said.set(Some(telling));
            self.runtime.emit(progress.told(telling));
        }
        let event = progress.enter(now_ns, state, lane, step);
        self.runtime.emit(event);
        if let Some(handed) = self.handed {
            handed.has_told(progress);
        }
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
                (*progress, done) = self.runtime.offload(*progress, self.step, work, (self.over_ns, self.told)).await;
                done?;
            }
            Act::Await(length_ns) => {
                let due_ns = self.enter(progress, State::Waiting) + length_ns;
                self.runtime.sleep_until(self.at_most(due_ns), self.told).await;
            }
            Act::Fetch(request) => self.io(progress, step, Io::Request(request)).await?,
            Act::File(file) => self.io(progress, step, Io::File(file)).await?,
            Act::GiveWay => {
                self.enter(progress, State::Queued);
                self.runtime.turn().await;
            }
            Act::HandOver if self.runtime.is_lock_wanted() => self.hand_over(progress).await?,
            Act::Ask(meanwhile) => self.ask(progress, step, meanwhile, memory).await?,
            Act::Call => {
                self.enter(progress, State::Queued);
                self.ask(progress, step, State::Blocked, memory).await?;
                self.runtime.call().await;
            }
            Act::HandOver | Act::Pass | Act::Fail(_) => {}
        }
        Ok(())
    }

    /// The task fails, and perhaps begins again: it pauses as it would sleep, and holds nothing meanwhile.
    async fn fail(&self, model: Model, progress: &mut Progress, then: AtFail, step: Option<u32>) -> Result<(), Broken> {
        let AtFail::BeginsAgain(pause_ns) = then else { return Ok(()) };
        self.runtime.give_back(progress.task);
        if model.has_event_loop() {
            let due_ns = self.enter_at(progress, State::Waiting, step) + pause_ns;
            self.runtime.sleep_until(self.at_most(due_ns), self.told).await;
            return Ok(());
        }
        let due_ns = self.enter_at(progress, State::Blocked, step) + pause_ns;
        self.runtime.unlock();
        Ok(self.runtime.hold_until(self.at_most(due_ns), self.told).await?)
    }

    /// The task waits until then, or until it is told to end.
    fn at_most(&self, due_ns: u64) -> u64 {
        self.over_ns.map_or(due_ns, |over_ns| due_ns.min(over_ns))
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

    /// Does what holds this lane.
    async fn work(&self, progress: &mut Progress, work: Work) -> Result<(), Broken> {
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
            Work::Fetch(request) => self.io_held(progress, Io::Request(request)).await,
            Work::File(file) => self.io_held(progress, Io::File(file)).await,
            Work::Hold(length_ns) | Work::Pause(length_ns) => {
                let due_ns = self.enter(progress, State::Blocked) + length_ns;
                self.runtime.unlock();
                match work {
                    Work::Pause(_) => self.runtime.hold_until(self.at_most(due_ns), self.told).await?,
                    _ => self.runtime.hold_until(due_ns, None).await?,
                }
                Ok(())
            }
        }
    }

    /// Lets another thread have the lock, and waits until it is this one's turn again.
    async fn hand_over(&self, progress: &mut Progress) -> Result<(), Stopped> {
        self.enter(progress, State::Locked);
        self.runtime.unlock();
        self.runtime.lock().await
    }
}

fn end<R: Runtime>(runtime: &R, model: Model, progress: &mut Progress, end: End, step: Option<u32>) -> Ended {
    let event = progress.end(runtime.now_ns(), end, step);
    runtime.emit(event);
    runtime.ended(event.task, event.at_ns);
    // A loop has others to go on with, and keeps it for them.
    if !model.has_event_loop() {
        runtime.unlock();
    }
    Ended { task: event.task, at_ns: event.at_ns, end }
}
