//! What a file holds that the reader opens. One file for each kind of file there is: whether it is one, and what is in it.
//! The first that takes it for its own reads it, so that one kind more is one file, and one row in the table.

mod list;
mod lists;
mod results;

use super::head::Head;
use super::kept::KeptList;
use super::kept_file;
use super::results::{ReadError, Results};
use super::text::{self, Encoding};

/// A file as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Source<'a> {
    /// Its name.
    pub name: &'a str,
    /// What is in it.
    pub text: &'a str,
    /// What it was written in.
    pub encoding: Encoding,
    /// What it says it is, where it looks like JSON or is called so.
    pub head: Option<Head>,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Imported {
    /// A task list.
    List {
        /// The list.
        text: String,
        /// Whether its letters were guessed, see [`Encoding`].
        is_guessed: bool,
    },
    /// All lists of a reader's.
    Lists(Vec<KeptList>),
    /// Runs that were recorded.
    Results(Results),
}

/// Why nothing can be had from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportError {
    /// It is of no kind that is known.
    Unknown,
    /// It is JSON, which is in UTF-8, and this is not.
    NotUtf8,
    /// There is nothing in it.
    Empty,
    /// It says that it is a file of lists and can't be read.
    Lists(kept_file::ReadError),
    /// It is no results file that can be read.
    Results(ReadError),
}

/// A kind of file.
struct Kind {
    /// Whether it is one, as far as that shows at first sight.
    sniff: fn(&Source) -> bool,
    /// Reads it, or says why not.
    read: fn(&Source) -> Result<Imported, ImportError>,
}

/// All of them; whoever is surer goes first.
const KINDS: [Kind; 3] = [
    Kind { sniff: lists::sniff, read: lists::read },
    Kind { sniff: results::sniff, read: results::read },
    Kind { sniff: list::sniff, read: list::read },
];

/// Reads a file, whatever it is.
///
/// # Errors
/// If it is of no kind that is known here, or is one that is damaged.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Imported, ImportError> {
    let (text, encoding) = text::read(bytes).ok_or(ImportError::Unknown)?;
    // A list can't start like this: a statement starts with a word.
    let is_json = text.trim_start().starts_with(['{', '[']) || has_ending(name, "json");
    let head = is_json.then(|| Head::of(&text));
    let source = Source { name, text: &text, encoding, head };
    let kind = KINDS.iter().find(|kind| (kind.sniff)(&source)).ok_or(ImportError::Unknown)?;
    (kind.read)(&source)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}
