//! A process: a worker with a memory of its own that performs the tasks it was started with, and those that come later. It
//! tells its events and their ends; its parent ends it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::ArrayBuffer;

use crate::browser::clock::RunClock;
use crate::browser::models::desk::{Desk, ParentDesk};
use crate::browser::models::files;
use crate::browser::models::interpreter::Interpreter;
use crate::browser::shared::event_order;
use crate::browser::workers::last_words;
use crate::browser::workers::outbox::{on_order_with, tell, tell_owner};
use crate::engine::{Course, Handed, Progress, Shares, go_on, perform, perform_offloaded};
use crate::time::Clock;
use crate::trace::LaneId;
use crate::wire::offloaded::OffloadedOrder;
use crate::wire::order::{FilesOrder, Order, TasksOrder, decode_order};
use crate::wire::report::{Report, Told};
use crate::wire::trouble::{Message, Trouble};

/// Takes orders from now on, the first of them now.
pub fn serve(first: &[u8]) {
    let orders = Rc::new(Orders::default());
    orders.take(first, None);
    on_order_with(move |order, data| orders.take(order, data));
}

/// What this process was ordered, one after another.
#[derive(Default)]
struct Orders {
    waiting: RefCell<VecDeque<TasksOrder>>,
    is_busy: Cell<bool>,
    /// Where its tasks ask for what they act on each other by.
    desk: Rc<ParentDesk>,
}

impl Orders {
    /// Obeys an order: tasks are performed as soon as those before them are done, and while one waits for what its parent
    /// has to grant, that is heard.
    fn take(self: &Rc<Self>, order: &[u8], data: Option<ArrayBuffer>) {
        match decode_order(order) {
            Ok(Order::Tasks(order)) => self.perform(order),
            Ok(Order::Answered { granted, order }) => self.desk.answered(granted, order),
            Ok(Order::Offloaded(order)) => {
                let desk = self.desk.clone();
                wasm_bindgen_futures::spawn_local(async move { offloaded(&order, &desk).await });
            }
            Ok(Order::Carried { order }) => self.desk.carried(data, order),
            Ok(Order::Told(task, telling)) => self.desk.tell(task, telling),
            Ok(Order::Calibrate | Order::Run { .. }) => tell(Told::NoRun(Trouble::OthersToProcess)),
            Err(error) => tell(Told::NoRun(Trouble::Unreadable(Message::ProcessOrder, error))),
        }
    }

    fn perform(self: &Rc<Self>, order: TasksOrder) {
        self.waiting.borrow_mut().push_back(order);
        if self.is_busy.replace(true) {
            return;
        }
        let orders = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            while let Some(order) = orders.next() {
                perform_tasks(&order, &orders.desk).await;
            }
            orders.is_busy.set(false);
        });
    }

    fn next(&self) -> Option<TasksOrder> {
        self.waiting.borrow_mut().pop_front()
    }
}

/// Has the files of a process be open, if it has some.
async fn open_files(order: Option<&FilesOrder>, lane: LaneId) {
    if let Some(own) = order.filter(|_| !files::is_open()) {
        files::open(own, &files::of_lane(lane), true).await;
    }
}

async fn perform_tasks(order: &TasksOrder, desk: &Rc<ParentDesk>) {
    open_files(order.files.as_ref(), order.lane).await;
    let clock = RunClock::since(order.origin_ms);
    event_order::go_on_after(order.order);
    desk.shares.get_or_init(|| Shares::copies(&order.resources, order.lane));
    let interpreter = Interpreter::alone(order.run, clock, order.calibration, order.fault);
    let interpreter = interpreter.with_desk(Desk::Parent(desk.clone()));
    let mut ended = Vec::with_capacity(order.tasks.len());
    for task in &order.tasks {
        let (script, progress) = (task.script(), task.progress);
        let end = match task.ended_at {
            None => perform(&interpreter, order.model, script, order.lane, progress).await,
            Some((step, cause)) => {
                let course = Course::after(script, step, cause);
                go_on(&interpreter, order.model, course, None, order.lane, progress).await
            }
        };
        interpreter.events.flush_if_due(end.at_ns);
        ended.push(end);
    }
    interpreter.events.flush(clock.now_ns());
    tell_owner(&Report::TasksEnded { ended, order: event_order::so_far() });
}

/// Does what a loop has handed over.
async fn offloaded(order: &OffloadedOrder, desk: &Rc<ParentDesk>) {
    open_files(order.files.as_ref(), order.lane).await;
    let &OffloadedOrder { progress, step, work, carries, .. } = order;
    event_order::go_on_after(order.order);
    let interpreter = Interpreter::alone(order.run, RunClock::since(order.origin_ms), order.calibration, None);
    let interpreter = interpreter.with_desk(Desk::Parent(desk.clone()));
    last_words::begin_task(progress.task);
    let handed = FromParent(&interpreter);
    let work = (step, work, carries);
    let (progress, done) = perform_offloaded(&interpreter, order.lane, progress, work, &handed).await;
    interpreter.events.flush(interpreter.now_ns());
    tell_owner(&Report::Returned { progress, done, order: event_order::so_far() });
}

/// What a process has been handed: whether its task still waits for it is known to its parent alone, who hears at once
/// what is told.
struct FromParent<'a>(&'a Interpreter);

impl Handed for FromParent<'_> {
    fn may_tell(&self) -> bool {
        true
    }

    fn has_told(&self, progress: &Progress) {
        self.0.events.flush(progress.last_ns);
    }

    fn is_done(&self) -> bool {
        true
    }
}
