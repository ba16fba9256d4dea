//! The page's address: links to it, and what it asks for.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

use super::{page, pressed};
use crate::browser::js::text_of;
use crate::formats::link::{self, INFLATED_BYTES, Inflated, LinkError, Shared};

/// The link that the address is, if it is one.
pub async fn opened() -> Option<Result<Shared, LinkError>> {
    link::decode(&fragment(), inflated).await
}

/// The list that a link holds, if it can be read.
pub async fn held(fragment: &str) -> Option<String> {
    link::decode(fragment, inflated).await?.ok().map(|shared| shared.text)
}

/// The fragment of the address, without its `#`.
fn fragment() -> String {
    page::window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// The page's address with this fragment, and without whatever else is asked for in it now.
pub fn with_fragment(fragment: &str) -> String {
    let location = page::window().location();
    let base = location.origin().unwrap_or_default() + &location.pathname().unwrap_or_default();
    format!("{base}#{fragment}")
}

/// The address of the whole page with what this one, in a frame, is asked for.
pub fn of_whole_page() -> String {
    let location = page::window().location();
    let search = location.search().unwrap_or_default().replace("embed=1&", "").replace("embed=1", "");
    location.pathname().unwrap_or_default() + &search + &location.hash().unwrap_or_default()
}

/// What a link holds, as the fragment of an address.
///
/// # Errors
/// If it is too long, or the browser can't press it.
pub async fn fragment_of(written: &str) -> Result<String, LinkError> {
    let deflated =
        pressed::deflated(written.as_bytes()).await.map_err(|error| LinkError::Unpressed(text_of(&error)))?;
    link::fragment(&deflated)
}

async fn inflated(deflated: Vec<u8>) -> Inflated {
    // Whatever goes wrong on the way, the checksum among it, is told as an error and no further.
    let pieces = pressed::inflating(&deflated).map(|stream| stream.get_reader());
    let Ok(pieces) = pieces else { return Inflated::Broken };
    let pieces: ReadableStreamDefaultReader = pieces.unchecked_into();
    let mut whole = Vec::new();
    loop {
        let Ok(piece) = JsFuture::from(pieces.read()).await else { return Inflated::Broken };
        let value = js_sys::Reflect::get(&piece, &"value".into()).unwrap_or_default();
        let Some(bytes) = value.dyn_ref::<Uint8Array>() else { return Inflated::Whole(whole) };
        if whole.len() + bytes.length() as usize > INFLATED_BYTES {
            // Nobody waits for the rest, nor for the news that there will be none.
            let _ = pieces.cancel();
            return Inflated::TooLong;
        }
        whole.extend(bytes.to_vec());
    }
}

/// Copies a text; whether that worked.
pub async fn copy(text: &str) -> bool {
    // On pages that are not secure there is none, whatever its type says.
    let clipboard = page::window().navigator().clipboard();
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Takes out of the address which list it asks for, so that reloading keeps the list on the desk: a link stands there until
/// its list is changed.
pub fn settle() {
    let location = page::window().location();
    let search = location.search().unwrap_or_default();
    let fragment = fragment();
    let asks = search.contains("example=") || link::is_link(&fragment);
    let Ok(asked) = web_sys::UrlSearchParams::new_with_str(&search) else { return };
    if !asks {
        return;
    }
    asked.delete("example");
    // Commas may stand in an address as they are, and are read better.
    let rest = asked.to_string().as_string().unwrap_or_default().replace("%2C", ",");
    let path = location.pathname().unwrap_or_default();
    let address = if rest.is_empty() { path } else { format!("{path}?{rest}") };
    if let Ok(history) = page::window().history() {
        // Some frames forbid it; then a reload asks for that list again, and the reader's own stands under Lists.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}
