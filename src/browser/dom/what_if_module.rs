//! The worker that answers "what if", from within.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::app::what_if::module::{Module, Told};
use crate::browser::clock::wall_ms;
use crate::wire::what_if::{Report, decode_order, encode_report};
use crate::words;

/// While it works, what it has found is shown so often: more often would take longer than finding it.
const SHOW_MS: f64 = 80.0;

struct Desk {
    module: Module,
    /// Whether it will work when what was said meanwhile has been heard.
    is_due: bool,
    /// Whether something was said since it showed what it knows.
    is_asked: bool,
    shown_ms: f64,
}

/// Where the worker begins, see [`crate::worker_main`]: it hears orders from now on, and works between them.
pub fn work_on_what_if(_role: &str, _order: Option<Vec<u8>>) {
    std::panic::set_hook(Box::new(|info| post(&info.to_string().into())));
    let desk = Desk { module: Module::default(), is_due: false, is_asked: false, shown_ms: 0.0 };
    let desk = Rc::new(RefCell::new(desk));
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Ok(parts) = event.data().dyn_into::<Array>() {
            obey(&desk, &parts);
        }
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It lives as long as the worker.
    hear.forget();
    tell((Report::Ready, Vec::new()));
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn post(message: &JsValue) {
    // Nobody is left to be told that nothing can be told.
    let _ = scope().post_message(message);
}

fn tell((report, more): Told) {
    let (report, more) = (Uint8Array::from(encode_report(&report).as_slice()), Uint8Array::from(more.as_slice()));
    // A picture of many rows is millions of bytes: they change hands, and are not copied.
    let moved = Array::of1(&more.buffer());
    // Nobody is left to be told that nothing can be told.
    let _ = scope().post_message_with_transfer(&Array::of2(&report, &more), &moved);
}

fn obey(desk: &Rc<RefCell<Desk>>, parts: &Array) {
    let bytes = parts.get(0).dyn_into::<Uint8Array>().unwrap_or_default().to_vec();
    match decode_order(&bytes) {
        Ok(order) => {
            let mut at_desk = desk.borrow_mut();
            at_desk.module.obey(order).into_iter().for_each(tell);
            at_desk.module.see_page(number(parts, 1), number(parts, 2));
            at_desk.is_asked = true;
            if !std::mem::replace(&mut at_desk.is_due, true) {
                go_on(desk.clone());
            }
        }
        // Of another build: whoever asked says what to do.
        Err(error) => post(&words::decode_error(error).into()),
    }
}

/// A number that comes along with an order.
fn number(parts: &Array, at: u32) -> f64 {
    parts.get(at).as_f64().unwrap_or_default()
}

/// Works in a turn of its own, so that what is said is heard in between.
fn go_on(desk: Rc<RefCell<Desk>>) {
    Timeout::new(0, move || {
        let mut at_desk = desk.borrow_mut();
        at_desk.module.foresee().into_iter().for_each(tell);
        at_desk.is_due = at_desk.module.work();
        let now_ms = wall_ms();
        if !at_desk.is_due || at_desk.is_asked || now_ms - at_desk.shown_ms >= SHOW_MS {
            at_desk.is_asked = false;
            at_desk.shown_ms = now_ms;
            at_desk.module.news().into_iter().for_each(tell);
        }
        if at_desk.is_due {
            go_on(desk.clone());
        }
    })
    .forget();
}
