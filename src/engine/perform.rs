//! How a task is performed, step by step: one interpreter for every model. Where the model blocks, nothing in it is
//! ever pending, and it ends at its first poll; where the model awaits, it is a future like any other.

use super::{Act, Model, Progress, act};
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

    /// Computes for so many nominal nanoseconds.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn compute(&self, nominal_ns: u64) -> Result<(), Stopped>;

    /// Holds this thread until then.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn hold_until(&self, due_ns: u64) -> Result<(), Stopped>;

    /// Awaits a timer due then; the loop is free meanwhile.
    fn sleep_until(&self, due_ns: u64) -> impl Future<Output = ()>;

    /// Awaits the next turn of the loop.
    fn turn(&self) -> impl Future<Output = ()>;

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
    let mut result = Ok(());
    let mut at = None;
    for (index, step) in steps.iter().enumerate() {
        let index = index as u32;
        at = Some(index);
        runtime.at_step(&progress, index);
        let mut enter = |state: State| {
            let lane = state.holds_lane().then_some(lane);
            let event = progress.enter(runtime.now_ns(), state, lane, Some(index));
            runtime.emit(event);
            event.at_ns
        };
        match act(model, step) {
            Act::Print => {
                enter(State::Running);
            }
            Act::Compute(ns) => {
                enter(State::Running);
                result = runtime.compute(ns);
            }
            Act::Hold(ns) => {
                let due_ns = enter(State::Blocked) + ns;
                result = runtime.hold_until(due_ns);
            }
            Act::Await(ns) => {
                let due_ns = enter(State::Waiting) + ns;
                runtime.sleep_until(due_ns).await;
            }
            Act::GiveWay => {
                enter(State::Queued);
                runtime.turn().await;
            }
            Act::Pass => {}
            Act::Fail => {
                let end = progress.end(runtime.now_ns(), End::Failed, at);
                runtime.emit(end);
                return end.at_ns;
            }
        }
        if result.is_err() {
            break;
        }
    }
    let end = match result {
        Ok(()) => progress.end(runtime.now_ns(), End::Done, None),
        Err(Stopped) => progress.end(runtime.now_ns(), End::Cancelled, at),
    };
    runtime.emit(end);
    end.at_ns
}
