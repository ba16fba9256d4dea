//! What is said of a problem is made of these.

use std::borrow::Cow;

use super::grammar::marked;

/// What is said of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemText {
    /// What is wrong, as a sentence.
    pub sentence: Cow<'static, str>,
    /// The way out, to be read after it: `seconds are written 1s`. No capital, no full stop.
    pub way_out: Option<Cow<'static, str>>,
}

/// A sentence, and the way out.
pub fn said(sentence: impl Into<Cow<'static, str>>, way_out: impl Into<Cow<'static, str>>) -> ProblemText {
    ProblemText { sentence: sentence.into(), way_out: Some(way_out.into()) }
}

/// A sentence that begins with a word of the list.
pub fn of(word: &str, what: &str) -> String {
    [&marked(word), what].concat()
}

/// That something is to be written.
pub fn write(what: &str) -> String {
    ["write ", what].concat()
}

/// Whether something else was meant.
pub fn did_you_mean(what: &str) -> String {
    ["did you mean ", what, "?"].concat()
}
