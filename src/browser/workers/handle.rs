//! Workers, from both ends: how one is started and heard (by the page, or by a host that starts processes), and what
//! it does first when it is started.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, ErrorEvent, MessageEvent, WorkerOptions, WorkerType};

use super::event_buffer::Sink;
use crate::browser::clock::RunClock;
use crate::browser::entry::host;
use crate::browser::js::text_of;
use crate::browser::models::interpreter::Stop;
use crate::browser::models::offload;
use crate::browser::models::processes;
use crate::browser::shared::memory::{self, Seat};
use crate::wire::message::{Order, Report, decode, encode};

/// Stack of a worker that shares memory with others, in bytes: tasks need little, and there may be many.
const THREAD_STACK_BYTES: u32 = 512 * 1024;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static SCRIPT_URL: String;

    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(message: &JsValue);
}

/// What a new worker is to be.
#[derive(Debug)]
pub enum Role {
    /// Runs whole plans, in a memory of its own.
    Host,
    /// Runs one task in a memory of its own.
    Process(Vec<u8>),
    /// Waits at a seat for jobs, in this memory.
    Thread(Arc<Seat>),
    /// Is told by messages to look for jobs at a seat, in this memory, and has an event loop.
    Loop(Arc<Seat>),
}

/// What comes from a worker.
pub enum Heard {
    /// What it reports.
    Report(Report),
    /// It is dead, or never lived; why.
    Dead(String),
}

