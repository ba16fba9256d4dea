//! Threads: workers that share the page's memory, parked in advance, because starting an operating system's thread is
//! cheap and starting a Web Worker is not. The page owns them, and ends those that died.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::handle::{Heard, Role, Worker};
use super::outbox::tell_owner;
use crate::browser::clock::RunClock;
use crate::browser::shared::mailbox::Mailbox;
use crate::browser::shared::memory::Job;
use crate::wire::report::{Report, Told};
use crate::wire::trouble::Trouble;

struct Thread {
    id: u32,
    mailbox: Arc<Mailbox>,
    is_ready: bool,
    /// Ends the worker when it is dropped.
    _worker: Worker,
}

type Threads = Rc<RefCell<Vec<Thread>>>;

fn bury(threads: &Threads, id: u32) {
    let dead = threads.borrow_mut().extract_if(.., |thread| thread.id == id).next();
    // Dropped in a turn of its own: the closure that runs now belongs to the worker that goes.
    wasm_bindgen_futures::spawn_local(async move { drop(dead) });
}

/// What a thread does: it waits for jobs and does them, for ever. Its worker's owner ends it.
fn serve(mailbox: &Mailbox) {
    tell_owner(&Report::Ready);
    let clock = RunClock::start();
    loop {
        mailbox.wait(&clock)();
    }
}

/// What the thread of this number begins with: this, and perhaps something before it.
type Begin = dyn Fn(u32, Job) -> Job;

/// The parked workers.
pub struct ThreadPool {
    script: String,
    begin: Box<Begin>,
    threads: Threads,
    next: Cell<u32>,
    hear: Rc<dyn Fn(Heard)>,
}

impl ThreadPool {
    /// A pool without threads, which will begin like this; it passes on what they report, and that one is dead.
    pub fn new(script: String, begin: impl Fn(u32, Job) -> Job + 'static, hear: impl Fn(Heard) + 'static) -> Self {
        Self { script, begin: Box::new(begin), threads: Rc::default(), next: Cell::new(0), hear: Rc::new(hear) }
    }

    /// Starts workers until there are so many, parked or about to be.
    ///
    /// # Errors
    /// If the browser refuses to start one.
    pub fn grow(&self, count: usize) -> Result<(), Trouble> {
        while self.threads.borrow().len() < count {
            self.add()?;
        }
        Ok(())
    }

    fn add(&self) -> Result<(), Trouble> {
        let id = self.next.get();
        self.next.set(id + 1);
        let mailbox = Arc::new(Mailbox::default());
        let threads = Rc::downgrade(&self.threads);
        let tell = self.hear.clone();
        let hear = move |heard: Heard| {
            let Some(threads) = threads.upgrade() else { return };
            let is_ready = threads.borrow().iter().any(|thread| thread.id == id && thread.is_ready);
            let heard = match heard {
                // Its script takes whatever ends it for a reason not to start; what is parked has started.
                Err(Trouble::NotStarted(why)) if is_ready => Err(Trouble::Died(why)),
                heard => heard,
            };
            match heard {
                Ok(Report::Ready) => {
                    if let Some(thread) = threads.borrow_mut().iter_mut().find(|thread| thread.id == id) {
                        thread.is_ready = true;
                    }
                }
                // A panic is the last thing a worker tells: its mailbox must not be used by the next run.
                Ok(Report::Page(Told::Trouble(..) | Told::NoRun(_))) | Err(_) => bury(&threads, id),
                Ok(_) => {}
            }
            tell(heard);
        };
        let own = mailbox.clone();
        let job = (self.begin)(id, Box::new(move || serve(&own)));
        let worker = Worker::start(&self.script, Role::Thread(job), hear)?;
        self.threads.borrow_mut().push(Thread { id, mailbox, is_ready: false, _worker: worker });
        Ok(())
    }

    /// The mailboxes of all that are parked and ready.
    pub fn mailboxes(&self) -> Vec<Arc<Mailbox>> {
        self.threads.borrow().iter().filter(|thread| thread.is_ready).map(|thread| thread.mailbox.clone()).collect()
    }

    /// Ends those that are not ready yet.
    pub fn end_unready(&self) {
        let unready: Vec<Thread> = self.threads.borrow_mut().extract_if(.., |thread| !thread.is_ready).collect();
        // Dropped in a turn of its own: the closure that runs now may belong to one of them.
        wasm_bindgen_futures::spawn_local(async move { drop(unready) });
    }

    /// How many workers there are, ready or not.
    pub fn len(&self) -> usize {
        self.threads.borrow().len()
    }
}
