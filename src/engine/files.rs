//! What tasks do to files, and how fast this machine does it: told by the runs of this session.

use super::act::FileWork;
use crate::program::FileUse;

/// What stands in for a million bytes.
const MEGABYTE: u128 = 1_000_000;

/// How long files take, in nanoseconds for a million bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileSpeed {
    /// To read them in a blocking call.
    pub read_held: u64,
    /// To read them by awaiting it.
    pub read_awaited: u64,
    /// To write them in a blocking call.
    pub write_held: u64,
    /// To write them by awaiting it.
    pub write_awaited: u64,
}

/// Before it was seen: what browsers do with 16 MiB.
impl Default for FileSpeed {
    fn default() -> Self {
        Self { read_held: 100_000, read_awaited: 1_500_000, write_held: 700_000, write_awaited: 3_500_000 }
    }
}

impl FileSpeed {
    /// How long this takes, in nanoseconds.
    pub fn length_ns(self, work: FileWork, is_awaited: bool) -> u64 {
        let megabyte_ns = match (work.usage, is_awaited) {
            (FileUse::Read, false) => self.read_held,
            (FileUse::Read, true) => self.read_awaited,
            (FileUse::Write, false) => self.write_held,
            (FileUse::Write, true) => self.write_awaited,
        };
        let ns = u128::from(work.bytes) * u128::from(megabyte_ns) / MEGABYTE;
        u64::try_from(ns).unwrap_or(u64::MAX)
    }

    /// What so many bytes in so many nanoseconds are for a million of them.
    pub fn of_megabyte(length_ns: u64, bytes: u64) -> u64 {
        let ns = (u128::from(length_ns) * MEGABYTE).checked_div(u128::from(bytes)).unwrap_or(0);
        u64::try_from(ns).unwrap_or(u64::MAX)
    }
}
