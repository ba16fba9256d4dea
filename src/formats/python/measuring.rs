//! The program that runs a list under `CPython`'s own ways of running tasks at once, and measures itself.

use super::literal;
use crate::program::{How, Program, Resource, ResourceKind, Step, TaskDeclaration, Times};

/// It can be run on a file with a list as well; here it has the list in it.
const SCRIPT: &str = include_str!("interleave_run.py");
/// Where the list goes.
const PLACE: &str = "LIST = None\n";

/// The program with this list in it.
pub fn measuring(list: &str) -> String {
    let lines = list.split_inclusive('\n').map(|line| ["    ", &literal::string(line), "\n"].concat());
    SCRIPT.replacen(PLACE, &["LIST = (\n", &lines.collect::<String>(), ")\n"].concat(), 1)
}

/// Whether it can run a list: it doesn't know all that lists can say.
pub fn can_measure(program: &Program) -> bool {
    let has_room = program.slots.is_some_and(|slots| slots.room.is_some());
    let is_limit = |resource: &Resource| matches!(resource.kind, ResourceKind::Limit { .. });
    let knows = |task: &TaskDeclaration| {
        let is_plain = How { times: None, ..task.how.clone() } == How::default();
        is_plain && task.how.times != Some(Times::Forever) && task.steps.iter().all(knows_step) && holds_one(task)
    };
    !has_room && program.resources.iter().all(is_limit) && program.tasks.iter().all(knows)
}

fn knows_step(step: &Step) -> bool {
    matches!(
        step,
        Step::Print(_)
            | Step::Sleep(_)
            | Step::Block(_)
            | Step::Cpu(_)
            | Step::Native(_)
            | Step::Yield
            | Step::Fail(None, _)
            | Step::Lock(_, None)
            | Step::Unlock(_)
    )
}

/// Whether a task never asks for a permit while it holds another one: such tasks can't wait for each other for ever.
fn holds_one(task: &TaskDeclaration) -> bool {
    let mut held: Option<&str> = None;
    // What is held at the end of a turn is in the next one.
    for step in task.steps.iter().chain(task.steps.iter().filter(|_| task.how.turns() > 1)) {
        held = match (step, held) {
            (Step::Lock(name, _), None) => Some(&**name),
            (Step::Unlock(name), Some(own)) if own == &**name => None,
            (Step::Lock(..) | Step::Unlock(_), _) => return false,
            (_, held) => held,
        };
    }
    true
}
