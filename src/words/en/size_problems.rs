//! What is wrong with sizes, and the ways out.

use super::grammar::unmarked;
use super::problem_text::{ProblemText, of, said, write};
use crate::program::problem::SizeProblem;
use crate::program::{Limits, size_text};

/// What is wrong, and the way out.
pub fn size_problem(problem: &SizeProblem) -> ProblemText {
    match problem {
        SizeProblem::Missing(keyword) => said(of(keyword, " needs a size."), [&write(keyword), " 20MB"].concat()),
        SizeProblem::NotASize(word) => {
            said(of(word, " isn't a size."), "sizes are written 500B, 64KB, 20MB, 1.5MB or, of 1024, KiB and MiB")
        }
        SizeProblem::Nothing(word) => said(of(word, " is no data at all."), "the smallest size is 1B"),
        SizeProblem::TooLarge(word) => said(
            of(word, " is more data than there may be at one place."),
            ["the largest size is ", &size_text(Limits::LIST.carried_bytes)].concat(),
        ),
        SizeProblem::Unusual { word, meant } => said(of(word, " isn't written as sizes are here."), write(meant)),
        SizeProblem::Torn { number, unit, meant } => {
            said(["`", &unmarked(number), " ", unit, "` has a blank in it."].concat(), write(meant))
        }
    }
}
