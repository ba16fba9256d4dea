//! What workers report, and what becomes of those that die.

use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::{Active, Inner, PATIENCE_MS, with};
use crate::browser::workers::handle::Heard;
use crate::engine::RunId;
use crate::wire::order::RunOrder;
use crate::wire::report::{Report, Told};
use crate::wire::trouble::Trouble;

impl Inner {
    pub(super) fn hear_host(self: &Rc<Self>, heard: Heard) {
        match heard {
            Ok(Report::Ready) => {
                if let Some(host) = &*self.host.borrow() {
                    host.ready.set(true);
                }
                self.proceed();
            }
            Ok(report) => self.hear_report(report),
            Err(trouble) => self.lose_host(trouble),
        }
    }

    pub(super) fn lose_host(self: &Rc<Self>, trouble: Trouble) {
        let host = self.host.borrow_mut().take();
        self.is_calibrating.set(false);
        // Dropped in a turn of its own: the closure that runs now belongs to it.
        wasm_bindgen_futures::spawn_local(async move { drop(host) });
        let active = self.active.borrow_mut().take_if(|active| match active {
            Active::Pending(order) => !order.needs_shared_memory(),
            Active::OnHost(_) => true,
            Active::OnThreads(..) | Active::OnPage(..) => false,
        });
        match active {
            Some(Active::Pending(RunOrder { run, .. }) | Active::OnHost(run)) => {
                self.end_files();
                (self.tell)(Told::Lost(run, trouble));
            }
            // Between runs the next one starts a new host, and tells if it can't.
            _ => (self.tell)(Told::NoRun(trouble)),
        }
    }

    pub(super) fn hear_thread(self: &Rc<Self>, heard: Heard) {
        match heard {
            Ok(Report::Ready) => self.proceed(),
            Ok(report) => {
                // The others stop by themselves; if the dead one leads the run, nobody ends it.
                if let (Report::Page(Told::Trouble(run, ..)), Some(Active::OnThreads(active, _))) =
                    (&report, &*self.active.borrow())
                    && run == active
                {
                    self.lose_patience_later(*run);
                }
                self.hear_report(report);
            }
            Err(trouble) => {
                let told = match &*self.active.borrow() {
                    // One that hasn't started takes no part in it.
                    Some(Active::OnThreads(..)) if matches!(trouble, Trouble::NotStarted(_)) => Told::NoRun(trouble),
                    Some(Active::OnThreads(run, signals)) => {
                        // It had no time to tell: the others stop now, and nobody waits for it.
                        signals.note_death();
                        self.lose_patience_later(*run);
                        Told::Trouble(*run, None, trouble)
                    }
                    Some(Active::Pending(order)) if order.needs_shared_memory() => Told::Lost(order.run, trouble),
                    _ => Told::NoRun(trouble),
                };
                if matches!(told, Told::Lost(..)) {
                    self.active.borrow_mut().take();
                    self.end_files();
                }
                (self.tell)(told);
            }
        }
    }

    pub(super) fn hear_loop_worker(self: &Rc<Self>, heard: Heard) {
        let has_started = self.loop_worker.borrow().as_ref().is_some_and(|own| own.ready.get());
        let heard = match heard {
            // Its script takes whatever ends it for a reason not to start.
            Err(Trouble::NotStarted(why)) if has_started => Err(Trouble::Died(why)),
            heard => heard,
        };
        match heard {
            Ok(Report::Ready) => {
                if let Some(own) = &*self.loop_worker.borrow() {
                    own.ready.set(true);
                }
            }
            // A panic is the last thing a worker tells.
            Ok(Report::Page(Told::Trouble(..) | Told::NoRun(_))) | Err(_) => self.drop_loop_worker(),
            Ok(_) => {}
        }
        self.hear_thread(heard);
    }

    pub(super) fn drop_loop_worker(&self) {
        let own = self.loop_worker.borrow_mut().take();
        // In a turn of its own: the closure that runs now belongs to it.
        wasm_bindgen_futures::spawn_local(async move { drop(own) });
    }

    fn hear_report(self: &Rc<Self>, report: Report) {
        match report {
            Report::Page(told) => self.hear_run(told),
            // Whoever is ready was noted; and processes tell their parent of tasks.
            Report::Ready
            | Report::TasksEnded { .. }
            | Report::Asked { .. }
            | Report::GaveBack { .. }
            | Report::Carries { .. }
            | Report::Returned { .. } => {}
        }
    }

    pub(super) fn hear_run(self: &Rc<Self>, told: Told) {
        match told {
            Told::Calibrated(_) => self.is_calibrating.set(false),
            Told::Ended(run) => {
                let over = self.active.borrow_mut().take_if(|active| match active {
                    Active::OnHost(active) | Active::OnThreads(active, _) | Active::OnPage(active, _) => *active == run,
                    Active::Pending(_) => false,
                });
                let Some(over) = over else { return };
                if matches!(over, Active::OnHost(_)) {
                    self.end_host_of_files();
                }
                self.end_files();
                self.patience.borrow_mut().take();
            }
            Told::Copied(_)
            | Told::NoRun(_)
            | Told::FromMemory(_)
            | Told::Started(..)
            | Told::Events(..)
            | Told::Changes(..)
            | Told::Items(..)
            | Told::Left(..)
            | Told::Received(..)
            | Told::Halted(..)
            | Told::Trouble(..)
            | Told::Lost(..) => {}
        }
        (self.tell)(told);
    }

    /// Gives the threads up if the run has not ended by then: whoever leads it is dead, or stuck.
    pub(super) fn lose_patience_later(self: &Rc<Self>, run: RunId) {
        let inner = Rc::downgrade(self);
        let give_up = move || {
            with(&inner, |inner| {
                inner.patience.borrow_mut().take();
                let over = inner
                    .active
                    .borrow_mut()
                    .take_if(|active| matches!(active, Active::OnThreads(on, _) if *on == run));
                if over.is_some() {
                    inner.threads.borrow_mut().take();
                    inner.loop_worker.borrow_mut().take();
                    inner.end_files();
                    (inner.tell)(Told::Ended(run));
                }
            });
        };
        self.patience.borrow_mut().get_or_insert_with(|| Timeout::new(PATIENCE_MS, give_up));
    }
}
