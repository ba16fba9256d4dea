//! What a worker that can't go on still tells: why, in which run, and with which task.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::event_buffer::EventBuffer;
use super::outbox::tell;
use crate::browser::shared::memory::tell_when_full;
use crate::browser::shared::signals::Signals;
use crate::engine::RunId;
use crate::trace::TaskId;
use crate::wire::report::Told;
use crate::wire::trouble::Trouble;

thread_local! {
    static IN_WORKER: Cell<bool> = const { Cell::new(false) };
    static RESERVE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static CURRENT: Cell<Option<(RunId, Option<TaskId>)>> = const { Cell::new(None) };
    static SIGNALS: RefCell<Option<Arc<Signals>>> = const { RefCell::new(None) };
    static EVENTS: RefCell<Option<Rc<EventBuffer>>> = const { RefCell::new(None) };
}

/// What a worker sets aside for telling that its memory is full, its last batch of events included.
const RESERVE_BYTES: usize = 64 * 1024;

/// Notes that this is a worker, which tells its owner when it can't go on.
pub fn begin_worker() {
    report_panics();
    RESERVE.set(Vec::with_capacity(RESERVE_BYTES));
    IN_WORKER.set(true);
}

/// Notes which run this worker works for, what it shares memory with, and where its events are.
pub fn begin_run(run: RunId, signals: Option<Arc<Signals>>, events: Option<Rc<EventBuffer>>) {
    CURRENT.set(Some((run, None)));
    SIGNALS.set(signals);
    EVENTS.set(events);
}

/// Notes that this worker works for no run any more.
pub fn end_run() {
    CURRENT.set(None);
    SIGNALS.set(None);
    EVENTS.set(None);
}

/// Notes which task this worker performs.
pub fn begin_task(task: TaskId) {
    CURRENT.set(CURRENT.get().map(|(run, _)| (run, Some(task))));
}

/// Has panics in workers told to their owners; elsewhere they go on as before. There is one hook for all that share a
/// memory, so it is the page that calls this first, and its threads find it done.
#[allow(clippy::disallowed_methods, reason = "the page calls it first, so nobody waits")]
pub fn report_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let elsewhere = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if IN_WORKER.get() { report_death(Trouble::Panicked(panic_message(info))) } else { elsewhere(info) }
        }));
        tell_when_full(report_full_memory);
    });
}

/// The browser gives no more memory. Told once: there is one reserve.
fn report_full_memory(wanted_bytes: usize) {
    if IN_WORKER.get() {
        let reserve = RESERVE.take();
        if reserve.capacity() == 0 {
            return;
        }
        drop(reserve);
        report_death(Trouble::MemoryFull { wanted_bytes: wanted_bytes as u64 });
    } else {
        // Nobody is left on the page to tell it but the script beside it.
        wasm_bindgen::throw_str("the page's memory is full; fewer tasks, or fewer spans, need less");
    }
}

/// What a worker still does when it can't go on.
fn report_death(trouble: Trouble) {
    // Whatever shares this memory can't go on: a lock may be held by the dead. Before it is told, because then the owner
    // ends this worker.
    if let Ok(Some(signals)) = SIGNALS.try_with(|signals| signals.try_borrow().ok().and_then(|signals| signals.clone()))
    {
        signals.note_death();
    }
    // What happened comes before what went wrong; unless the panic came from the buffer itself.
    if let Ok(Some(events)) = EVENTS.try_with(|events| events.try_borrow().ok().and_then(|events| events.clone())) {
        events.flush_last_words();
    }
    tell(match CURRENT.get() {
        Some((run, task)) => Told::Trouble(run, task, trouble),
        None => Told::NoRun(trouble),
    });
}

fn panic_message(info: &std::panic::PanicHookInfo) -> String {
    let payload = info.payload();
    let words = payload.downcast_ref::<&str>().copied();
    let words = words.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    words.to_owned()
}
