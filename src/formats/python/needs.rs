//! What the function of a task has to be given.

use std::collections::BTreeSet;

use super::Dialect;
use crate::program::{Durations, Program, ResourceKind, Step, TaskDeclaration, Value};

/// What the function of a task has to be given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// Which copy it is.
    pub copy: bool,
    /// When the run began.
    pub start: bool,
    /// What it acts on others by, as indices.
    pub resources: BTreeSet<usize>,
    /// The numbers of what it spawns, by task.
    pub copies_of: BTreeSet<usize>,
}

/// Those of every task.
pub(super) fn needs(program: &Program, dialect: Dialect) -> Vec<Needs> {
    let mut all: Vec<Needs> = (0..program.tasks.len()).map(|task| own(program, dialect, task)).collect();
    // What is spawned is given by whoever spawns it.
    loop {
        let before = all.clone();
        for (task, declaration) in program.tasks.iter().enumerate() {
            for child in children(program, &declaration.steps) {
                let given = all[child].clone();
                all[task].start |= given.start;
                all[task].resources.extend(given.resources);
                all[task].copies_of.extend(given.copies_of);
                if given.copy {
                    all[task].copies_of.insert(child);
                }
            }
        }
        if all == before {
            return all;
        }
    }
}

/// The tasks that these steps spawn, as indices.
pub(super) fn children(program: &Program, steps: &[Step]) -> Vec<usize> {
    let named = |name: &str| program.tasks.iter().position(|task| task.name == name);
    let spawned = steps.iter().filter_map(|step| if let Step::Spawn(name) = step { named(name) } else { None });
    spawned.collect()
}

fn own(program: &Program, dialect: Dialect, task: usize) -> Needs {
    let declaration = &program.tasks[task];
    let has_copies = declaration.copies.is_some() || declaration.how.spawned;
    let counts = counts_from_start(program, dialect) && is_late(declaration);
    let mut needs = Needs {
        start: counts,
        copy: dialect.arrives_inside() && declaration.every.is_some() && declaration.copies > Some(1),
        ..Needs::default()
    };
    for step in &declaration.steps {
        let text = match step {
            Step::Print(text) | Step::Send(_, Some(Value::Word(text)), _) => &**text,
            _ => "",
        };
        needs.copy |= text.contains("{copy}") || step_durations(step).any(|durations| durations.all().len() > 1);
        needs.start |= matches!(step, Step::Print(_)) && text.contains("{elapsed}");
        let is_param = |place: &usize| match program.resources[*place].kind {
            ResourceKind::Share { is_everywhere, .. } => is_everywhere && dialect.has_own_memories(),
            _ => true,
        };
        let is_named = |place: &usize| {
            let name = &program.resources[*place].name;
            let is_printed = matches!(step, Step::Print(_)) && text.contains(&["{", name, "}"].concat());
            let is_share = matches!(program.resources[*place].kind, ResourceKind::Share { .. });
            step.resource().is_some_and(|(own, _)| own == name) || is_printed && is_share
        };
        needs.resources.extend((0..program.resources.len()).filter(is_named).filter(is_param));
    }
    needs.copy &= has_copies;
    needs
}

/// Whether a task arrives after the start of the run.
fn is_late(task: &TaskDeclaration) -> bool {
    task.at.is_some_and(|at| at.max_ns > 0) || task.copies > Some(1) && task.every.is_some_and(|every| every.max_ns > 0)
}

/// Whether tasks count the time of their arrival from the start of the run: where the loop may be held before they begin.
pub(super) fn counts_from_start(program: &Program, dialect: Dialect) -> bool {
    let holds = |step: &Step| match step {
        Step::ByItem(by) => by.lasting(0_u64).holds(),
        Step::Fetch(_, fetch, _) => fetch.is_blocking,
        step => step.holds(),
    };
    dialect == Dialect::Asyncio && program.tasks.iter().flat_map(|task| &task.steps).any(holds)
}

/// The durations of a step.
pub(super) fn step_durations(step: &Step) -> impl Iterator<Item = &Durations> {
    let lasting = match step {
        Step::Sleep(lasting)
        | Step::Block(lasting)
        | Step::Cpu(lasting)
        | Step::Native(lasting)
        | Step::Fetch(lasting, ..)
        | Step::Send(_, Some(Value::Lasting(lasting)), _) => Some(lasting),
        _ => None,
    };
    lasting.into_iter().chain(step.within())
}
