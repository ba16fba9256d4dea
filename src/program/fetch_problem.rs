//! What can be wrong with what a request says, or a step that works on a file.

/// What is wrong with what stands behind `fetch`, `read` or `write`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchProblem {
    /// No request can take so long.
    TooLong(String),
    /// This can't stand behind the duration.
    Extra(String),
    /// This can't stand behind the size of what is read or written.
    BehindSize(String),
}
