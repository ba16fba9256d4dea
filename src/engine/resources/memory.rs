//! What a task has of others: what it got when it asked, and what it remembers of it.

use super::Reads;
use crate::program::{ByItem, Step, Value};

/// What comes of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is done.
    Granted(Granted),
    /// It has to be waited for.
    Wait,
}

/// What was sent through a queue, with a value or without.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Item(pub Option<Value<u64>>);

/// A task has got what it asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// When: never before what led to it, in nanoseconds since the start of the run.
    pub at_ns: u64,
    /// What it has received, if it was that.
    pub item: Option<Item>,
}

/// What a task remembers from step to step.
#[derive(Debug, Default)]
pub struct Memory {
    /// What it has read of shares.
    pub reads: Reads,
    /// What it has received last.
    pub item: Option<Item>,
}

impl Memory {
    /// The step that one is which takes as long as the item says; `None` if there is no item that is a duration.
    pub fn step_of(&self, by: ByItem) -> Option<Step<u64>> {
        match self.item.as_ref()?.0.as_ref()? {
            Value::Lasting(ns) => Some(by.lasting(*ns)),
            Value::Word(_) => None,
        }
    }
}
