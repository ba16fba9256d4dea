//! Threads: one per task, all in the page's memory, started from workers parked in advance. One more of them leads the
//! run, as a program's main thread does: it releases tasks, and hears from each when it has ended.

use std::sync::Arc;

use super::clock::RunClock;
use super::interpreter::{Interpreter, Stop};
use super::lock::{Gil, Holding};
use super::memory::{Seat, TASKS_IN_MEMORY};
use super::offload::Offloaded;
use super::pool::Queue;
use super::sequential::perform_here;
use super::sink::Sink;
use super::worker::{self, tell};
use super::worker_mutex::WorkerMutex;
use crate::codec::message::{Fault, Report};
use crate::engine::{Calibration, Frontier, Model, Progress, Release};
use crate::program::Plan;
use crate::time::Clock;
use crate::trace::{LaneId, State, TaskId};

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
    pub ended: WorkerMutex<Vec<(usize, u64)>>,
    /// The lock its threads compute under, where the model has one.
    pub gil: Arc<Gil>,
    /// The queue of a thread pool.
    pub queue: Queue,
    /// What an event loop hands to its threads.
    pub offloaded: Offloaded,
}

/// Leads a run to its end, on a thread of its own, with the threads parked at these seats.
pub fn lead(run: &Arc<ThreadRun>, seats: Vec<Arc<Seat>>) {
    leading(run, |clock, sink| Leader { run: run.clone(), clock, sink, idle: seats, busy: Vec::new() }.lead());
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

struct Leader<'a> {
    run: Arc<ThreadRun>,
    clock: RunClock,
    sink: &'a Sink,
    idle: Vec<Arc<Seat>>,
    /// Tasks that run, and where.
    busy: Vec<(usize, Arc<Seat>)>,
}

impl Leader<'_> {
    fn lead(mut self) {
        let mut frontier = Frontier::new(&self.run.plan);
        loop {
            let seen = self.run.stop.leader.count();
            self.take_ended(&mut frontier);
            let stopping = self.run.stop.is_asked();
            // The dead never tell their end.
            if frontier.is_over() || (stopping && self.busy.len() <= self.run.stop.deaths()) {
                return;
            }
            if stopping {
                self.run.stop.leader.wait(seen, None, &self.clock);
                continue;
            }
            for release in frontier.due(self.clock.now_ns()) {
                self.start(release);
            }
            self.sink.flush(self.clock.now_ns());
            self.run.stop.leader.wait(seen, frontier.next_arrival_ns(), &self.clock);
        }
    }

    fn take_ended(&mut self, frontier: &mut Frontier) {
        let ended = std::mem::take(&mut *self.run.ended.lock());
        for (task, at_ns) in ended {
            frontier.ended(task, at_ns);
            if let Some(index) = self.busy.iter().position(|(busy, _)| *busy == task) {
                self.idle.push(self.busy.swap_remove(index).1);
            }
        }
    }

    fn start(&mut self, release: Release) {
        let (mut progress, arrival) = Progress::arrive(TaskId(release.task as u32), release.arrived_ns);
        self.sink.push(arrival);
        let Some(seat) = self.idle.pop() else {
            // There are as many seats as tasks; one short means that a thread died, and the run is stopping.
            self.run.stop.ask();
            return;
        };
        let lane = LaneId(progress.task.0);
        self.sink.push(progress.enter(self.clock.now_ns(), State::Starting, Some(lane), None));
        self.busy.push((release.task, seat.clone()));
        let run = self.run.clone();
        let clock = self.clock.origin_ms();
        seat.give(Box::new(move || perform_on_thread(&run, RunClock::since(clock), lane, progress)));
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
    run.ended.lock().push((task, at_ns));
    run.stop.leader.ring();
}
