//! Goes through the code of a function: what follows what in WebAssembly, as far as it matters for packing it.

use crate::Damaged;
use crate::row::Row;

/// A constant of 32 bits.
pub const CONSTANT: u8 = 0x41;
/// Stands for a constant that takes more than a byte: no opcode of WebAssembly.
pub const LARGE: u8 = 0x06;
/// Stands for a constant that takes four bytes, as addresses do: no opcode either.
pub const ADDRESS: u8 = 0x07;

/// Reads and writes memory, as the opcodes up to the last one do.
pub const ACCESS: u8 = 0x28;
pub const LAST_ACCESS: u8 = 0x3e;
/// Stand for such as aren't aligned to their own size, which all others say for nothing: no opcodes.
pub const ODD_ACCESS: u8 = 0xd7;
pub const LAST_ODD_ACCESS: u8 = ODD_ACCESS + (LAST_ACCESS - ACCESS);

/// How many numbers follow the opcodes behind 0xfc, from the eighth on.
const MORE: [u8; 10] = [2, 1, 2, 1, 2, 1, 2, 1, 1, 1];
const FENCE: u32 = 3;

/// Copies code from where it stands to rows, or back.
pub trait Copy {
    /// An opcode, which it gives.
    fn op(&mut self) -> Result<u8, Damaged>;
    /// A number, which it gives as far as it has 32 bits.
    fn number(&mut self, row: Row) -> Result<u32, Damaged>;
    /// So many bytes.
    fn bytes(&mut self, row: Row, count: usize) -> Result<(), Damaged>;
    /// A function begins, with locals of its own.
    fn begin(&mut self);
    /// A local that is read.
    fn read_local(&mut self) -> Result<(), Damaged>;
    /// A local that is written.
    fn write_local(&mut self) -> Result<(), Damaged>;
    /// A number of four bytes.
    fn address(&mut self) -> Result<(), Damaged>;
    /// Where in memory something lies that is aligned to so many bits.
    fn offset(&mut self, aligned_bits: u32) -> Result<(), Damaged>;
}

/// Has a function copied, part by part, to its end.
///
/// # Errors
/// If what is copied is damaged.
pub fn walk(copy: &mut impl Copy) -> Result<(), Damaged> {
    for _ in 0..copy.number(Row::Locals)? {
        copy.number(Row::Locals)?;
        copy.bytes(Row::Locals, 1)?;
    }
    copy.begin();
    let mut depth = 0_u32;
    loop {
        match copy.op()? {
            0x0b if depth == 0 => return Ok(()),
            0x0b => depth -= 1,
            0x02..=0x04 => {
                copy.number(Row::Op)?;
                depth += 1;
            }
            code => instruction(copy, code)?,
        }
    }
}

/// What follows an opcode that begins and ends nothing.
fn instruction(copy: &mut impl Copy, code: u8) -> Result<(), Damaged> {
    match code {
        0x0c | 0x0d => copy.number(Row::Branch).map(drop),
        0x0e => {
            let targets = copy.number(Row::Op)?;
            numbers(copy, u64::from(targets) + 1)
        }
        0x11 => numbers(copy, 2),
        0x20 => copy.read_local(),
        0x21 | 0x22 => copy.write_local(),
        CONSTANT | 0x10 | 0x23..=0x26 | 0x3f | 0x40 | 0xd0 | 0xd2 => numbers(copy, 1),
        ACCESS..=LAST_ACCESS => copy.offset(natural_alignment(code).into()),
        ODD_ACCESS..=LAST_ODD_ACCESS => aligned(copy),
        LARGE => copy.number(Row::Large).map(drop),
        ADDRESS => copy.address(),
        0x42 => copy.number(Row::Long).map(drop),
        0x43 => copy.bytes(Row::Op, 4),
        0x44 => copy.bytes(Row::Long, 8),
        0x1c => {
            let types = copy.number(Row::Op)?;
            numbers(copy, u64::from(types))
        }
        0xfc => {
            let code = copy.number(Row::Op)? as usize;
            numbers(copy, code.checked_sub(8).and_then(|code| MORE.get(code)).copied().unwrap_or(0).into())
        }
        0xfe => match copy.number(Row::Op)? {
            FENCE => copy.bytes(Row::Op, 1),
            _ => aligned(copy),
        },
        _ => Ok(()),
    }
}

/// How many bits of an address are zero where something is that an opcode reads or writes.
pub fn natural_alignment(code: u8) -> u8 {
    const BITS: [u8; 23] = [2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2];
    BITS[usize::from(code - ACCESS)]
}

fn numbers(copy: &mut impl Copy, count: u64) -> Result<(), Damaged> {
    (0..count).try_for_each(|_| copy.number(Row::Op).map(drop))
}

fn aligned(copy: &mut impl Copy) -> Result<(), Damaged> {
    let bits = copy.number(Row::Op)?;
    copy.offset(bits)
}

/// Writes a number as WebAssembly does, and gives how many bytes it takes.
pub fn write_number(mut number: u32, mut write: impl FnMut(u8)) -> usize {
    let mut count = 1;
    while number > 0x7f {
        write(number as u8 | 0x80);
        number >>= 7;
        count += 1;
    }
    write(number as u8);
    count
}

/// Reads a number byte by byte, as far as it has 32 bits; one of 64 bits takes ten bytes at most.
///
/// # Errors
/// If there is no next byte, or one too many.
pub fn read_number(mut next: impl FnMut() -> Result<u8, Damaged>) -> Result<u32, Damaged> {
    let mut number = 0;
    for shift in (0..70).step_by(7) {
        let byte = next()?;
        number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte < 0x80 {
            return Ok(number);
        }
    }
    Err(Damaged)
}
