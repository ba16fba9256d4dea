//! Bytes made fewer by the browser's own `deflate`, and back.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, Response};

use super::page::blob;

#[wasm_bindgen]
extern "C" {
    type CompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// Presses bytes.
///
/// # Errors
/// In the browser's words, if it can't.
pub async fn deflated(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    let deflate = CompressionStream::new("deflate")?;
    whole(&blob("", bytes)?.stream().pipe_through(deflate.unchecked_ref())).await
}

/// What was pressed, piece by piece.
///
/// # Errors
/// In the browser's words, if it can't begin.
pub fn inflating(bytes: &[u8]) -> Result<ReadableStream, JsValue> {
    let inflate = DecompressionStream::new("deflate")?;
    Ok(blob("", bytes)?.stream().pipe_through(inflate.unchecked_ref()))
}

/// All of what comes out of a stream.
///
/// # Errors
/// In the browser's words, if it breaks off.
pub async fn whole(stream: &ReadableStream) -> Result<Vec<u8>, JsValue> {
    let all = Response::new_with_opt_readable_stream(Some(stream))?.array_buffer()?;
    Ok(Uint8Array::new(&JsFuture::from(all).await?).to_vec())
}
