//! What is sent through queues, and steps that take as long as it says.

use std::sync::Arc;

use super::keyword::WITHIN;
use super::task_line::written_name;
use super::{DurationRange, Durations, Limits};
use crate::time::{duration_text, parse_duration};

/// The value of an item. In a list its duration may be a range, or several; in a plan and in a trace it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value<D = Durations> {
    /// How long a step takes that takes as long as the item says.
    Lasting(D),
    /// A word, or a text.
    Word(Arc<str>),
}

impl<D> Value<D> {
    /// The same with its duration drawn.
    pub fn map<E>(&self, duration: impl FnOnce(&D) -> E) -> Value<E> {
        match self {
            Self::Lasting(lasting) => Value::Lasting(duration(lasting)),
            Self::Word(word) => Value::Word(word.clone()),
        }
    }

    /// As a list writes it.
    pub(super) fn text(&self, duration_text: impl FnOnce(&D) -> String) -> String {
        match self {
            Self::Lasting(lasting) => duration_text(lasting),
            // What begins with a digit would be a duration, and this word would stand in front of one.
            Self::Word(word) if word.starts_with(|letter: char| letter.is_ascii_digit()) || &**word == WITHIN.word => {
                ["\"", word, "\""].concat()
            }
            Self::Word(word) => written_name(word),
        }
    }
}

impl Value {
    /// What a text in quotes stands for.
    pub(super) fn quoted(text: &str) -> Self {
        Value::of_text(text).map(|ns| DurationRange { min_ns: *ns, max_ns: *ns }.into())
    }
}

impl Value<u64> {
    /// What a text stands for: a duration where it is one that a list can have.
    pub fn of_text(text: &str) -> Self {
        match parse_duration(text) {
            Ok(ns) if ns <= Limits::LIST.duration_ns => Self::Lasting(ns),
            _ => Self::Word(text.into()),
        }
    }

    /// As it is printed.
    pub fn printed(&self) -> String {
        match self {
            Self::Lasting(ns) => duration_text(*ns),
            Self::Word(word) => word.to_string(),
        }
    }
}

/// What an item may have to say: a step that takes as long as the item that its task has received last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the step of its name")]
pub enum ByItem {
    Sleep,
    Block,
    Cpu,
    Native,
}

impl ByItem {
    pub(super) const ALL: [Self; 4] = [Self::Sleep, Self::Block, Self::Cpu, Self::Native];

    /// What stands in the place of a duration.
    pub const WORD: &'static str = "item";
}
