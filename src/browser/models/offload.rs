//! Async + pool: an event loop in the page's memory that hands every `cpu` and `block` step to threads parked in advance,
//! and awaits them. The loop runs on a worker of its own; threads wake it through its futures, timers and messages as
//! well. It ends when every task has, or when the page asks it to stop.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::oneshot;
use futures_util::future::select;

use super::desk::{Desk, OwnDesk};
use super::event_loop;
use super::interpreter::Interpreter;
use super::offload_pool::OffloadPool;
use super::slots::Slots;
use crate::browser::clock::RunClock;
use crate::browser::shared::block_on::block_on;
use crate::browser::shared::errand::Errand;
use crate::browser::shared::gil::GilHandle;
use crate::browser::shared::mailbox::Mailbox;
use crate::browser::shared::thread_run::{OffloadJob, ThreadRun};
use crate::browser::workers::last_words;
use crate::browser::workers::outbox::{on_order, tell, tell_owner};
use crate::engine::{Handed, Progress, perform_offloaded};
use crate::time::Clock;
use crate::trace::LaneId;
use crate::wire::report::{Report, Told};

thread_local! {
    /// Ends the run of this worker's loop.
    static STOP_LOOP: RefCell<Option<oneshot::Sender<()>>> = const { RefCell::new(None) };
}

/// What the worker with the loop does: it does jobs when it is told to look into its mailbox, and returns to its loop.
/// Told without a job, it stops what runs on the loop.
pub fn serve(mailbox: Arc<Mailbox>) {
    on_order(move |_| match mailbox.take() {
        Some(job) => job(),
        None => stop_loop(),
    });
    tell_owner(&Report::Ready);
}

fn stop_loop() {
    if let Some(stop) = STOP_LOOP.take() {
        // The run may have ended meanwhile.
        let _ = stop.send(());
    }
}

/// Runs a plan on this worker's event loop, with a pool of the threads at these mailboxes.
pub async fn run(run: Arc<ThreadRun>, threads: Vec<Arc<Mailbox>>) {
    let clock = RunClock::start();
    tell(Told::Started(run.order.run, clock.origin_ms()));
    for (slot, thread) in threads.iter().enumerate() {
        let (run, origin_ms) = (run.clone(), clock.origin_ms());
        let lane = LaneId(slot as u32 + 1);
        thread.post(Box::new(move || work(&run, RunClock::since(origin_ms), lane)));
    }
    let interpreter = on_thread(&run, clock, LaneId(0));
    let desk = Desk::Own(OwnDesk::new(&run.order.plan, true).into());
    let interpreter = Rc::new(interpreter.with_desk(desk).with_pool(Slots::Threads(OffloadPool::new(run.clone()))));
    let (stop, stopped) = oneshot::channel();
    STOP_LOOP.replace(Some(stop));
    select(
        std::pin::pin!(async {
            event_loop::run(run.order.run, &run.order.plan, run.order.model, interpreter.clone()).await;
            interpreter.await_given_up().await;
        }),
        stopped,
    )
    .await;
    STOP_LOOP.take();
    run.jobs.close(&run.signals);
    interpreter.events.flush(clock.now_ns());
    last_words::end_run();
    tell(Told::Ended(run.order.run));
}

/// Where it must hold a lock to compute, the loop's thread takes the same one as those of the pool.
fn on_thread(run: &Arc<ThreadRun>, clock: RunClock, lane: LaneId) -> Interpreter {
    let interpreter = Interpreter::on_thread(run, clock);
    if run.order.options.has_lock(run.order.model) {
        return interpreter.with_lock(GilHandle::new(run.gil.clone(), lane.0));
    }
    interpreter
}

/// What a thread of the pool does: job after job, until the run is over.
fn work(run: &Arc<ThreadRun>, clock: RunClock, lane: LaneId) {
    let interpreter = on_thread(run, clock, lane);
    while let Some(job) = run.jobs.next(&run.signals, &clock, || interpreter.events.flush(clock.now_ns())) {
        last_words::begin_task(job.progress.task);
        perform(run, &interpreter, lane, job);
        interpreter.events.flush_if_due(clock.now_ns());
    }
    interpreter.events.flush(clock.now_ns());
    last_words::end_run();
}

fn perform(run: &ThreadRun, interpreter: &Interpreter, lane: LaneId, job: OffloadJob) {
    let OffloadJob { progress, step, work, errand, done } = job;
    if !errand.take() {
        return;
    }
    let handed = OnThread { errand: &errand, lane };
    let performed = perform_offloaded(interpreter, lane, progress, (step, work, None), &handed);
    let performed = block_on(performed, &run.signals, &interpreter.clock);
    run.jobs.note_done();
    // The run may be over, and nobody awaits this any more.
    let _ = done.send(performed);
}

/// What a thread of the pool has been handed.
struct OnThread<'a> {
    errand: &'a Errand,
    lane: LaneId,
}

impl Handed for OnThread<'_> {
    fn may_tell(&self) -> bool {
        self.errand.may_tell()
    }

    fn has_told(&self, progress: &Progress) {
        self.errand.has_told(progress.last_ns, self.lane.0, progress.seq);
    }

    fn is_done(&self) -> bool {
        self.errand.done()
    }
}
