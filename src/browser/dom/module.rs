//! A module that the page fetches when it is needed: a worker with an owner, who ends it.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::page;
use crate::browser::workers::handle::{Worker, could_not_start};
use crate::wire::trouble::Trouble;

/// Owns the worker of a module; dropping it ends the worker.
pub struct Module {
    /// Of all workers.
    script: String,
    /// What the page names the script of the module under.
    name: &'static str,
    hear: Rc<dyn Fn(Result<JsValue, Trouble>)>,
    running: RefCell<Option<Running>>,
    rest: Rc<RefCell<Option<Timeout>>>,
}

struct Running {
    worker: Worker,
    is_ready: bool,
    /// What is asked for as soon as it is ready.
    waiting: Vec<Array>,
}

impl Module {
    /// An owner whose worker starts from this script when something is asked; it tells what comes from it, or why it is
    /// dead.
    pub fn new(script: String, name: &'static str, hear: impl Fn(Result<JsValue, Trouble>) + 'static) -> Self {
        Self { script, name, hear: Rc::new(hear), running: RefCell::default(), rest: Rc::default() }
    }

    /// Sends a message, to a new worker if there is none.
    pub fn ask(&self, message: Array) {
        self.rest.take();
        let mut running = self.running.borrow_mut();
        let sent = match &mut *running {
            Some(Running { worker, is_ready: true, .. }) => worker.post(&message),
            Some(Running { waiting, .. }) => {
                waiting.push(message);
                Ok(())
            }
            None => {
                let hear = self.hear.clone();
                Worker::start_other(&self.script, &page::script(self.name), move |data| hear(data))
                    .map(|worker| *running = Some(Running { worker, is_ready: false, waiting: vec![message] }))
            }
        };
        drop(running);
        if let Err(trouble) = sent {
            (self.hear)(Err(trouble));
        }
    }

    /// The worker has told that it is ready: it gets what was asked meanwhile.
    pub fn ready(&self) {
        let sent = self.running.borrow_mut().as_mut().map_or(Ok(()), |running| {
            running.is_ready = true;
            running.waiting.drain(..).try_for_each(|message| running.worker.post(&message))
        });
        if let Err(trouble) = sent {
            (self.hear)(Err(trouble));
        }
    }

    /// Calls this when nothing has been asked for so long.
    pub fn rest(&self, after_ms: u32, end: impl FnOnce() + 'static) {
        self.rest.replace(Some(Timeout::new(after_ms, end)));
    }

    /// Ends the worker.
    pub fn end(&self) {
        self.rest.take();
        self.running.take();
    }
}

/// The parts of what came from a module: words are what comes from one that could not start, or died.
///
/// # Errors
/// If it is none of a module's messages.
pub fn parts(data: &JsValue) -> Result<(Vec<u8>, JsValue), Trouble> {
    let Some(parts) = data.dyn_ref::<Array>() else { return Err(could_not_start(data)) };
    Ok((parts.get(0).dyn_into::<Uint8Array>().unwrap_or_default().to_vec(), parts.get(1)))
}
