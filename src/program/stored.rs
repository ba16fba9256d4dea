//! What a step writes into a number that tasks share.

/// What is written into a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// This number.
    Number(i64),
    /// What the task has read of it, and so much more.
    More(i64),
}

impl Stored {
    /// The number that a list names.
    pub fn number(self) -> i64 {
        match self {
            Self::Number(number) | Self::More(number) => number,
        }
    }

    /// As a list writes it.
    pub(super) fn text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::More(number) => format!("+{number}"),
        }
    }
}
