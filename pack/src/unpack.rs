//! Unpacks a module piece by piece.

use alloc::vec::Vec;

use crate::Damaged;
use crate::code::{
    self, ACCESS, ADDRESS, CONSTANT, LARGE, LAST_ACCESS, LAST_ODD_ACCESS, ODD_ACCESS, natural_alignment, read_number,
    write_number,
};
use crate::plan::{CODE, Plan, SLICE, sum};
use crate::range::Decoder;
use crate::recent::Recent;
use crate::row::{Models, Row};

/// A cut takes so many bytes: two for how many units a chunk has, two for how many bytes.
const CUT: usize = 4;

/// A module that comes in.
pub struct Unpacker {
    decoder: Decoder,
    models: Models,
    recent: Recent,
    /// As soon as it has come in.
    plan: Option<Plan>,
    /// How many units and bytes the chunk has that comes in.
    chunk: Option<(u16, u16)>,
    is_begun: bool,
    functions: u32,
    module: Vec<u8>,
    /// The function that is being made: how long it is stands before it.
    function: Vec<u8>,
}

impl Default for Unpacker {
    fn default() -> Self {
        let (decoder, models, recent) = (Decoder::new(), Models::new(), Recent::default());
        let (module, function) = (Vec::new(), Vec::new());
        Self { decoder, models, recent, plan: None, chunk: None, is_begun: false, functions: 0, module, function }
    }
}

impl Unpacker {
    /// Room for the next piece, which whoever asks fills before anything is unpacked.
    pub fn room(&mut self, length: usize) -> *mut u8 {
        let bytes = self.decoder.bytes();
        let start = bytes.len();
        bytes.resize(start + length, 0);
        bytes[start..].as_mut_ptr()
    }

    /// Takes the next piece.
    pub fn push(&mut self, piece: &[u8]) {
        self.decoder.bytes().extend_from_slice(piece);
    }

    /// What is made of it so far.
    pub fn module(&self) -> &[u8] {
        &self.module
    }

    /// Unpacks what has come in, as far as chunks are whole; gives whether that is all of the module.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn unpack(&mut self) -> Result<bool, Damaged> {
        let plan = match self.plan {
            Some(plan) => plan,
            None if self.decoder.left() < Plan::BYTES => return Ok(false),
            None => self.begin_module()?,
        };
        loop {
            let left = self.decoder.left();
            if let Some((units, bytes)) = self.chunk {
                let Some(after) = left.checked_sub(bytes.into()) else { return Ok(false) };
                self.chunk = None;
                self.units(plan, units)?;
                if self.decoder.left() != after {
                    return Err(Damaged);
                }
            } else if self.functions == plan.functions && self.module.len() == plan.lengths().1 {
                return if left == 0 && sum(&self.module) == plan.sum { Ok(true) } else { Err(Damaged) };
            } else if left < CUT {
                return Ok(false);
            } else {
                self.chunk = Some((u16::from_le_bytes(self.decoder.take()), u16::from_le_bytes(self.decoder.take())));
            }
        }
    }

    fn begin_module(&mut self) -> Result<Plan, Damaged> {
        let plan = Plan::read(|| self.decoder.take())?;
        self.module.reserve_exact(plan.lengths().1);
        self.plan = Some(plan);
        Ok(plan)
    }

    fn units(&mut self, plan: Plan, count: u16) -> Result<(), Damaged> {
        if !self.is_begun {
            if self.decoder.left() < Decoder::AHEAD {
                return Err(Damaged);
            }
            self.decoder.begin();
            self.is_begun = true;
        }
        (0..count).try_for_each(|_| self.unit(plan))
    }

    fn unit(&mut self, plan: Plan) -> Result<(), Damaged> {
        let head = plan.head as usize;
        let (tail, length) = plan.lengths();
        if self.module.len() < head {
            self.slice(Row::Head, head)?;
            if self.module.len() == head {
                self.module.push(CODE);
                write_number(plan.code, |byte| self.module.push(byte));
                write_number(plan.functions, |byte| self.module.push(byte));
            }
            Ok(())
        } else if self.functions < plan.functions {
            self.functions += 1;
            code::walk(self)?;
            write_number(self.function.len() as u32, |byte| self.module.push(byte));
            self.module.append(&mut self.function);
            if self.module.len() <= tail { Ok(()) } else { Err(Damaged) }
        } else if self.module.len() < tail {
            Err(Damaged)
        } else {
            self.slice(Row::Tail, length)
        }
    }

    fn slice(&mut self, row: Row, end: usize) -> Result<(), Damaged> {
        for _ in self.module.len()..end.min(self.module.len() + SLICE) {
            let byte = self.read(row)?;
            self.module.push(byte);
        }
        Ok(())
    }

    fn read(&mut self, row: Row) -> Result<u8, Damaged> {
        self.models.code(row, &mut self.decoder)
    }

    fn read_number(&mut self, row: Row) -> Result<u32, Damaged> {
        read_number(|| self.read(row))
    }

    /// As much of a function as there can be of the module, at most.
    fn put(&mut self, byte: u8) -> Result<(), Damaged> {
        if self.function.len() + self.module.len() >= self.module.capacity() {
            return Err(Damaged);
        }
        self.function.push(byte);
        Ok(())
    }
}

impl code::Copy for Unpacker {
    fn op(&mut self) -> Result<u8, Damaged> {
        let code = self.read(Row::Op)?;
        self.put(match code {
            LARGE | ADDRESS => CONSTANT,
            ODD_ACCESS..=LAST_ODD_ACCESS => code - ODD_ACCESS + ACCESS,
            code => code,
        })?;
        if matches!(code, ACCESS..=LAST_ACCESS) {
            self.put(natural_alignment(code))?;
        }
        Ok(code)
    }

    fn number(&mut self, row: Row) -> Result<u32, Damaged> {
        read_number(|| {
            let byte = self.read(row)?;
            self.put(byte)?;
            Ok(byte)
        })
    }

    fn bytes(&mut self, row: Row, count: usize) -> Result<(), Damaged> {
        (0..count).try_for_each(|_| {
            let byte = self.read(row)?;
            self.put(byte)
        })
    }

    fn begin(&mut self) {
        self.recent.begin();
    }

    fn read_local(&mut self) -> Result<(), Damaged> {
        let rank = self.read_number(Row::Local)?;
        let local = self.recent.at(rank)?;
        write_number(local, |byte| self.function.push(byte));
        Ok(())
    }

    fn write_local(&mut self) -> Result<(), Damaged> {
        let local = self.number(Row::Set)?;
        self.recent.rank_of(local).map(drop)
    }

    fn address(&mut self) -> Result<(), Damaged> {
        let mut address = 0_u32;
        for _ in 0..4 {
            address = address << 8 | u32::from(self.read(Row::Address)?);
        }
        // Four bytes, however small it is.
        for shift in [0, 7, 14] {
            self.put((address >> shift) as u8 | 0x80)?;
        }
        self.put((address >> 21) as u8 & 0x7f)
    }

    fn offset(&mut self, aligned_bits: u32) -> Result<(), Damaged> {
        let turned = self.read_number(Row::Offset)?;
        write_number(turned.rotate_left(aligned_bits), |byte| self.function.push(byte));
        Ok(())
    }
}
