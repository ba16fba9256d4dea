//! Processes: one worker per task, each with a memory of its own, started cold. The host is their parent: it starts
//! them, hears them, and ends each as soon as its task has ended.

use std::collections::HashMap;

use futures_channel::mpsc;
use futures_util::future::{Either, select};
use futures_util::stream::StreamExt;
use gloo_timers::future::TimeoutFuture;

use super::interpreter::Interpreter;
use super::sequential::perform_here;
use crate::browser::clock::RunClock;
use crate::browser::shared::memory::{self, TASKS_IN_MEMORY};
use crate::browser::workers::event_buffer::Sink;
use crate::browser::workers::handle::{Heard, Role, Worker, on_order, tell};
use crate::engine::{Calibration, Ended, Leader, Model, Progress, Stopped, lead};
use crate::program::Plan;
use crate::time::{Clock, MS};
use crate::trace::{Event, LaneId, State, TaskId};
use crate::wire::handed::{Handed, decode_handed, encode_handed};
use crate::wire::message::{Order, Report, RunOrder, TasksOrder, decode, encode};

/// Runs a plan to its end, from the host's event loop.
pub async fn run(order: RunOrder, plan: Plan, clock: RunClock) {
    let (heard, hearing) = mpsc::unbounded();
    let mut parent = Parent {
        sink: Sink::new(order.run),
        order,
        plan: &plan,
        clock,
        children: HashMap::new(),
        heard,
        hearing,
        tasks_in_memory: Vec::new(),
    };
    // A host is never asked to stop: it is terminated.
    let _ = lead(&plan, &mut parent).await;
    parent.sink.flush(clock.now_ns());
    tell(&Report::Ended { run: parent.order.run, tasks_in_memory: parent.tasks_in_memory });
}

/// What a child told, or `None` when the next task arrives first. Before it waits it tells the events there are.
pub async fn next_heard<T>(
    hearing: &mut mpsc::UnboundedReceiver<T>,
    next_arrival_ns: Option<u64>,
    clock: RunClock,
    sink: &Sink,
) -> Option<T> {
    let now_ns = clock.now_ns();
    sink.flush(now_ns);
    let Some(at_ns) = next_arrival_ns else { return hearing.next().await };
    let arrival = TimeoutFuture::new(at_ns.saturating_sub(now_ns).div_ceil(MS) as u32);
    match select(hearing.next(), arrival).await {
        Either::Left((heard, _)) => heard,
        Either::Right(_) => None,
    }
}

/// Tasks as a process is given them.
pub fn tasks_order(run: &RunOrder, plan: &Plan, clock: RunClock, lane: LaneId, tasks: &[Progress]) -> Order {
    let steps = |progress: &Progress| plan.tasks[progress.task.0 as usize].steps.as_slice();
    Order::Tasks(TasksOrder {
        run: run.run,
        model: run.model.clone(),
        iterations_per_second: run.iterations_per_second,
        origin_ms: clock.origin_ms(),
        lane: lane.0,
        order: memory::orders_so_far(),
        tasks: encode_handed(tasks.iter().map(|progress| (progress, steps(progress)))),
        fault: run.fault,
    })
}

struct Parent<'a> {
    order: RunOrder,
    plan: &'a Plan,
    clock: RunClock,
    sink: Sink,
    /// Those that have not ended, by task; `None` where the browser refused to start one.
    children: HashMap<TaskId, Option<Worker>>,
    heard: mpsc::UnboundedSender<(TaskId, Heard)>,
    hearing: mpsc::UnboundedReceiver<(TaskId, Heard)>,
    tasks_in_memory: Vec<u32>,
}

