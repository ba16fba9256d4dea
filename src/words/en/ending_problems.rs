//! What is wrong with tasks that end each other, and the ways out.

use super::grammar::marked;
use super::problem_text::{ProblemText, of, said};
use crate::program::problem::EndingProblem;

/// What is wrong, and the way out.
pub fn ending_problem(problem: &EndingProblem) -> ProblemText {
    match problem {
        EndingProblem::WithoutName(word) => said(
            of(word, " needs a name."),
            match *word {
                "until" => "write until and the task whose end cancels this one, as in until main",
                _ => "write together and the same word at each task of the group, as in together calls",
            },
        ),
        EndingProblem::UntilItself(name) => {
            said(of(name, " can't go on until it has itself ended."), "leave its own name out")
        }
        EndingProblem::UntilSpawned(name) => said(
            ["Nobody knows when the last ", &marked(name), " has ended, since it is spawned."].concat(),
            "name the task that spawns it, and join there",
        ),
        EndingProblem::UntilBefore { name, until } => said(
            [&marked(name), " begins when ", &marked(until), " has ended, and is cancelled at that same moment."]
                .concat(),
            "leave out after or until",
        ),
        EndingProblem::Endless => said(
            "This task would go on forever, since nothing ends it.",
            "write until and the task whose end cancels it, or a timeout, as in times forever until main",
        ),
        EndingProblem::EndlessSpawns(name) => said(
            [&marked(name), " goes on forever, and would spawn others without end."].concat(),
            "say how many times, as in times 100, or let another task spawn them",
        ),
        EndingProblem::ForeverBefore { name, until } => said(
            [&marked(name), " goes on until ", &marked(until), " has ended, which begins only when it has."].concat(),
            "leave out after or until, or give it a timeout",
        ),
        EndingProblem::GroupOfOne(word) => said(
            ["No other task is together with this one as ", &marked(word), ", so nobody is cancelled."].concat(),
            ["write together ", word, " at the others too"].concat(),
        ),
    }
}
