//! Parts a module in two: what a page needs before it can be used, and the rest, which comes while it is looked at already.
//!
//! Both parts share memory, table and globals, so that they go on as the one module they were. In the first, what was moved
//! leaves a stub behind, which has the rest loaded if it isn't there yet, and calls it through the table. The later part
//! imports what it needs from the first, and says that it is there when it is instantiated.

mod choice;
mod first;
mod later;
mod mark;
mod module;
mod moved;
mod renumber;

use std::fmt;

pub use choice::Choice;
pub use mark::{RAN, mark};
use module::Module;
use moved::Moved;

/// What the first part imports, by module and name: has the later part instantiated, and returns when it is.
pub const LOAD: (&str, &str) = ("later", "load");
/// The module under whose name the later part imports what the first exports.
pub const FIRST: &str = "first";

/// The two parts of a module.
#[derive(Debug)]
pub struct Parts {
    /// What a page starts with.
    pub first: Vec<u8>,
    /// What comes after it.
    pub later: Vec<u8>,
    /// The functions that were moved.
    pub moved: usize,
    /// All of them.
    pub functions: usize,
}

/// Why a module can't be parted.
#[derive(Debug)]
pub struct Unfit(String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

impl From<wasmparser::BinaryReaderError> for Unfit {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self(error.to_string())
    }
}

impl From<wasm_encoder::reencode::Error<Unfit>> for Unfit {
    fn from(error: wasm_encoder::reencode::Error<Self>) -> Self {
        match error {
            wasm_encoder::reencode::Error::UserError(unfit) => unfit,
            other => Self(other.to_string()),
        }
    }
}

/// Parts a module by the names of its functions: those of which `is_later` holds are moved, as far as they can be.
///
/// # Errors
/// If the module has no names, no memory or no table of functions, or isn't a module.
pub fn split(module: &[u8], is_later: impl Fn(&str) -> bool) -> Result<Parts, Unfit> {
    let module = Module::read(module)?;
    let moved = Moved::of(&module, is_later)?;
    Ok(Parts {
        first: first::write(&module, &moved)?,
        later: later::write(&module, &moved)?,
        moved: moved.functions.len(),
        functions: module.bodies.len(),
    })
}
