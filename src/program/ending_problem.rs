//! What can be wrong with tasks that end each other.

/// What is wrong with `until` or `together`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndingProblem {
    /// There is no name behind this word.
    WithoutName(&'static str),
    /// A task goes on until it has itself ended.
    UntilItself(String),
    /// A task goes on until this one has ended, which is spawned.
    UntilSpawned(String),
    /// A task begins when another one has ended, and goes on until then.
    UntilBefore {
        /// The task.
        name: String,
        /// The other one.
        until: String,
    },
    /// A task does its steps forever, and nothing ends it.
    Endless,
    /// A task of this name does its steps forever, and spawns others in each turn.
    EndlessSpawns(String),
    /// A task does its steps forever, until another one has ended, which begins only when this one has.
    ForeverBefore {
        /// The task.
        name: String,
        /// The other one.
        until: String,
    },
    /// No other task has this word behind `together`.
    GroupOfOne(String),
}
