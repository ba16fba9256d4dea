//! The rim: clock, workers, one module per way of running, storage, canvas. Decides nothing: what to do is told to it.
//! Knows no Yew. All `unsafe` of the project is in [`memory`].

pub mod address;
pub mod canvas;
pub mod clock;
pub mod conductor;
mod crew;
pub mod environment;
mod event_loop;
#[cfg(feature = "files")]
pub mod files;
mod host;
mod interpreter;
mod lock;
pub mod memory;
mod offload;
pub mod page;
#[cfg(feature = "files")]
pub mod picture;
mod pool;
mod process_pool;
mod processes;
mod sequential;
mod sink;
pub mod storage;
mod threads;
mod worker;
