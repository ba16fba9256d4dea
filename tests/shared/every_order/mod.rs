//! Under loom, which tries every order in which a few threads can meet, and every value that each may see. A wake-up that
//! is lost shows as a deadlock, which loom tells. What waits for a time only goes on here when `with_timeouts` says so.

#[path = "../../../src/browser/shared/block_on.rs"]
mod block_on;
#[path = "../../../src/browser/shared/ended_tasks.rs"]
mod ended_tasks;
#[path = "../../../src/browser/shared/event_count.rs"]
mod event_count;
#[path = "../../../src/browser/shared/gil.rs"]
mod gil;
#[path = "../../../src/browser/shared/job_queue.rs"]
mod job_queue;
#[path = "../../../src/browser/shared/mailbox.rs"]
mod mailbox;
#[path = "../memory.rs"]
mod memory;
#[path = "../../../src/browser/shared/resource_desk.rs"]
mod resource_desk;
#[path = "../../../src/browser/shared/signals.rs"]
mod signals;
#[path = "../../../src/browser/shared/ticket_queue.rs"]
mod ticket_queue;
#[path = "../../../src/browser/shared/wait_group.rs"]
mod wait_group;
#[path = "../../../src/browser/shared/worker_mutex.rs"]
mod worker_mutex;

mod sync;

mod lock;
mod queues;
mod resources;
mod waits;

use std::cell::Cell;
use std::sync::Arc;

use crate::time::{Clock, MS};

thread_local! {
    /// All threads of a model run on one thread of the system, so that this is the time of all of them.
    static NOW_NS: Cell<u64> = const { Cell::new(0) };
}

/// Goes on by a millisecond whenever it is read.
#[derive(Clone, Copy)]
struct Ticks;

impl Clock for Ticks {
    fn now_ns(&self) -> u64 {
        NOW_NS.replace(NOW_NS.get() + MS)
    }
}

/// Tries every order with at most so many interruptions of one thread by another.
fn explore(interruptions: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(interruptions);
    builder.check(move || {
        NOW_NS.set(0);
        model();
    });
}

/// The same; and what waits for a time may go on before anything has happened.
fn explore_with_timeouts(interruptions: usize, model: impl Fn() + Send + Sync + 'static) {
    sync::HAS_TIMEOUTS.set(true);
    explore(interruptions, model);
}

/// Something that two threads have.
fn both<T: Default>() -> (Arc<T>, Arc<T>) {
    let one = Arc::new(T::default());
    (one.clone(), one)
}
