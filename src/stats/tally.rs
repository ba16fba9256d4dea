//! What the attempts of a series show, summed up: how many of them show the same.

use std::mem::discriminant;

use super::attempt::{Attempt, counted};
use super::findings::{Fact, Finding};

/// Something that attempts show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tally {
    /// What, with the data of the attempt that is shown; where that one doesn't show it, of the first that does.
    pub fact: Fact,
    /// The span it speaks of, an index into the timeline's spans of the attempt that is shown.
    pub span: Option<usize>,
    /// So many attempts show something of this kind.
    pub count: usize,
}

/// What one attempt shows, and then what only others show; and of how many attempts it is known.
pub fn tallies(shown: &[Finding], attempts: &[Attempt]) -> (Vec<Tally>, usize) {
    let mut tallies: Vec<Tally> =
        shown.iter().map(|finding| Tally { fact: finding.fact, span: Some(finding.span), count: 0 }).collect();
    let known = || counted(attempts).filter_map(|attempt| attempt.facts.as_ref());
    for fact in known().flat_map(|facts| &**facts) {
        match tallies.iter_mut().find(|tally| discriminant(&tally.fact) == discriminant(fact)) {
            Some(tally) => tally.count += 1,
            None => tallies.push(Tally { fact: *fact, span: None, count: 1 }),
        }
    }
    (tallies, known().count())
}
