//! Tests of the pure layers; they run natively in seconds.
#![cfg(not(target_arch = "wasm32"))]

mod program;
mod program_diagnostics;
mod program_limits;
mod program_properties;
mod time;
