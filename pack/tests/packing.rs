//! What is packed comes out again byte for byte, however it comes in; what is damaged is told, and ends.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use interleave_pack::{Damaged, Unpacker, pack};
use proptest::collection::vec;
use proptest::prelude::*;

fn write_number(mut number: u64, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Opcodes, and how many numbers follow each.
const PLAIN: [(u8, usize); 19] = [
    (0x00, 0),
    (0x0c, 1),
    (0x0d, 1),
    (0x10, 1),
    (0x11, 2),
    (0x1a, 0),
    (0x20, 1),
    (0x21, 1),
    (0x22, 1),
    (0x23, 1),
    (0x28, 2),
    (0x2d, 2),
    (0x36, 2),
    (0x3f, 1),
    (0x41, 1),
    (0x42, 1),
    (0x6a, 0),
    (0xd0, 1),
    (0x05, 0),
];
/// Such as begin with a second opcode, with the numbers after that.
const WIDE: [(u8, u8, usize); 5] = [(0xfc, 3, 0), (0xfc, 8, 2), (0xfc, 11, 1), (0xfe, 0x10, 2), (0xfe, 3, 1)];

/// An instruction: of which kind, and the numbers that it may have.
type Drawn = (usize, u32, u32);

fn write_instruction((kind, one, other): Drawn, code: &mut Vec<u8>) {
    let kinds = PLAIN.len() + WIDE.len();
    match kind % (kinds + 5) {
        at if at < PLAIN.len() => {
            let (op, count) = PLAIN[at];
            code.push(op);
            // No function has more locals than some.
            let one = if matches!(op, 0x20..=0x22) { one % 300 } else { one };
            [one, other][..count].iter().for_each(|number| write_number(u64::from(*number), code));
        }
        at if at < kinds => {
            let (op, second, count) = WIDE[at - PLAIN.len()];
            code.extend([op, second]);
            let numbers = if second == 3 { [0, 0] } else { [one % 4, other] };
            numbers[..count].iter().for_each(|number| write_number(u64::from(*number), code));
        }
        at => match at - kinds {
            0 => {
                code.extend([0x0e, 2]);
                code.extend([1, 2, 3]);
            }
            1 => {
                code.push(0x44);
                code.extend(f64::from(one).to_le_bytes());
            }
            2 => {
                code.push(0x43);
                code.extend(other.to_le_bytes());
            }
            3 => {
                // Numbers that take four bytes are packed in a way of their own.
                code.push(0x41);
                write_number(u64::from(2_097_152 + other % 1_000_000), code);
            }
            _ => {
                code.extend([0x02, 0x40]);
                write_instruction((one as usize % kinds, other, one), code);
                code.push(0x0b);
            }
        },
    }
}

fn write_function(instructions: &[Drawn], code: &mut Vec<u8>) {
    let mut function = vec![1, 2, 0x7f];
    for drawn in instructions {
        write_instruction(*drawn, &mut function);
    }
    function.push(0x0b);
    write_number(function.len() as u64, code);
    code.append(&mut function);
}

/// A module with these functions, between a section of these bytes and one of those.
fn module_of(before: &[u8], functions: &[Vec<Drawn>], behind: &[u8]) -> Vec<u8> {
    let mut code = Vec::new();
    write_number(functions.len() as u64, &mut code);
    for instructions in functions {
        write_function(instructions, &mut code);
    }
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    for (id, bytes) in [(1, before), (10, &code), (11, behind)] {
        module.push(id);
        write_number(bytes.len() as u64, &mut module);
        module.extend_from_slice(bytes);
    }
    module
}

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![0..128_u32, 2_097_152..2_200_000_u32, any::<u32>()]
}

fn modules() -> impl Strategy<Value = Vec<u8>> {
    let functions = vec(vec((0..64_usize, number(), number()), 0..60), 0..40);
    (vec(any::<u8>(), 0..3000), functions, vec(0..9_u8, 0..3000))
        .prop_map(|(before, functions, behind)| module_of(&before, &functions, &behind))
}

/// What comes out of bytes that come in piece by piece: the module, once it is whole.
fn unpacked(packed: &[u8], piece: usize) -> Result<Option<Vec<u8>>, Damaged> {
    let mut unpacker = Unpacker::default();
    let mut is_whole = false;
    for piece in packed.chunks(piece) {
        unpacker.push(piece);
        is_whole = unpacker.unpack()?;
    }
    Ok(is_whole.then(|| unpacker.module().to_vec()))
}

proptest! {
    #[test]
    fn what_is_packed_comes_out_again(module in modules(), piece in 1..5000_usize) {
        let packed = pack(&module).unwrap();
        prop_assert_eq!(unpacked(&packed, piece), Ok(Some(module)));
    }

    #[test]
    fn what_is_cut_off_is_never_whole(module in modules(), cut in any::<prop::sample::Index>()) {
        let packed = pack(&module).unwrap();
        let rest = &packed[..cut.index(packed.len())];
        prop_assert_eq!(unpacked(rest, 1000), Ok(None));
    }

    #[test]
    fn what_is_damaged_is_told(module in modules(), place in any::<prop::sample::Index>(), other in 1..=255_u8) {
        let mut packed = pack(&module).unwrap();
        let place = place.index(packed.len());
        packed[place] ^= other;
        // It may wait for more than there is; the last byte of a row may not matter.
        let unpacked = unpacked(&packed, 1000);
        prop_assert!(unpacked.is_err() || unpacked == Ok(None) || unpacked == Ok(Some(module)));
    }

    #[test]
    fn anything_else_is_told(bytes in vec(any::<u8>(), 24..4000)) {
        prop_assert!(!matches!(unpacked(&bytes, 100), Ok(Some(_))));
        prop_assert_eq!(pack(&bytes), Err(Damaged));
    }
}

#[test]
fn what_has_come_in_is_unpacked_at_once() {
    let functions: Vec<Vec<Drawn>> = (0..4000_u32)
        .map(|function| (0..40_u32).map(|at| ((at * function % 61) as usize, at * at, function ^ at)).collect())
        .collect();
    let module = module_of(&[0; 2000], &functions, &[7; 2000]);
    let packed = pack(&module).unwrap();
    let mut unpacker = Unpacker::default();
    let mut made = Vec::new();
    for piece in packed.chunks(packed.len().div_ceil(8)) {
        unpacker.push(piece);
        unpacker.unpack().unwrap();
        made.push(unpacker.module().len());
    }
    assert!(made.is_sorted_by(|one, next| one < next), "each piece makes something: {made:?}");
    assert!(module.len() - made[6] < module.len() / 4, "the last piece makes little: {made:?} of {}", module.len());
    assert_eq!(made[7], module.len());
}

#[test]
fn more_after_the_end_is_told() {
    let mut packed = pack(&module_of(&[], &[vec![]], &[])).unwrap();
    packed.push(0);
    assert_eq!(unpacked(&packed, 1000), Err(Damaged));
}
