//! The conductor lives on the page's thread: it owns the host and the crew, hands them runs one at a time, and passes
//! on what they report. It never waits.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex};

use futures_util::future::{AbortHandle, abortable};
use gloo_timers::callback::Timeout;

use super::clock::RunClock;
use super::crew::{Crew, FromCrew};
use super::event_loop;
use super::interpreter::{Interpreter, Stop};
use super::memory::Seat;
use super::offload::{self, Offloaded};
use super::pool::{self, Queue};
use super::threads::{self, ThreadRun};
use super::worker::{Heard, Role, Worker, hear_page, report_panics};
use crate::app::{Assignment, Told};
use crate::codec::batch::{decode_events, encode_plan};
use crate::codec::message::{Order, Report, RunOrder};
use crate::engine::{Calibration, Model};
use crate::program::Plan;
use crate::trace::TaskId;

struct Host {
    worker: Worker,
    ready: Cell<bool>,
}

enum Active {
    /// Waits for workers.
    Pending(Assignment),
    /// Runs on the host.
    OnHost(u32),
    /// Runs on the crew, led by one of it or by the loop.
    OnCrew(u32, Arc<Stop>),
    /// Runs on the page's own loop.
    OnPage(u32, AbortHandle),
}

/// A worker in the page's memory that has an event loop.
struct Looper {
    worker: Worker,
    seat: Arc<Seat>,
    ready: Cell<bool>,
}

/// A stopped crew that has not ended by then is given up.
const PATIENCE_MS: u32 = 200;

/// Owns every worker of the page; dropping it ends them all.
pub struct Conductor(Rc<Inner>);

struct Inner {
    script: String,
    tell: Box<dyn Fn(Told)>,
    host: RefCell<Option<Host>>,
    crew: RefCell<Option<Crew>>,
    looper: RefCell<Option<Looper>>,
    active: RefCell<Option<Active>>,
    /// Whether the host is to measure this machine's speed as soon as it is ready.
    calibrate: Cell<bool>,
    /// Whether it is doing so.
    is_calibrating: Cell<bool>,
    /// Gives a crew up that doesn't stop.
    patience: RefCell<Option<Timeout>>,
}

impl Conductor {
    /// A conductor whose workers run this script; it tells what happens to `tell`, never from within a call to it.
    pub fn new(script: String, tell: impl Fn(Told) + 'static) -> Self {
        report_panics();
        let inner = Rc::new(Inner {
            script,
            tell: Box::new(tell),
            host: RefCell::default(),
            crew: RefCell::default(),
            looper: RefCell::default(),
            active: RefCell::default(),
            calibrate: Cell::new(false),
            is_calibrating: Cell::new(false),
            patience: RefCell::default(),
        });
        let hearing = Rc::downgrade(&inner);
        hear_page(move |report| with(&hearing, |inner| inner.hear_report(report)));
        Self(inner)
    }

    /// Starts the host, if there is none, and has it measure how fast this machine computes.
    ///
    /// # Errors
    /// If the browser refuses to start a worker.
    pub fn calibrate(&self) -> Result<(), String> {
        self.0.calibrate.set(!self.0.is_calibrating.get());
        self.0.ensure_host()?;
        self.0.proceed();
        Ok(())
    }

    /// Parks workers for this many threads and one that leads them.
    ///
    /// # Errors
    /// If the browser refuses to start a worker.
    pub fn park(&self, threads: usize) -> Result<(), String> {
        self.0.grow_crew(threads + 1)
    }

    /// Starts a run as soon as its workers are ready.
    ///
    /// # Errors
    /// If another run is under way, or the browser refuses to start a worker.
    pub fn run(&self, assignment: Assignment) -> Result<(), String> {
        if self.0.active.borrow().is_some() {
            return Err("Another run is still under way.".to_owned());
        }
        if assignment.model.needs_shared_memory() {
            self.0.grow_crew(assignment.model.threads(&assignment.plan, &assignment.options) + 1)?;
            if assignment.model.has_event_loop() {
                self.0.ensure_looper()?;
            }
        } else {
            self.0.ensure_host()?;
        }
        *self.0.active.borrow_mut() = Some(Active::Pending(assignment));
        self.0.proceed();
        Ok(())
    }

    /// Stops the run that is under way. Returns whether it is over at once; otherwise its end is told.
    pub fn stop(&self) -> bool {
        let inner = &self.0;
        let active = inner.active.borrow_mut().take();
        match active {
            None | Some(Active::Pending(_)) => true,
            Some(Active::OnHost(_)) => {
                inner.host.borrow_mut().take();
                inner.is_calibrating.set(false);
                // The next run needs one that exists already.
                if let Err(message) = inner.ensure_host() {
                    web_sys::console::warn_1(&message.into());
                }
                true
            }
            Some(Active::OnPage(_, abort)) => {
                abort.abort();
                true
            }
            Some(Active::OnCrew(run, stop)) => {
                stop.ask();
                if let Some(Err(message)) = inner.looper.borrow().as_ref().map(|looper| looper.worker.nudge()) {
                    web_sys::console::warn_1(&message.into());
                }
                *inner.active.borrow_mut() = Some(Active::OnCrew(run, stop));
                inner.lose_patience_later(run);
                false
            }
        }
    }

