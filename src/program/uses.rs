//! What tasks act on each other by, looked up when all lines are known: what has no head line is named by its first use,
//! and what a task does with it is followed from step to step.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::cached_line::{CachedLine, Said};
use super::diagnostic::Notes;
use super::links::Names;
use super::problem::{Limit, ResourceProblem, excerpt};
use super::task_line::written_name;
use super::weight::{copies, sent_bytes};
use super::{Diagnostic, Limits, Problem, Resource, ResourceKind, Step, Stored, TaskDeclaration};

/// A step by which tasks act on each other.
#[derive(Debug)]
pub(super) struct Use<'t> {
    /// The task that it belongs to.
    pub task: usize,
    line: usize,
    columns: Range<usize>,
    pub step: &'t Step,
    /// Whether its task fails before it.
    is_out_of_reach: bool,
}

/// All of them, in the order of the list.
#[derive(Debug, Default)]
pub(super) struct Uses<'t> {
    uses: Vec<Use<'t>>,
    /// The last task that fails for certain, behind which nothing of it is done.
    failed: Option<usize>,
}

impl<'t> Uses<'t> {
    /// Takes note of a step of a task.
    pub fn step(&mut self, task: usize, line: usize, columns: &Range<usize>, step: &'t Step) {
        if step.is_section() {
            // Behind such a line it goes on.
            self.failed = None;
        } else if matches!(step, Step::Fail(None, _)) {
            self.failed = Some(task);
        } else if step.acts() {
            let is_out_of_reach = self.failed == Some(task);
            self.uses.push(Use { task, line, columns: columns.clone(), step, is_out_of_reach });
        }
    }

    /// All of them, in the order of the list.
    pub fn all(&self) -> &[Use<'t>] {
        &self.uses
    }

    /// Who sends the longest word, and how many bytes that is; `None` if nobody sends one.
    pub fn longest_sent(&self) -> Option<(&Use<'t>, usize)> {
        let words = self.uses.iter().map(|used| (used, sent_bytes(used.step))).filter(|(_, bytes)| *bytes > 0);
        // Of those that are as long, the first.
        words.reduce(|longest, other| if other.1 > longest.1 { other } else { longest })
    }

    /// Takes note of all lines of a task, the first of which has this number.
    pub fn lines(&mut self, task: usize, first: usize, lines: &'t [CachedLine]) {
        for (number, line) in (first..).zip(lines) {
            if let Said::Step(Some(step)) = &line.said {
                self.step(task, number, &line.columns, step);
            }
        }
    }

    /// Adds what is named without a head line, and says what is wrong.
    pub fn resolve(&self, resources: &mut Vec<Resource>, tasks: &[TaskDeclaration]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut is_full = false;
        for used in &self.uses {
            let Some((name, kind)) = used.step.resource() else { continue };
            if let Some(known) = resources.iter().find(|resource| resource.name == *name) {
                let (is, taken_for) = (known.kind.word(), kind.word());
                if is != taken_for {
                    let name = excerpt(name);
                    found.extend(used.say(Problem::Resource(ResourceProblem::OtherKind { name, is, taken_for })));
                }
                continue;
            }
            if resources.len() < Limits::LIST.resources {
                let resource = Resource { name: name.clone(), kind };
                if resource.is_unprintable() {
                    found.extend(used.say(Problem::Resource(ResourceProblem::Unprintable(excerpt(name)))));
                }
                resources.push(resource);
            } else if !std::mem::replace(&mut is_full, true) {
                found.extend(used.say(Problem::TooMany(Limit::Resources)));
            }
        }
        // What has a head line comes first, whatever is used first.
        resources.sort_by_key(|resource| resource.kind == ResourceKind::Meeting);
        self.find_dead_ends(resources, &mut found);
        self.find_lonely_meetings(resources, tasks, &mut found);
        for own in self.uses.chunk_by(|one, other| one.task == other.task) {
            follow(own, resources, &mut found);
        }
        found
    }
}

