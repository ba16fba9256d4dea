//! Every model run for real, in a real browser: what is shared is shared, what is apart is apart, and what goes wrong
//! is told. Started by `wasm-pack test --headless --chrome` (or `--firefox`).
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod bench;
mod models;
mod pools;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

interleave::worker_main!(interleave::browser::work);