/// A worker; dropping it ends the worker at once.
pub struct Worker {
    handle: web_sys::Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Worker {
    /// Starts a worker from the script at this address.
    ///
    /// # Errors
    /// If the browser refuses to make one.
    pub fn start(script: &str, role: Role, hear: impl Fn(Heard) + 'static) -> Result<Self, String> {
        let module = SCRIPT_URL.with(Clone::clone);
        let told = move |data: Result<JsValue, String>| hear(data.map_or_else(Heard::Dead, |data| heard(&data)));
        Self::start_with(script, &module, &boot_message(role), told)
    }

    /// Starts a worker that runs the module of another script, which is no part of this one's.
    ///
    /// # Errors
    /// If the browser refuses to make one.
    pub fn start_other(
        script: &str,
        module: &str,
        hear: impl Fn(Result<JsValue, String>) + 'static,
    ) -> Result<Self, String> {
        Self::start_with(script, module, &Object::new(), hear)
    }

    fn start_with(
        script: &str,
        module: &str,
        boot: &JsValue,
        hear: impl Fn(Result<JsValue, String>) + 'static,
    ) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(module);
        let worker = web_sys::Worker::new_with_options(script, &options)
            .map_err(|error| format!("The browser refused to start a worker: {}.", text_of(&error)))?;
        let hear = Rc::new(hear);
        let on_message = {
            let hear = hear.clone();
            let boot = boot.clone();
            Closure::new(move |event: MessageEvent| {
                if !event.data().is_null() {
                    return hear(Ok(event.data()));
                }
                // Whatever loaded its script heard the message in its place.
                let worker = event.target().and_then(|target| target.dyn_into::<web_sys::Worker>().ok());
                if let Some(Err(message)) = worker.map(|worker| send(&worker, &boot)) {
                    hear(Err(message));
                }
            })
        };
        let script = script.to_owned();
        let on_error = Closure::new(move |event: web_sys::Event| {
            event.prevent_default();
            hear(Err(death_of(&event, &script)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let started = Self { handle: worker, _on_message: on_message, _on_error: on_error };
        send(&started.handle, boot)?;
        Ok(started)
    }

    /// Sends anything.
    ///
    /// # Errors
    /// If it can't be sent.
    pub fn post(&self, message: &JsValue) -> Result<(), String> {
        self.handle.post_message(message).map_err(|error| text_of(&error))
    }

    /// Tells a worker with an event loop and a seat to look there.
    ///
    /// # Errors
    /// If it can't be told.
    pub fn nudge(&self) -> Result<(), String> {
        self.post(&JsValue::NULL)
    }

    /// Sends an order.
    ///
    /// # Errors
    /// If it can't be sent.
    pub fn send(&self, order: &Order) -> Result<(), String> {
        self.post(&Uint8Array::from(encode(order)?.as_slice()))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.handle.set_onmessage(None);
        self.handle.set_onerror(None);
        self.handle.terminate();
    }
}

fn send(worker: &web_sys::Worker, boot: &JsValue) -> Result<(), String> {
    worker
        .post_message(boot)
        .map_err(|error| format!("The browser refused to hand this page's code to a worker: {}.", text_of(&error)))
}

fn boot_message(role: Role) -> JsValue {
    let message = Object::new();
    let set = |key: &str, value: &JsValue| {
        // Setting a property of a plain object made here can't fail.
        let _ = Reflect::set(&message, &key.into(), value);
    };
    set("module", &memory::module());
    match role {
        Role::Host => set("role", &"host".into()),
        Role::Process(order) => {
            set("role", &"process".into());
            set("order", &Uint8Array::from(order.as_slice()));
        }
        Role::Thread(ref place) | Role::Loop(ref place) => {
            set("role", &if matches!(role, Role::Loop(_)) { "loop" } else { "thread" }.into());
            set("memory", &memory::memory());
            set("stack", &THREAD_STACK_BYTES.into());
            set("order", &Uint8Array::from(Seat::into_address(place.clone()).to_le_bytes().as_slice()));
        }
    }
    message.into()
}

fn heard(data: &JsValue) -> Heard {
    match data.dyn_ref::<Uint8Array>() {
        Some(bytes) => match decode(&bytes.to_vec()) {
            Ok(report) => Heard::Report(report),
            Err(error) => Heard::Dead(error),
        },
        None => Heard::Dead(could_not_start(data)),
    }
}

/// The script tells in words why it could not start.
pub fn could_not_start(data: &JsValue) -> String {
    format!("A worker could not start: {}.", text_of(data).trim_end_matches('.'))
}

fn death_of(event: &web_sys::Event, script: &str) -> String {
    let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|message| !message.is_empty());
    match message {
        Some(message) => format!("A worker died: {}.", message.trim_end_matches('.')),
        // A script that is refused gives an error event without a message.
        None => format!(
            "The worker script {script} could not be loaded; without it nothing can run. Reload the page, and check \
             that the server has the file and nothing blocks it."
        ),
    }
}

/// Hears reports.
type Hear = Rc<dyn Fn(Report)>;

thread_local! {
    static IN_WORKER: Cell<bool> = const { Cell::new(false) };
    static RESERVE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static ON_PAGE: RefCell<Option<Hear>> = const { RefCell::new(None) };
    static CURRENT: Cell<(u32, Option<u32>)> = const { Cell::new((0, None)) };
    static SHARED: RefCell<Option<Arc<Stop>>> = const { RefCell::new(None) };
    static SINK: RefCell<Option<Rc<Sink>>> = const { RefCell::new(None) };
}

/// Notes which run this worker works for, what it shares memory with, and where its events are, for the case that it
/// panics.
pub fn set_current_run(run: u32, shared: Option<Arc<Stop>>, sink: Option<Rc<Sink>>) {
    CURRENT.set((run, None));
    SHARED.set(shared);
    SINK.set(sink);
}

/// Notes which task this worker performs, for the case that it panics.
pub fn set_current_task(task: Option<u32>) {
    CURRENT.set((CURRENT.get().0, task));
}

/// Has this worker hear orders from now on, each in a turn of its event loop. A nudge is an empty order; the message that
/// starts a worker is none, though it may come twice.
pub fn on_order(obey: impl Fn(&[u8]) + 'static) {
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match event.data().dyn_ref::<Uint8Array>() {
            Some(bytes) => obey(&bytes.to_vec()),
            None if event.data().is_null() => obey(&[]),
            None => {}
        }
    });
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It lives as long as the worker.
    hear.forget();
}

/// Has reports that are made on the page, where a run may be at home as well, told to this listener.
pub fn hear_page(hear: impl Fn(Report) + 'static) {
    ON_PAGE.replace(Some(Rc::new(hear)));
}

/// Tells the owner of this worker. Runs on a worker, whether it returns to its event loop or not.
pub fn tell(report: &Report) {
    if let Some(hear) = ON_PAGE.with_borrow(Clone::clone) {
        return hear(report.clone());
    }
    match encode(report) {
        Ok(bytes) => post_message(&Uint8Array::from(bytes.as_slice())),
        Err(error) => post_message(&error.into()),
    }
}

/// Has panics in workers told to their owners; elsewhere they go on as before. There is one hook for all that share a
/// memory, so it is the page that calls this first, and its threads find it done.
#[allow(clippy::disallowed_methods, reason = "the page calls it first, so nobody waits")]
pub fn report_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let elsewhere = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if IN_WORKER.get() { report_death(panic_message(info)) } else { elsewhere(info) }
        }));
        std::alloc::set_alloc_error_hook(|layout| report_full_memory(layout.size()));
    });
}

