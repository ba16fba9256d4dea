//! Async: every task a future, all joined, on one event loop. Runs on the loop of whoever calls it; timers and messages
//! wake it; it ends when every task has.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::task::Poll;

use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;

use super::interpreter::Interpreter;
use crate::browser::workers::outbox::tell;
use crate::engine::{
    Ended, Halt, Leader, Model, News, Progress, Room, RunId, Runtime, Stopped, Telling, lead, perform,
};
use crate::program::Plan;
use crate::time::{Clock, MS};
use crate::trace::{Event, LaneId, TaskId};
use crate::wire::report::Told;

/// Runs a plan to its end.
pub async fn run(run: RunId, plan: &Plan, model: Model, interpreter: Rc<Interpreter>) {
    let perform = |progress: Progress| {
        let script = plan.tasks[progress.task.0 as usize].script();
        perform(&*interpreter, model, script, LaneId(0), progress)
    };
    let mut event_loop = EventLoop {
        run,
        interpreter: &interpreter,
        perform,
        tasks: FuturesUnordered::new(),
        arrival: None,
        batches: Batches::new(interpreter.clone()),
    };
    // A loop is never asked to stop: it is terminated, or its future is dropped.
    let _ = lead(plan, &mut event_loop).await;
    // Slots may go on with what was given up.
    interpreter.unlock();
    interpreter.events.flush(interpreter.now_ns());
}

struct EventLoop<'a, P, F> {
    run: RunId,
    interpreter: &'a Interpreter,
    perform: P,
    tasks: FuturesUnordered<F>,
    /// Goes off when the next task arrives, or is told to end, and when that is.
    arrival: Option<(u64, TimeoutFuture)>,
    batches: Rc<Batches>,
}

impl<P: Fn(Progress) -> F, F: Future<Output = Ended>> Leader for EventLoop<'_, P, F> {
    fn arrive(&mut self, progress: Progress, event: Event) -> Option<Ended> {
        self.interpreter.events.push(event);
        self.tasks.push((self.perform)(progress));
        None
    }

    /// Its future sees to it at the next turn.
    fn tell(&mut self, task: TaskId, telling: Telling) -> Option<Ended> {
        self.interpreter.tell(task, telling);
        None
    }

    async fn go_on(&mut self, next_ns: Option<u64>, news: &mut News) -> Result<u64, Stopped> {
        if self.arrival.as_ref().map(|(at_ns, _)| *at_ns) != next_ns {
            let timer = |at_ns: u64| {
                let left_ns = at_ns.saturating_sub(self.interpreter.now_ns());
                (at_ns, TimeoutFuture::new(left_ns.div_ceil(MS) as u32))
            };
            self.arrival = next_ns.map(timer);
        }
        let room = Room::without_slots(self.tasks.len(), self.arrival.is_some());
        let next = or_halted(next_event(&mut self.tasks, &mut self.arrival), self.interpreter, room);
        match self.batches.watch(next).await {
            Ok(next) => {
                news.ended.extend(next);
                news.spawned = self.interpreter.take_spawned();
                Ok(next.map_or_else(|| self.interpreter.now_ns(), |end| end.at_ns))
            }
            Err(halt) => {
                tell(Told::Halted(self.run, halt));
                Err(Stopped)
            }
        }
    }
}

/// Waits for the next task to end, if that is told before something is spawned, unless nothing can happen any more.
async fn or_halted(
    next: impl Future<Output = Option<Ended>>,
    interpreter: &Interpreter,
    room: Room,
) -> Result<Option<Ended>, Halt> {
    let mut next = std::pin::pin!(next);
    std::future::poll_fn(|context| match next.as_mut().poll(context) {
        Poll::Ready(next) => Poll::Ready(Ok(next)),
        Poll::Pending if interpreter.has_spawned() => Poll::Ready(Ok(None)),
        Poll::Pending => interpreter.halted(room).map_or(Poll::Pending, |halt| Poll::Ready(Err(halt))),
    })
    .await
}

/// The next task to end, or `None` when the next one arrives first.
async fn next_event<F: Future<Output = Ended>>(
    tasks: &mut FuturesUnordered<F>,
    arrival: &mut Option<(u64, TimeoutFuture)>,
) -> Option<Ended> {
    let Some((_, timer)) = arrival else { return tasks.next().await };
    if tasks.is_empty() {
        timer.await;
        *arrival = None;
        return None;
    }
    match select(tasks.next(), timer).await {
        Either::Left((ended, _)) => ended,
        Either::Right(_) => {
            *arrival = None;
            None
        }
    }
}

/// Sends batches of events when the loop is about to be idle, so that the picture is never behind for long.
struct Batches {
    interpreter: Rc<Interpreter>,
    later: RefCell<Option<Timeout>>,
}

impl Batches {
    fn new(interpreter: Rc<Interpreter>) -> Rc<Self> {
        Rc::new(Self { interpreter, later: RefCell::new(None) })
    }

    async fn watch<T>(self: &Rc<Self>, future: impl Future<Output = T>) -> T {
        let mut future = std::pin::pin!(future);
        std::future::poll_fn(|context| {
            let poll = future.as_mut().poll(context);
            if poll.is_pending() {
                // Whoever waits for the lock may have it while there is nothing to do here.
                self.interpreter.unlock();
                self.flush_soon();
            }
            poll
        })
        .await
    }

    fn flush_soon(self: &Rc<Self>) {
        let events = &self.interpreter.events;
        if !events.has_events() {
            return;
        }
        let now_ns = self.interpreter.now_ns();
        if events.is_due(now_ns) {
            events.flush(now_ns);
        } else if self.later.borrow().is_none() {
            let batches = self.clone();
            let flush = move || {
                *batches.later.borrow_mut() = None;
                batches.interpreter.events.flush(batches.interpreter.now_ns());
            };
            *self.later.borrow_mut() = Some(Timeout::new(4, flush));
        }
    }
}
