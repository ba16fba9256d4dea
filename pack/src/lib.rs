//! Packs the page's WebAssembly module, and unpacks it while it comes in.
//!
//! Code packs well when numbers of one kind stand beside each other, since they are more alike than what stands beside them
//! in code. So a module is taken apart into rows of what is alike (`row.rs`), each with a model of its own that foretells its
//! next byte (`ppm`). What comes next in the module is written next, whichever row it is of, and cut into chunks that are
//! whole: what has come in is unpacked at once, and almost nothing is left for the end.

#![no_std]

extern crate alloc;

mod code;
mod pack;
mod plan;
mod ppm;
mod range;
mod recent;
mod row;
mod unpack;

#[cfg(feature = "alone")]
mod alone;

pub use pack::pack;
pub use unpack::Unpacker;

/// What is packed, or is to be, isn't what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;
