//! Async + pool with processes behind the loop: it runs on the host, and hands every `cpu` and `block` step to workers with
//! memories of their own. It ends when every task has, and with it they do.

use std::rc::Rc;

use futures_util::future::select;

use super::cargo::Cargo;
use super::event_loop;
use super::interpreter::Interpreter;
use super::process_slots::ProcessSlots;
use super::slots::Slots;
use crate::browser::workers::outbox::tell;
use crate::time::Clock;
use crate::wire::order::RunOrder;
use crate::wire::report::Told;

/// Runs a plan on this worker's event loop, with processes behind it.
pub async fn run(order: RunOrder, cargo: Cargo, worker_script: String, interpreter: Interpreter) {
    let (run, plan, model) = (order.run, order.plan.clone(), order.model);
    let (pool, told) = ProcessSlots::new(order, cargo, worker_script, interpreter.clock, interpreter.events.clone());
    let interpreter = Rc::new(interpreter.with_pool(Slots::Processes(pool.clone())));
    let all = std::pin::pin!(async {
        event_loop::run(run, &plan, model, interpreter.clone()).await;
        interpreter.await_given_up().await;
    });
    // They are heard for as long as that takes.
    select(all, std::pin::pin!(pool.hear_all(told))).await;
    interpreter.events.flush(interpreter.now_ns());
    tell(Told::Ended(run));
}