impl Uses<'_> {
    /// Says which waits no line of the list could ever end.
    fn find_dead_ends(&self, resources: &[Resource], found: &mut Vec<Diagnostic>) {
        let reached = || self.uses.iter().filter(|used| !used.is_out_of_reach);
        for resource in resources {
            let ResourceKind::Queue { room } = resource.kind else { continue };
            let is_sent = |step: &Step, queue: &str| matches!(step, Step::Send(name, ..) if **name == *queue);
            let is_received = |step: &Step, queue: &str| matches!(step, Step::Receive(name, _) if **name == *queue);
            // Who gives up some time doesn't wait for ever.
            let waits = |used: &&Use| used.step.within().is_none();
            let first =
                |is_it: fn(&Step, &str) -> bool| reached().filter(waits).find(|used| is_it(used.step, &resource.name));
            let any = |is_it: fn(&Step, &str) -> bool| reached().any(|used| is_it(used.step, &resource.name));
            let name = excerpt(&resource.name);
            if !any(is_sent) {
                let waiting =
                    first(is_received).map(|first| first.say(Problem::Resource(ResourceProblem::NobodySends(name))));
                found.extend(waiting.into_iter().flatten());
            } else if let (false, Some(room), Some(first)) = (any(is_received), room, first(is_sent)) {
                found.extend(first.say(Problem::Resource(ResourceProblem::NobodyReceives { name, room })));
            }
        }
    }
}

impl Uses<'_> {
    /// Says where a task meets nobody.
    fn find_lonely_meetings(&self, resources: &[Resource], tasks: &[TaskDeclaration], found: &mut Vec<Diagnostic>) {
        for resource in resources.iter().filter(|resource| resource.kind == ResourceKind::Meeting) {
            let comes = |used: &&Use| matches!(used.step, Step::Meet(name, _) if *name == resource.name);
            let mut meeting = self.uses.iter().filter(comes);
            let Some(first) = meeting.next() else { continue };
            let is_alone = tasks.get(first.task).is_some_and(|task| copies(task) == 1);
            if is_alone && meeting.all(|other| other.task == first.task) {
                found.extend(first.say(Problem::Resource(ResourceProblem::MeetsNobody(excerpt(&resource.name)))));
            }
        }
    }
}

impl Use<'_> {
    pub fn say(&self, problem: Problem) -> Vec<Diagnostic> {
        let mut notes = Notes::new(self.line);
        notes.report(self.columns.clone(), problem);
        notes.into_list()
    }
}

/// Follows what one task holds and has read, from step to step.
fn follow(uses: &[Use], resources: &[Resource], found: &mut Vec<Diagnostic>) {
    let is_rate = |name: &Arc<str>| {
        let is_it = |known: &Resource| known.name == *name && matches!(known.kind, ResourceKind::Rate { .. });
        resources.iter().any(is_it)
    };
    // By name, so that a task of any number of steps is followed in one go.
    let mut held: HashMap<&str, Vec<&Use>> = HashMap::new();
    let mut read = Names::new();
    let mut has_item = false;
    for used in uses.iter().filter(|used| !used.is_out_of_reach) {
        match used.step {
            // Of what fills up by itself nothing is held.
            Step::Lock(name, _) if is_rate(name) => {}
            Step::Unlock(name) if is_rate(name) => {
                found.extend(used.say(Problem::Resource(ResourceProblem::NothingBack(excerpt(name)))));
            }
            Step::Lock(name, _) => held.entry(name).or_default().push(used),
            Step::Unlock(name) => {
                let taken = held.get_mut(&**name).and_then(Vec::pop);
                if taken.is_none() {
                    found.extend(used.say(Problem::Resource(ResourceProblem::NotHeld(excerpt(name)))));
                }
            }
            Step::Load(name) => {
                read.insert(name, None);
            }
            Step::Receive(..) => has_item = true,
            Step::ByItem(_) if !has_item => {
                // Said once, at the first of them.
                has_item = true;
                found.extend(used.say(Problem::Resource(ResourceProblem::NoItem)));
            }
            Step::Store(name, Stored::More(_)) if !read.contains_key(&**name) => {
                // Said once, at the first of them.
                read.insert(name, None);
                let (name, written) = (excerpt(name), excerpt(&written_name(name)));
                found.extend(used.say(Problem::Resource(ResourceProblem::NotLoaded { name, written })));
            }
            _ => {}
        }
    }
    for (name, locks) in held {
        for used in locks {
            let (name, written) = (excerpt(name), excerpt(&written_name(name)));
            found.extend(used.say(Problem::Resource(ResourceProblem::StillHeld { name, written })));
        }
    }
}
