//! A thread pool: so many threads of the page's memory that take tasks from one queue, first come, first served, and one
//! that leads the run: it releases tasks, and hears when they have ended. Nobody but these threads ever waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use super::interpreter::Interpreter;
use super::sequential::{here, perform_here};
use super::threads::{self, ThreadRun};
use crate::browser::clock::RunClock;
use crate::browser::shared::memory::Seat;
use crate::browser::workers::event_buffer::Sink;
use crate::engine::{self, Ended, Leader, Model, Progress, Stopped};
use crate::program::Plan;
use crate::time::Clock;
use crate::trace::{Event, LaneId, TaskId};

/// The queue of a run. A worker draws a ticket, which is a place in the order of arrival, and waits until somebody stands
/// there: so that nobody ever waits for a lock, and who came first is first.
#[derive(Debug, Default)]
pub struct Queue {
    /// In order of arrival; room for every task.
    places: Box<[Place]>,
    /// How many have arrived.
    arrived: AtomicUsize,
    /// The ticket that is drawn next.
    tickets: AtomicUsize,
    closed: AtomicBool,
    /// Workers that have not left yet.
    workers: AtomicUsize,
}

#[derive(Debug, Default)]
struct Place {
    task: AtomicU32,
    arrived_ns: AtomicU64,
}

impl Queue {
    /// A queue with room for all tasks of a plan.
    pub fn new(plan: &Plan) -> Self {
        Self { places: plan.tasks.iter().map(|_| Place::default()).collect(), ..Self::default() }
    }

    /// Called by the leader alone.
    fn push(&self, progress: &Progress) {
        let place = self.arrived.load(Ordering::Relaxed);
        if let Some(next) = self.places.get(place) {
            next.task.store(progress.task.0, Ordering::Relaxed);
            next.arrived_ns.store(progress.last_ns, Ordering::Relaxed);
            self.arrived.store(place + 1, Ordering::Release);
        }
    }

    /// Whoever stands at a place, if somebody does already.
    fn at(&self, ticket: usize) -> Option<Progress> {
        let place = self.places.get(ticket).filter(|_| self.arrived.load(Ordering::Acquire) > ticket)?;
        let task = TaskId(place.task.load(Ordering::Relaxed));
        // Its arrival, number 0, was told by the leader.
        Some(Progress { task, seq: 1, last_ns: place.arrived_ns.load(Ordering::Relaxed) })
    }
}

/// Leads a run to its end, on a thread of its own, with workers at these seats.
pub fn lead(run: &Arc<ThreadRun>, seats: &[Arc<Seat>]) {
    threads::leading(run, |clock, sink| {
        run.queue.workers.store(seats.len(), Ordering::SeqCst);
        for (slot, seat) in seats.iter().enumerate() {
            let (run, origin_ms) = (run.clone(), clock.origin_ms());
            seat.give(Box::new(move || work(&run, RunClock::since(origin_ms), LaneId(slot as u32))));
        }
        // Stopped or not, what is left to do is the same.
        let _ = here(engine::lead(&run.plan, &mut Releaser { run, clock, sink, has_news: false }));
        run.queue.closed.store(true, Ordering::SeqCst);
        run.stop.work.ring();
        loop {
            let seen = run.stop.leader.count();
            // The dead never leave.
            if run.queue.workers.load(Ordering::SeqCst) <= run.stop.deaths() {
                return;
            }
            run.stop.leader.wait(seen, None, &clock);
        }
    });
}

/// Puts tasks that arrive into the queue.
struct Releaser<'a> {
    run: &'a ThreadRun,
    clock: RunClock,
    sink: &'a Sink,
    /// Whether tasks have been queued that no worker was woken for.
    has_news: bool,
}

impl Leader for Releaser<'_> {
    fn arrive(&mut self, progress: Progress, event: Event) {
        self.sink.push(event);
        self.run.queue.push(&progress);
        self.has_news = true;
    }

    async fn go_on(&mut self, next_arrival_ns: Option<u64>, ended: &mut Vec<Ended>) -> Result<u64, Stopped> {
        if std::mem::take(&mut self.has_news) {
            self.run.stop.work.ring();
        }
        threads::await_ends(self.run, self.clock, self.sink, next_arrival_ns, ended)
    }
}

/// What a worker does: task after task, until there are no more.
fn work(run: &Arc<ThreadRun>, clock: RunClock, lane: LaneId) {
    let interpreter = Interpreter::new(run.run, clock, run.calibration, Some(&run.stop), run.fault);
    let has_dependents = run.plan.tasks.iter().any(|task| !task.after.is_empty());
    let mut ended: Vec<Ended> = Vec::new();
    while let Some(progress) = next_task(run, &interpreter, &mut ended) {
        let task = progress.task.0 as usize;
        let at_ns = perform_here(&interpreter, Model::Pool, &run.plan.tasks[task].steps, lane, progress);
        ended.push(Ended { task: progress.task, at_ns });
        if has_dependents {
            tell_ended(run, &mut ended);
        }
        interpreter.sink.flush_if_due(at_ns);
    }
    interpreter.sink.flush(clock.now_ns());
    crate::browser::workers::handle::set_current_run(0, None, None);
    tell_ended(run, &mut ended);
    run.queue.workers.fetch_sub(1, Ordering::SeqCst);
    run.stop.leader.ring();
}

/// The task at the next ticket, waited for; `None` when there will be none.
fn next_task(run: &ThreadRun, interpreter: &Interpreter, ended: &mut Vec<Ended>) -> Option<Progress> {
    let ticket = run.queue.tickets.fetch_add(1, Ordering::SeqCst);
    loop {
        let seen = run.stop.work.count();
        if run.stop.is_asked() {
            return None;
        }
        if let Some(progress) = run.queue.at(ticket) {
            return Some(progress);
        }
        // Nothing to do: now is the time for news.
        tell_ended(run, ended);
        interpreter.sink.flush(interpreter.now_ns());
        if ticket >= run.queue.places.len() || run.queue.closed.load(Ordering::SeqCst) {
            return None;
        }
        run.stop.work.wait(seen, None, &interpreter.clock);
    }
}

fn tell_ended(run: &ThreadRun, ended: &mut Vec<Ended>) {
    if !ended.is_empty() {
        run.ended.lock().append(ended);
        run.stop.leader.ring();
    }
}
