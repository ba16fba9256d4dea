//! Which tasks a run may have, those that others spawn among them: found out before it, so that every model has the same.

use std::collections::VecDeque;

use super::turns::{in_order, planned_length};
use super::weight::{Weight, copies, fits, weights};
use super::{Program, Step};

/// A task that another one may spawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Child {
    /// The step that spawns it. One that is done again, since its task has begun again, has another one for each time.
    pub step: u32,
    /// The task, as an index into the plan.
    pub task: usize,
}

/// One task of a run.
#[derive(Debug)]
pub(super) struct Unrolled {
    /// Its declaration, as an index.
    pub declaration: usize,
    /// See [`super::PlannedTask::spawned_by`].
    pub spawned_by: Option<usize>,
    /// See [`super::PlannedTask::children`].
    pub children: Vec<Child>,
}

/// All of them, declaration by declaration. What goes beyond the limits is left out: a run that comes there fails.
pub(super) fn unrolled(program: &Program) -> Vec<Unrolled> {
    Tree::grown(program).in_order()
}

/// How many tasks a run may have, and how many steps.
pub(super) fn count(program: &Program) -> (usize, usize) {
    if !program.tasks.iter().any(|task| task.how.spawned) {
        let steps = program.tasks.iter().map(|task| copies(task).saturating_mul(planned_length(task)));
        return (program.tasks.iter().map(copies).sum(), steps.sum());
    }
    let tree = Tree::grown(program);
    (tree.tasks.len(), tree.steps)
}

/// Tasks in the order in which they were found: whoever spawns them first.
struct Tree<'p> {
    program: &'p Program,
    /// Declarations of spawned tasks by name.
    names: Vec<(&'p str, usize)>,
    /// By declaration, what one of its tasks takes.
    weights: Vec<Weight>,
    tasks: Vec<Unrolled>,
    /// Steps of all of them, and the bytes of their names and texts.
    steps: usize,
    bytes: usize,
}

impl<'p> Tree<'p> {
    /// All tasks that a run may have.
    fn grown(program: &'p Program) -> Self {
        let mut tree = Self::new(program);
        for (declaration, task) in program.tasks.iter().enumerate().filter(|(_, task)| !task.how.spawned) {
            for _ in 0..task.copies.unwrap_or(1) {
                tree.add(declaration, None);
            }
        }
        tree.grow();
        tree
    }

    fn new(program: &'p Program) -> Self {
        let spawned = program.tasks.iter().enumerate().filter(|(_, task)| task.how.spawned);
        let mut names: Vec<_> = spawned.map(|(declaration, task)| (task.name.as_str(), declaration)).collect();
        names.sort_unstable();
        Self { program, names, weights: weights(program), tasks: Vec::new(), steps: 0, bytes: 0 }
    }

    /// Adds a task; `None` if there may be no more.
    fn add(&mut self, declaration: usize, spawned_by: Option<usize>) -> Option<usize> {
        let Weight { steps, bytes } = self.weights[declaration];
        let (steps, bytes) = (self.steps + steps, self.bytes.saturating_add(bytes));
        // Those that arrive by themselves are within the limits.
        if spawned_by.is_some() && !fits(self.tasks.len() + 1, steps, bytes) {
            return None;
        }
        (self.steps, self.bytes) = (steps, bytes);
        self.tasks.push(Unrolled { declaration, spawned_by, children: Vec::new() });
        Some(self.tasks.len() - 1)
    }

    /// Adds all that may be spawned. What is spawned by tasks that begin again comes last, as that may never happen.
    fn grow(&mut self) {
        if self.names.is_empty() {
            return;
        }
        let mut growing: VecDeque<(usize, u32)> = (0..self.tasks.len()).map(|task| (task, 0)).collect();
        let mut again = VecDeque::new();
        loop {
            while let Some((task, time)) = growing.pop_front() {
                let first = self.tasks.len();
                if self.spawn_all(task).is_none() {
                    return;
                }
                growing.extend((first..self.tasks.len()).map(|child| (child, 0)));
                let how = &self.program.tasks[self.tasks[task].declaration].how;
                let spawns = self.tasks.len() > first;
                if spawns && how.retry.is_some_and(|retry| time < retry.times) {
                    again.push_back((task, time + 1));
                }
            }
            let Some(next) = again.pop_front() else { return };
            growing.push_back(next);
        }
    }

    /// Adds all that a task spawns when it is done once; `None` if not all may be.
    fn spawn_all(&mut self, task: usize) -> Option<()> {
        let declaration = &self.program.tasks[self.tasks[task].declaration];
        if !declaration.steps.iter().any(|step| matches!(step, Step::Spawn(_))) {
            return Some(());
        }
        for (step, (_, done)) in (0..).zip(in_order(declaration)) {
            let Step::Spawn(name) = done else { continue };
            let Ok(place) = self.names.binary_search_by_key(&&**name, |(name, _)| name) else { continue };
            let child = self.add(self.names[place].1, Some(task))?;
            self.tasks[task].children.push(Child { step, task: child });
        }
        Some(())
    }

    /// The tasks in the order of the list.
    fn in_order(self) -> Vec<Unrolled> {
        let Self { names, mut tasks, .. } = self;
        if names.is_empty() {
            return tasks;
        }
        let mut order: Vec<usize> = (0..tasks.len()).collect();
        order.sort_by_key(|task| tasks[*task].declaration);
        let mut place = vec![0; tasks.len()];
        for (new, old) in order.into_iter().enumerate() {
            place[old] = new;
        }
        for task in &mut tasks {
            task.spawned_by = task.spawned_by.map(|by| place[by]);
            for child in &mut task.children {
                child.task = place[child.task];
            }
            // Those of one step stay in the order in which they are spawned.
            task.children.sort_by_key(|child| child.step);
        }
        tasks.sort_by_key(|task| task.declaration);
        tasks
    }
}
