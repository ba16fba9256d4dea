//! The rim: clock, workers, one module per way of running, storage, canvas. Decides nothing: what to do is told to it.
//! Knows no Yew. All `unsafe` of the project is in [`memory`].

pub mod address;
pub mod canvas;
pub mod clock;
pub mod conductor;
mod crew;
pub mod environment;
mod event_loop;
pub mod files;
mod files_module;
mod host;
mod interpreter;
mod lock;
pub mod memory;
mod offload;
pub mod page;
pub mod picture;
mod pool;
mod process_pool;
mod processes;
mod sequential;
mod sink;
pub mod storage;
pub mod text_box;
mod threads;
mod worker;
mod worker_mutex;

pub use files_module::work_on_files;
pub use worker::work;

/// Where the workers of a program begin: a function of the library, by the name that `static/worker.js` calls. It is
/// exported by the program and not by the library, so that each program has only what its own workers run.
#[macro_export]
macro_rules! worker_main {
    ($work:path) => {
        /// Called by `static/worker.js`.
        #[::wasm_bindgen::prelude::wasm_bindgen]
        pub fn worker_main(role: &str, order: Option<Vec<u8>>) {
            $work(role, order);
        }
    };
}
