//! What stays the same from moment to moment: the tasks, and who may come between whom.

use super::script::Scripts;
use crate::engine::{Model, Options};
use crate::program::Plan;

/// Who may come between whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// Any task may do its next step.
    AnyStep,
    /// The same among those that have one of so many slots; the first to come is next.
    Slots(usize),
    /// One task after another, in list order among those that have arrived.
    OneByOne,
    /// A task keeps the loop until it awaits something; the first to come is next.
    Loop,
}

impl Rules {
    /// Those of a model.
    pub(super) fn of(model: Model, options: &Options) -> Self {
        match model {
            Model::Sequential => Self::OneByOne,
            Model::Async | Model::Offload => Self::Loop,
            Model::Threads | Model::Gil | Model::Processes => Self::AnyStep,
            Model::Pool | Model::ProcessPool => Self::Slots(model.most_at_once(options)),
        }
    }

    /// How many tasks can be under way at once, where that is bounded.
    pub(super) fn slots(self) -> Option<usize> {
        match self {
            Self::Slots(slots) => Some(slots),
            Self::OneByOne => Some(1),
            Self::AnyStep | Self::Loop => None,
        }
    }
}

/// What does not change from moment to moment.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    pub(super) plan: &'a Plan,
    pub(super) scripts: &'a Scripts,
    pub(super) rules: Rules,
}
