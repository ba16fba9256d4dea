//! What follows the keyword of a step.

use std::sync::Arc;

use super::{Fetch, Stored, Transfer, Value};

/// What follows the keyword of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument<'s, D> {
    /// The rest of the line.
    Text(&'s Arc<str>),
    /// The rest of the line, and how often it counts.
    Message(Option<u32>, &'s Arc<str>),
    /// A duration.
    Duration(&'s D),
    /// A duration, and what else a request says.
    Fetch(&'s D, Fetch),
    /// How much of a file.
    File(Transfer),
    /// Nothing.
    Nothing,
    /// The name of something by which tasks act on each other, without quotes.
    Name(&'s Arc<str>),
    /// The name of a share, and a number.
    Number(&'s Arc<str>, Stored),
    /// The name of a queue, and a value.
    Item(&'s Arc<str>, Option<&'s Value<D>>),
    /// That it takes as long as an item says.
    ByItem,
}
