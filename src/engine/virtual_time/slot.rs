//! What one slot of a pool behind a loop is at.

use std::cell::Cell;
use std::rc::Rc;

use super::request::Returned;
use super::task::Pending;
use crate::engine::{Handed, Progress};

/// What a slot is at.
pub(super) struct Slot<'p> {
    pub(super) doing: Pending<'p, Returned>,
    pub(super) shared: Rc<Shared>,
    /// The step that it does something of.
    pub(super) step: u32,
}

/// What a slot and the loop know of it.
pub(super) struct Shared {
    /// The task, as it goes on if it gives this up.
    pub(super) progress: Cell<Progress>,
    /// Whether it has not.
    pub(super) is_wanted: Cell<bool>,
}

impl Handed for Shared {
    fn may_tell(&self) -> bool {
        self.is_wanted.get()
    }

    fn has_told(&self, progress: &Progress) {
        self.progress.set(*progress);
    }

    fn is_done(&self) -> bool {
        self.is_wanted.get()
    }
}
