//! Where a worker keeps its events until it tells the page, in batches.

use std::cell::{Cell, RefCell};

use super::outbox::tell;
use crate::browser::shared::event_order;
use crate::engine::{Item, RunId};
use crate::time::MS;
use crate::trace::{Change, Event, Left, Received, TaskId, UsedItem};
use crate::wire::report::Told;

/// Batches go out this often at most, while a worker is busy: twice a frame.
const PERIOD_NS: u64 = 8 * MS;
/// A batch this long goes out at once, to bound memory.
const BATCH_EVENTS: usize = 4096;

/// The events of one worker in one run; lives on that worker's thread.
#[derive(Debug)]
pub struct EventBuffer {
    run: RunId,
    events: RefCell<Vec<Event>>,
    changes: RefCell<Vec<Change>>,
    used: RefCell<Vec<UsedItem>>,
    received: RefCell<Vec<Received>>,
    flushed_ns: Cell<u64>,
}

impl EventBuffer {
    /// An empty buffer for a run.
    pub fn new(run: RunId) -> Self {
        Self {
            run,
            events: RefCell::default(),
            changes: RefCell::default(),
            used: RefCell::default(),
            received: RefCell::default(),
            flushed_ns: Cell::new(0),
        }
    }

    /// Keeps an event, which has happened after all that were kept in this memory before.
    pub fn push(&self, event: Event) {
        let mut events = self.events.borrow_mut();
        events.push(Event { order: event_order::next(), ..event });
        if events.len() >= BATCH_EVENTS {
            drop(events);
            self.flush(event.at_ns);
        }
    }

    /// Keeps changes of what tasks act on each other by.
    pub fn note(&self, changes: &[Change]) {
        self.changes.borrow_mut().extend_from_slice(changes);
    }

    /// The same, of what is emptied by it.
    pub fn take_in(&self, changes: &mut Vec<Change>) {
        self.changes.borrow_mut().append(changes);
    }

    /// Keeps that what a task does at a step depends on this item.
    pub fn note_item(&self, task: TaskId, step: u32, item: &Item) {
        let (order, value) = (event_order::next(), item.0.clone());
        self.used.borrow_mut().push(UsedItem { task, order, step, value });
    }

    /// Keeps what a request brought.
    pub fn receive(&self, received: Received) {
        self.received.borrow_mut().push(received);
    }

    /// Tells that a slot was left with what was given up, or is done with it. It is rare, and told at once.
    pub fn leave(&self, left: Left) {
        tell(Told::Left(self.run, left));
    }

    /// Whether there is something to tell and the last batch was long enough ago.
    pub fn is_due(&self, now_ns: u64) -> bool {
        self.has_events() && now_ns >= self.flushed_ns.get() + PERIOD_NS
    }

    /// Whether there is something to tell.
    pub fn has_events(&self) -> bool {
        !self.events.borrow().is_empty() || !self.changes.borrow().is_empty()
    }

    /// Tells the page if it is time to.
    pub fn flush_if_due(&self, now_ns: u64) {
        if self.is_due(now_ns) {
            self.flush(now_ns);
        }
    }

    /// Tells the page everything that is kept.
    pub fn flush(&self, now_ns: u64) {
        self.flushed_ns.set(now_ns);
        let changes = self.changes.take();
        if !changes.is_empty() {
            tell(Told::Changes(self.run, changes));
        }
        let used = self.used.take();
        if !used.is_empty() {
            tell(Told::Items(self.run, used));
        }
        let received = self.received.take();
        if !received.is_empty() {
            tell(Told::Received(self.run, received));
        }
        self.tell(self.events.take());
    }

    /// Tells what is kept although this worker is about to die, if it can still be told.
    pub fn flush_last_words(&self) {
        if let Ok(mut events) = self.events.try_borrow_mut() {
            self.tell(std::mem::take(&mut *events));
        }
    }

    fn tell(&self, events: Vec<Event>) {
        if !events.is_empty() {
            tell(Told::Events(self.run, events));
        }
    }
}
