//! Runs that share the page's memory, or its very loop, are started from here.

use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::abortable;

use super::{Active, Inner, with};
use crate::browser::clock::RunClock;
use crate::browser::models::desk::{Desk, OwnDesk};
use crate::browser::models::interpreter::Interpreter;
use crate::browser::models::{event_loop, offload, pool, threads};
use crate::browser::shared::mailbox::Mailbox;
use crate::browser::shared::thread_run::ThreadRun;
use crate::browser::workers::thread_pool::ThreadPool;
use crate::engine::Model;
use crate::wire::order::RunOrder;
use crate::wire::report::Told;
use crate::wire::trouble::Trouble;

impl Inner {
    /// Has the workers be there that a run needs, ready or about to be.
    pub(super) fn ensure_workers(self: &Rc<Self>, order: &RunOrder) -> Result<(), Trouble> {
        if !order.needs_shared_memory() {
            return self.ensure_host();
        }
        self.grow_threads(order.threads() + 1)?;
        if order.model.has_event_loop() { self.ensure_loop_worker() } else { Ok(()) }
    }

    pub(super) fn start_on_threads(self: &Rc<Self>, order: RunOrder) {
        let mut threads = self.threads.borrow().as_ref().map(ThreadPool::mailboxes).unwrap_or_default();
        let Some(leader) = threads.pop() else { return };
        threads.truncate(order.threads());
        let run = Arc::new(ThreadRun::new(order));
        *self.active.borrow_mut() = Some(Active::OnThreads(run.order.run, run.signals.clone()));
        match run.order.model {
            Model::Pool => leader.post(Box::new(move || pool::lead(&run, &threads))),
            Model::Offload => self.start_on_loop(run, threads),
            _ => leader.post(Box::new(move || threads::lead(&run, threads))),
        }
    }

    pub(super) fn start_on_loop(self: &Rc<Self>, run: Arc<ThreadRun>, threads: Vec<Arc<Mailbox>>) {
        let told = self.loop_worker.borrow().as_ref().map(|own| {
            own.mailbox.post(Box::new(move || wasm_bindgen_futures::spawn_local(offload::run(run, threads))));
            own.worker.nudge()
        });
        if let Some(Err(trouble)) = told {
            self.hear_loop_worker(Err(trouble));
        }
    }

    /// The page's own loop runs the list: whatever holds it holds the page.
    pub(super) fn start_on_page(self: &Rc<Self>, order: &RunOrder) {
        let (run, model, plan) = (order.run, order.model, order.plan.clone());
        let clock = RunClock::start();
        let desk = Desk::Own(OwnDesk::new(&plan, true).into());
        let interpreter = Interpreter::alone(run, clock, order.calibration, order.fault);
        let interpreter = interpreter.with_tellings(&plan).with_desk(desk);
        let (running, abort) = abortable(async move { event_loop::run(run, &plan, model, Rc::new(interpreter)).await });
        *self.active.borrow_mut() = Some(Active::OnPage(run, abort));
        self.hear_run(Told::Started(run, clock.origin_ms()));
        let inner = Rc::downgrade(self);
        wasm_bindgen_futures::spawn_local(async move {
            if running.await.is_ok() {
                with(&inner, |inner| inner.hear_run(Told::Ended(run)));
            }
        });
    }
}
