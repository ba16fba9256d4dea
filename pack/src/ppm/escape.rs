//! How likely something is that has not been there.

use super::store::Context;

/// How likely a symbol is new, from how often it was in contexts that are alike.
#[derive(Clone, Copy)]
struct Guess {
    sum: u16,
    shift: u8,
    count: u8,
}

/// Which guess was taken.
#[derive(Clone, Copy)]
pub struct Taken(Option<(usize, usize)>);

/// Learns it.
pub struct Escapes([[Guess; 16]; 25]);

const PERIOD_BITS: u8 = 7;

impl Escapes {
    pub fn new() -> Self {
        let shift = PERIOD_BITS - 4;
        Self(core::array::from_fn(|row| [Guess { sum: (5 * row as u16 + 10) << shift, shift, count: 4 }; 16]))
    }

    /// What something weighs that is in none of the contexts so far: of this one, with its suffix, so many are ruled out.
    pub fn weigh(&mut self, context: Context, suffix: Context, ruled_out: u16, high: usize) -> (Taken, u32) {
        if context.count == 256 {
            return (Taken(None), 1);
        }
        let left = context.count - ruled_out;
        let column = usize::from(left < suffix.count.wrapping_sub(context.count))
            + 2 * usize::from(context.all < 11 * context.count)
            + 4 * usize::from(ruled_out > left)
            + high;
        let row = class(left);
        let guess = &mut self.0[row][column];
        let weight = guess.sum >> guess.shift;
        guess.sum -= weight;
        (Taken(Some((row, column))), u32::from(weight.max(1)))
    }

    /// It was one of them.
    pub fn was_known(&mut self, Taken(taken): Taken) {
        let Some((row, column)) = taken else { return };
        let guess = &mut self.0[row][column];
        if guess.shift < PERIOD_BITS {
            guess.count = guess.count.wrapping_sub(1);
            if guess.count == 0 {
                guess.sum <<= 1;
                guess.count = (3_u32 << guess.shift) as u8;
                guess.shift += 1;
            }
        }
    }

    /// It was none of them, and they weigh so much.
    pub fn was_new(&mut self, Taken(taken): Taken, all: u32) {
        if let Some((row, column)) = taken {
            let guess = &mut self.0[row][column];
            guess.sum = guess.sum.wrapping_add(all as u16);
        }
    }
}

/// Numbers that are alike have one class: the more there are, the more are alike.
fn class(number: u16) -> usize {
    let (mut class, mut last) = (1, 1);
    while last < number {
        class += 1;
        last += if class > 3 { class as u16 - 3 } else { 1 };
    }
    class - 1
}
