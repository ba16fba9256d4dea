//! What tasks spawn, looked up when all lines are known.

use std::ops::ControlFlow;

use super::diagnostic::Notes;
use super::find_circles::find_circles;
use super::links::{Names, Unlinked};
use super::nearest::nearest;
use super::problem::{SpawnProblem, excerpt};
use super::task_line::written_name;
use super::uses::{Use, Uses};
use super::{Diagnostic, Problem, Step, TaskDeclaration};

/// Among so many names one is sought that was perhaps meant: more would take too long.
const MOST_CANDIDATES: usize = 500;
/// So many unknown names are sought so.
const MOST_SUGGESTIONS: usize = 20;
/// So many names of a circle are told.
const MOST_OF_CIRCLE: usize = 6;

/// Says what is wrong with what the tasks of a list spawn.
pub(super) fn check_spawns(
    uses: &Uses,
    tasks: &[TaskDeclaration],
    places: &[Unlinked],
    names: &Names,
) -> Vec<Diagnostic> {
    let mut check = Check { tasks, names, spawns: Vec::new(), suggestions: 0, found: Vec::new() };
    for own in uses.all().chunk_by(|one, other| one.task == other.task) {
        let mut spawns = false;
        for used in own {
            if let Step::Spawn(name) = used.step {
                spawns = true;
                check.spawn(used, name);
            }
        }
        let join = own.iter().find(|used| matches!(used.step, Step::Join(_)));
        if let Some(join) = join.filter(|_| !spawns) {
            check.found.extend(join.say(Problem::Spawn(SpawnProblem::JoinsNothing)));
        }
    }
    check.find_unspawned(places);
    check.find_circle();
    check.found
}

struct Check<'a, 't> {
    tasks: &'a [TaskDeclaration],
    names: &'a Names<'t>,
    /// Which task spawns which, and where that stands.
    spawns: Vec<(&'a Use<'t>, usize)>,
    suggestions: usize,
    found: Vec<Diagnostic>,
}

impl<'a, 't> Check<'a, 't> {
    fn spawn(&mut self, used: &'a Use<'t>, name: &str) {
        let problem = match self.names.get(name) {
            Some(&Some(task)) if self.tasks[task].how.spawned => return self.spawns.push((used, task)),
            Some(Some(_)) => SpawnProblem::NotSpawned(written_name(name)),
            // One that the limits cut off was complained about.
            Some(None) => return,
            None => SpawnProblem::Unknown { name: excerpt(name), meant: self.suggest(name) },
        };
        self.found.extend(used.say(Problem::Spawn(problem)));
    }

    fn suggest(&mut self, name: &str) -> Option<String> {
        self.suggestions += 1;
        if self.suggestions > MOST_SUGGESTIONS {
            return None;
        }
        let candidates = self.tasks.iter().take(MOST_CANDIDATES).map(|task| task.name.as_str());
        nearest(name, candidates).map(str::to_owned)
    }

    /// Says which tasks never arrive.
    fn find_unspawned(&mut self, places: &[Unlinked]) {
        let mut is_spawned = vec![false; self.tasks.len()];
        for (_, task) in &self.spawns {
            is_spawned[*task] = true;
        }
        for ((task, is_spawned), place) in self.tasks.iter().zip(is_spawned).zip(places) {
            if task.how.spawned && !is_spawned {
                let (name, written) = (excerpt(&task.name), excerpt(&written_name(&task.name)));
                let mut notes = Notes::new(place.line);
                notes.report(place.columns.clone(), Problem::Spawn(SpawnProblem::ByNobody { name, written }));
                self.found.extend(notes.into_list());
            }
        }
    }

    /// Says who spawns whom without end, once.
    fn find_circle(&mut self) {
        if self.spawns.is_empty() {
            return;
        }
        // Those of a task lie together, tasks in the order of the list.
        let spawned_by = |task: usize, which: usize| {
            let first = self.spawns.partition_point(|(used, _)| used.task < task);
            self.spawns.get(first + which).filter(|(used, _)| used.task == task)
        };
        let leads_to = |task: usize, which: usize| spawned_by(task, which).map(|(_, child)| *child);
        let found = &mut self.found;
        find_circles(self.tasks.len(), leads_to, |circle| {
            let names = circle.tasks().take(MOST_OF_CIRCLE).map(|task| excerpt(&self.tasks[task].name)).collect();
            let (task, which) = circle.closed_by;
            if let Some((used, _)) = spawned_by(task, which) {
                found.extend(used.say(Problem::Spawn(SpawnProblem::Endless(names))));
            }
            ControlFlow::Break(())
        });
    }
}
