//! The real runtime under [`perform`](crate::engine::perform): clocks, sleeping, computing, whatever worker it is on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

use futures_channel::oneshot;
use futures_util::future::select;

use super::desk::Desk;
use super::slots::Slots;
use super::turns::Turns;
use super::{io, timer};
use crate::browser::clock::RunClock;
use crate::browser::js;
use crate::browser::shared::gil::GilHandle;
use crate::browser::shared::signals::Signals;
use crate::browser::shared::thread_run::ThreadRun;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::last_words;
use crate::engine::kernel::{self, PIECE_NS};
use crate::engine::{
    Asking, Broken, Calibration, Granted, Halt, Io, Item, Progress, Reads, Reply, Room, RunId, Runtime, Spawned,
    Stopped, Telling, Way, Work,
};
use crate::program::Plan;
use crate::time::{Clock, MS};
use crate::trace::{Event, Left, Received, TaskId};
use crate::wire::order::Fault;

/// Performs tasks on the worker it lives on.
pub struct Interpreter {
    /// The run's clock.
    pub clock: RunClock,
    /// Where its events go.
    pub events: Rc<EventBuffer>,
    /// How fast the kernel runs here.
    pub calibration: Calibration,
    /// Turns of this worker's event loop.
    pub turns: Turns,
    /// Whether to stop. A worker with its own memory is never asked: it is terminated.
    pub signals: Arc<Signals>,
    /// A fault to inject, in tests.
    pub fault: Option<Fault>,
    /// The lock that must be held to compute, where there is one.
    lock: Option<GilHandle>,
    /// Where its tasks ask for what they act on each other by, where a list has something of the kind.
    desk: Option<Desk>,
    /// Those that wait and go on when they are told to end, where others go on meanwhile.
    leaving: RefCell<BTreeMap<TaskId, oneshot::Sender<()>>>,
    /// What would hold the loop is handed there, where there is such a pool.
    pool: Option<Slots>,
}

impl Interpreter {
    /// An interpreter of a run on this worker, whose memory is its own.
    pub fn alone(run: RunId, clock: RunClock, calibration: Calibration, fault: Option<Fault>) -> Self {
        let events = Rc::new(EventBuffer::new(run));
        last_words::begin_run(run, None, Some(events.clone()));
        Self {
            clock,
            events,
            calibration,
            turns: Turns::default(),
            signals: Arc::default(),
            fault,
            lock: None,
            desk: None,
            leaving: RefCell::default(),
            pool: None,
        }
    }

    /// The same, for tasks of a plan that others can have told to end.
    pub fn with_tellings(self, plan: &Plan) -> Self {
        if !plan.tells() {
            return self;
        }
        Self { signals: Arc::new(Signals::of(0, plan.tasks.len())), ..self }
    }

    /// A task of this worker is told to end by others.
    pub fn tell(&self, task: TaskId, telling: Telling) {
        self.signals.tell(task, telling);
        if let Some(leave) = self.leaving.borrow_mut().remove(&task) {
            // It may wait for nothing any more.
            let _ = leave.send(());
        }
    }

    /// Ready when a task is told to end by others, which may be never.
    async fn until_told(&self, task: Option<TaskId>) {
        let Some(task) = task else { return pending().await };
        if self.told(task).is_none() {
            let (leave, told) = oneshot::channel();
            self.leaving.borrow_mut().insert(task, leave);
            // One that is gone was told, or waits for something else by now.
            let _ = told.await;
        }
    }

    /// An interpreter of a run on this thread, which shares its memory with the others of the run.
    pub fn on_thread(run: &Arc<ThreadRun>, clock: RunClock) -> Self {
        let interpreter = Self::alone(run.order.run, clock, run.order.calibration, run.order.fault);
        let signals = run.signals.clone();
        last_words::begin_run(run.order.run, Some(signals.clone()), Some(interpreter.events.clone()));
        Self { signals, desk: Some(Desk::Shared(run.clone())), ..interpreter }
    }

    /// The same, computing under a lock.
    pub fn with_lock(self, lock: GilHandle) -> Self {
        Self { lock: Some(lock), ..self }
    }

