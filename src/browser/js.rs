//! JavaScript as the page and its workers see it alike.

use std::cell::RefCell;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::Window;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = structuredClone, catch)]
    fn structured_clone(value: &JsValue) -> Result<JsValue, JsValue>;
}

thread_local! {
    /// What was copied last, to be copied again.
    static SAMPLE: RefCell<Option<Uint8Array>> = const { RefCell::new(None) };
}

/// Copies so much data as messages are copied; `None` where the browser can't.
pub fn copy(bytes: u64) -> Option<()> {
    let sample = SAMPLE.take().filter(|sample| u64::from(sample.length()) == bytes);
    let sample = sample.unwrap_or_else(|| {
        let sample = Uint8Array::new_with_length(bytes as u32);
        sample.fill(1, 0, bytes as u32)
    });
    let copied = structured_clone(&sample);
    SAMPLE.replace(Some(sample));
    copied.ok().map(|_| ())
}

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

/// A text without case, accents, and whether they are composed: for searching. Only marks of European scripts are
/// accents; others make another letter.
pub fn folded(text: &str) -> String {
    let marks = js_sys::RegExp::new("[\\u0300-\\u036f]", "g");
    let bare = js_sys::JsString::from(text).normalize("NFD").replace_by_pattern(&marks, "");
    // In lower case the Greek sigma has two forms.
    String::from(bare.to_lower_case().normalize("NFC")).replace('\u{3c2}', "\u{3c3}")
}
