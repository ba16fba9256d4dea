//! One file for each way of running; and under all of them the interpreter, which performs their tasks.

pub mod cargo;
mod children;
mod custody;
pub mod desk;
pub mod event_loop;
pub mod interpreter;
mod leader;
pub mod offload;
mod offload_pool;
pub mod pool;
pub mod process_pool;
pub mod processes;
mod requests;
pub mod sequential;
pub mod threads;
mod timer;
mod turns;
