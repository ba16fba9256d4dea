//! Packs a module.

use alloc::vec::Vec;

use crate::code::{
    self, ACCESS, ADDRESS, CONSTANT, LARGE, LAST_ACCESS, LAST_ODD_ACCESS, ODD_ACCESS, natural_alignment, read_number,
    write_number,
};
use crate::plan::{CODE, Plan, SLICE, sum};
use crate::range::Encoder;
use crate::recent::Recent;
use crate::row::{Models, Row};
use crate::{Damaged, Unpacker};

/// Where the first section stands.
const FIRST: usize = 8;
/// Of a positive number the last byte is smaller.
const SIGN: u8 = 0x40;
/// A chunk is cut when it has so many bytes: what they say is made in two milliseconds, and a cut takes four of them.
const CHUNK: usize = 8 << 10;

/// A module packed, so that it can be unpacked while it comes in: its plan, and then chunks, each with how many units and how
/// many bytes it has. A unit is a function, or a slice of the rest.
///
/// # Errors
/// If it is none that this understands, or would not be the same again.
pub fn pack(module: &[u8]) -> Result<Vec<u8>, Damaged> {
    let mut under_way = Packer::new(module);
    let plan = under_way.plan()?;
    under_way.slices(Row::Head, &module[..plan.head as usize])?;
    for _ in 0..plan.functions {
        under_way.function()?;
    }
    let (tail, length) = plan.lengths();
    if under_way.at != tail || module.len() != length {
        return Err(Damaged);
    }
    under_way.slices(Row::Tail, &module[tail..])?;
    let packed = under_way.finish(plan)?;
    let mut unpacker = Unpacker::default();
    unpacker.push(&packed);
    if unpacker.unpack() == Ok(true) && unpacker.module() == module { Ok(packed) } else { Err(Damaged) }
}

struct Packer<'module> {
    module: &'module [u8],
    /// How far the code is packed.
    at: usize,
    models: Models,
    recent: Recent,
    encoder: Encoder,
    /// How many units there are since the last cut, and how many bytes were taken there.
    units: u16,
    taken: usize,
    /// For each chunk how many units and how many bytes it has.
    cuts: Vec<(u16, usize)>,
}

impl<'module> Packer<'module> {
    fn new(module: &'module [u8]) -> Self {
        let (models, recent, encoder) = (Models::new(), Recent::default(), Encoder::new());
        Self { module, at: FIRST, models, recent, encoder, units: 0, taken: 0, cuts: Vec::new() }
    }

    /// Finds the code, and goes to its first function.
    fn plan(&mut self) -> Result<Plan, Damaged> {
        loop {
            let head = self.at;
            let id = self.next()?;
            let length = self.read()?;
            let start = self.at;
            if id == CODE {
                let plan =
                    Plan { head: head as u32, code: length, functions: self.read()?, tail: 0, sum: sum(self.module) };
                let tail = self.module.len().checked_sub(start + length as usize).ok_or(Damaged)?;
                return Ok(Plan { tail: tail as u32, ..plan });
            }
            self.at = start + length as usize;
        }
    }

    fn slices(&mut self, row: Row, bytes: &[u8]) -> Result<(), Damaged> {
        for slice in bytes.chunks(SLICE) {
            slice.iter().try_for_each(|byte| self.write(row, *byte))?;
            self.end_unit();
        }
        Ok(())
    }

    fn function(&mut self) -> Result<(), Damaged> {
        let length = self.read()?;
        let end = self.at + length as usize;
        code::walk(self)?;
        self.end_unit();
        if self.at == end { Ok(()) } else { Err(Damaged) }
    }

