//! The sizes of the pools: one that the reader has set by hand goes before what the list says, and that before what suits
//! this machine.

use super::{Effect, State, running};
use crate::engine::{Model, Options};

/// Who says how large a pool is, where the list has a say in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SizeBy {
    /// The list.
    List,
    /// The reader; the list says this.
    Hand {
        /// What the list says.
        listed: usize,
    },
}

impl State {
    /// Whether the list has priorities that change nothing under a model: nobody queues for a worker there.
    pub fn has_idle_priorities(&self, model: Model) -> bool {
        !model.has_queue() && self.document.parsed().program.tasks.iter().any(|task| task.how.priority.is_some())
    }

    /// Whether the list has data to carry that costs nothing under a model, since memory is shared there.
    pub fn carries_freely(&self, model: Model) -> bool {
        !self.options.has_processes(model) && self.document.parsed().carries()
    }

    /// Who says how large the pool of a model is; `None` where the list says nothing of it.
    pub fn size_by(&self, model: Model) -> Option<SizeBy> {
        let listed = listed(self).filter(|_| self.options.size(model).is_some())?;
        Some(if self.sizes.get(&model).is_some() { SizeBy::Hand { listed } } else { SizeBy::List })
    }
}

/// What the list says.
pub(super) fn listed(state: &State) -> Option<usize> {
    state.document.parsed().program.slots.map(|slots| slots.size as usize)
}

/// How large the pool of a model is said to be, by hand or by the list.
pub(super) fn said(state: &State, model: Model) -> Option<usize> {
    state.options.size(model)?;
    state.sizes.get(&model).copied().or_else(|| listed(state))
}

/// The reader sets a size by hand. What this machine would have anyway was set by nobody, unless the list says otherwise.
pub(super) fn set(state: &mut State, model: Model, size: usize) {
    if listed(state).is_none() && size_here(state, model) == Some(size) {
        state.sizes.take(model);
    } else {
        state.sizes.insert(model, size);
    }
}

/// A size that was set by hand, where a link comes from or before, if it isn't what this machine has anyway.
pub(super) fn adopt(state: &mut State, model: Model) {
    match state.options.size(model) {
        Some(size) if size_here(state, model) != Some(size) => state.sizes.insert(model, size),
        _ => drop(state.sizes.take(model)),
    }
}

fn size_here(state: &State, model: Model) -> Option<usize> {
    Options::for_cores(state.environment.cores).size(model)
}

/// Sees to it that the pools are as large as they are said to be; their threads are to be at hand.
pub(super) fn see(state: &mut State) -> Option<Effect> {
    let (before, listed) = (state.options, listed(state));
    for model in Model::ALL {
        if let Some(size) = size_here(state, model) {
            let said = state.sizes.get(&model).copied().or(listed);
            state.options.set_size(model, said.unwrap_or(size));
        }
    }
    if state.options == before { None } else { running::park(state) }
}
