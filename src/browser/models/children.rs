//! Processes, as their parent has them: what they are ordered and how they are heard.

use futures_channel::mpsc;
use futures_util::future::{Either, select};
use futures_util::stream::StreamExt;
use gloo_timers::future::TimeoutFuture;

use crate::browser::clock::RunClock;
use crate::browser::shared::event_order;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::handle::{Heard, Role, Worker};
use crate::engine::Progress;
use crate::time::{Clock, MS};
use crate::trace::{Cause, LaneId};
use crate::wire::order::{HandedTask, Order, RunOrder, TasksOrder, encode_order};
use crate::wire::trouble::Trouble;

/// What the children of a run tell, and which of them.
pub struct Children<K> {
    tell: mpsc::UnboundedSender<(K, Heard)>,
    told: mpsc::UnboundedReceiver<(K, Heard)>,
}

impl<K: Copy + 'static> Children<K> {
    /// No child yet.
    pub fn new() -> Self {
        let (tell, told) = mpsc::unbounded();
        Self { tell, told }
    }

    /// What they tell, for whoever hears it alone.
    pub fn take_told(&mut self) -> mpsc::UnboundedReceiver<(K, Heard)> {
        std::mem::replace(&mut self.told, mpsc::unbounded().1)
    }

    /// Starts a child with its first tasks; `None` where the browser refuses, which is heard as its death.
    pub fn start(&self, child: K, script: &str, order: &Order) -> Option<Worker> {
        let tell = self.tell.clone();
        let hear = move |heard| {
            // The run may be over already, and nobody hears any more.
            let _ = tell.unbounded_send((child, heard));
        };
        let started = Worker::start(script, Role::Process(encode_order(order)), hear);
        started.map_err(|trouble| self.bury(child, trouble)).ok()
    }

    /// Has a child be heard dead.
    pub fn bury(&self, child: K, trouble: Trouble) {
        // Nobody hears it when the run is over.
        let _ = self.tell.unbounded_send((child, Err(trouble)));
    }

    /// What a child told, or `None` when that time comes first. Before it waits it tells the events there are.
    pub async fn next(&mut self, next_ns: Option<u64>, clock: RunClock, events: &EventBuffer) -> Option<(K, Heard)> {
        let now_ns = clock.now_ns();
        events.flush(now_ns);
        let Some(at_ns) = next_ns else { return self.told.next().await };
        let timer = TimeoutFuture::new(at_ns.saturating_sub(now_ns).div_ceil(MS) as u32);
        match select(self.told.next(), timer).await {
            Either::Left((heard, _)) => heard,
            Either::Right(_) => None,
        }
    }
}

/// Tasks as a process is given them: to be performed, or to be done with after they were ended at this step.
pub fn tasks_order(
    run: &RunOrder,
    clock: RunClock,
    lane: LaneId,
    tasks: &[Progress],
    ended_at: Option<(u32, Cause)>,
) -> Order {
    let handed = |progress: &Progress| {
        let task = &run.plan.tasks[progress.task.0 as usize];
        HandedTask { progress: *progress, steps: task.steps.clone(), how: task.how.clone(), ended_at }
    };
    Order::Tasks(TasksOrder {
        run: run.run,
        model: run.model,
        calibration: run.calibration,
        fault: run.fault,
        origin_ms: clock.origin_ms(),
        lane,
        order: event_order::so_far(),
        resources: if run.plan.has_shares() { run.plan.resources.clone() } else { Vec::new() },
        files: run.files.clone(),
        tasks: tasks.iter().map(handed).collect(),
    })
}
