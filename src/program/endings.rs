//! Who ends whom, looked up when all lines are known: names behind `until` become indices, and groups of one are told.

use std::collections::HashMap;

use super::diagnostic::Notes;
use super::links::Unlinked;
use super::problem::{EndingProblem, excerpt};
use super::weight::copies;
use super::{Diagnostic, Problem, Step, TaskDeclaration, body_length};

/// So far is looked back from a task for one that it goes on until: more would take too long.
const MOST_LOOKED_AT: usize = 200;

/// Says what is wrong with who ends whom, and leaves out what can't come true.
pub(super) fn check_endings(tasks: &mut [TaskDeclaration], places: &[Unlinked]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut members: HashMap<&str, usize> = HashMap::new();
    for task in &*tasks {
        if let Some(word) = &task.how.together {
            *members.entry(word).or_default() += if task.how.spawned { 2 } else { copies(task) };
        }
    }
    let mut say = |place: &Unlinked, problem| {
        let mut notes = Notes::new(place.line);
        let columns = place.until.map_or(&place.columns, |until| &until.columns);
        notes.report(columns.clone(), Problem::Ending(problem));
        found.extend(notes.into_list());
    };
    let mut never = Vec::new();
    for (index, (task, place)) in tasks.iter().zip(places).enumerate() {
        if let Some(word) = task.how.together.as_deref().filter(|word| members.get(word) == Some(&1)) {
            say(
                &Unlinked { until: None, columns: place.columns.clone(), ..*place },
                EndingProblem::GroupOfOne(excerpt(word)),
            );
        }
        if let Some(until) = task.how.until.filter(|until| comes_after(tasks, index, *until)) {
            let (name, until) = (excerpt(&task.name), excerpt(&tasks[until].name));
            say(place, EndingProblem::UntilBefore { name, until });
            never.push(index);
        }
        let turn = &task.steps[..body_length(&task.steps)];
        if task.how.is_endless() && turn.iter().any(|step| matches!(step, Step::Spawn(_))) {
            say(place, EndingProblem::EndlessSpawns(excerpt(&task.name)));
        }
        let is_endless = task.how.is_endless() && task.how.timeout.is_none();
        if let Some(until) = task.how.until.filter(|until| is_endless && comes_after(tasks, *until, index)) {
            let (name, until) = (excerpt(&task.name), excerpt(&tasks[until].name));
            say(place, EndingProblem::ForeverBefore { name, until });
        }
    }
    for task in never {
        tasks[task].how.until = None;
    }
    found
}

/// Whether a task comes after another one, by way of others or not.
fn comes_after(tasks: &[TaskDeclaration], task: usize, other: usize) -> bool {
    let mut reached = tasks[task].after.clone();
    let mut at = 0;
    while let Some(before) = reached.get(at).copied().filter(|_| at < MOST_LOOKED_AT) {
        if before == other {
            return true;
        }
        let more: Vec<usize> = tasks[before].after.iter().filter(|task| !reached.contains(task)).copied().collect();
        reached.extend(more);
        at += 1;
    }
    false
}
