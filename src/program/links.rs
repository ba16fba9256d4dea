//! Who waits for whom: names behind `after` become indices, and circles are found and cut.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use super::diagnostic::Notes;
use super::find_circles::find_circles;
use super::limits::Spent;
use super::nearest::nearest;
use super::problem::{AfterProblem, EndingProblem, Limit, NameHint, SpawnProblem, excerpt};
use super::task_line::{AfterName, written_name};
use super::{Diagnostic, Problem, TaskDeclaration, odd};

/// How many unknown names get a suggestion, and among how many names it is sought: more would take too long.
const MOST_SUGGESTIONS: usize = 20;
const MOST_CANDIDATES: usize = 500;

/// How many names of a circle are told.
const MOST_OF_CIRCLE: usize = 6;

/// A task line whose names aren't looked up yet.
#[derive(Debug)]
pub(super) struct Unlinked<'t> {
    /// Its line, counted from 1.
    pub line: usize,
    /// Where its name stands.
    pub columns: Range<usize>,
    /// The names behind `after`.
    pub after: &'t [AfterName],
    /// The name behind `until`.
    pub until: Option<&'t AfterName>,
    /// Whether something else is wrong with these names: then unknown ones are no slip of their own.
    pub is_doubtful: bool,
}

/// Indices of the tasks by name; `None` for one that the limits cut off.
pub(super) type Names<'t> = HashMap<&'t str, Option<usize>>;

/// Fills in `after` of every task. What it leaves is sound: known tasks, each once, and no circle.
pub(super) fn link(
    tasks: &mut [TaskDeclaration],
    unlinked: &[Unlinked],
    names: &Names,
    spent: &mut Spent,
) -> Vec<Diagnostic> {
    let mut linker = Linker { tasks, names, suggestions: 0, found: Vec::new() };
    let mut full = false;
    let places: Vec<Vec<Range<usize>>> = unlinked
        .iter()
        .enumerate()
        .map(|(task, from)| {
            let places = linker.look_up(task, from);
            linker.look_up_until(task, from);
            let copies = linker.tasks[task].copies.unwrap_or(1) as usize;
            if spent.take_dependencies(copies * places.len()) {
                return places;
            }
            linker.tasks[task].after.clear();
            if !std::mem::replace(&mut full, true) {
                linker.too_many(from);
            }
            Vec::new()
        })
        .collect();
    linker.cut_circles(unlinked, &places);
    linker.found
}

struct Linker<'a, 't> {
    tasks: &'a mut [TaskDeclaration],
    names: &'a Names<'t>,
    suggestions: usize,
    found: Vec<Diagnostic>,
}

impl Linker<'_, '_> {
    /// Looks up the names of one task; gives the columns of those it could resolve.
    fn look_up(&mut self, task: usize, from: &Unlinked) -> Vec<Range<usize>> {
        if from.after.is_empty() {
            return Vec::new();
        }
        let mut notes = Notes::new(from.line);
        let mut met = Names::new();
        let mut places = Vec::new();
        for wanted in from.after {
            let columns = wanted.columns.clone();
            match self.names.get(&*wanted.text) {
                None if from.is_doubtful => {}
                None => self.unknown(wanted, &mut notes),
                Some(&Some(index)) if index == task => {
                    notes.report(columns, Problem::After(AfterProblem::Itself(excerpt(&wanted.text))));
                }
                Some(&Some(index)) if self.tasks[index].how.spawned => {
                    notes.report(columns, Problem::Spawn(SpawnProblem::After(excerpt(&wanted.text))));
                }
                Some(_) if met.insert(&*wanted.text, None).is_some() => {
                    notes.report(columns, Problem::After(AfterProblem::NamedTwice(excerpt(&wanted.text))));
                }
                Some(&Some(index)) => {
                    self.tasks[task].after.push(index);
                    places.push(columns);
                }
                Some(None) => {}
            }
        }
        self.found.extend(notes.into_list());
        places
    }

