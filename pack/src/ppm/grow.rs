//! A model learns longer contexts.

use super::model::{MOST, Model};
use super::store::{Context, ContextAt, NONE, Next, State, StateAt, Store};

impl Model {
    /// Learns what followed the contexts that are longer than the one in which the last symbol was found.
    pub(super) fn grow(&mut self, store: &mut Store) {
        let found = store.state(self.found);
        let context = self.context;
        self.strengthen_suffix(store, found);
        if self.fall == 0 {
            // In the longest context that there may be: the symbol leads into the text.
            let next = self.made_real(store, found);
            store.state_mut(self.found).next = Next::context(next);
            self.context = next;
            self.longest = next;
            return;
        }
        self.text.push(found.symbol);
        let mut longer = Next::text(self.text.len());
        let next = if found.next.is_none() {
            // Only in the empty context, for a symbol that is there for the first time.
            store.state_mut(self.found).next = longer;
            context
        } else {
            let next = found.next.as_context().unwrap_or_else(|| self.made_real(store, found));
            self.fall -= 1;
            if self.fall == 0 {
                // The next context is as long as one may be, and no text is needed to make a longer one of.
                longer = Next::context(next);
                if self.longest != context {
                    self.text.pop();
                }
            }
            next
        };
        let longest = self.longest;
        self.context = next;
        self.longest = next;
        self.add_to_longer(store, longest, context, State { next: longer, ..found });
    }

    /// The context that is a byte shorter has seen it too.
    fn strengthen_suffix(&self, store: &mut Store, found: State) {
        let suffix = store.context(self.context).suffix();
        if found.weight >= MOST / 4 || suffix == NONE {
            return;
        }
        let context = store.context(suffix);
        if context.count == 1 {
            let state = store.state_mut(store.first(suffix));
            state.weight += u8::from(state.weight < 32);
            return;
        }
        let mut at = store.find(suffix, found.symbol);
        if at > store.first(suffix) && store.state(at).weight >= store.state(at - 1).weight {
            at = store.advance(at);
        }
        let state = store.state_mut(at);
        if state.weight < MOST - 9 {
            state.weight += 2;
            *store.all_mut(suffix) += 2;
        }
    }

    /// Adds the symbol to contexts from the longest one on to the one in which it was found.
    fn add_to_longer(&self, store: &mut Store, longest: ContextAt, found_in: ContextAt, found: State) {
        if longest == found_in {
            return;
        }
        let Context { count: known, all, .. } = store.context(found_in);
        let weight = u32::from(found.weight);
        let rest = u32::from(all) - u32::from(known) - (weight - 1);
        let mut at = longest;
        while at != found_in {
            let Context { count, all, .. } = store.context(at);
            let mut all = u32::from(all);
            store.resize(at, count + 1);
            let first = store.first(at);
            if count == 1 {
                let state = store.state_mut(first);
                state.weight = if state.weight < MOST / 4 - 1 { 2 * state.weight } else { MOST - 4 };
                all = u32::from(state.weight) + u32::from(self.weight_of_new) + u32::from(known > 3);
            } else {
                let few = u32::from(4 * count <= known) & u32::from(all <= 8 * u32::from(count));
                all += u32::from(2 * count < known) + 2 * few;
            }
            let (much, sum) = (2 * weight * (all + 6), rest + all);
            let weight = if much < 6 * sum {
                all += 3;
                1 + u32::from(much > sum) + u32::from(much >= 4 * sum)
            } else {
                let weight = [9, 12, 15].iter().map(|times| u32::from(much >= times * sum)).sum::<u32>() + 4;
                all += weight;
                weight
            };
            *store.state_mut(first + usize::from(count)) = State { weight: weight as u8, ..found };
            *store.all_mut(at) = all as u16;
            at = store.context(at).suffix();
        }
    }

    /// Makes a context of a place in the text that the last symbol leads to, and shorter ones that lead there too.
    fn made_real(&self, store: &mut Store, found: State) -> ContextAt {
        let mut leading: [StateAt; 16] = [0; 16];
        let mut count = 0;
        if self.fall != 0 {
            leading[0] = self.found;
            count = 1;
        }
        let mut context = self.context;
        while store.context(context).suffix() != NONE {
            context = store.context(context).suffix();
            let at = store.find(context, found.symbol);
            let next = store.state(at).next;
            if next != found.next {
                context = next.as_context().unwrap_or(context);
                break;
            }
            leading[count] = at;
            count += 1;
        }
        let symbol = self.text.get(found.next.place()).copied().unwrap_or(0);
        let one =
            State { symbol, weight: Self::inherited(store, context, symbol), next: Next::text(found.next.place() + 1) };
        for at in leading[..count].iter().rev() {
            context = store.add(Context::new(context, one));
            store.state_mut(*at).next = Next::context(context);
        }
        context
    }

    /// What a symbol weighs in a new context, from the one that is shorter.
    fn inherited(store: &Store, from: ContextAt, symbol: u8) -> u8 {
        let context = store.context(from);
        let weight = store.state(store.find(from, symbol)).weight;
        if context.count == 1 {
            return weight;
        }
        let known = u32::from(weight) - 1;
        let rest = u32::from(context.all) - u32::from(context.count) - known;
        let more = if 2 * known <= rest {
            u32::from(5 * known > rest)
        } else {
            (2 * known + rest - 1) / (2 * rest.max(1)) + 1
        };
        1 + more as u8
    }
}
