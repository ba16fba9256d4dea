//! What lines begin with.

use super::keyword::{HEADS, TASK};
use super::{Durations, Step};

/// The words that a line can begin with.
pub fn line_words() -> impl Iterator<Item = &'static str> {
    [TASK.word].into_iter().chain(step_words()).chain(HEADS.iter().map(|head| head.word))
}

/// The words that a step can begin with.
pub fn step_words() -> impl Iterator<Item = &'static str> {
    Step::<Durations>::KEYWORDS.iter().map(|step| step.word)
}
