//! The supervisor of runs lives on the page's thread: it owns the host, the threads and the worker with a loop, hands them
//! runs one at a time, and passes on what they report. It never waits.

mod asking_frame;
mod folder;
mod hearing;
mod stand_in;
mod starting;
mod with_files;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use futures_util::future::AbortHandle;
use gloo_timers::callback::Timeout;

use asking_frame::AskingFrame;
use stand_in::StandIn;

use crate::browser::models::offload;
use crate::browser::shared::mailbox::Mailbox;
use crate::browser::shared::signals::Signals;
use crate::browser::workers::handle::{Role, Worker};
use crate::browser::workers::last_words::report_panics;
use crate::browser::workers::outbox::hear_page;
use crate::browser::workers::thread_pool::ThreadPool;
use crate::engine::RunId;
use crate::wire::order::{FilesOrder, Order, RunOrder};
use crate::wire::report::Told;
use crate::wire::trouble::Trouble;
use crate::words;

struct Host {
    worker: Worker,
    ready: Cell<bool>,
}

enum Active {
    /// Waits for workers.
    Pending(RunOrder),
    /// Runs on the host.
    OnHost(RunId),
    /// Runs on threads, led by one of them or by the loop.
    OnThreads(RunId, Arc<Signals>),
    /// Runs on the page's own loop.
    OnPage(RunId, AbortHandle),
}

/// A worker in the page's memory that has an event loop.
struct LoopWorker {
    worker: Worker,
    mailbox: Arc<Mailbox>,
    ready: Cell<bool>,
}

/// A run starts so long after it was asked for: what the page does about the click, and about the run before, is over
/// then, and takes no core from what is measured.
const SETTLE_MS: u32 = 50;

/// So many are parked in one turn of the page: each takes it a millisecond or two, and the reader may be typing.
const PARKED_AT_ONCE: usize = 8;
/// Between two such turns.
const PARKING_MS: u32 = 10;
/// Threads that are stopped and have not ended by then are given up.
const PATIENCE_MS: u32 = 200;

/// Owns every worker of the page; dropping it ends them all.
pub struct RunSupervisor(Rc<Inner>);

struct Inner {
    /// What workers start from.
    script: RefCell<String>,
    /// What those start from that ask a server: it lies in the folder of whoever stands in for one.
    asking_script: String,
    stand_in: RefCell<Option<StandIn>>,
    /// What the page's own loop asks through, where it does.
    asking_frame: RefCell<Option<AskingFrame>>,
    /// Whether the next run waits for it, or for files.
    is_calling: Cell<bool>,
    /// Where the files of the run are that is under way.
    files: RefCell<Option<FilesOrder>>,
    tell: Box<dyn Fn(Told)>,
    host: RefCell<Option<Host>>,
    threads: RefCell<Option<ThreadPool>>,
    loop_worker: RefCell<Option<LoopWorker>>,
    active: RefCell<Option<Active>>,
    /// Whether the host is to measure this machine's speed as soon as it is ready.
    calibrate: Cell<bool>,
    /// Whether it is doing so.
    is_calibrating: Cell<bool>,
    /// Goes off when the next run may start.
    settling: RefCell<Option<Timeout>>,
    /// Gives threads up that don't stop.
    patience: RefCell<Option<Timeout>>,
    /// Parks the workers that are still to be parked.
    parking: RefCell<Option<Timeout>>,
}

