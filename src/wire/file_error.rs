//! Why a file can't be opened or written.

use super::bytes::DecodeError;
use crate::formats::import::ImportError;
use crate::program::Limits;

/// The longest file that is read, in bytes: what is in it takes a few times the memory.
pub const FILE_BYTES: u64 = 48 * 1024 * 1024;

/// Why a file or a list is not even looked at. The page finds this by itself; all else the module finds that reads files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// A run is under way.
    Busy,
    /// The file has more than [`FILE_BYTES`].
    TooLong {
        /// Its length.
        bytes: u64,
    },
    /// Its list is longer than a list may be.
    ListTooLong {
        /// The length of the list.
        bytes: usize,
    },
}

/// Why a file can't be opened or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// It is not even looked at.
    Unfit(Unfit),
    /// The browser has it no more.
    Gone,
    /// The browser can't read it; why, in its own words.
    Unreadable(String),
    /// Nothing can be had from it.
    Import(ImportError),
    /// No run in it can be shown; what its series are called.
    NoRun(Vec<String>),
    /// Version 1 of the results file can't say all of it.
    NotVersion1,
    /// The module was sent something else than runs.
    Parcel(DecodeError),
    /// The browser can't keep what was written; why, in its own words.
    Unkept(String),
    /// The browser has no database for this page.
    NoDatabase,
    /// The browser has no room left.
    NoRoom,
}

/// Whether a file of this length is read.
///
/// # Errors
/// If it is too long.
pub fn check_file(bytes: u64) -> Result<(), Unfit> {
    if bytes > FILE_BYTES { Err(Unfit::TooLong { bytes }) } else { Ok(()) }
}

/// Whether a text is short enough to be opened as a list.
///
/// # Errors
/// If it is too long.
pub fn check_list(text: &str) -> Result<(), Unfit> {
    let bytes = text.len();
    if bytes > Limits::LIST.text_bytes { Err(Unfit::ListTooLong { bytes }) } else { Ok(()) }
}
