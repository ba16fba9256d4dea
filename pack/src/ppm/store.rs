//! What models know: contexts, and in each the symbols that have followed it.

use alloc::vec::Vec;

/// Where a context stands in the store.
pub type ContextAt = usize;
/// Where a state stands in the store.
pub type StateAt = usize;

/// Is no context.
pub const NONE: ContextAt = 0;
/// Stands before the place of a context, for the one state that stands in it.
const IN_CONTEXT: usize = 1 << 31;

/// What comes after a symbol in its context.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Next(u32);

impl Next {
    const CONTEXT: u32 = 1 << 31;

    /// A place in the text, from the second on.
    pub fn text(place: usize) -> Self {
        Self(place as u32)
    }

    pub fn context(at: ContextAt) -> Self {
        Self(at as u32 | Self::CONTEXT)
    }

    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The context, if it is one.
    pub fn as_context(self) -> Option<ContextAt> {
        (self.0 & Self::CONTEXT != 0).then_some((self.0 & !Self::CONTEXT) as usize)
    }

    /// The place in the text, if it is no context.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// A symbol that has followed a context.
#[derive(Clone, Copy, Default)]
pub struct State {
    pub symbol: u8,
    pub weight: u8,
    pub next: Next,
}

/// What was before.
#[derive(Clone, Copy, Default)]
pub struct Context {
    /// How many symbols have followed it.
    pub count: u16,
    /// What they weigh, and what something new weighs, if they are several.
    pub all: u16,
    /// The state, if it is one; or else `next` says where they stand.
    pub one: State,
    suffix: u32,
}

impl Context {
    /// A context that one symbol has followed.
    pub fn new(suffix: ContextAt, one: State) -> Self {
        Self { count: 1, all: 0, one, suffix: suffix as u32 }
    }

    /// The context that is a byte shorter.
    pub fn suffix(self) -> ContextAt {
        self.suffix as usize
    }
}

/// All contexts and states, of all models. A context with one state has it in itself: most have one, and what is looked at
/// together stands together.
pub struct Store {
    contexts: Vec<Context>,
    states: Vec<State>,
    /// The first free block of so many pairs of states; each names the next.
    free: [u32; 129],
}

fn pairs(count: u16) -> usize {
    usize::from(count).div_ceil(2)
}

impl Store {
    /// Room for most of what a module takes, so that it needn't be moved.
    const ROOM: usize = 1 << 19;

    pub fn new() -> Self {
        let mut store = Self {
            contexts: Vec::with_capacity(Self::ROOM),
            states: Vec::with_capacity(2 * Self::ROOM),
            free: [0; 129],
        };
        // Neither is at the first place, which stands for none.
        store.contexts.push(Context::default());
        store.states.push(State::default());
        store
    }

    /// A context that all symbols have followed.
    pub fn root(&mut self) -> ContextAt {
        let states = self.room(256);
        for symbol in 0..=255 {
            self.states[states + usize::from(symbol)] = State { symbol, weight: 1, next: Next::default() };
        }
        let one = State { next: Next(states as u32), ..State::default() };
        self.add(Context { count: 256, all: 257, one, suffix: NONE as u32 })
    }

    pub fn context(&self, at: ContextAt) -> Context {
        self.contexts[at]
    }

    pub fn all_mut(&mut self, at: ContextAt) -> &mut u16 {
        &mut self.contexts[at].all
    }

    pub fn state(&self, at: StateAt) -> State {
        if at & IN_CONTEXT == 0 { self.states[at] } else { self.contexts[at & !IN_CONTEXT].one }
    }

    pub fn state_mut(&mut self, at: StateAt) -> &mut State {
        if at & IN_CONTEXT == 0 { &mut self.states[at] } else { &mut self.contexts[at & !IN_CONTEXT].one }
    }

    /// Where the first state of a context stands.
    pub fn first(&self, context: ContextAt) -> StateAt {
        match self.contexts[context] {
            Context { count: 1, .. } => context | IN_CONTEXT,
            Context { one, .. } => one.next.place(),
        }
    }

    /// The states of a context with several.
    pub fn of(&self, context: Context) -> &[State] {
        &self.states[context.one.next.place()..][..context.count.into()]
    }

    /// Where the state of a symbol stands that has followed a context.
    pub fn find(&self, at: ContextAt, symbol: u8) -> StateAt {
        let context = self.contexts[at];
        if context.count == 1 {
            return at | IN_CONTEXT;
        }
        let found = self.of(context).iter().position(|state| state.symbol == symbol);
        context.one.next.place() + found.unwrap_or(0)
    }

    /// Swaps a state with the one before it.
    pub fn advance(&mut self, at: StateAt) -> StateAt {
        self.states.swap(at - 1, at);
        at - 1
    }

    /// Moves a state forward, and what stands before it back.
    pub fn rotate(&mut self, to: StateAt, from: StateAt) {
        let state = self.states[from];
        self.states.copy_within(to..from, to + 1);
        self.states[to] = state;
    }

    pub fn add(&mut self, context: Context) -> ContextAt {
        self.contexts.push(context);
        self.contexts.len() - 1
    }

    /// Gives a context room for another number of states, and the block back in which it had fewer or more.
    pub fn resize(&mut self, context: ContextAt, count: u16) {
        let Context { count: old, one, .. } = self.contexts[context];
        let from = one.next.place();
        let one = match (old, count) {
            (1, _) => {
                let to = self.room(count);
                self.states[to] = one;
                State { next: Next(to as u32), ..one }
            }
            (_, 1) => {
                let one = self.states[from];
                self.give_back(from, old);
                one
            }
            _ if pairs(old) == pairs(count) => one,
            _ => {
                let to = self.room(count);
                self.states.copy_within(from..from + usize::from(old.min(count)), to);
                self.give_back(from, old);
                State { next: Next(to as u32), ..one }
            }
        };
        let context = &mut self.contexts[context];
        (context.count, context.one) = (count, one);
    }

    /// A block with room for so many states.
    fn room(&mut self, count: u16) -> StateAt {
        let pairs = pairs(count);
        let free = self.free[pairs] as usize;
        if free > 0 {
            self.free[pairs] = self.states[free].next.0;
            return free;
        }
        let at = self.states.len();
        self.states.resize(at + 2 * pairs, State::default());
        at
    }

    fn give_back(&mut self, block: StateAt, count: u16) {
        self.states[block].next = Next(self.free[pairs(count)]);
        self.free[pairs(count)] = block as u32;
    }
}
