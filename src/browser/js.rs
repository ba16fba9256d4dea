//! JavaScript as the page and its workers see it alike.

use wasm_bindgen::prelude::*;
use web_sys::Window;

/// Whether this is the page, and not a worker.
pub fn is_page() -> bool {
    js_sys::global().dyn_into::<Window>().is_ok()
}

/// The words of a JavaScript error.
pub fn text_of(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| "no reason given".to_owned()),
    }
}
