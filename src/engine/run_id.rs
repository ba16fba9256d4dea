//! Which run is meant.

/// The number of a run of this page: each run has one of its own, and a later run a larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(pub u32);

impl RunId {
    /// That of the run after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}
