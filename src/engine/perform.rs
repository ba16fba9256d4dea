//! How a task is performed, step by step: one interpreter for every model. Where the model blocks, nothing in it is
//! ever pending, and it ends at its first poll; where the model awaits, it is a future like any other.

use super::{Act, Model, Progress, Work, act};
use crate::program::PlannedStep;
use crate::time::Clock;
use crate::trace::{End, Event, LaneId, State};

/// The run was stopped; what was under way is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// What a worker must be able to do, really, for tasks to be performed on it.
pub trait Runtime: Clock {
    /// Records an event.
    fn emit(&self, event: Event);

    /// Computes for so many nominal nanoseconds. Whenever the lock is given up meanwhile, `enter` is told that the task
    /// is `Locked`, and that it is `Running` when it is held again.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn compute(&self, nominal_ns: u64, enter: &mut dyn FnMut(State) -> u64) -> Result<(), Stopped>;

    /// Holds this thread until then.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn hold_until(&self, due_ns: u64) -> Result<(), Stopped>;

    /// Awaits a timer due then; the loop is free meanwhile.
    fn sleep_until(&self, due_ns: u64) -> impl Future<Output = ()>;

    /// Awaits the next turn of the loop.
    fn turn(&self) -> impl Future<Output = ()>;

    /// Awaits a thread pool's doing of this work, for this task at this step.
    fn offload(
        &self,
        progress: Progress,
        step: u32,
        work: Work,
    ) -> impl Future<Output = (Progress, Result<(), Stopped>)>;

    /// Takes the lock that this model computes under, if that can be done at once; does nothing where there is none, or
    /// where this thread holds it.
    fn try_lock(&self) -> bool {
        true
    }

    /// Waits for the lock and takes it.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn lock(&self) -> Result<(), Stopped> {
        Ok(())
    }

    /// Lets the lock go, if there is one and this thread holds it.
    fn unlock(&self) {}

    /// Whether another thread waits for the lock that this one holds.
    fn is_lock_wanted(&self) -> bool {
        false
    }

    /// Called before each step; tests make it panic.
    fn at_step(&self, _progress: &Progress, _step: u32) {}
}

/// Performs a task to its end on one lane; returns the time of its end.
pub async fn perform<R: Runtime>(
    runtime: &R,
    model: Model,
    steps: &[PlannedStep],
    lane: LaneId,
    mut progress: Progress,
) -> u64 {
    for (index, step) in steps.iter().enumerate() {
        let index = index as u32;
        runtime.at_step(&progress, index);
        let act = act(model, step);
        let done = match act {
            Act::Offload(work) => {
                let done;
                (progress, done) = runtime.offload(progress, index, work).await;
                done
            }
            Act::Fail => return end(runtime, &mut progress, End::Failed, Some(index)),
            _ => perform_here(runtime, act, &mut progress, lane, index).await,
        };
        if done.is_err() {
            return end(runtime, &mut progress, End::Cancelled, Some(index));
        }
    }
    end(runtime, &mut progress, End::Done, None)
}

/// Performs one step on the task's own lane.
async fn perform_here<R: Runtime>(
    runtime: &R,
    act: Act,
    progress: &mut Progress,
    lane: LaneId,
    step: u32,
) -> Result<(), Stopped> {
    let mut enter = |state: State| {
        let lane = state.holds_lane().then_some(lane);
        let event = progress.enter(runtime.now_ns(), state, lane, Some(step));
        runtime.emit(event);
        event.at_ns
    };
    match act {
        Act::Print => run(runtime, &mut enter)?,
        Act::Compute(ns) => {
            run(runtime, &mut enter)?;
            runtime.compute(ns, &mut enter)?;
        }
        Act::Hold(ns) => {
            let due_ns = enter(State::Blocked) + ns;
            runtime.unlock();
            runtime.hold_until(due_ns)?;
        }
        Act::Await(ns) => {
            let due_ns = enter(State::Waiting) + ns;
            runtime.sleep_until(due_ns).await;
        }
        Act::GiveWay => {
            enter(State::Queued);
            runtime.turn().await;
        }
        Act::HandOver => {
            if runtime.is_lock_wanted() {
                enter(State::Locked);
                runtime.unlock();
                runtime.lock()?;
            }
        }
        // The caller has dealt with these two.
        Act::Pass | Act::Offload(_) | Act::Fail => {}
    }
    Ok(())
}

/// Enters `Running`, with the lock that this takes where the model has one. It is asked for before the event and let go
/// after the next one, so that no two lanes are seen running at once.
fn run<R: Runtime>(runtime: &R, enter: &mut impl FnMut(State) -> u64) -> Result<(), Stopped> {
    if !runtime.try_lock() {
        enter(State::Locked);
        runtime.lock()?;
    }
    enter(State::Running);
    Ok(())
}

fn end<R: Runtime>(runtime: &R, progress: &mut Progress, end: End, step: Option<u32>) -> u64 {
    let event = progress.end(runtime.now_ns(), end, step);
    runtime.emit(event);
    runtime.unlock();
    event.at_ns
}