impl RunSupervisor {
    /// A supervisor whose workers run this script, or that one as soon as a list asks a server; it tells what happens to `tell`, never from within a call to it.
    pub fn new(script: String, asking_script: &str, tell: impl Fn(Told) + 'static) -> Self {
        report_panics();
        let inner = Rc::new(Inner {
            script: RefCell::new(script),
            asking_script: stand_in::of_this_page(asking_script),
            stand_in: RefCell::default(),
            asking_frame: RefCell::default(),
            is_calling: Cell::new(false),
            files: RefCell::default(),
            tell: Box::new(tell),
            host: RefCell::default(),
            threads: RefCell::default(),
            loop_worker: RefCell::default(),
            active: RefCell::default(),
            calibrate: Cell::new(false),
            is_calibrating: Cell::new(false),
            settling: RefCell::default(),
            patience: RefCell::default(),
            parking: RefCell::default(),
        });
        let hearing = Rc::downgrade(&inner);
        hear_page(move |told| with(&hearing, |inner| inner.hear_run(told)));
        Self(inner)
    }

    /// Starts the host, if there is none, and has it measure how fast this machine computes.
    ///
    /// # Errors
    /// If the browser refuses to start a worker.
    pub fn calibrate(&self) -> Result<(), Trouble> {
        self.0.calibrate.set(!self.0.is_calibrating.get());
        self.0.ensure_host()?;
        self.0.proceed();
        Ok(())
    }

    /// Parks workers for this many threads and one that leads them.
    ///
    /// # Errors
    /// If the browser refuses to start a worker.
    pub fn park(&self, threads: usize) -> Result<(), Trouble> {
        self.0.park_up_to(PARKED_AT_ONCE, threads + 1)
    }

    /// Starts a run as soon as the page has come to rest and its workers are ready.
    ///
    /// # Errors
    /// If another run is under way, or the browser refuses to start a worker.
    pub fn run(&self, order: RunOrder) -> Result<(), Trouble> {
        if self.0.active.borrow().is_some() {
            return Err(Trouble::RunUnderWay);
        }
        self.0.asking_frame.take();
        if order.plan.fetches() || !order.plan.files().is_nothing() {
            self.0.call_ahead(&order);
        } else {
            self.0.ensure_workers(&order)?;
        }
        *self.0.active.borrow_mut() = Some(Active::Pending(order));
        let inner = Rc::downgrade(&self.0);
        let settled = move || {
            with(&inner, |inner| {
                inner.settling.take();
                inner.proceed();
            });
        };
        *self.0.settling.borrow_mut() = Some(Timeout::new(SETTLE_MS, settled));
        Ok(())
    }

    /// Stops the run that is under way. Returns whether it is over at once; otherwise its end is told.
    pub fn stop(&self) -> bool {
        let inner = &self.0;
        let active = inner.active.borrow_mut().take();
        inner.settling.take();
        inner.take_requests_back();
        match active {
            None | Some(Active::Pending(_)) => {
                inner.end_files();
                true
            }
            Some(Active::OnHost(_)) => {
                inner.host.borrow_mut().take();
                inner.is_calibrating.set(false);
                // The next run needs one that exists already.
                if let Err(trouble) = inner.ensure_host() {
                    web_sys::console::warn_1(&words::trouble(&trouble).into());
                }
                inner.end_files();
                true
            }
            Some(Active::OnPage(_, abort)) => {
                abort.abort();
                true
            }
            Some(Active::OnThreads(run, signals)) => {
                signals.stop();
                if let Some(Err(trouble)) = inner.loop_worker.borrow().as_ref().map(|own| own.worker.nudge()) {
                    web_sys::console::warn_1(&words::trouble(&trouble).into());
                }
                *inner.active.borrow_mut() = Some(Active::OnThreads(run, signals));
                inner.lose_patience_later(run);
                false
            }
        }
    }

    /// How many workers the page owns now: the host, the loop and the threads; processes belong to the host.
    pub fn worker_count(&self) -> usize {
        let alone = usize::from(self.0.host.borrow().is_some()) + usize::from(self.0.loop_worker.borrow().is_some());
        alone + self.0.threads.borrow().as_ref().map_or(0, ThreadPool::len)
    }
}

