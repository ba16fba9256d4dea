//! What workers report, and what becomes of those that die.

use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::{Active, Inner, PATIENCE_MS, with};
use crate::app::{Assignment, Told};
use crate::browser::workers::handle::Heard;
use crate::engine::Calibration;
use crate::trace::TaskId;
use crate::wire::batch::decode_events;
use crate::wire::message::Report;

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
            Err(message) => self.lose_host(message),
        }
    }

    pub(super) fn lose_host(self: &Rc<Self>, message: String) {
        let host = self.host.borrow_mut().take();
        self.is_calibrating.set(false);
        // Dropped in a turn of its own: the closure that runs now belongs to it.
        wasm_bindgen_futures::spawn_local(async move { drop(host) });
        let active = self.active.borrow_mut().take_if(|active| match active {
            Active::Pending(assignment) => !assignment.model.needs_shared_memory(),
            Active::OnHost(_) => true,
            Active::OnThreads(..) | Active::OnPage(..) => false,
        });
        match active {
            Some(Active::Pending(Assignment { run, .. }) | Active::OnHost(run)) => {
                (self.tell)(Told::Lost(run, message));
            }
            // Between runs the next one starts a new host, and tells if it can't.
            _ => (self.tell)(Told::Trouble(0, None, message)),
        }
    }

    pub(super) fn hear_thread(self: &Rc<Self>, heard: Heard) {
        match heard {
            Ok(Report::Ready) => self.proceed(),
            Ok(report) => {
                // The others stop by themselves; if the dead one leads the run, nobody ends it.
                if let (Report::Trouble { run, .. }, Some(Active::OnThreads(..))) = (&report, &*self.active.borrow()) {
                    self.lose_patience_later(*run);
                }
                self.hear_report(report);
            }
            Err(message) => {
                let run = match &*self.active.borrow() {
                    Some(Active::OnThreads(run, _)) => Some((*run, false)),
                    Some(Active::Pending(assignment)) if assignment.model.needs_shared_memory() => {
                        Some((assignment.run, true))
                    }
                    _ => None,
                };
                match run {
                    Some((run, true)) => {
                        self.active.borrow_mut().take();
                        (self.tell)(Told::Lost(run, message));
                    }
                    Some((run, false)) => self.lose_patience_later(run),
                    None => (self.tell)(Told::Trouble(0, None, message)),
                }
            }
        }
    }

    pub(super) fn hear_loop_worker(self: &Rc<Self>, heard: Heard) {
        match heard {
            Ok(Report::Ready) => {
                if let Some(own) = &*self.loop_worker.borrow() {
                    own.ready.set(true);
                }
            }
            // A panic is the last thing a worker tells.
            Ok(Report::Trouble { .. }) | Err(_) => self.drop_loop_worker(),
            Ok(_) => {}
        }
        self.hear_thread(heard);
    }

    pub(super) fn drop_loop_worker(&self) {
        let own = self.loop_worker.borrow_mut().take();
        // In a turn of its own: the closure that runs now belongs to it.
        wasm_bindgen_futures::spawn_local(async move { drop(own) });
    }

    pub(super) fn hear_report(self: &Rc<Self>, report: Report) {
        let told = match report {
            Report::Ready | Report::TasksEnded { .. } => return,
            Report::Calibrated(iterations_per_second) => {
                self.is_calibrating.set(false);
                Told::Calibrated(Calibration { iterations_per_second })
            }
            Report::Started { run, origin_ms } => Told::Started(run, origin_ms),
            Report::Events { run, batch } => match decode_events(&batch) {
                Ok(events) => Told::Events(run, events),
                Err(error) => Told::Trouble(run, None, format!("A worker's report could not be read: {error}")),
            },
            Report::Trouble { run, task, message } => Told::Trouble(run, task.map(TaskId), message),
            Report::Ended { run } => {
                let over = self.active.borrow_mut().take_if(|active| match active {
                    Active::OnHost(active) | Active::OnThreads(active, _) | Active::OnPage(active, _) => *active == run,
                    Active::Pending(_) => false,
                });
                if over.is_none() {
                    return;
                }
                self.patience.borrow_mut().take();
                Told::Ended(run)
            }
        };
        (self.tell)(told);
    }

    /// Gives the threads up if the run has not ended by then: whoever leads it is dead, or stuck.
    pub(super) fn lose_patience_later(self: &Rc<Self>, run: u32) {
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
                    (inner.tell)(Told::Ended(run));
                }
            });
        };
        self.patience.borrow_mut().get_or_insert_with(|| Timeout::new(PATIENCE_MS, give_up));
    }
}
