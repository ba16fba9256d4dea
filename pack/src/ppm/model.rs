//! A model: foretells, hears what came, and learns it.

use alloc::vec::Vec;

use super::escape::Escapes;
use super::store::{ContextAt, NONE, State, StateAt, Store};
use crate::Damaged;
use crate::range::{Coder, SURE_BITS};

/// No symbol weighs more; those of its context are halved before.
pub const MOST: u8 = 124;
const STEP: u8 = 4;
const PERIOD_BITS: u32 = 7;
/// How much else there is to know of how likely the one symbol of a context is.
const COLUMNS: usize = 64;
/// What a new symbol weighs in a context that had one, from how likely that one was.
const NEW: [u8; 16] = [25, 14, 9, 7, 5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 2];
const FIRST_NEW: [u16; 8] = [0x3cdd, 0x1f3f, 0x59bf, 0x48f3, 0x64a1, 0x5abc, 0x6632, 0x6051];

/// What is known of one row. The contexts themselves stand in the store.
pub struct Model {
    pub(super) order: usize,
    /// How much shorter than that the context is.
    pub(super) fall: usize,
    /// What a new symbol weighs in the context of one symbol that was left last.
    pub(super) weight_of_new: u8,
    /// The context, and the longest that it belongs to.
    pub(super) context: ContextAt,
    pub(super) longest: ContextAt,
    /// The state of the last symbol, and that.
    pub(super) found: StateAt,
    last: u8,
    pub(super) text: Vec<u8>,
    was_likely: bool,
    /// How many likely symbols have come, below zero as long as they are few.
    run: i32,
    /// How likely the one symbol of a context is, by how often it has come and by what else is known.
    singles: Vec<u16>,
    escapes: Escapes,
}

/// Some symbols are of another kind than others.
fn is_high(symbol: u8) -> usize {
    usize::from(symbol >= 0x40)
}

fn weights(states: &[State]) -> impl Iterator<Item = (u8, u32)> {
    states.iter().map(|state| (state.symbol, u32::from(state.weight)))
}

impl Model {
    /// Knows nothing, and will foretell from so many symbols.
    pub fn new(order: usize, store: &mut Store) -> Self {
        let root = store.root();
        let single = |at: usize| (1 << SURE_BITS) - FIRST_NEW[at % 8] / ((at / COLUMNS) as u16 + 2);
        Self {
            order,
            fall: order,
            weight_of_new: 0,
            context: root,
            longest: root,
            found: store.first(root),
            last: 0,
            text: Vec::new(),
            was_likely: false,
            run: Self::first_run(order),
            singles: (0..128 * COLUMNS).map(single).collect(),
            escapes: Escapes::new(),
        }
    }

    fn first_run(order: usize) -> i32 {
        -i32::from(order.min(12) as u8) - 1
    }

    /// Has the next symbol chosen, and learns it.
    ///
    /// # Errors
    /// If there is none.
    pub fn code(&mut self, store: &mut Store, coder: &mut impl Coder) -> Result<u8, Damaged> {
        let context = store.context(self.context);
        let high = 8 * is_high(self.last);
        let found = if context.count == 1 {
            let state = context.one;
            let column = self.column(state, store.context(context.suffix()).count, high);
            let single = &mut self.singles[COLUMNS * (usize::from(state.weight) - 1) + column];
            let likely = *single;
            let less = likely - ((likely + (1 << (PERIOD_BITS - 2))) >> PERIOD_BITS);
            let is = coder.is(state.symbol, likely.into())?;
            *single = if is { less + (1 << PERIOD_BITS) } else { less };
            if !is {
                self.weight_of_new = NEW[usize::from(less >> 10)];
            }
            is.then_some(0)
        } else {
            coder.among(context.all.into(), weights(store.of(context)))?
        };
        if let Some(at) = found {
            self.found = store.first(self.context) + at;
            self.last = store.state(self.found).symbol;
            if context.count == 1 {
                self.learn_single(store);
            } else {
                self.learn(store, at);
            }
            self.go_on(store);
        } else {
            self.was_likely = false;
            self.last = self.code_shorter(store, coder, high)?;
        }
        Ok(self.last)
    }

    fn column(&self, state: State, others: u16, high: usize) -> usize {
        let few = match others {
            1 => 0,
            2 => 2,
            3..=11 => 4,
            _ => 6,
        };
        usize::from(self.was_likely) + if self.run < 0 { 32 } else { 0 } + few + 16 * is_high(state.symbol) + high
    }

