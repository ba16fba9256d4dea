//! What can be wrong with what a request says.

/// What is wrong with what stands behind `fetch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchProblem {
    /// No request can take so long.
    TooLong(String),
    /// This can't stand behind the duration.
    Extra(String),
}
