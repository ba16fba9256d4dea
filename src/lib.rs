//! Interleave runs one list of tasks under every concurrency model, for real, in the reader's own browser,
//! and draws what happened on one time axis.
//!
//! Read this file as a table of contents; arrows go one way, from the top to the bottom:
//! no module knows one that stands below it.
#![cfg_attr(target_arch = "wasm32", feature(stdarch_wasm_atomic_wait))]

pub mod time;

pub mod program;

pub mod trace;

pub mod engine;

pub mod record;
pub mod stats;

pub mod chart;
pub mod formats;
pub mod wire;

pub mod words;

pub mod app;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod ui;

/// Starts the page. Every worker instantiates the same module, so this returns at once where there is no page.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    ui::start();
}

/// Says where the application runs; natively only the pure modules exist, for their tests.
#[cfg(not(target_arch = "wasm32"))]
pub fn start() {
    eprintln!("Interleave runs in a browser: script/server serves it.");
}

/// Where the workers of a program begin; natively there are none, see `browser`.
#[cfg(not(target_arch = "wasm32"))]
#[macro_export]
macro_rules! worker_main {
    ($work:path) => {};
}
