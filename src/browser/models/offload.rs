//! Async + pool: an event loop in the page's memory that hands every `cpu` and `block` step to threads parked in advance,
//! and awaits them. The loop runs on a worker of its own; threads wake it through its futures, timers and messages as
//! well. It ends when every task has, or when the page asks it to stop.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_channel::oneshot;
use futures_util::future::select;

use super::event_loop;
use super::interpreter::Interpreter;
use super::sequential::here;
use super::threads::ThreadRun;
use crate::browser::clock::RunClock;
use crate::browser::shared::memory::{Seat, TASKS_IN_MEMORY};
use crate::browser::shared::worker_mutex::WorkerMutex;
use crate::browser::workers::handle::{self as worker, tell};
use crate::engine::{Progress, Stopped, Work, perform_offloaded};
use crate::time::Clock;
use crate::trace::LaneId;
use crate::wire::message::Report;

/// What the loop hands to its threads; they wait for it on the run's `work` bell.
#[derive(Debug, Default)]
pub struct Offloaded {
    queue: WorkerMutex<VecDeque<Errand>>,
    closed: AtomicBool,
}

#[derive(Debug)]
struct Errand {
    progress: Progress,
    step: u32,
    work: Work,
    done: oneshot::Sender<(Progress, Result<(), Stopped>)>,
}

/// The loop's end of it.
pub struct Pool(Arc<ThreadRun>);

impl Pool {
    /// Has a thread do this work, and awaits it. Where the thread died, the run is over, and nobody awaits anything.
    pub async fn offload(&self, progress: Progress, step: u32, work: Work) -> (Progress, Result<(), Stopped>) {
        let (done, is_done) = oneshot::channel();
        let errand = Errand { progress, step, work, done };
        self.0.offloaded.queue.lock().push_back(errand);
        self.0.stop.work.ring_one();
        is_done.await.unwrap_or((progress, Err(Stopped)))
    }
}

thread_local! {
    /// Ends the run of this worker's loop.
    static STOP_LOOP: RefCell<Option<oneshot::Sender<()>>> = const { RefCell::new(None) };
}

/// The page asks the run of this worker's loop to stop.
pub fn stop_loop() {
    if let Some(stop) = STOP_LOOP.take() {
        // The run may have ended meanwhile.
        let _ = stop.send(());
    }
}

/// Runs a plan on this worker's event loop, with a pool of the threads at these seats.
pub async fn run(run: Arc<ThreadRun>, seats: Vec<Arc<Seat>>) {
    let clock = RunClock::start();
    tell(&Report::Started { run: run.run, origin_ms: clock.origin_ms() });
    for (slot, seat) in seats.iter().enumerate() {
        let (run, origin_ms) = (run.clone(), clock.origin_ms());
        let lane = LaneId(slot as u32 + 1);
        seat.give(Box::new(move || work(&run, RunClock::since(origin_ms), lane)));
    }
    let interpreter = Interpreter::new(run.run, clock, run.calibration, Some(&run.stop), run.fault);
    let interpreter = Rc::new(interpreter.with_pool(Pool(run.clone())));
    let (stop, stopped) = oneshot::channel();
    STOP_LOOP.replace(Some(stop));
    let plan = run.plan.clone();
    select(std::pin::pin!(event_loop::run(&plan, run.model, interpreter.clone())), stopped).await;
    STOP_LOOP.take();
    run.offloaded.closed.store(true, Ordering::SeqCst);
    run.stop.work.ring();
    interpreter.sink.flush(clock.now_ns());
    worker::set_current_run(0, None, None);
    tell(&Report::Ended { run: run.run, tasks_in_memory: vec![TASKS_IN_MEMORY.load(Ordering::Relaxed)] });
}

/// What a thread of the pool does: errand after errand, until the run is over.
fn work(run: &Arc<ThreadRun>, clock: RunClock, lane: LaneId) {
    let interpreter = Interpreter::new(run.run, clock, run.calibration, Some(&run.stop), run.fault);
    loop {
        let seen = run.stop.work.count();
        if run.stop.is_asked() || run.offloaded.closed.load(Ordering::SeqCst) {
            break;
        }
        let errand = run.offloaded.queue.lock().pop_front();
        let Some(errand) = errand else {
            interpreter.sink.flush(clock.now_ns());
            run.stop.work.wait(seen, None, &clock);
            continue;
        };
        worker::set_current_task(Some(errand.progress.task.0));
        perform(&interpreter, lane, errand);
        interpreter.sink.flush_if_due(clock.now_ns());
    }
    interpreter.sink.flush(clock.now_ns());
    worker::set_current_run(0, None, None);
}

fn perform(interpreter: &Interpreter, lane: LaneId, errand: Errand) {
    let Errand { progress, step, work, done } = errand;
    let performed = here(perform_offloaded(interpreter, lane, progress, step, work));
    // The run may be over, and nobody awaits this any more.
    let _ = done.send(performed);
}
