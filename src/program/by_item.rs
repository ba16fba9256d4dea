//! Steps that take as long as an item says: which they are once that is known.

use super::{ByItem, Step};

impl ByItem {
    /// The one of this keyword.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.lasting(0_u64).keyword() == word)
    }

    /// The step where it takes so long.
    pub fn lasting<D: 'static>(self, lasting: D) -> Step<D> {
        match self {
            Self::Sleep => Step::Sleep(lasting),
            Self::Block => Step::Block(lasting),
            Self::Cpu => Step::Cpu(lasting),
            Self::Native => Step::Native(lasting),
        }
    }
}
