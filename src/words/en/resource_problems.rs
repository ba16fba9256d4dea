//! What is wrong with the things by which tasks act on each other, and the ways out.

use super::grammar::{grouped, marked};
use super::problem_text::{ProblemText, of, said, write};
use crate::program::Limits;
use crate::program::problem::ResourceProblem;

/// What is wrong, and the way out.
pub fn resource_problem(problem: &ResourceProblem) -> ProblemText {
    match problem {
        ResourceProblem::WithoutName(keyword) => {
            let name = match keyword.as_str() {
                "limit" => " db 2",
                "queue" | "send" | "receive" => " jobs",
                "meet" => " start",
                "share" | "load" => " n",
                "add" => " n 1",
                "store" => " n +1",
                "spawn" => " child",
                _ => " db",
            };
            said(of(keyword, " needs a name."), [write(keyword).as_str(), name].concat())
        }
        ResourceProblem::WithoutPermits(name) => {
            said("This limit doesn't say how many may hold it at once.", ["write limit ", name, " 2"].concat())
        }
        ResourceProblem::WithoutNumber(statement) => {
            said(of(statement, " needs a number."), [&write(statement), " 1"].concat())
        }
        ResourceProblem::NotANumber(word) => said(of(word, " can't be the number of a share."), {
            let most = grouped(Limits::LIST.number as usize);
            ["it is a whole number from -", &most, " to ", &most].concat()
        }),
        ResourceProblem::NotEverywhere(word) => said(
            of(word, " can't stand behind the name of a share."),
            "a number can, and everywhere, if processes share it too",
        ),
        ResourceProblem::NotLoaded { name, written } => said(
            ["The task hasn't read ", &marked(name), " before, so this adds to what it was at the start."].concat(),
            ["write load ", written, " above it, or add ", written, " 1"].concat(),
        ),
        ResourceProblem::Unprintable(name) => said(
            of(name, &[" can't be the name of a share: {", name, "} prints something else."].concat()),
            "give it another name, here and wherever it stands",
        ),
        ResourceProblem::NoItem => said(
            "The task has received nothing before, so it fails here: there is no item to take as long as.",
            "write receive jobs above it",
        ),
        ResourceProblem::NotPermits(word) => said(
            of(word, " can't be a number of permits."),
            ["it is a whole number from 1 to ", &grouped(Limits::LIST.permits as usize)].concat(),
        ),
        ResourceProblem::NotEvery(word) => {
            said(of(word, " can't be in how long a limit fills up."), "it is one duration, and longer than 0ms")
        }
        ResourceProblem::NothingBack(name) => {
            said(of(name, " fills up by itself, so nothing is given back here."), "leave this line out")
        }
        ResourceProblem::NotRoom(word) => said(
            of(word, " can't be the room of a queue."),
            [
                "it is a whole number from 1 to ",
                &grouped(Limits::LIST.permits as usize),
                "; without one the queue has no bound",
            ]
            .concat(),
        ),
        ResourceProblem::OtherKind { name, is, taken_for } => said(
            [&marked(name), " is a ", is, ", and this step needs a ", taken_for, "."].concat(),
            match (*is, *taken_for) {
                ("share", "limit") => "a number is no lock: lock another name around the steps that use it",
                _ => "give each a name of its own",
            },
        ),
        ResourceProblem::NobodySends(name) => said(
            ["Nothing is ever sent into ", &marked(name), ", so this waits for ever."].concat(),
            "let another task send into it",
        ),
        ResourceProblem::MeetsNobody(name) => said(
            ["No other task comes to ", &marked(name), ", so nobody is met there."].concat(),
            "give the task copies, or another one the same step",
        ),
        ResourceProblem::NobodyReceives { name, room } => said(
            format!(
                "Nothing is ever taken out of {}, so it is full after {room} and this waits for ever.",
                marked(name)
            ),
            "let another task receive from it",
        ),
        ResourceProblem::TooLate(word) => said(of(word, " comes too late here."), "move it above the first task"),
        ResourceProblem::NamedTwice(name) => {
            said(["There is a head line for ", &marked(name), " already."].concat(), "leave one of them out")
        }
        ResourceProblem::NotHeld(name) => said(
            ["The task doesn't hold ", &marked(name), " here, so this gives nothing back."].concat(),
            "lock it before, or leave this line out",
        ),
        ResourceProblem::StillHeld { name, written } => said(
            ["The task still holds ", &marked(name), " when it ends, and only then gives it back."].concat(),
            ["add unlock ", written, " where it is done with it"].concat(),
        ),
    }
}
