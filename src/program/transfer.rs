//! What stands behind `read` and `write`: how much of a file, and whether it is a blocking call.

use std::num::NonZeroU32;

use super::diagnostic::Notes;
use super::fetch_problem::FetchProblem;
use super::keyword::BLOCKING;
use super::lexer::Span;
use super::problem::{SizeProblem, excerpt};
use super::size::{read_size, torn_size};
use super::{Problem, size_text};

/// What is done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileUse {
    /// What is in it is read.
    Read,
    /// It is written anew.
    Write,
}

/// How much of a file is read or written, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    size: NonZeroU32,
    /// Whether it is a blocking call in every model.
    pub is_blocking: bool,
}

impl Transfer {
    /// One of so many bytes; `None` if no list can say it.
    pub fn of(bytes: u64, is_blocking: bool) -> Option<Self> {
        let size = u32::try_from(bytes).ok().and_then(NonZeroU32::new)?;
        Some(Self { size, is_blocking })
    }

    /// How many bytes; never 0.
    pub fn bytes(self) -> u64 {
        u64::from(self.size.get())
    }

    /// What stands behind the keyword.
    pub(super) fn text(self) -> String {
        let size = size_text(self.bytes());
        if self.is_blocking { [&size, " ", BLOCKING.word].concat() } else { size }
    }
}

/// Reads what stands behind the keyword of a step that works on a file, in front of `within`.
pub(super) fn read_transfer(step: &'static str, keyword: Span, rest: Span, notes: &mut Notes) -> Option<Transfer> {
    let (size, behind) = rest.split_word();
    if size.text.is_empty() {
        notes.report(keyword.columns(), Problem::Size(SizeProblem::Missing(step)));
        return None;
    }
    let (unit, _) = behind.split_word();
    if let Some(wrong) = torn_size(size.text, unit.text) {
        wrong.tell(size.columns().start..unit.columns().end, notes);
        return None;
    }
    let bytes = match read_size(size.text) {
        Ok(bytes) => bytes,
        Err(wrong) => {
            wrong.tell(size.columns(), notes);
            return None;
        }
    };
    let is_blocking = behind.text == BLOCKING.word;
    if !is_blocking && !behind.text.is_empty() {
        notes.report(behind.columns(), Problem::Fetch(FetchProblem::BehindSize(excerpt(behind.text))));
        return None;
    }
    Transfer::of(bytes, is_blocking)
}
