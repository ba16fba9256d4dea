//! The rim: clock, workers, one file per way of running, storage, canvas. Decides nothing: what to do is told to it.
//! Knows no Yew. All `unsafe` of the project is in [`shared::memory`].

mod clock;
pub mod dom;
pub mod effects;
mod entry;
pub mod js;
mod models;
pub mod opfs;
pub mod shared;
pub mod supervisor;
mod workers;

pub use dom::files_module::work_on_files;
pub use dom::what_if_module::work_on_what_if;
pub use entry::work;

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