    /// How many workers the page owns now: the host, the loop and the crew; processes belong to the host.
    pub fn worker_count(&self) -> usize {
        let alone = usize::from(self.0.host.borrow().is_some()) + usize::from(self.0.looper.borrow().is_some());
        alone + self.0.crew.borrow().as_ref().map_or(0, Crew::len)
    }
}

impl Inner {
    fn ensure_host(self: &Rc<Self>) -> Result<(), String> {
        if self.host.borrow().is_some() {
            return Ok(());
        }
        let inner = Rc::downgrade(self);
        let worker =
            Worker::start(&self.script, Role::Host, move |heard| with(&inner, |inner| inner.hear_host(heard)))?;
        *self.host.borrow_mut() = Some(Host { worker, ready: Cell::new(false) });
        Ok(())
    }

    fn ensure_looper(self: &Rc<Self>) -> Result<(), String> {
        if self.looper.borrow().is_some() {
            return Ok(());
        }
        let inner = Rc::downgrade(self);
        let seat = Arc::new(Seat::default());
        let hear = move |heard| with(&inner, |inner| inner.hear_looper(heard));
        let worker = Worker::start(&self.script, Role::Loop(seat.clone()), hear)?;
        *self.looper.borrow_mut() = Some(Looper { worker, seat, ready: Cell::new(false) });
        Ok(())
    }

    fn grow_crew(self: &Rc<Self>, count: usize) -> Result<(), String> {
        let mut crew = self.crew.borrow_mut();
        let crew = crew.get_or_insert_with(|| {
            let inner = Rc::downgrade(self);
            Crew::new(self.script.clone(), move |heard| with(&inner, |inner| inner.hear_crew(heard)))
        });
        crew.grow(count)
    }

    /// Starts whatever waits for workers that are ready now.
    fn proceed(self: &Rc<Self>) {
        let host_ready = self.host.borrow().as_ref().is_some_and(|host| host.ready.get());
        if host_ready && self.calibrate.take() {
            self.is_calibrating.set(true);
            self.send(&Order::Calibrate);
        }
        let Some(Active::Pending(assignment)) = self.active.borrow_mut().take_if(|active| self.can_start(active))
        else {
            return;
        };
        if assignment.model.needs_shared_memory() {
            self.start_on_crew(&assignment);
        } else if assignment.options.is_on_page(assignment.model) {
            self.start_on_page(&assignment);
        } else {
            *self.active.borrow_mut() = Some(Active::OnHost(assignment.run));
            self.send(&Order::Run(RunOrder {
                run: assignment.run,
                model: assignment.model.id().to_owned(),
                iterations_per_second: assignment.calibration.iterations_per_second,
                worker_script: self.script.clone(),
                pool_size: assignment.options.size(assignment.model).unwrap_or(0) as u32,
                plan: encode_plan(&assignment.plan),
                fault: assignment.fault,
            }));
        }
    }

    fn can_start(&self, active: &Active) -> bool {
        let Active::Pending(assignment) = active else { return false };
        if assignment.model.needs_shared_memory() {
            let seats = self.crew.borrow().as_ref().map_or(0, |crew| crew.seats().len());
            let has_loop = self.looper.borrow().as_ref().is_some_and(|looper| looper.ready.get());
            let threads = assignment.model.threads(&assignment.plan, &assignment.options);
            seats > threads && (has_loop || !assignment.model.has_event_loop())
        } else {
            self.host.borrow().as_ref().is_some_and(|host| host.ready.get())
        }
    }

