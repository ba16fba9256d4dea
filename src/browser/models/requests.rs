//! Requests as tasks make them: awaited, or in a call that holds its thread while the browser asks. They are answered by
//! the service worker in whose folder this worker's script lies; nowhere else is anybody asked.

use std::cell::RefCell;
use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response, XmlHttpRequest, XmlHttpRequestResponseType};

use crate::browser::clock::RunClock;
use crate::browser::js;
use crate::engine::{Answered, HttpRequest, Unanswered};
use crate::time::{Clock, MS};

#[wasm_bindgen]
extern "C" {
    /// What stands behind the address of this worker's script: which worker of which page it is.
    #[wasm_bindgen(thread_local_v2, js_namespace = location, js_name = search)]
    static SEARCH: String;

    /// Whoever can ask: a worker, or a window.
    #[derive(Clone)]
    pub type Asker;

    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Asker, address: &str, how: &RequestInit) -> Result<js_sys::Promise, JsValue>;

    /// What the browser noted of what it has fetched from an address, in the order in which it did.
    #[wasm_bindgen(js_namespace = performance, js_name = getEntriesByName)]
    fn noted(address: &str) -> Array;

    /// It notes no more than some hundreds, and then nothing.
    #[wasm_bindgen(js_namespace = performance, js_name = clearResourceTimings)]
    fn forget_noted();
}

/// The header by which an answer is known, and what it says of one.
const NAME: &str = "Interleave-Stand-In";
const ANSWERED: &str = "answered";

thread_local! {
    /// On the page: who asks for it, and by what its requests are known.
    static THROUGH: RefCell<Option<(Asker, String)>> = RefCell::default();
}

/// Has the page's own loop ask through that window, under that name, or through none.
pub fn ask_through(window: Option<(Asker, String)>) {
    THROUGH.set(window);
}

/// Who asks here, and by what the requests are known. Where this worker's script lies in another folder, there is nobody to ask.
fn asker() -> Result<(Asker, String), Unanswered> {
    if js::is_page() {
        return THROUGH.with_borrow(Clone::clone).ok_or(Unanswered::NoServer);
    }
    let own = SEARCH.with(Clone::clone);
    let own = own.strip_prefix('?').ok_or(Unanswered::NoServer)?;
    Ok((js_sys::global().unchecked_into(), own.to_owned()))
}

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
pub async fn awaited(
    request: HttpRequest,
    clock: &impl Clock,
    leave: impl Future<Output = ()>,
) -> Result<Answered, Unanswered> {
    match select(pin!(answer(request, clock)), pin!(leave)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(Unanswered::GivenUp),
    }
}

async fn answer(request: HttpRequest, clock: &impl Clock) -> Result<Answered, Unanswered> {
    let (asker, own) = asker()?;
    let address = address(request, &own);
    let cut_off = |_| Unanswered::CutOff;
    let taken_back = TakenBack(AbortController::new().map_err(cut_off)?);
    let how = RequestInit::new();
    how.set_signal(Some(&taken_back.0.signal()));
    let response = JsFuture::from(asker.fetch(&address, &how).map_err(cut_off)?).await.map_err(cut_off)?;
    let response: Response = response.unchecked_into();
    let first_ns = Some(clock.now_ns());
    let known = response.headers().get(NAME).ok().flatten();
    let body = JsFuture::from(response.array_buffer().map_err(cut_off)?).await.map_err(cut_off)?;
    let last_ns = clock.now_ns();
    check(request, known.as_deref(), &body)?;
    Ok(Answered { first_ns, last_ns })
}

/// Asks in a call that holds this thread until it is answered.
///
/// # Errors
/// If there is no answer.
pub fn held(request: HttpRequest, clock: &impl Clock, own: &RunClock) -> Result<Answered, Unanswered> {
    let address = address(request, &asker()?.1);
    let cut_off = |_| Unanswered::CutOff;
    let call = XmlHttpRequest::new().map_err(cut_off)?;
    call.open_with_async("GET", &address, false).map_err(cut_off)?;
    call.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    if let Some(within_ns) = request.within_ns {
        // Within no time at all is the shortest there is: with 0 it would wait for ever.
        call.set_timeout(within_ns.div_ceil(MS).max(1) as u32);
    }
    forget_noted();
    if let Err(error) = call.send() {
        let is_late = error.dyn_ref::<web_sys::DomException>().is_some_and(|error| error.name() == "TimeoutError");
        return Err(if is_late { Unanswered::GivenUp } else { Unanswered::CutOff });
    }
    // What a browser gives up may come back without an exception, and with nothing in it.
    if call.status().unwrap_or(0) == 0 {
        return Err(Unanswered::CutOff);
    }
    let known = call.get_response_header(NAME).ok().flatten();
    let body = call.response().map_err(cut_off)?;
    let last_ns = clock.now_ns();
    check(request, known.as_deref(), &body)?;
    Ok(Answered { first_ns: first_byte_ms(&call.response_url()).map(|ms| own.at_ns(ms)), last_ns })
}

/// When the first byte came of what was fetched from there last: nothing runs on this thread meanwhile that could look at the
/// clock, but a browser may have noted it.
fn first_byte_ms(address: &str) -> Option<f64> {
    let last = noted(address).pop();
    let first_ms = Reflect::get(&last, &"responseStart".into()).ok()?.as_f64()?;
    // Where it doesn't tell, it says 0.
    (first_ms > 0.0).then_some(first_ms)
}

/// What is asked.
fn address(request: HttpRequest, own: &str) -> String {
    format!("slow?ms={}&bytes={}&of={own}", request.answer_ns as f64 / MS as f64, request.bytes)
}

fn check(request: HttpRequest, known: Option<&str>, body: &JsValue) -> Result<(), Unanswered> {
    // That of another window is no buffer of this one.
    let length =
        Reflect::get(body, &"byteLength".into()).ok().and_then(|length| length.as_f64()).map(|length| length as u64);
    match known {
        None => Err(Unanswered::NoServer),
        Some(ANSWERED) if length == Some(request.bytes) => Ok(()),
        Some(_) => Err(Unanswered::CutOff),
    }
}