    /// Looks up the name that a task goes on until.
    fn look_up_until(&mut self, task: usize, from: &Unlinked) {
        let Some(wanted) = from.until else { return };
        let mut notes = Notes::new(from.line);
        let mut say = |problem| notes.report(wanted.columns.clone(), Problem::Ending(problem));
        match self.names.get(&*wanted.text) {
            Some(&Some(index)) if index == task => say(EndingProblem::UntilItself(excerpt(&wanted.text))),
            Some(&Some(index)) if self.tasks[index].how.spawned => {
                say(EndingProblem::UntilSpawned(excerpt(&wanted.text)));
            }
            Some(&Some(index)) => self.tasks[task].how.until = Some(index),
            Some(None) => {}
            None => self.unknown(wanted, &mut notes),
        }
        self.found.extend(notes.into_list());
    }

    fn unknown(&mut self, wanted: &AfterName, notes: &mut Notes) {
        let (name, columns) = (&*wanted.text, wanted.columns.clone());
        let hint = self.suggest(name);
        let Some(alike) = self.tasks.iter().take(MOST_CANDIDATES).find(|task| odd::looks_like(&task.name, name)) else {
            return notes.report(columns, Problem::After(AfterProblem::UnknownName { name: excerpt(name), hint }));
        };
        let meant = written_name(&alike.name);
        let hint = Some(NameHint::LooksLike(meant.clone()));
        notes.report(columns.clone(), Problem::After(AfterProblem::UnknownName { name: excerpt(name), hint }));
        notes.fix(columns, meant);
    }

    fn suggest(&mut self, name: &str) -> Option<NameHint> {
        if let Some((group, copy)) = name.rsplit_once(' ')
            && copy.bytes().all(|byte| byte.is_ascii_digit())
            && self.names.contains_key(group)
        {
            return Some(NameHint::CopyOf(excerpt(group)));
        }
        if self.suggestions == MOST_SUGGESTIONS {
            return None;
        }
        self.suggestions += 1;
        let candidates = self.tasks.iter().take(MOST_CANDIDATES).map(|task| task.name.as_str());
        nearest(name, candidates).map(|meant| NameHint::Meant(meant.to_owned()))
    }

    fn too_many(&mut self, from: &Unlinked) {
        let mut notes = Notes::new(from.line);
        notes.report(from.columns.clone(), Problem::TooMany(Limit::Dependencies));
        self.found.extend(notes.into_list());
    }

    /// Finds circles, and cuts each at the name that closes it.
    fn cut_circles(&mut self, unlinked: &[Unlinked], places: &[Vec<Range<usize>>]) {
        // Most lists name only tasks above, and then there can't be a circle.
        let mut tasks = self.tasks.iter().enumerate();
        if tasks.all(|(index, task)| task.after.iter().all(|&after| after < index)) {
            return;
        }
        let mut cuts = Vec::new();
        let leads_to = |task: usize, edge: usize| self.tasks[task].after.get(edge).copied();
        find_circles(self.tasks.len(), leads_to, |circle| {
            let (task, edge) = circle.closed_by;
            cuts.push((task, edge));
            let names = circle.tasks().take(MOST_OF_CIRCLE).map(|task| excerpt(&self.tasks[task].name)).collect();
            let mut notes = Notes::new(unlinked[task].line);
            let is_longer = circle.tasks().len() > MOST_OF_CIRCLE;
            notes.report(places[task][edge].clone(), Problem::After(AfterProblem::Circle { names, is_longer }));
            self.found.extend(notes.into_list());
            ControlFlow::Continue(())
        });
        cuts.sort_unstable();
        for (task, declaration) in self.tasks.iter_mut().enumerate() {
            let mut edge = 0..;
            declaration.after.retain(|_| edge.next().is_some_and(|edge| cuts.binary_search(&(task, edge)).is_err()));
        }
    }
}
