//! JavaScript as the page and its workers see it alike.

use js_sys::ArrayBuffer;
use wasm_bindgen::prelude::*;
use web_sys::Window;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = structuredClone, catch)]
    fn structured_clone(value: &JsValue) -> Result<JsValue, JsValue>;
}

/// Copies data as messages are copied; `None` where the browser can't.
pub fn copy(data: &ArrayBuffer) -> Option<()> {
    structured_clone(data).ok().map(|_| ())
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