    /// It was none of the context's: tries shorter ones, without what it wasn't.
    fn code_shorter(&mut self, store: &mut Store, coder: &mut impl Coder, high: usize) -> Result<u8, Damaged> {
        let mut mask = [u8::MAX; 256];
        loop {
            let mut context = store.context(self.context);
            let ruled_out = context.count;
            if ruled_out == 1 {
                mask[usize::from(context.one.symbol)] = 0;
            } else {
                store.of(context).iter().for_each(|state| mask[usize::from(state.symbol)] = 0);
            }
            while context.count == ruled_out {
                self.fall += 1;
                self.context = context.suffix();
                if self.context == NONE {
                    return Err(Damaged);
                }
                context = store.context(self.context);
            }
            let states = store.of(context);
            let weights =
                || states.iter().map(|state| (state.symbol, u32::from(state.weight & mask[usize::from(state.symbol)])));
            let (taken, new) = self.escapes.weigh(context, store.context(context.suffix()), ruled_out, high);
            let all = new + weights().map(|(_, weight)| weight).sum::<u32>();
            if let Some(at) = coder.among(all, weights())? {
                self.escapes.was_known(taken);
                self.found = store.first(self.context) + at;
                let symbol = states[at].symbol;
                self.run = Self::first_run(self.order);
                self.weigh_more(store);
                if store.state(self.found).weight > MOST {
                    self.rescale(store);
                }
                self.grow(store);
                return Ok(symbol);
            }
            self.escapes.was_new(taken, all);
        }
    }

    fn learn_single(&mut self, store: &mut Store) {
        let state = store.state_mut(self.found);
        state.weight += u8::from(state.weight < 128);
        self.was_likely = true;
        self.run += 1;
    }

    fn learn(&mut self, store: &mut Store, at: usize) {
        let weight = u16::from(store.state(self.found).weight);
        self.was_likely = at == 0 && 2 * weight > store.context(self.context).all;
        self.run += i32::from(self.was_likely);
        self.weigh_more(store);
        if at > 0 {
            if store.state(self.found).weight <= store.state(self.found - 1).weight {
                return;
            }
            self.found = store.advance(self.found);
        }
        if store.state(self.found).weight > MOST {
            self.rescale(store);
        }
    }

    fn weigh_more(&self, store: &mut Store) {
        *store.all_mut(self.context) += u16::from(STEP);
        store.state_mut(self.found).weight += STEP;
    }

    /// Goes to the context that the symbol leads to.
    fn go_on(&mut self, store: &mut Store) {
        match store.state(self.found).next.as_context() {
            Some(next) if self.fall == 0 => {
                self.context = next;
                self.longest = next;
            }
            _ => self.grow(store),
        }
    }

    /// Halves the weights of the context, the last symbol's first, and forgets symbols that weigh nothing then.
    fn rescale(&mut self, store: &mut Store) {
        let context = store.context(self.context);
        let first = store.first(self.context);
        let last = first + usize::from(context.count) - 1;
        store.rotate(first, self.found);
        let adder = u16::from(self.fall != 0);
        let weight = u16::from(store.state(first).weight);
        let mut new = context.all - weight;
        let mut all = (weight + 4 + adder) >> 1;
        store.state_mut(first).weight = all as u8;
        for at in first + 1..=last {
            let weight = u16::from(store.state(at).weight);
            new -= weight;
            let half = (weight + adder) >> 1;
            all += half;
            store.state_mut(at).weight = half as u8;
            let mut to = at;
            while to > first && u16::from(store.state(to - 1).weight) < half {
                to -= 1;
            }
            store.rotate(to, at);
        }
        let gone = (first..=last).rev().take_while(|at| store.state(*at).weight == 0).count() as u16;
        new += gone;
        let left = context.count - gone;
        if left == 1 {
            let mut weight = u16::from(store.state(first).weight);
            loop {
                new >>= 1;
                weight = (weight + 1) >> 1;
                if new <= 1 {
                    break;
                }
            }
            store.state_mut(first).weight = weight as u8;
        } else {
            *store.all_mut(self.context) = all + new - (new >> 1);
        }
        store.resize(self.context, left);
        self.found = store.first(self.context);
    }
}