    fn start_on_crew(self: &Rc<Self>, assignment: &Assignment) {
        let mut seats = self.crew.borrow().as_ref().map(Crew::seats).unwrap_or_default();
        let Some(leader) = seats.pop() else { return };
        seats.truncate(assignment.model.threads(&assignment.plan, &assignment.options));
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
            ended: Mutex::default(),
        });
        match assignment.model {
            Model::Pool => leader.give(Box::new(move || pool::lead(&run, &seats))),
            Model::Offload => self.start_on_loop(run, seats),
            _ => leader.give(Box::new(move || threads::lead(&run, seats))),
        }
    }

    fn start_on_loop(self: &Rc<Self>, run: Arc<ThreadRun>, seats: Vec<Arc<Seat>>) {
        let told = self.looper.borrow().as_ref().map(|looper| {
            looper.seat.give(Box::new(move || wasm_bindgen_futures::spawn_local(offload::run(run, seats))));
            looper.worker.nudge()
        });
        if let Some(Err(message)) = told {
            self.hear_looper(Heard::Dead(message));
        }
    }

    /// The page's own loop runs the list: whatever holds it holds the page.
    fn start_on_page(self: &Rc<Self>, assignment: &Assignment) {
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

    fn hear_looper(self: &Rc<Self>, heard: Heard) {
        match heard {
            Heard::Report(Report::Ready) => {
                if let Some(looper) = &*self.looper.borrow() {
                    looper.ready.set(true);
                }
                self.proceed();
            }
            Heard::Report(report) => {
                // A panic is the last thing a worker tells.
                if matches!(report, Report::Trouble { .. }) {
                    self.drop_looper();
                }
                self.hear_crew(FromCrew::Report(report));
            }
            Heard::Dead(message) => {
                self.drop_looper();
                self.hear_crew(FromCrew::Dead(message));
            }
        }
    }

    fn drop_looper(&self) {
        let looper = self.looper.borrow_mut().take();
        // In a turn of its own: the closure that runs now belongs to it.
        wasm_bindgen_futures::spawn_local(async move { drop(looper) });
    }

    fn send(self: &Rc<Self>, order: &Order) {
        let sent = self.host.borrow().as_ref().map(|host| host.worker.send(order));
        if let Some(Err(message)) = sent {
            self.lose_host(message);
        }
    }

    fn hear_host(self: &Rc<Self>, heard: Heard) {
        match heard {
            Heard::Report(Report::Ready) => {
                if let Some(host) = &*self.host.borrow() {
                    host.ready.set(true);
                }
                self.proceed();
            }
            Heard::Report(report) => self.hear_report(report),
            Heard::Dead(message) => self.lose_host(message),
        }
    }

    fn lose_host(self: &Rc<Self>, message: String) {
        let host = self.host.borrow_mut().take();
        self.is_calibrating.set(false);
        // Dropped in a turn of its own: the closure that runs now belongs to it.
        wasm_bindgen_futures::spawn_local(async move { drop(host) });
        let active = self.active.borrow_mut().take_if(|active| match active {
            Active::Pending(assignment) => !assignment.model.needs_shared_memory(),
            Active::OnHost(_) => true,
            Active::OnCrew(..) | Active::OnPage(..) => false,
        });
        match active {
            Some(Active::Pending(Assignment { run, .. }) | Active::OnHost(run)) => {
                (self.tell)(Told::Lost(run, message));
            }
            // Between runs the next one starts a new host, and tells if it can't.
            _ => (self.tell)(Told::Trouble(0, None, message)),
        }
    }

    fn hear_crew(self: &Rc<Self>, heard: FromCrew) {
        match heard {
            FromCrew::Parked => self.proceed(),
            FromCrew::Report(report) => {
                // The others stop by themselves; if the dead one leads the run, nobody ends it.
                if let (Report::Trouble { run, .. }, Some(Active::OnCrew(..))) = (&report, &*self.active.borrow()) {
                    self.lose_patience_later(*run);
                }
                self.hear_report(report);
            }
            FromCrew::Dead(message) => {
                let run = match &*self.active.borrow() {
                    Some(Active::OnCrew(run, _)) => Some((*run, false)),
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

    fn hear_report(self: &Rc<Self>, report: Report) {
        let told = match report {
            Report::Ready | Report::TasksEnded { .. } => return,
            Report::Calibrated(iterations_per_second) => {
                self.is_calibrating.set(false);
                Told::Calibrated(Calibration { iterations_per_second })
            }
            Report::Started { run, origin_ms } => Told::Started(run, origin_ms),
            Report::Events { run, batch } => match decode_events(&batch) {
                Ok(events) => Told::Events(run, events),
                Err(error) => Told::Trouble(run, None, format!("A worker's report could not be read: {error:?}.")),
            },
            Report::Trouble { run, task, message } => Told::Trouble(run, task.map(TaskId), message),
            Report::Ended { run, tasks_in_memory } => {
                let over = self.active.borrow_mut().take_if(|active| match active {
                    Active::OnHost(active) | Active::OnCrew(active, _) | Active::OnPage(active, _) => *active == run,
                    Active::Pending(_) => false,
                });
                if over.is_none() {
                    return;
                }
                self.patience.borrow_mut().take();
                Told::Ended(run, tasks_in_memory)
            }
        };
        (self.tell)(told);
    }

    /// Gives the crew up if the run has not ended by then: whoever leads it is dead, or stuck.
    fn lose_patience_later(self: &Rc<Self>, run: u32) {
        let inner = Rc::downgrade(self);
        let give_up = move || {
            with(&inner, |inner| {
                inner.patience.borrow_mut().take();
                let over =
                    inner.active.borrow_mut().take_if(|active| matches!(active, Active::OnCrew(on, _) if *on == run));
                if over.is_some() {
                    inner.crew.borrow_mut().take();
                    inner.looper.borrow_mut().take();
                    (inner.tell)(Told::Ended(run, Vec::new()));
                }
            });
        };
        self.patience.borrow_mut().get_or_insert_with(|| Timeout::new(PATIENCE_MS, give_up));
    }
}

fn with(inner: &Weak<Inner>, act: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = inner.upgrade() {
        act(&inner);
    }
}
