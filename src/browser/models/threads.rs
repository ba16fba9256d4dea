//! Threads: one per task, all in the page's memory, started from workers parked in advance. One more of them leads the
//! run, as a program's main thread does: it releases tasks, and hears from each when it has ended.

use std::sync::Arc;

use super::interpreter::{Interpreter, Stop};
use super::offload::Offloaded;
use super::pool::Queue;
use super::sequential::{here, perform_here};
use crate::browser::clock::RunClock;
use crate::browser::shared::gil::{Gil, Holding};
use crate::browser::shared::memory::{Seat, TASKS_IN_MEMORY};
use crate::browser::shared::worker_mutex::WorkerMutex;
use crate::browser::workers::event_buffer::Sink;
use crate::browser::workers::handle::{self as worker, tell};
use crate::engine::{self, Calibration, Ended, Leader, Model, Progress, Stopped};
use crate::program::Plan;
use crate::time::Clock;
use crate::trace::{Event, LaneId, State, TaskId};
use crate::wire::message::{Fault, Report};

/// What all threads of a run share.
pub struct ThreadRun {
    /// The number of the run.
    pub run: u32,
    /// How it runs.
    pub model: Model,
    /// What to run.
    pub plan: Arc<Plan>,
    /// How fast the kernel runs here.
    pub calibration: Calibration,
    /// Set by the page to stop.
    pub stop: Arc<Stop>,
    /// A fault to inject, in tests.
    pub fault: Option<Fault>,
    /// Tasks that have ended and when, for the leader; the page never locks it.
    pub ended: WorkerMutex<Vec<Ended>>,
    /// The lock its threads compute under, where the model has one.
    pub gil: Arc<Gil>,
    /// The queue of a thread pool.
    pub queue: Queue,
    /// What an event loop hands to its threads.
    pub offloaded: Offloaded,
}

/// Leads a run to its end, on a thread of its own, with the threads parked at these seats.
pub fn lead(run: &Arc<ThreadRun>, seats: Vec<Arc<Seat>>) {
    leading(run, |clock, sink| {
        let mut starter = Starter { run: run.clone(), clock, sink, idle: seats, busy: Vec::new() };
        if here(engine::lead(&run.plan, &mut starter)).is_err() {
            starter.await_threads();
        }
    });
}

/// What every leader does before and after.
pub fn leading(run: &ThreadRun, lead: impl FnOnce(RunClock, &Sink)) {
    worker::set_current_run(run.run, Some(run.stop.clone()), None);
    let clock = RunClock::start();
    tell(&Report::Started { run: run.run, origin_ms: clock.origin_ms() });
    let sink = Sink::new(run.run);
    lead(clock, &sink);
    sink.flush(clock.now_ns());
    worker::set_current_run(0, None, None);
    let tasks_in_memory = vec![TASKS_IN_MEMORY.load(std::sync::atomic::Ordering::Relaxed)];
    tell(&Report::Ended { run: run.run, tasks_in_memory });
}

/// Waits until a thread has told of tasks that have ended, at most until the next one arrives, if one is known to.
pub fn await_ends(
    run: &ThreadRun,
    clock: RunClock,
    sink: &Sink,
    next_arrival_ns: Option<u64>,
    ended: &mut Vec<Ended>,
) -> Result<u64, Stopped> {
    loop {
        let seen = run.stop.leader.count();
        ended.append(&mut run.ended.lock());
        if run.stop.is_asked() {
            return Err(Stopped);
        }
        let now_ns = clock.now_ns();
        if !ended.is_empty() || next_arrival_ns.is_some_and(|at_ns| at_ns <= now_ns) {
            return Ok(now_ns);
        }
        sink.flush(now_ns);
        run.stop.leader.wait(seen, next_arrival_ns, &clock);
    }
}

/// Starts a thread for each task.
struct Starter<'a> {
    run: Arc<ThreadRun>,
    clock: RunClock,
    sink: &'a Sink,
    idle: Vec<Arc<Seat>>,
    /// Tasks that run, and where.
    busy: Vec<(TaskId, Arc<Seat>)>,
}

impl Leader for Starter<'_> {
    fn arrive(&mut self, mut progress: Progress, event: Event) {
        self.sink.push(event);
        let Some(seat) = self.idle.pop() else {
            // There are as many seats as tasks; one short means that a thread died, and the run is stopping.
            self.run.stop.ask();
            return;
        };
        let lane = LaneId(progress.task.0);
        self.sink.push(progress.enter(self.clock.now_ns(), State::Starting, Some(lane), None));
        self.busy.push((progress.task, seat.clone()));
        let run = self.run.clone();
        let clock = self.clock.origin_ms();
        seat.give(Box::new(move || perform_on_thread(&run, RunClock::since(clock), lane, progress)));
    }

    async fn go_on(&mut self, next_arrival_ns: Option<u64>, ended: &mut Vec<Ended>) -> Result<u64, Stopped> {
        let gone_on = await_ends(&self.run, self.clock, self.sink, next_arrival_ns, ended);
        self.take_back(ended);
        gone_on
    }
}

impl Starter<'_> {
    /// Threads whose tasks have ended have nothing to do.
    fn take_back(&mut self, ended: &[Ended]) {
        for end in ended {
            if let Some(index) = self.busy.iter().position(|(busy, _)| *busy == end.task) {
                self.idle.push(self.busy.swap_remove(index).1);
            }
        }
    }

    /// Waits until the threads of a stopped run have ended, but for the dead, who never tell.
    fn await_threads(mut self) {
        loop {
            let seen = self.run.stop.leader.count();
            let ended = std::mem::take(&mut *self.run.ended.lock());
            self.take_back(&ended);
            if self.busy.len() <= self.run.stop.deaths() {
                return;
            }
            self.run.stop.leader.wait(seen, None, &self.clock);
        }
    }
}

fn perform_on_thread(run: &ThreadRun, clock: RunClock, lane: LaneId, progress: Progress) {
    let mut interpreter = Interpreter::new(run.run, clock, run.calibration, Some(&run.stop), run.fault);
    if run.model.has_lock() {
        interpreter = interpreter.with_lock(Holding::new(run.gil.clone(), lane.0));
    }
    let task = progress.task.0 as usize;
    let at_ns = perform_here(&interpreter, run.model, &run.plan.tasks[task].steps, lane, progress);
    interpreter.sink.flush(at_ns);
    worker::set_current_run(0, None, None);
    run.ended.lock().push(Ended { task: progress.task, at_ns });
    run.stop.leader.ring();
}
