//! Functions change their numbers as they are moved, and nothing else does.

use wasm_encoder::reencode::{Error, Reencode};

use crate::Unfit;

/// The new number of each function; `None` if it isn't there any more.
pub struct Renumber(pub Vec<Option<u32>>);

impl Reencode for Renumber {
    type Error = Unfit;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Unfit>> {
        let index = self.0.get(function as usize).copied().flatten();
        index.ok_or_else(|| Error::UserError(Unfit(format!("function {function} is named where it is not"))))
    }
}
