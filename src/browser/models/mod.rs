//! One file for each way of running, and the interpreter under all of them.

pub mod event_loop;
pub mod interpreter;
pub mod offload;
pub mod pool;
pub mod process_pool;
pub mod processes;
pub mod sequential;
pub mod threads;
