//! What is wrong with what a request says, or a step that works on a file, and the ways out.

use super::problem_text::{ProblemText, of, said};
use crate::program::Limits;
use crate::program::problem::FetchProblem;
use crate::time::Duration;

/// What is wrong, and the way out.
pub fn fetch_problem(problem: &FetchProblem) -> ProblemText {
    match problem {
        FetchProblem::TooLong(word) => said(
            of(word, " is too long for a request, and browsers would give it up."),
            format!("the longest is {}", Duration(Limits::LIST.fetch_ns)),
        ),
        FetchProblem::Extra(word) => said(
            of(word, " can't stand behind the duration of a request."),
            "what can is a size, blocking, and within, in this order, as in fetch 300ms 64KB blocking within 1s",
        ),
        FetchProblem::BehindSize(word) => said(
            of(word, " can't stand behind the size of what is read or written."),
            "what can is blocking, and within, in this order, as in write 4MB blocking within 1s",
        ),
    }
}