/// What a worker sets aside for telling that its memory is full, its last batch of events included.
const RESERVE_BYTES: usize = 64 * 1024;

/// The browser gives no more memory. Told once: there is one reserve.
fn report_full_memory(wanted_bytes: usize) {
    if IN_WORKER.get() {
        let reserve = RESERVE.take();
        if reserve.capacity() == 0 {
            return;
        }
        drop(reserve);
        report_death(format!("Its memory is full: the browser gives no {wanted_bytes} bytes more."));
    } else {
        // Nobody is left on the page to tell it but the script beside it.
        wasm_bindgen::throw_str("the page's memory is full; fewer tasks, or fewer spans, need less");
    }
}

/// What a worker still does when it can't go on.
fn report_death(message: String) {
    let (run, task) = CURRENT.get();
    // Whatever shares this memory can't go on: a lock may be held by the dead. Before it is told, because then the owner
    // ends this worker.
    if let Ok(Some(stop)) = SHARED.try_with(|shared| shared.try_borrow().ok().and_then(|shared| shared.clone())) {
        stop.note_death();
    }
    // What happened comes before what went wrong; unless the panic came from the sink itself.
    if let Ok(Some(sink)) = SINK.try_with(|sink| sink.try_borrow().ok().and_then(|sink| sink.clone())) {
        sink.flush_last_words();
    }
    tell(&Report::Trouble { run, task, message });
}

/// Where every worker of the page's module begins, see [`crate::worker_main`].
pub fn work(role: &str, order: Option<Vec<u8>>) {
    report_panics();
    RESERVE.set(Vec::with_capacity(RESERVE_BYTES));
    IN_WORKER.set(true);
    match (role, order) {
        ("host", _) => host::serve(),
        ("process", Some(order)) => processes::serve(&order),
        ("thread" | "loop", Some(order)) => {
            let Ok(address) = <[u8; 4]>::try_from(order.as_slice()) else { return };
            let seat = Seat::from_address(u32::from_le_bytes(address));
            if role == "loop" {
                // A nudge without a job asks what runs here to stop.
                on_order(move |_| seat.take().map_or_else(offload::stop_loop, |job| job()));
                return tell(&Report::Ready);
            }
            tell(&Report::Ready);
            seat.serve(&RunClock::start());
        }
        _ => post_message(&format!("unknown role {role}").into()),
    }
}

fn panic_message(info: &std::panic::PanicHookInfo) -> String {
    let payload = info.payload();
    let words = payload.downcast_ref::<&str>().copied();
    let words = words.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    format!("The worker panicked: {words}.")
}
