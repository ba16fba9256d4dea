//! One file for each way of running; and under all of them the interpreter, which performs their tasks.

pub mod cargo;
mod children;
mod custody;
pub mod desk;
pub mod event_loop;
pub mod files;
pub mod interpreter;
mod io;
mod leader;
pub mod offload;
mod offload_pool;
pub mod offload_processes;
pub mod pool;
pub mod process_pool;
mod process_slots;
pub mod processes;
pub mod requests;
pub mod sequential;
mod slots;
pub mod threads;
mod timer;
mod turns;
