//! Fields in which a number is being written: it is a choice as soon as it is one, and until then the field says so.

use crate::engine::{Model, Options, WORKER_LIMIT};
use crate::words;

/// What the field for the size of a pool holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A size.
    Of(usize),
    /// Nothing yet.
    Unfinished,
    /// What can't be one.
    Wrong,
}

/// Reads the size of a pool. `is_bad` where the browser knows that there is something it can't read as a number.
pub fn size(text: &str, is_bad: bool) -> Size {
    match text.trim().parse::<usize>() {
        Ok(size) if (1..=WORKER_LIMIT).contains(&size) => Size::Of(size),
        _ if text.trim().is_empty() && !is_bad => Size::Unfinished,
        _ => Size::Wrong,
    }
}

/// What is said about a field that doesn't hold the size that runs.
pub fn size_sentence(written: Size, model: Model, options: &Options) -> Option<String> {
    let (workers, runs) = (words::workers(model, options), options.size(model)?);
    match written {
        Size::Of(_) => None,
        Size::Unfinished => Some(words::no_size_yet(workers, runs)),
        Size::Wrong => Some(words::no_pool_size(workers, runs)),
    }
}

/// Whether a text that is no time may become one when more is written.
pub fn is_unfinished_time(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}
