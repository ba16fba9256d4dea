//! Requests as tasks make them: awaited, or in a call that holds its thread while the browser asks. They are answered by
//! the service worker in whose folder this worker's script lies; nowhere else is anybody asked.

use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::ArrayBuffer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response, XmlHttpRequest, XmlHttpRequestResponseType};

use crate::engine::{HttpRequest, Unanswered};
use crate::time::MS;

#[wasm_bindgen]
extern "C" {
    /// What stands behind the address of this worker's script: which worker of which page it is.
    #[wasm_bindgen(thread_local_v2, js_namespace = location, js_name = search)]
    static SEARCH: String;

    #[wasm_bindgen(catch, js_name = fetch)]
    fn begin_fetch(address: &str, how: &RequestInit) -> Result<js_sys::Promise, JsValue>;
}

/// The header by which an answer is known, and what it says of one.
const NAME: &str = "Interleave-Stand-In";
const ANSWERED: &str = "answered";

/// Takes a request back when it is awaited no longer.
struct TakenBack(AbortController);

impl Drop for TakenBack {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asks, and awaits the whole answer until it is to leave.
///
/// # Errors
/// If there is none.
pub async fn awaited(request: HttpRequest, leave: impl Future<Output = ()>) -> Result<(), Unanswered> {
    match select(pin!(answer(request)), pin!(leave)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(Unanswered::GivenUp),
    }
}

async fn answer(request: HttpRequest) -> Result<(), Unanswered> {
    let address = address(request)?;
    let cut_off = |_| Unanswered::CutOff;
    let taken_back = TakenBack(AbortController::new().map_err(cut_off)?);
    let how = RequestInit::new();
    how.set_signal(Some(&taken_back.0.signal()));
    let response = JsFuture::from(begin_fetch(&address, &how).map_err(cut_off)?).await.map_err(cut_off)?;
    let response: Response = response.unchecked_into();
    let known = response.headers().get(NAME).ok().flatten();
    let body = JsFuture::from(response.array_buffer().map_err(cut_off)?).await.map_err(cut_off)?;
    check(request, known.as_deref(), &body)
}

/// Asks in a call that holds this thread until it is answered.
///
/// # Errors
/// If there is no answer.
pub fn held(request: HttpRequest) -> Result<(), Unanswered> {
    let address = address(request)?;
    let cut_off = |_| Unanswered::CutOff;
    let call = XmlHttpRequest::new().map_err(cut_off)?;
    call.open_with_async("GET", &address, false).map_err(cut_off)?;
    call.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    if let Some(within_ns) = request.within_ns {
        // Within no time at all is the shortest there is: with 0 it would wait for ever.
        call.set_timeout(within_ns.div_ceil(MS).max(1) as u32);
    }
    if let Err(error) = call.send() {
        let is_late = error.dyn_ref::<web_sys::DomException>().is_some_and(|error| error.name() == "TimeoutError");
        return Err(if is_late { Unanswered::GivenUp } else { Unanswered::CutOff });
    }
    // What a browser gives up may come back without an exception, and with nothing in it.
    if call.status().unwrap_or(0) == 0 {
        return Err(Unanswered::CutOff);
    }
    let known = call.get_response_header(NAME).ok().flatten();
    check(request, known.as_deref(), &call.response().map_err(cut_off)?)
}

/// What is asked. Where this worker's script lies in another folder, there is nobody to ask.
fn address(request: HttpRequest) -> Result<String, Unanswered> {
    let own = SEARCH.with(Clone::clone);
    let own = own.strip_prefix('?').ok_or(Unanswered::NoServer)?;
    Ok(format!("slow?ms={}&bytes={}&of={own}", request.answer_ns as f64 / MS as f64, request.bytes))
}

fn check(request: HttpRequest, known: Option<&str>, body: &JsValue) -> Result<(), Unanswered> {
    let length = body.dyn_ref::<ArrayBuffer>().map(|body| u64::from(body.byte_length()));
    match known {
        None => Err(Unanswered::NoServer),
        Some(ANSWERED) if length == Some(request.bytes) => Ok(()),
        Some(_) => Err(Unanswered::CutOff),
    }
}
