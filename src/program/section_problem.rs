//! What can be wrong with `rescue` and `finally`.

/// What is wrong with such a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionProblem {
    /// The task has this one already.
    Second(&'static str),
    /// `rescue` stands behind `finally`.
    RescueBehindFinally,
}
