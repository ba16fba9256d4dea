//! The real runtime under [`perform`](crate::engine::perform): clocks, sleeping, computing, whatever worker it is on.

use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use gloo_timers::future::TimeoutFuture;

use super::event_loop::Turns;
use super::offload::Pool;
use crate::browser::clock::RunClock;
use crate::browser::js;
use crate::browser::shared::gil::Holding;
use crate::browser::shared::memory::{Bell, TASKS_IN_MEMORY};
use crate::browser::workers::event_buffer::Sink;
use crate::browser::workers::handle as worker;
use crate::engine::kernel::{self, PIECE_NS};
use crate::engine::{Calibration, Progress, Runtime, Stopped, Work};
use crate::time::{Clock, MS};
use crate::trace::Event;
use crate::wire::message::Fault;

/// Told to every worker of a run that shares the page's memory. The page sets it and never waits on it.
#[derive(Debug, Default)]
pub struct Stop {
    asked: AtomicBool,
    /// Rung for those that sleep.
    bell: Bell,
    /// Rung for the thread that leads the run.
    pub leader: Bell,
    /// Rung for those that wait for work.
    pub work: Bell,
    dead: AtomicU32,
}

impl Stop {
    /// Asks every worker of the run to stop, and wakes those that sleep.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
        self.bell.ring();
        self.leader.ring();
        self.work.ring();
    }

    /// A thread of the run dies; the others stop, for it may hold what they need.
    pub fn note_death(&self) {
        self.dead.fetch_add(1, Ordering::SeqCst);
        self.ask();
    }

    /// How many threads of the run have died.
    pub fn deaths(&self) -> usize {
        self.dead.load(Ordering::SeqCst) as usize
    }

    /// Whether the run is to stop.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

/// Performs tasks on the worker it lives on.
pub struct Interpreter {
    /// The run's clock.
    pub clock: RunClock,
    /// Where its events go.
    pub sink: Rc<Sink>,
    /// How fast the kernel runs here.
    pub calibration: Calibration,
    /// Turns of this worker's event loop.
    pub turns: Turns,
    /// Whether to stop. A worker with its own memory is never asked: it is terminated.
    pub stop: Arc<Stop>,
    /// A fault to inject, in tests.
    pub fault: Option<Fault>,
    /// The lock that must be held to compute, where there is one.
    lock: Option<Holding>,
    /// The threads that what would hold the loop is handed to, where there are some.
    pool: Option<Pool>,
}

impl Interpreter {
    /// An interpreter of a run on this worker, which shares its memory with those that hear `shared`, if there are any.
    pub fn new(
        run: u32,
        clock: RunClock,
        calibration: Calibration,
        shared: Option<&Arc<Stop>>,
        fault: Option<Fault>,
    ) -> Self {
        let sink = Rc::new(Sink::new(run));
        worker::set_current_run(run, shared.cloned(), Some(sink.clone()));
        let stop = shared.cloned().unwrap_or_default();
        Self { clock, sink, calibration, turns: Turns::default(), stop, fault, lock: None, pool: None }
    }

    /// The same, computing under a lock.
    pub fn with_lock(self, lock: Holding) -> Self {
        Self { lock: Some(lock), ..self }
    }

    /// The same, with threads to hand work to.
    pub fn with_pool(self, pool: Pool) -> Self {
        Self { pool: Some(pool), ..self }
    }

    fn check(&self) -> Result<(), Stopped> {
        if self.stop.is_asked() { Err(Stopped) } else { Ok(()) }
    }
}

impl Clock for Interpreter {
    fn now_ns(&self) -> u64 {
        self.clock.now_ns().max(self.lock.as_ref().map_or(0, Holding::floor_ns))
    }
}

impl Runtime for Interpreter {
    /// Iterations of the kernel.
    type Amount = u64;

    fn emit(&self, event: Event) {
        self.sink.push(event);
    }

    fn amount(&self, nominal_ns: u64) -> u64 {
        self.calibration.iterations(nominal_ns)
    }

    async fn compute(&self, mut left: u64) -> Result<Option<u64>, Stopped> {
        let piece = self.calibration.iterations(PIECE_NS).max(1);
        while left > 0 {
            self.check()?;
            let iterations = left.min(piece);
            kernel::compute(iterations, left);
            left -= iterations;
            self.sink.flush_if_due(self.now_ns());
            if left > 0 && self.lock.as_ref().is_some_and(Holding::is_requested) {
                return Ok(Some(left));
            }
        }
        self.check()?;
        Ok(None)
    }

    async fn hold_until(&self, due_ns: u64) -> Result<(), Stopped> {
        let now_ns = self.now_ns();
        // The page hears of the wait before it begins, not after; the telling is part of the wait.
        if due_ns > now_ns + 2 * MS {
            self.sink.flush(now_ns);
        }
        if js::is_page() {
            // The page may not wait on memory, and a blocking call holds it all the same.
            while self.now_ns() < due_ns {}
            return Ok(());
        }
        let seen = self.stop.bell.count();
        self.check()?;
        self.stop.bell.wait(seen, Some(due_ns), &self.clock);
        self.check()
    }

    async fn sleep_until(&self, due_ns: u64) {
        // A sleep of nothing gives way all the same, as in asyncio.
        if due_ns <= self.now_ns() {
            return self.turns.next().await;
        }
        loop {
            let left_ns = due_ns.saturating_sub(self.now_ns());
            if left_ns == 0 {
                return;
            }
            // Timers count whole milliseconds; a sleep is never shorter than it says.
            TimeoutFuture::new(left_ns.div_ceil(MS) as u32).await;
        }
    }

    fn turn(&self) -> impl Future<Output = ()> {
        self.turns.next()
    }

    async fn offload(&self, progress: Progress, step: u32, work: Work) -> (Progress, Result<(), Stopped>) {
        match &self.pool {
            Some(pool) => pool.offload(progress, step, work).await,
            // No model offloads without a pool.
            None => (progress, Err(Stopped)),
        }
    }

    fn try_lock(&self) -> bool {
        self.lock.as_ref().is_none_or(Holding::try_take)
    }

    async fn lock(&self) -> Result<(), Stopped> {
        self.lock.as_ref().map_or(Ok(()), |lock| lock.take(&self.stop, &self.clock))
    }

    fn unlock(&self) {
        if let Some(lock) = &self.lock {
            lock.release(self.now_ns());
        }
    }

    fn is_lock_wanted(&self) -> bool {
        self.lock.as_ref().is_some_and(Holding::is_wanted)
    }

    fn at_step(&self, progress: &Progress, step: u32) {
        if step == 0 {
            TASKS_IN_MEMORY.fetch_add(1, Ordering::Relaxed);
        }
        worker::set_current_task(Some(progress.task.0));
        let is_faulty = self.fault == Some(Fault { task: progress.task.0, step });
        assert!(!is_faulty, "a fault was injected at step {step}");
    }
}