    /// The same, whose tasks ask there for what they act on each other by.
    pub fn with_desk(self, desk: Desk) -> Self {
        Self { desk: Some(desk), ..self }
    }

    /// Why nothing on this worker can go on, if so and as far as that is known here.
    pub fn halted(&self, room: Room) -> Option<Halt> {
        self.desk.as_ref()?.halted(room)
    }

    /// Who has been spawned on this worker, and whoever leads the run there has not heard of.
    pub fn take_spawned(&self) -> Vec<Spawned> {
        self.desk.as_ref().map(Desk::take_spawned).unwrap_or_default()
    }

    /// Whether there is somebody of the kind.
    pub fn has_spawned(&self) -> bool {
        self.desk.as_ref().is_some_and(Desk::has_spawned)
    }

    /// The same, with a pool to hand work to.
    pub fn with_pool(self, pool: Slots) -> Self {
        Self { pool: Some(pool), ..self }
    }

    /// Waits until the pool has done what its loop has given up.
    pub async fn await_given_up(&self) {
        if let Some(pool) = &self.pool {
            pool.await_given_up().await;
        }
    }

    /// Ready when it is so late, or a task is told to end by others; which may be never.
    async fn leave(&self, until_ns: Option<u64>, told: Option<TaskId>) {
        match until_ns {
            Some(until_ns) => self.sleep_until(until_ns, told).await,
            None => self.until_told(told).await,
        }
    }
}

impl Clock for Interpreter {
    fn now_ns(&self) -> u64 {
        self.clock.now_ns().max(self.lock.as_ref().map_or(0, GilHandle::floor_ns))
    }
}

impl Runtime for Interpreter {
    /// Iterations of the kernel.
    type Amount = u64;

    fn emit(&self, event: Event) {
        self.events.push(event);
    }

    fn amount(&self, nominal_ns: u64) -> u64 {
        self.calibration.iterations(nominal_ns)
    }

    async fn compute(&self, mut left: u64) -> Result<Option<u64>, Stopped> {
        let piece = self.calibration.iterations(PIECE_NS).max(1);
        while left > 0 {
            self.check()?;
            // Asked before each piece, so that many steps shorter than one don't keep the lock for ever.
            if self.lock.as_ref().is_some_and(GilHandle::is_requested) {
                return Ok(Some(left));
            }
            let iterations = left.min(piece);
            kernel::compute(iterations, left);
            left -= iterations;
            self.events.flush_if_due(self.now_ns());
        }
        self.check()?;
        Ok(None)
    }

    fn told(&self, task: TaskId) -> Option<Telling> {
        match &self.desk {
            Some(Desk::Parent(desk)) => desk.told(task),
            _ => self.signals.told(task),
        }
    }

    async fn hear(&self) {
        if matches!(self.desk, Some(Desk::Parent(_))) {
            self.turns.next().await;
        }
    }

    async fn hold_until(&self, due_ns: u64, told: Option<TaskId>) -> Result<(), Stopped> {
        let now_ns = self.now_ns();
        // The page hears of the wait before it begins, not after; the telling is part of the wait.
        if due_ns > now_ns + 2 * MS {
            self.events.flush(now_ns);
        }
        if js::is_page() {
            // The page may not wait on memory, and a blocking call holds it all the same.
            while self.now_ns() < due_ns {}
            return Ok(());
        }
        loop {
            let seen = self.signals.sleepers.count();
            self.check()?;
            if self.now_ns() >= due_ns || told.is_some_and(|task| self.told(task).is_some()) {
                return Ok(());
            }
            self.signals.sleepers.wait(seen, Some(due_ns), &self.clock);
        }
    }

    async fn sleep_until(&self, due_ns: u64, told: Option<TaskId>) {
        // A sleep of nothing gives way all the same, as in asyncio.
        if due_ns <= self.now_ns() {
            return self.turns.next().await;
        }
        let timer = timer::until(due_ns, self);
        select(pin!(timer), pin!(self.until_told(told))).await;
    }