impl Leader for Parent<'_> {
    fn arrive(&mut self, mut progress: Progress, event: Event) {
        self.sink.push(event);
        let task = progress.task;
        let lane = LaneId(task.0);
        self.sink.push(progress.enter(self.clock.now_ns(), State::Starting, Some(lane), None));
        let order = tasks_order(&self.order, self.plan, self.clock, lane, &[progress]);
        let heard = self.heard.clone();
        let hear = move |what| {
            // The run may be over already, and nobody hears any more.
            let _ = heard.unbounded_send((task, what));
        };
        let started =
            encode(&order).and_then(|order| Worker::start(&self.order.worker_script, Role::Process(order), hear));
        let worker = match started {
            Ok(worker) => Some(worker),
            Err(message) => {
                let _ = self.heard.unbounded_send((task, Heard::Dead(message)));
                None
            }
        };
        self.children.insert(task, worker);
    }

    async fn go_on(&mut self, next_arrival_ns: Option<u64>, ended: &mut Vec<Ended>) -> Result<u64, Stopped> {
        let heard = next_heard(&mut self.hearing, next_arrival_ns, self.clock, &self.sink).await;
        if let Some((task, heard)) = heard
            && let Some(at_ns) = self.hear(task, heard)
        {
            ended.push(Ended { task, at_ns });
        }
        Ok(self.clock.now_ns())
    }
}

impl Parent<'_> {
    /// Takes note of what a child told; the time of its task's end, if that is what it told.
    fn hear(&mut self, task: TaskId, heard: Heard) -> Option<u64> {
        match heard {
            Heard::Report(Report::TasksEnded { ended, tasks_in_memory, order, .. }) => {
                memory::order_after(order);
                self.tasks_in_memory.push(tasks_in_memory);
                self.children.remove(&task);
                ended.first().map(|(_, at_ns)| *at_ns)
            }
            Heard::Report(Report::Trouble { message, .. }) => {
                // A child that dies early doesn't know yet for whom.
                tell(&Report::Trouble { run: self.order.run, task: Some(task.0), message });
                None
            }
            Heard::Report(report) => {
                tell(&report);
                None
            }
            Heard::Dead(message) => {
                // A child dies once, however often it is heard dead.
                self.children.remove(&task)?;
                tell(&Report::Trouble { run: self.order.run, task: Some(task.0), message });
                Some(self.clock.now_ns())
            }
        }
    }
}

/// What a process does: the tasks it was started with, and those that come later. It tells its events and their ends; its
/// parent ends it.
pub fn serve(order: &[u8]) {
    on_order(|order| {
        if let Err(message) = decode(order).and_then(|order| perform_order(&order)) {
            tell(&Report::Trouble { run: 0, task: None, message });
        }
    });
    if let Err(message) = decode(order).and_then(|order| perform_order(&order)) {
        tell(&Report::Trouble { run: 0, task: None, message });
    }
}

fn perform_order(order: &Order) -> Result<(), String> {
    let Order::Tasks(order) = order else { return Err("A process was sent something else than tasks.".to_owned()) };
    let model = Model::from_id(&order.model).ok_or_else(|| format!("There is no model {}.", order.model))?;
    let tasks =
        decode_handed(&order.tasks).map_err(|error| format!("Tasks could not be read by their worker: {error}"))?;
    let calibration = Calibration { iterations_per_second: order.iterations_per_second };
    let clock = RunClock::since(order.origin_ms);
    memory::order_after(order.order);
    let interpreter = Interpreter::new(order.run, clock, calibration, None, order.fault);
    let perform = |(progress, steps): &Handed| {
        let at_ns = perform_here(&interpreter, model, steps, LaneId(order.lane), *progress);
        interpreter.sink.flush_if_due(at_ns);
        (progress.task.0, at_ns)
    };
    let ended = tasks.iter().map(perform).collect();
    interpreter.sink.flush(clock.now_ns());
    let tasks_in_memory = TASKS_IN_MEMORY.load(std::sync::atomic::Ordering::Relaxed);
    let order_so_far = memory::orders_so_far();
    tell(&Report::TasksEnded { run: order.run, ended, tasks_in_memory, order: order_so_far });
    Ok(())
}
