//! What a worker tells its owner, and what it hears from it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::browser::js::text_of;
use crate::wire::report::{Report, Told, encode_report};
use crate::wire::trouble::Trouble;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(message: &JsValue);

    #[wasm_bindgen(js_name = postMessage, catch)]
    fn post_with_data(message: &JsValue) -> Result<(), JsValue>;
}

/// Hears what the page is told.
type Hear = Rc<dyn Fn(Told)>;

thread_local! {
    static ON_PAGE: RefCell<Option<Hear>> = const { RefCell::new(None) };
}

/// Has what is told on the page itself, where a run may be at home as well, heard by this listener.
pub fn hear_page(hear: impl Fn(Told) + 'static) {
    ON_PAGE.replace(Some(Rc::new(hear)));
}

/// Tells the page; a worker that has another owner has it passed on.
pub fn tell(told: Told) {
    match ON_PAGE.with_borrow(Clone::clone) {
        Some(hear) => hear(told),
        None => tell_owner(&Report::Page(told)),
    }
}

/// Tells the owner of this worker. Runs on a worker, whether it returns to its event loop or not.
pub fn tell_owner(report: &Report) {
    post_message(&Uint8Array::from(encode_report(report).as_slice()));
}

/// The same, with data that is copied.
///
/// # Errors
/// If the browser can't copy it.
pub fn tell_owner_with(report: &Report, data: &ArrayBuffer) -> Result<(), Trouble> {
    let report = Uint8Array::from(encode_report(report).as_slice());
    post_with_data(&Array::of2(&report, data)).map_err(|error| Trouble::Browser(text_of(&error)))
}

/// Tells the owner of this worker in words why it can't start.
pub fn tell_unable(reason: &str) {
    post_message(&reason.into());
}

/// Has this worker hear orders from now on, each in a turn of its event loop. A nudge is an empty order; the message that
/// starts a worker is none, though it may come twice.
pub fn on_order(obey: impl Fn(&[u8]) + 'static) {
    on_order_with(move |order, _| obey(order));
}

/// The same, with the data that comes with an order.
pub fn on_order_with(obey: impl Fn(&[u8], Option<ArrayBuffer>) + 'static) {
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data();
        match (data.dyn_ref::<Uint8Array>(), data.dyn_ref::<Array>()) {
            (Some(bytes), _) => obey(&bytes.to_vec(), None),
            (None, Some(parts)) => obey(&Uint8Array::new(&parts.get(0)).to_vec(), parts.get(1).dyn_into().ok()),
            (None, None) if data.is_null() => obey(&[], None),
            (None, None) => {}
        }
    });
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It lives as long as the worker.
    hear.forget();
}
