//! What can be wrong with tasks that are spawned.

/// What is wrong with tasks that are spawned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpawnProblem {
    /// There is no task of this name to spawn.
    Unknown {
        /// The name.
        name: String,
        /// The one that was perhaps meant.
        meant: Option<String>,
    },
    /// The task of this name, as a list writes it, arrives by itself.
    NotSpawned(String),
    /// Nobody spawns the task of this name.
    ByNobody {
        /// Its name.
        name: String,
        /// The same, as a list writes it.
        written: String,
    },
    /// Tasks spawn each other, or one spawns itself, without end.
    Endless(Vec<String>),
    /// A task joins that spawns nothing.
    JoinsNothing,
    /// A spawned task has a word on its line that says when or how often it arrives.
    With(&'static str),
    /// A task comes after this one, which is spawned.
    After(String),
}
