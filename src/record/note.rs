//! What has to be said about a run, as facts.

use super::{Standstill, Trouble};
use crate::trace::Breach;

/// Something that has to be said about a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// It can't be trusted.
    Doubt(Doubt),
    /// Its trace holds what can't be.
    Breach(Breach),
    /// It broke off, since this went wrong.
    Trouble(Trouble),
    /// It broke off, since a worker died of this that shared its memory with the others.
    SharedDeath(Trouble),
    /// Nothing in it could go on any more.
    Stuck(Standstill),
    /// It broke off, since its tasks spawned more than a run may have.
    TooManySpawned,
    /// Its files were in memory: there was no file system.
    FilesFromMemory,
    /// What was said about it when it was written: in the words of whoever wrote the file.
    Said(String),
}

/// A reason not to trust a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The page was hidden, and browsers slow hidden pages down.
    PageHidden,
    /// The calendar went on for so much longer than the clock of the run.
    Slept {
        /// In nanoseconds: whole seconds, since more is not known.
        missing_ns: u64,
    },
    /// The calendar was set back.
    ClockSetBack {
        /// By how much, in nanoseconds: whole seconds, since more is not known.
        by_ns: u64,
    },
    /// So many events never came in.
    MissingEvents(usize),
    /// The trace contradicts itself in so many places.
    Contradictions(usize),
    /// What it computed was less than the list says: something else computed while it was measured how fast this machine is.
    TooQuick {
        /// How many thousandths of the time that the list says it took.
        per_mille: u64,
    },
}
