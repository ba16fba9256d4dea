//! Async: every task a future, all joined, on one event loop. Runs on the loop of whoever calls it; timers and messages
//! wake it; it ends when every task has.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use web_sys::{MessageChannel, MessagePort};

use super::interpreter::Interpreter;
use crate::engine::{Ended, Leader, Model, Progress, Stopped, lead, perform};
use crate::program::Plan;
use crate::time::{Clock, MS};
use crate::trace::{Event, LaneId};

/// Runs a plan to its end.
pub async fn run(plan: &Plan, model: Model, interpreter: Rc<Interpreter>) {
    let perform = |progress: Progress| {
        let steps = &plan.tasks[progress.task.0 as usize].steps;
        let end = perform(&*interpreter, model, steps, LaneId(0), progress);
        async move { Ended { task: progress.task, at_ns: end.await } }
    };
    let mut event_loop = EventLoop {
        interpreter: &interpreter,
        perform,
        tasks: FuturesUnordered::new(),
        arrival: None,
        batches: Batches::new(interpreter.clone()),
    };
    // A loop is never asked to stop: it is terminated, or its future is dropped.
    let _ = lead(plan, &mut event_loop).await;
    interpreter.sink.flush(interpreter.now_ns());
}

struct EventLoop<'a, P, F> {
    interpreter: &'a Interpreter,
    perform: P,
    tasks: FuturesUnordered<F>,
    /// Goes off when the next task arrives, and when that is.
    arrival: Option<(u64, TimeoutFuture)>,
    batches: Rc<Batches>,
}

impl<P: Fn(Progress) -> F, F: Future<Output = Ended>> Leader for EventLoop<'_, P, F> {
    fn arrive(&mut self, progress: Progress, event: Event) {
        self.interpreter.sink.push(event);
        self.tasks.push((self.perform)(progress));
    }

    async fn go_on(&mut self, next_arrival_ns: Option<u64>, ended: &mut Vec<Ended>) -> Result<u64, Stopped> {
        if self.arrival.as_ref().map(|(at_ns, _)| *at_ns) != next_arrival_ns {
            let timer = |at_ns: u64| {
                let left_ns = at_ns.saturating_sub(self.interpreter.now_ns());
                (at_ns, TimeoutFuture::new(left_ns.div_ceil(MS) as u32))
            };
            self.arrival = next_arrival_ns.map(timer);
        }
        let next = self.batches.watch(next_event(&mut self.tasks, &mut self.arrival)).await;
        ended.extend(next);
        Ok(next.map_or_else(|| self.interpreter.now_ns(), |end| end.at_ns))
    }
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
                self.flush_soon();
            }
            poll
        })
        .await
    }

    fn flush_soon(self: &Rc<Self>) {
        let sink = &self.interpreter.sink;
        if !sink.has_events() {
            return;
        }
        let now_ns = self.interpreter.now_ns();
        if sink.is_due(now_ns) {
            sink.flush(now_ns);
        } else if self.later.borrow().is_none() {
            let batches = self.clone();
            let flush = move || {
                *batches.later.borrow_mut() = None;
                batches.interpreter.sink.flush(batches.interpreter.now_ns());
            };
            *self.later.borrow_mut() = Some(Timeout::new(4, flush));
        }
    }
}

/// Turns of an event loop: what gives way is woken by a message, each in a turn of its own, so that timers and
/// messages that are due come in between. Timers would measure the browser's 4 ms clamp instead.
#[derive(Default)]
pub struct Turns(RefCell<Option<Rc<TurnQueue>>>);

struct TurnQueue {
    waiting: RefCell<VecDeque<oneshot::Sender<()>>>,
    here: MessagePort,
    there: MessagePort,
    on_message: Closure<dyn FnMut()>,
}

impl Turns {
    /// Ready in the next turn of the loop.
    pub async fn next(&self) {
        let (wake, woken) = oneshot::channel();
        match self.queue() {
            Ok(queue) => {
                queue.waiting.borrow_mut().push_back(wake);
                if queue.there.post_message(&JsValue::UNDEFINED).is_err() {
                    queue.waiting.borrow_mut().pop_back();
                }
            }
            // Without a message channel a timer has to do.
            Err(_) => return TimeoutFuture::new(0).await,
        }
        // A sender that is gone has been woken by the drop: the turn has come all the same.
        let _ = woken.await;
    }

    fn queue(&self) -> Result<Rc<TurnQueue>, JsValue> {
        if let Some(queue) = &*self.0.borrow() {
            return Ok(queue.clone());
        }
        let channel = MessageChannel::new()?;
        let queue = Rc::new_cyclic(|queue: &std::rc::Weak<TurnQueue>| {
            let queue = queue.clone();
            let on_message = Closure::new(move || {
                let next = queue.upgrade().and_then(|queue| queue.waiting.borrow_mut().pop_front());
                if let Some(wake) = next {
                    // Whoever gave way may have been dropped meanwhile.
                    let _ = wake.send(());
                }
            });
            TurnQueue { waiting: RefCell::default(), here: channel.port1(), there: channel.port2(), on_message }
        });
        queue.here.set_onmessage(Some(queue.on_message.as_ref().unchecked_ref()));
        *self.0.borrow_mut() = Some(queue.clone());
        Ok(queue)
    }
}

impl Drop for TurnQueue {
    fn drop(&mut self) {
        self.here.close();
        self.there.close();
    }
}
