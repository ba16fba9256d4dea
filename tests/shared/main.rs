//! What threads share (`src/browser/shared`), run natively: the very files of the product, with another memory under them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]
#![allow(clippy::disallowed_methods, reason = "tests are no page: they may wait, and ask the system's clock")]
#![allow(clippy::duplicate_mod, reason = "the same files, with two memories under them")]
#![allow(dead_code, reason = "the files have what the product needs, of which each test uses a part")]

// The files under test find these where the product has them.
use interleave::{engine, program, time, trace};

mod every_order;
mod real_threads;
