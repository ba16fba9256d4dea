//! What stands in a list where a step needs a duration: one, or one for each copy.

use std::slice;
use std::sync::Arc;

use super::DurationRange;

/// One duration for all copies, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Durations {
    /// All copies have this one.
    One(DurationRange),
    /// The copies have these one after another, from the front again where they end: at least two.
    ByCopy(Arc<[DurationRange]>),
}

impl Durations {
    /// As they are written.
    pub fn all(&self) -> &[DurationRange] {
        match self {
            Self::One(range) => slice::from_ref(range),
            Self::ByCopy(ranges) => ranges,
        }
    }

    /// The one of a copy, counted from 0.
    pub fn of_copy(&self, copy: u32) -> DurationRange {
        match self {
            Self::One(range) => *range,
            Self::ByCopy(ranges) => ranges[copy as usize % ranges.len()],
        }
    }
}

impl From<DurationRange> for Durations {
    fn from(range: DurationRange) -> Self {
        Self::One(range)
    }
}
