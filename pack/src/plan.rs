//! What it takes beside the rows to put a module together again.

use crate::Damaged;
use crate::code::write_number;

/// How many bytes of what is no code are one unit.
pub const SLICE: usize = 1024;
/// The number of the section of code.
pub const CODE: u8 = 10;
/// More than any module has that a page should load, so that a damaged one takes no more.
const MOST: usize = 64 << 20;

/// What a module has, and what tells it from a damaged one.
#[derive(Clone, Copy)]
pub struct Plan {
    /// How many bytes stand before the section of code.
    pub head: u32,
    /// How many bytes are in it.
    pub code: u32,
    /// How many functions.
    pub functions: u32,
    /// How many bytes stand behind it.
    pub tail: u32,
    /// The module's sum.
    pub sum: u32,
}

impl Plan {
    /// How many bytes it takes.
    pub const BYTES: usize = 20;

    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let numbers = [self.head, self.code, self.functions, self.tail, self.sum];
        for (to, number) in bytes.chunks_exact_mut(4).zip(numbers) {
            to.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// Reads a plan.
    ///
    /// # Errors
    /// If there can be no module of it.
    pub fn read(mut take: impl FnMut() -> [u8; 4]) -> Result<Self, Damaged> {
        let mut number = || u32::from_le_bytes(take());
        let plan = Self { head: number(), code: number(), functions: number(), tail: number(), sum: number() };
        let parts = [plan.head, plan.code, plan.tail].map(|part| part as usize);
        if plan.head > 0 && parts.iter().all(|part| *part < MOST) { Ok(plan) } else { Err(Damaged) }
    }

    /// How long the module is up to what stands behind the code, and in all.
    pub fn lengths(self) -> (usize, usize) {
        let head = self.head as usize + 1 + write_number(self.code, |_| ());
        let tail = head + self.code as usize;
        (tail, tail + self.tail as usize)
    }
}

/// What tells a module from a damaged one: FNV-1a of 32 bits.
pub fn sum(module: &[u8]) -> u32 {
    module.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
