//! The rows that a module is taken apart into, each with a model of its own.

use alloc::vec::Vec;

use crate::Damaged;
use crate::ppm::{Model, Store};
use crate::range::Coder;

/// What a module is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// All before the code.
    Head,
    /// Opcodes, and the numbers that belong to one of them as a letter to a word: of functions, of types, small constants.
    Op,
    /// Which locals a function has.
    Locals,
    /// How far out a branch leads.
    Branch,
    /// Locals that are read.
    Local,
    /// Where in memory something lies, from an address.
    Offset,
    /// Locals that are written.
    Set,
    /// Constants of some bytes.
    Large,
    /// Constants of four bytes, which are addresses.
    Address,
    /// Constants of 64 bits.
    Long,
    /// All behind the code.
    Tail,
}

/// From how many bytes before it a byte of each row is foretold, at most.
const ORDERS: [usize; 11] = [3, 10, 5, 5, 2, 5, 4, 4, 4, 4, 6];

/// The models of all rows.
pub struct Models {
    store: Store,
    models: Vec<Model>,
}

impl Models {
    /// Such as know nothing.
    pub fn new() -> Self {
        let mut store = Store::new();
        let models = ORDERS.map(|order| Model::new(order, &mut store)).into();
        Self { store, models }
    }

    /// Has the next byte of a row chosen.
    ///
    /// # Errors
    /// If there is none.
    pub fn code(&mut self, row: Row, coder: &mut impl Coder) -> Result<u8, Damaged> {
        self.models[row as usize].code(&mut self.store, coder)
    }
}