    fn end_unit(&mut self) {
        self.units += 1;
        if self.encoder.taken() - self.taken >= CHUNK || self.units == u16::MAX {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let taken = self.encoder.taken();
        self.cuts.push((self.units, taken - self.taken));
        (self.units, self.taken) = (0, taken);
    }

    fn finish(mut self, plan: Plan) -> Result<Vec<u8>, Damaged> {
        if self.units > 0 {
            self.cut();
        }
        let bytes = self.encoder.finish();
        let mut packed = plan.to_bytes().to_vec();
        let mut rest = bytes.as_slice();
        for (units, count) in self.cuts {
            let chunk;
            (chunk, rest) = rest.split_at_checked(count).ok_or(Damaged)?;
            packed.extend_from_slice(&units.to_le_bytes());
            packed.extend_from_slice(&u16::try_from(count).map_err(|_| Damaged)?.to_le_bytes());
            packed.extend_from_slice(chunk);
        }
        Ok(packed)
    }

    fn next(&mut self) -> Result<u8, Damaged> {
        let byte = *self.module.get(self.at).ok_or(Damaged)?;
        self.at += 1;
        Ok(byte)
    }

    fn read(&mut self) -> Result<u32, Damaged> {
        read_number(|| self.next())
    }

    fn write(&mut self, row: Row, byte: u8) -> Result<(), Damaged> {
        self.encoder.symbol = byte;
        self.models.code(row, &mut self.encoder).map(drop)
    }

    fn write_number(&mut self, row: Row, number: u32) -> Result<(), Damaged> {
        let mut bytes = Vec::new();
        write_number(number, |byte| bytes.push(byte));
        bytes.iter().try_for_each(|byte| self.write(row, *byte))
    }

    /// What a reading or writing opcode is seen as.
    fn access(&mut self, code: u8) -> u8 {
        if self.module.get(self.at) == Some(&natural_alignment(code)) {
            self.at += 1;
            code
        } else {
            code - ACCESS + ODD_ACCESS
        }
    }

    /// What a constant is seen as.
    fn constant(&self) -> u8 {
        match self.module[self.at..] {
            [0x80..=0xff, 0x80..=0xff, 0x80..=0xff, last, ..] if last < SIGN => ADDRESS,
            [0x80..=0xff, ..] => LARGE,
            _ => CONSTANT,
        }
    }
}

impl code::Copy for Packer<'_> {
    fn op(&mut self) -> Result<u8, Damaged> {
        let code = match self.next()? {
            LARGE | ADDRESS | ODD_ACCESS..=LAST_ODD_ACCESS => return Err(Damaged),
            CONSTANT => self.constant(),
            code @ ACCESS..=LAST_ACCESS => self.access(code),
            code => code,
        };
        self.write(Row::Op, code)?;
        Ok(code)
    }

    fn number(&mut self, row: Row) -> Result<u32, Damaged> {
        read_number(|| {
            let byte = self.next()?;
            self.write(row, byte)?;
            Ok(byte)
        })
    }

    fn bytes(&mut self, row: Row, count: usize) -> Result<(), Damaged> {
        (0..count).try_for_each(|_| {
            let byte = self.next()?;
            self.write(row, byte)
        })
    }

    fn begin(&mut self) {
        self.recent.begin();
    }

    fn read_local(&mut self) -> Result<(), Damaged> {
        let local = self.read()?;
        let rank = self.recent.rank_of(local)?;
        self.write_number(Row::Local, rank)
    }

    fn write_local(&mut self) -> Result<(), Damaged> {
        let local = self.number(Row::Set)?;
        self.recent.rank_of(local).map(drop)
    }

    /// Its highest byte first, since that changes least.
    fn address(&mut self) -> Result<(), Damaged> {
        let address = self.read()?;
        address.to_be_bytes().iter().try_for_each(|byte| self.write(Row::Address, *byte))
    }

    /// Most are a multiple of what they are aligned to.
    fn offset(&mut self, aligned_bits: u32) -> Result<(), Damaged> {
        let offset = self.read()?;
        self.write_number(Row::Offset, offset.rotate_right(aligned_bits))
    }
}
