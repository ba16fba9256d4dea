//! What is wrong with tasks that are spawned, and the ways out.

use super::grammar::marked;
use super::problem_text::{ProblemText, did_you_mean, of, said};
use crate::program::problem::SpawnProblem;

/// What is wrong, and the way out.
pub fn spawn_problem(problem: &SpawnProblem) -> ProblemText {
    match problem {
        SpawnProblem::Unknown { name, meant } => ProblemText {
            sentence: ["No task is called ", &marked(name), "."].concat().into(),
            way_out: meant.as_deref().map(|meant| did_you_mean(meant).into()),
        },
        SpawnProblem::NotSpawned(written) => said(
            of(written, " arrives by itself, so it can't be spawned."),
            ["write task ", written, " spawned where it begins"].concat(),
        ),
        SpawnProblem::ByNobody { name, written } => said(
            ["Nobody spawns ", &marked(name), ", so it never arrives."].concat(),
            ["add spawn ", written, " to another task"].concat(),
        ),
        SpawnProblem::Endless(names) => {
            let mut circle: Vec<String> = names.iter().map(|name| marked(name)).collect();
            circle.extend(names.first().map(|name| marked(name)));
            said(
                ["This goes on without end: ", &circle.join(" spawns "), "."].concat(),
                "leave out one spawn of the circle",
            )
        }
        SpawnProblem::JoinsNothing => {
            said("This task spawns nothing, so there is nothing to wait for.", "spawn a task before, as in spawn child")
        }
        SpawnProblem::With(word) => said(
            ["A spawned task arrives when it is spawned, so ", &marked(word), " can't stand here."].concat(),
            "leave it out, or leave spawned out",
        ),
        SpawnProblem::After(name) => said(
            ["Nobody knows when the last ", &marked(name), " has ended, since it is spawned."].concat(),
            "join in the task that spawns it, and come after that one",
        ),
    }
}
