//! What is said about a run.

use super::grammar::grouped;
use super::{breaches, doubts, stuck, troubles};
use crate::program::Limits;
use crate::record::Note;

/// What is said about a run, in whole sentences.
pub fn note(note: &Note) -> String {
    match note {
        Note::Doubt(doubt) => doubts::doubt(*doubt),
        Note::Breach(breach) => breaches::breach(breach),
        Note::Trouble(trouble) => troubles::trouble(trouble),
        Note::SharedDeath(trouble) => troubles::shared_death(trouble),
        Note::Stuck(standstill) => stuck::stuck(standstill),
        Note::TooManySpawned => format!(
            "More was to be spawned than a run may have: {} tasks and {} steps.",
            grouped(Limits::LIST.tasks),
            grouped(Limits::LIST.steps)
        ),
        Note::FilesFromMemory => {
            "This browser has no file system for the page here, as in private windows: files were read and written in memory."
                .to_owned()
        }
        Note::Said(words) => words.clone(),
    }
}
