//! A worker, as its owner has it: the page, or a host that starts processes.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, WorkerOptions, WorkerType};

use crate::browser::js::text_of;
use crate::browser::shared::memory::{self, Job};
use crate::wire::bytes::DecodeError;
use crate::wire::order::{Order, encode_order};
use crate::wire::report::{Report, decode_report};
use crate::wire::trouble::{Message, Trouble};

/// The event of a message that can't be read.
const MESSAGE_ERROR: &str = "messageerror";

/// Stack of a worker that shares memory with others, in bytes: tasks need little, and there may be many.
const THREAD_STACK_BYTES: u32 = 512 * 1024;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static SCRIPT_URL: String;
}

/// What a new worker is to be.
pub enum Role {
    /// Runs whole plans, in a memory of its own.
    Host,
    /// Runs tasks in a memory of its own, first those of this order.
    Process(Vec<u8>),
    /// Does this, in this memory.
    Thread(Job),
}

/// What comes from a worker: what it reports; or that it is dead or never lived, and why.
pub type Heard = Result<Report, Trouble>;

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
    pub fn start(script: &str, role: Role, hear: impl Fn(Heard) + 'static) -> Result<Self, Trouble> {
        let module = SCRIPT_URL.with(Clone::clone);
        let script = &own_address(script);
        let told = move |data: Result<JsValue, Trouble>| hear(data.and_then(|data| read(&data)));
        Self::start_with(script, &module, &boot_message(role), told)
    }

    /// Starts a worker that runs the module of another script, which is no part of this one's.
    ///
    /// # Errors
    /// If the browser refuses to make one.
    pub fn start_other(
        script: &str,
        module: &str,
        hear: impl Fn(Result<JsValue, Trouble>) + 'static,
    ) -> Result<Self, Trouble> {
        Self::start_with(script, module, &Object::new(), hear)
    }

    fn start_with(
        script: &str,
        module: &str,
        boot: &JsValue,
        hear: impl Fn(Result<JsValue, Trouble>) + 'static,
    ) -> Result<Self, Trouble> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(module);
        let worker =
            web_sys::Worker::new_with_options(script, &options).map_err(|error| Trouble::NoWorker(text_of(&error)))?;
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
                if let Some(Err(trouble)) = worker.map(|worker| send(&worker, &boot)) {
                    hear(Err(trouble));
                }
            })
        };
        let script = script.to_owned();
        let on_error = Closure::new(move |event: web_sys::Event| {
            event.prevent_default();
            hear(Err(death_of(&event, &script)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // What there is no memory for can't be read.
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let started = Self { handle: worker, _on_message: on_message, _on_error: on_error };
        send(&started.handle, boot)?;
        Ok(started)
    }

    /// Sends anything.
    ///
    /// # Errors
    /// If it can't be sent.
    pub fn post(&self, message: &JsValue) -> Result<(), Trouble> {
        self.handle.post_message(message).map_err(|error| Trouble::Browser(text_of(&error)))
    }

    /// Tells a worker with an event loop and a mailbox to look there.
    ///
    /// # Errors
    /// If it can't be told.
    pub fn nudge(&self) -> Result<(), Trouble> {
        self.post(&JsValue::NULL)
    }

    /// Sends an order, and data with it, which is copied.
    ///
    /// # Errors
    /// If it can't be sent.
    pub fn send_with(&self, order: &Order, data: &ArrayBuffer) -> Result<(), Trouble> {
        self.post(&Array::of2(&Uint8Array::from(encode_order(order).as_slice()), data))
    }

    /// Sends an order.
    ///
    /// # Errors
    /// If it can't be sent.
    pub fn send(&self, order: &Order) -> Result<(), Trouble> {
        self.post(&Uint8Array::from(encode_order(order).as_slice()))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.handle.set_onmessage(None);
        self.handle.set_onerror(None);
        self.handle.set_onmessageerror(None);
        self.handle.terminate();
    }
}

thread_local! {
    static STARTED: Cell<u32> = const { Cell::new(0) };
}

/// The address of a worker's own, where it begins with what all have in common: of workers that start together from the
/// same address, some browsers have one answered by a service worker, and the others not.
fn own_address(script: &str) -> String {
    if !script.contains('?') {
        return script.to_owned();
    }
    STARTED.set(STARTED.get() + 1);
    format!("{script}{}", STARTED.get())
}

fn send(worker: &web_sys::Worker, boot: &JsValue) -> Result<(), Trouble> {
    worker.post_message(boot).map_err(|error| Trouble::CodeRefused(text_of(&error)))
}

fn boot_message(role: Role) -> JsValue {
    let message = Object::new();
    let set = |key: &str, value: &JsValue| {
        // Setting a property of a plain object made here can't fail.
        let _ = Reflect::set(&message, &key.into(), value);
    };
    set("module", &memory::module());
    set("later", &memory::later());
    match role {
        Role::Host => set("role", &"host".into()),
        Role::Process(order) => {
            set("role", &"process".into());
            set("order", &Uint8Array::from(order.as_slice()));
        }
        Role::Thread(job) => {
            set("role", &"thread".into());
            set("memory", &memory::memory());
            set("stack", &THREAD_STACK_BYTES.into());
            set("order", &Uint8Array::from(memory::into_address(job).to_le_bytes().as_slice()));
        }
    }
    message.into()
}

fn read(data: &JsValue) -> Heard {
    // Data may come with it. By now it is here.
    let report = data.dyn_ref::<Array>().map(|parts| parts.get(0));
    match report.as_ref().unwrap_or(data).dyn_ref::<Uint8Array>() {
        Some(bytes) => decode_report(&bytes.to_vec()).map_err(|error| Trouble::Unreadable(Message::Report, error)),
        None => Err(could_not_start(data)),
    }
}

/// The script tells in words why it could not start.
pub fn could_not_start(data: &JsValue) -> Trouble {
    Trouble::NotStarted(text_of(data))
}

fn death_of(event: &web_sys::Event, script: &str) -> Trouble {
    if event.type_() == MESSAGE_ERROR {
        return Trouble::Unreadable(Message::Report, DecodeError::TooLarge);
    }
    let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|message| !message.is_empty());
    match message {
        Some(message) => Trouble::Died(message),
        // A script that is refused gives an error event without a message.
        None => Trouble::ScriptNotLoaded(script.to_owned()),
    }
}
