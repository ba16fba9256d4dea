//! What can be wrong with a size.

/// What is wrong with a size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SizeProblem {
    /// There is none behind this keyword.
    Missing(&'static str),
    /// This is none.
    NotASize(String),
    /// It is nothing at all.
    Nothing(String),
    /// It is more than a task may carry.
    TooLarge(String),
    /// It is written in another way than the list's.
    Unusual {
        /// The word.
        word: String,
        /// How it is written, whole.
        meant: String,
    },
    /// A blank stands between number and unit.
    Torn {
        /// The number.
        number: String,
        /// The unit.
        unit: String,
        /// How it is written, whole.
        meant: String,
    },
}
