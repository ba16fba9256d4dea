//! The worker that finds out what is expected of long lists, as the page has it. It runs the module that answers "what if".

use std::rc::{Rc, Weak};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::module::{Module, parts};
use super::what_if::MODULE;
use crate::wire::trouble::{Message, Trouble};
use crate::wire::what_if::{Foreseen, Report, decode_report};

/// A worker that has had nothing to do for so long is ended.
const REST_MS: u32 = 20_000;

/// Owns the worker; dropping it ends that one.
pub struct Foresight(Rc<Inner>);

struct Inner {
    module: Module,
    tell: Box<dyn Fn(Result<Foreseen, Trouble>)>,
}

impl Foresight {
    /// An owner whose worker starts from this script when something is asked; it tells what comes of that.
    pub fn new(script: String, tell: impl Fn(Result<Foreseen, Trouble>) + 'static) -> Self {
        Self(Rc::new_cyclic(|inner: &Weak<Inner>| {
            let inner = inner.clone();
            let hear = move |data| {
                if let Some(inner) = inner.upgrade() {
                    Inner::hear(&inner, data);
                }
            };
            Inner { module: Module::new(script, MODULE, hear), tell: Box::new(tell) }
        }))
    }

    /// Passes an order on; without one, ends the worker.
    pub fn carry_out(&self, order: Option<Vec<u8>>) {
        match order {
            Some(order) => self.0.module.ask(Array::of1(&Uint8Array::from(order.as_slice()))),
            None => self.0.module.end(),
        }
    }
}

impl Inner {
    fn hear(this: &Rc<Self>, data: Result<JsValue, Trouble>) {
        let told = data.and_then(|data| {
            let (bytes, _) = parts(&data)?;
            decode_report(&bytes).map_err(|error| Trouble::Unreadable(Message::Report, error))
        });
        match told {
            Ok(Report::Ready) => this.module.ready(),
            Ok(Report::Foreseen(foreseen)) => {
                let inner = Rc::downgrade(this);
                this.module.rest(REST_MS, move || inner.upgrade().iter().for_each(|inner| inner.module.end()));
                (this.tell)(Ok(foreseen));
            }
            // Nothing else is asked of it.
            Ok(_) => {}
            Err(trouble) => (this.tell)(Err(trouble)),
        }
    }
}