impl Inner {
    fn ensure_host(self: &Rc<Self>) -> Result<(), Trouble> {
        if self.host.borrow().is_some() {
            return Ok(());
        }
        let inner = Rc::downgrade(self);
        let worker = Worker::start(&self.script.borrow(), Role::Host, move |heard| {
            with(&inner, |inner| inner.hear_host(heard));
        })?;
        *self.host.borrow_mut() = Some(Host { worker, ready: Cell::new(false) });
        Ok(())
    }

    fn ensure_loop_worker(self: &Rc<Self>) -> Result<(), Trouble> {
        if self.loop_worker.borrow().is_some() {
            return Ok(());
        }
        let inner = Rc::downgrade(self);
        let mailbox = Arc::new(Mailbox::default());
        let hear = move |heard| with(&inner, |inner| inner.hear_loop_worker(heard));
        let own = mailbox.clone();
        let job = self.begin_loop(Box::new(move || offload::serve(own)));
        let worker = Worker::start(&self.script.borrow(), Role::Thread(job), hear)?;
        *self.loop_worker.borrow_mut() = Some(LoopWorker { worker, mailbox, ready: Cell::new(false) });
        Ok(())
    }

    /// Parks workers up to a number, and the rest later, up to the last of them.
    fn park_up_to(self: &Rc<Self>, count: usize, last: usize) -> Result<(), Trouble> {
        self.grow_threads(count.min(last))?;
        let inner = Rc::downgrade(self);
        let more = move || {
            with(&inner, |inner| {
                if let Err(trouble) = inner.park_up_to(count + PARKED_AT_ONCE, last) {
                    (inner.tell)(Told::NoRun(trouble));
                }
            });
        };
        *self.parking.borrow_mut() = (count < last).then(|| Timeout::new(PARKING_MS, more));
        Ok(())
    }

    fn grow_threads(self: &Rc<Self>, count: usize) -> Result<(), Trouble> {
        let mut threads = self.threads.borrow_mut();
        let threads = threads.get_or_insert_with(|| {
            let inner = Rc::downgrade(self);
            let hear = move |heard| with(&inner, |inner| inner.hear_thread(heard));
            ThreadPool::new(self.script.borrow().clone(), self.begin_threads(), hear)
        });
        threads.grow(count)
    }

    /// Starts whatever waits for workers that are ready now.
    fn proceed(self: &Rc<Self>) {
        let host_ready = self.host.borrow().as_ref().is_some_and(|host| host.ready.get());
        if host_ready && self.calibrate.take() {
            self.is_calibrating.set(true);
            self.send(&Order::Calibrate);
        }
        let Some(Active::Pending(order)) = self.active.borrow_mut().take_if(|active| self.can_start(active)) else {
            return;
        };
        if order.needs_shared_memory() {
            self.start_on_threads(order);
        } else if order.options.is_on_page(order.model) {
            self.start_on_page(&order);
        } else {
            *self.active.borrow_mut() = Some(Active::OnHost(order.run));
            let worker_script = self.script.borrow().clone();
            self.send(&Order::Run { order, worker_script });
        }
    }

    fn can_start(&self, active: &Active) -> bool {
        let Active::Pending(order) = active else { return false };
        if self.settling.borrow().is_some() || self.is_calling.get() {
            return false;
        }
        if order.needs_shared_memory() {
            let ready = self.threads.borrow().as_ref().map_or(0, |threads| threads.mailboxes().len());
            let has_loop = self.loop_worker.borrow().as_ref().is_some_and(|own| own.ready.get());
            let threads = order.threads();
            ready > threads && (has_loop || !order.model.has_event_loop())
        } else {
            self.host.borrow().as_ref().is_some_and(|host| host.ready.get())
        }
    }

    fn send(self: &Rc<Self>, order: &Order) {
        let sent = self.host.borrow().as_ref().map(|host| host.worker.send(order));
        if let Some(Err(trouble)) = sent {
            self.lose_host(trouble);
        }
    }
}

fn with(inner: &Weak<Inner>, act: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = inner.upgrade() {
        act(&inner);
    }
}
