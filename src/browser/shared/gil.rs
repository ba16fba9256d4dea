//! A real global lock in shared memory, with the hand-over of `CPython`'s: who waits long enough asks for it, and who is
//! asked lets it go and waits until somebody else has had it. Threads of a run wait on it, the page never does.

use std::cell::Cell;
use std::sync::Arc;

use super::event_count::EventCount;
use super::memory::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use super::signals::Signals;
use crate::engine::Stopped;
use crate::engine::gil::{SWITCH_INTERVAL_NS, request_due_ns};
use crate::time::Clock;

/// The lock of one run.
#[derive(Debug, Default)]
pub struct Gil {
    held: AtomicBool,
    /// Whether its holder is asked to hand it over.
    requested: AtomicBool,
    waiters: AtomicU32,
    last_holder: AtomicU32,
    /// When it was let go last, by the clock of whoever did: clocks of two workers may differ by a step, and nobody may be
    /// seen holding it before that.
    released_ns: AtomicU64,
    /// Counts how often it was let go; one of those who wait is woken.
    released: EventCount,
    /// Counts how often it went to another thread than the one that had held it last.
    switched: EventCount,
}

/// One thread's handle of the lock.
#[derive(Debug)]
pub struct GilHandle {
    gil: Arc<Gil>,
    /// A number of this thread's own, not 0.
    holder: u32,
    is_held: Cell<bool>,
    /// Nothing that happens under the lock is earlier than this.
    floor_ns: Cell<u64>,
    /// Whether this thread was asked to let go, and waits until another one has had it.
    after_switch: Cell<Option<u32>>,
}

impl GilHandle {
    /// A thread that doesn't hold the lock yet; `lane` tells it from the others.
    pub fn new(gil: Arc<Gil>, lane: u32) -> Self {
        Self { gil, holder: lane + 1, is_held: Cell::new(false), floor_ns: Cell::new(0), after_switch: Cell::new(None) }
    }

    /// Takes the lock if it is free, or held by this thread already.
    pub fn try_take(&self) -> bool {
        if !self.is_held.get()
            && self.gil.held.compare_exchange(false, true, Ordering::SeqCst, Ordering::SeqCst).is_ok()
        {
            self.taken();
        }
        self.is_held.get()
    }

    /// Waits for the lock and takes it. A thread that dies with it never lets it go: then the run is stopped.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    pub fn take(&self, signals: &Signals, clock: &impl Clock) -> Result<(), Stopped> {
        self.gil.waiters.fetch_add(1, Ordering::SeqCst);
        let taken = self.wait_and_take(signals, clock);
        self.gil.waiters.fetch_sub(1, Ordering::SeqCst);
        taken
    }

    fn wait_and_take(&self, signals: &Signals, clock: &impl Clock) -> Result<(), Stopped> {
        if let Some(seen) = self.after_switch.take() {
            self.await_switch(seen, signals, clock)?;
        }
        let waiting_since_ns = clock.now_ns();
        let (mut switches, mut switched_ns) = (self.gil.switched.count(), waiting_since_ns);
        loop {
            let seen = self.gil.released.count();
            if self.try_take() {
                return Ok(());
            }
            if signals.is_stopped() {
                return Err(Stopped);
            }
            let due_ns = request_due_ns(waiting_since_ns, switched_ns);
            self.gil.released.wait(seen, Some(due_ns), clock);
            let now_ns = clock.now_ns();
            if self.gil.switched.count() != switches {
                (switches, switched_ns) = (self.gil.switched.count(), now_ns);
            } else if now_ns >= due_ns {
                self.gil.requested.store(true, Ordering::SeqCst);
                // Asked; should nothing come of it, it is asked again an interval later.
                switched_ns = now_ns;
            }
        }
    }

    /// Waits until another thread has taken what this one let go. Nobody may want it any more: then it goes on.
    fn await_switch(&self, seen: u32, signals: &Signals, clock: &impl Clock) -> Result<(), Stopped> {
        while self.gil.switched.count() == seen && self.gil.waiters.load(Ordering::SeqCst) > 1 {
            if signals.is_stopped() {
                return Err(Stopped);
            }
            self.gil.switched.wait(seen, Some(clock.now_ns() + SWITCH_INTERVAL_NS), clock);
        }
        Ok(())
    }

    fn taken(&self) {
        self.is_held.set(true);
        self.floor_ns.set(self.gil.released_ns.load(Ordering::SeqCst));
        self.gil.requested.store(false, Ordering::SeqCst);
        if self.gil.last_holder.swap(self.holder, Ordering::SeqCst) != self.holder {
            self.gil.switched.notify_all();
        }
    }

    /// Lets the lock go, if this thread holds it. Where another one asked for it, this one waits its turn.
    pub fn release(&self, now_ns: u64) {
        if !self.is_held.replace(false) {
            return;
        }
        let asked = self.gil.requested.load(Ordering::SeqCst);
        self.after_switch.set(asked.then(|| self.gil.switched.count()));
        self.gil.released_ns.store(now_ns, Ordering::SeqCst);
        self.gil.held.store(false, Ordering::SeqCst);
        self.gil.released.notify_one();
    }

    /// The earliest time at which something can have happened under the lock since this thread took it.
    pub fn floor_ns(&self) -> u64 {
        self.floor_ns.get()
    }

    /// Whether this thread holds the lock and is asked to hand it over.
    pub fn is_requested(&self) -> bool {
        self.is_held.get() && self.gil.requested.load(Ordering::Relaxed)
    }

    /// Whether another thread waits for it.
    pub fn is_wanted(&self) -> bool {
        self.gil.waiters.load(Ordering::SeqCst) > 0
    }
}
