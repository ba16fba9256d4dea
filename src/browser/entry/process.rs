//! A process: a worker with a memory of its own that performs the tasks it was started with, and those that come later. It
//! tells its events and their ends; its parent ends it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use crate::browser::clock::RunClock;
use crate::browser::models::interpreter::Interpreter;
use crate::browser::shared::event_order;
use crate::browser::workers::outbox::{on_order, tell, tell_owner};
use crate::engine::{Ended, perform};
use crate::time::Clock;
use crate::wire::order::{Order, TasksOrder, decode_order};
use crate::wire::report::{Report, Told};
use crate::wire::trouble::{Message, Trouble};

/// Takes orders from now on, the first of them now.
pub fn serve(first: &[u8]) {
    let orders = Rc::new(Orders::default());
    orders.take(first);
    on_order(move |order| orders.take(order));
}

/// What this process was ordered, one after another.
#[derive(Default)]
struct Orders {
    waiting: RefCell<VecDeque<Vec<u8>>>,
    is_busy: Cell<bool>,
}

impl Orders {
    /// Obeys an order as soon as those before it are done. What takes time holds the process; should something ever be
    /// pending, it hears its parent meanwhile.
    fn take(self: &Rc<Self>, order: &[u8]) {
        self.waiting.borrow_mut().push_back(order.to_vec());
        if self.is_busy.replace(true) {
            return;
        }
        let orders = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            while let Some(order) = orders.next() {
                if let Err(trouble) = obey(&order).await {
                    tell(Told::NoRun(trouble));
                }
            }
            orders.is_busy.set(false);
        });
    }

    fn next(&self) -> Option<Vec<u8>> {
        self.waiting.borrow_mut().pop_front()
    }
}

async fn obey(order: &[u8]) -> Result<(), Trouble> {
    let order = decode_order(order).map_err(|error| Trouble::Unreadable(Message::ProcessOrder, error))?;
    match order {
        Order::Tasks(order) => perform_tasks(&order).await,
        Order::Calibrate | Order::Run { .. } => return Err(Trouble::OthersToProcess),
    }
    Ok(())
}

async fn perform_tasks(order: &TasksOrder) {
    let clock = RunClock::since(order.origin_ms);
    event_order::go_on_after(order.order);
    let interpreter = Interpreter::alone(order.run, clock, order.calibration, order.fault);
    let mut ended = Vec::with_capacity(order.tasks.len());
    for (progress, steps) in &order.tasks {
        let at_ns = perform(&interpreter, order.model, steps, order.lane, *progress).await;
        interpreter.events.flush_if_due(at_ns);
        ended.push(Ended { task: progress.task, at_ns });
    }
    interpreter.events.flush(clock.now_ns());
    tell_owner(&Report::TasksEnded { ended, order: event_order::so_far() });
}
