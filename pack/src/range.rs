//! Writes and reads choices as fractions of a range: what is likely takes little of a bit.

use alloc::vec::Vec;

use crate::Damaged;

/// How likely something is, at most: surely.
pub const SURE_BITS: u32 = 14;
/// The range has so much at least.
const LEAST: u32 = 1 << 24;

/// Makes the choices that a model is asked for: as the next symbol says, or as what was written says.
pub trait Coder {
    /// Whether the next symbol is this one, which is so likely.
    fn is(&mut self, symbol: u8, likely: u32) -> Result<bool, Damaged>;

    /// Which of these the next symbol is, each with a weight, of so much in all; or none of them.
    fn among(&mut self, all: u32, weights: impl Iterator<Item = (u8, u32)>) -> Result<Option<usize>, Damaged>;
}

/// Writes.
pub struct Encoder {
    /// The next symbol.
    pub symbol: u8,
    low: u64,
    range: u32,
    /// The last byte, and how many of 0xff come after it: a carry may change them still.
    held: u8,
    held_full: usize,
    bytes: Vec<u8>,
}

impl Encoder {
    pub fn new() -> Self {
        // The byte that is held first holds nothing: it isn't counted.
        Self { symbol: 0, low: 0, range: u32::MAX, held: 0, held_full: 0, bytes: Vec::new() }
    }

    /// How many bytes a decoder has taken when it has read all that is written.
    pub fn taken(&self) -> usize {
        self.bytes.len() + self.held_full + Decoder::AHEAD
    }

    /// All bytes.
    pub fn finish(mut self) -> Vec<u8> {
        (0..=Decoder::AHEAD).for_each(|_| self.shift());
        self.bytes.remove(0);
        self.bytes
    }

    fn shift(&mut self) {
        let carry = (self.low >> 32) as u8;
        if self.low as u32 >= 0xff00_0000 && carry == 0 {
            self.held_full += 1;
        } else {
            self.bytes.push(self.held.wrapping_add(carry));
            self.bytes.extend(core::iter::repeat_n(0xff_u8.wrapping_add(carry), self.held_full));
            self.held_full = 0;
            self.held = (self.low >> 24) as u8;
        }
        self.low = u64::from((self.low as u32) << 8);
    }

    fn narrow(&mut self, start: u32, size: u32) {
        self.low += u64::from(start);
        self.range = size;
        while self.range < LEAST {
            self.range <<= 8;
            self.shift();
        }
    }
}

impl Coder for Encoder {
    fn is(&mut self, symbol: u8, likely: u32) -> Result<bool, Damaged> {
        let (part, is) = ((self.range >> SURE_BITS) * likely, symbol == self.symbol);
        if is {
            self.narrow(0, part);
        } else {
            self.narrow(part, self.range - part);
        }
        Ok(is)
    }

    fn among(&mut self, all: u32, weights: impl Iterator<Item = (u8, u32)>) -> Result<Option<usize>, Damaged> {
        let (one, mut start) = (self.range / all, 0);
        for (at, (symbol, weight)) in weights.enumerate() {
            if symbol == self.symbol && weight > 0 {
                self.narrow(start * one, weight * one);
                return Ok(Some(at));
            }
            start += weight;
        }
        self.narrow(start * one, (all - start) * one);
        Ok(None)
    }
}

/// Reads.
pub struct Decoder {
    code: u32,
    range: u32,
    bytes: Vec<u8>,
    at: usize,
}

impl Decoder {
    /// So many bytes it takes before the first choice.
    pub const AHEAD: usize = 4;

    pub fn new() -> Self {
        Self { code: 0, range: u32::MAX, bytes: Vec::new(), at: 0 }
    }

    /// Takes what it needs to begin, which must be there.
    pub fn begin(&mut self) {
        self.code = u32::from_be_bytes(self.take());
    }

    /// What has come in; more may be added.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// How many bytes there are still.
    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The next bytes as they are, which must be there.
    pub fn take<const COUNT: usize>(&mut self) -> [u8; COUNT] {
        let mut taken = [0; COUNT];
        taken.copy_from_slice(&self.bytes[self.at..self.at + COUNT]);
        self.at += COUNT;
        taken
    }

    fn narrow(&mut self, start: u32, size: u32) -> Result<(), Damaged> {
        self.code -= start;
        self.range = size;
        while self.range < LEAST {
            let next = self.bytes.get(self.at).ok_or(Damaged)?;
            self.code = self.code << 8 | u32::from(*next);
            self.range <<= 8;
            self.at += 1;
        }
        Ok(())
    }
}

impl Coder for Decoder {
    fn is(&mut self, _: u8, likely: u32) -> Result<bool, Damaged> {
        let part = (self.range >> SURE_BITS) * likely;
        let is = self.code < part;
        if is {
            self.narrow(0, part)?;
        } else {
            self.narrow(part, self.range - part)?;
        }
        Ok(is)
    }

    fn among(&mut self, all: u32, weights: impl Iterator<Item = (u8, u32)>) -> Result<Option<usize>, Damaged> {
        let one = self.range / all;
        let (place, mut start) = (self.code / one, 0);
        if place >= all {
            return Err(Damaged);
        }
        for (at, (_, weight)) in weights.enumerate() {
            if place < start + weight {
                self.narrow(start * one, weight * one)?;
                return Ok(Some(at));
            }
            start += weight;
        }
        self.narrow(start * one, (all - start) * one)?;
        Ok(None)
    }
}