    async fn io(&self, io: Io, task: TaskId, until: Option<u64>, told: Option<TaskId>) -> Reply {
        io::awaited(io, task, self, self.leave(until, told)).await
    }

    async fn io_held(&self, io: Io) -> Reply {
        let now_ns = self.now_ns();
        self.events.flush(now_ns);
        let goes_on = || self.check().is_ok() && io.within_ns().is_none_or(|ns| self.now_ns() < now_ns + ns);
        io::held(io, (self, &self.clock), goes_on)
    }

    fn receive(&self, received: Received) {
        self.events.receive(received);
    }

    fn check(&self) -> Result<(), Stopped> {
        if self.signals.is_stopped() { Err(Stopped) } else { Ok(()) }
    }

    fn turn(&self) -> impl Future<Output = ()> {
        self.turns.next()
    }

    async fn offload(
        &self,
        progress: Progress,
        step: u32,
        work: Work,
        (over_ns, told): (Option<u64>, Option<TaskId>),
    ) -> (Progress, Result<(), Broken>) {
        let leave = self.leave(over_ns, told);
        match &self.pool {
            Some(pool) => pool.offload(progress, (step, work), leave, self).await,
            // No model offloads without a pool.
            None => (progress, Err(Broken::Stopped)),
        }
    }

    async fn ask(&self, asking: Asking<'_>, waits: impl FnOnce()) -> Result<Option<Granted>, Stopped> {
        // Whoever performs what asks has a place to ask at.
        let told = Some(asking.task).filter(|_| asking.can_be_told);
        let leave = self.until_told(told);
        let granted = self.desk.as_ref().ok_or(Stopped)?.ask(asking, self, &self.events, leave, waits).await?;
        if let (None, Some(over_ns)) = (&granted, asking.over_ns) {
            // Where nobody else goes on it has not been waited for yet.
            self.hold_until(over_ns, told).await?;
        }
        Ok(granted)
    }

    fn give_back(&self, task: TaskId) {
        self.desk.iter().for_each(|desk| desk.give_back(task, self.now_ns(), &self.events));
    }

    fn leave(&self, left: Left) {
        self.events.leave(left);
    }

    fn use_item(&self, task: TaskId, step: u32, item: &Item) {
        self.events.note_item(task, step, item);
    }

    async fn share(
        &self,
        asking: Asking<'_>,
        reads: &mut Reads,
        at_ns: u64,
        waits: impl FnOnce(),
    ) -> Result<u64, Stopped> {
        self.desk.as_ref().ok_or(Stopped)?.share(asking, reads, at_ns, self, &self.events, waits).await
    }

    async fn carry(&self, bytes: u64, way: Way) -> Result<(), Stopped> {
        // The page hears of it before it begins.
        self.events.flush(self.now_ns());
        self.desk.as_ref().ok_or(Stopped)?.carry(bytes, way).await
    }

    async fn call(&self) {
        let mut is_back = false;
        // Whoever polls this performs meanwhile what was spawned.
        poll_fn(|_| if std::mem::replace(&mut is_back, true) { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    fn ended(&self, task: TaskId, at_ns: u64) {
        self.desk.iter().for_each(|desk| desk.ended(task, at_ns, &self.events));
    }

    fn try_lock(&self) -> bool {
        self.lock.as_ref().is_none_or(GilHandle::try_take)
    }

    async fn lock(&self) -> Result<(), Stopped> {
        self.lock.as_ref().map_or(Ok(()), |lock| lock.take(&self.signals, &self.clock))
    }

    fn unlock(&self) {
        self.lock.iter().for_each(|lock| lock.release(self.now_ns()));
    }

    fn is_lock_wanted(&self) -> bool {
        self.lock.as_ref().is_some_and(GilHandle::is_wanted)
    }

    fn at_step(&self, progress: &Progress, step: u32) {
        last_words::begin_task(progress.task);
        let fault = self.fault.filter(|fault| (fault.task, fault.step) == (progress.task.0, step));
        if fault.is_some_and(|fault| fault.is_silent) {
            std::process::abort();
        }
        assert!(fault.is_none(), "a fault was injected at step {step}");
    }
}
