//! Runs that share the page's memory, or its very loop, are started from here.

use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::abortable;

use super::{Active, Inner, with};
use crate::app::Assignment;
use crate::browser::clock::RunClock;
use crate::browser::models::event_loop;
use crate::browser::models::interpreter::{Interpreter, Stop};
use crate::browser::models::offload::{self, Offloaded};
use crate::browser::models::pool::{self, Queue};
use crate::browser::models::threads::{self, ThreadRun};
use crate::browser::shared::memory::Seat;
use crate::browser::shared::worker_mutex::WorkerMutex;
use crate::browser::workers::handle::Heard;
use crate::browser::workers::thread_pool::Crew;
use crate::engine::Model;
use crate::program::Plan;
use crate::wire::message::Report;

impl Inner {
    pub(super) fn start_on_crew(self: &Rc<Self>, assignment: &Assignment) {
        let mut seats = self.crew.borrow().as_ref().map(Crew::seats).unwrap_or_default();
        let Some(leader) = seats.pop() else { return };
        seats.truncate(assignment.model.threads(assignment.plan.tasks.len(), &assignment.options));
        let stop = Arc::new(Stop::default());
        *self.active.borrow_mut() = Some(Active::OnCrew(assignment.run, stop.clone()));
        let run = Arc::new(ThreadRun {
            run: assignment.run,
            model: assignment.model,
            gil: Arc::default(),
            queue: Queue::new(&assignment.plan),
            offloaded: Offloaded::default(),
            plan: Arc::new(Plan::clone(&assignment.plan)),
            calibration: assignment.calibration,
            stop,
            fault: assignment.fault,
            ended: WorkerMutex::default(),
        });
        match assignment.model {
            Model::Pool => leader.give(Box::new(move || pool::lead(&run, &seats))),
            Model::Offload => self.start_on_loop(run, seats),
            _ => leader.give(Box::new(move || threads::lead(&run, seats))),
        }
    }

    pub(super) fn start_on_loop(self: &Rc<Self>, run: Arc<ThreadRun>, seats: Vec<Arc<Seat>>) {
        let told = self.looper.borrow().as_ref().map(|looper| {
            looper.seat.give(Box::new(move || wasm_bindgen_futures::spawn_local(offload::run(run, seats))));
            looper.worker.nudge()
        });
        if let Some(Err(message)) = told {
            self.hear_looper(Heard::Dead(message));
        }
    }

    /// The page's own loop runs the list: whatever holds it holds the page.
    pub(super) fn start_on_page(self: &Rc<Self>, assignment: &Assignment) {
        let run = assignment.run;
        let clock = RunClock::start();
        let interpreter = Interpreter::new(run, clock, assignment.calibration, None, assignment.fault);
        let (plan, model) = (assignment.plan.clone(), assignment.model);
        let (running, abort) = abortable(async move { event_loop::run(&plan, model, Rc::new(interpreter)).await });
        *self.active.borrow_mut() = Some(Active::OnPage(run, abort));
        self.hear_report(Report::Started { run, origin_ms: clock.origin_ms() });
        let inner = Rc::downgrade(self);
        wasm_bindgen_futures::spawn_local(async move {
            if running.await.is_ok() {
                with(&inner, |inner| inner.hear_report(Report::Ended { run, tasks_in_memory: Vec::new() }));
            }
        });
    }
}
