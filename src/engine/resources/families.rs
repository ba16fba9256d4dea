//! Who has spawned whom, and who of them has not ended.

use super::Resources;
use crate::engine::Spawned;
use crate::program::{Child, Plan, PlannedTask, Step};
use crate::trace::TaskId;

/// How far a task that can be spawned has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    /// Nobody has spawned it.
    Unborn,
    /// It has been spawned, and has not ended.
    Alive,
    /// It has ended, or arrived by itself.
    Other,
}

/// A task with what it spawns.
#[derive(Debug, Clone)]
struct Family {
    life: Life,
    parent: Option<TaskId>,
    children: Vec<Child>,
    /// How many of its children are alive.
    alive: usize,
}

/// Those of all tasks; none where nobody spawns.
#[derive(Debug, Clone, Default)]
pub(super) struct Families {
    tasks: Vec<Family>,
    /// Who has been spawned, and whoever leads the run has not heard of.
    pub fresh: Vec<Spawned>,
    /// Whether more were to be spawned than a run may have.
    pub is_full: bool,
}

impl Families {
    pub fn of(plan: &Plan) -> Self {
        if !plan.spawns() {
            return Self::default();
        }
        let families = plan.tasks.iter().map(|task| Family {
            life: if task.spawned_by.is_some() { Life::Unborn } else { Life::Other },
            parent: task.spawned_by.map(|by| TaskId(by as u32)),
            children: task.children.clone(),
            alive: 0,
        });
        Self { tasks: families.collect(), ..Self::default() }
    }

    /// A task has come to a step at which it spawns another one: the next of those that this step can; `None` if there may
    /// be no more.
    pub fn spawn(&mut self, task: TaskId, step: u32, at_ns: u64) -> Option<TaskId> {
        let family = &self.tasks[task.0 as usize];
        let first = family.children.partition_point(|child| child.step < step);
        let own = family.children[first..].iter().take_while(|child| child.step == step);
        let next = own.map(|child| child.task).find(|child| self.tasks[*child].life == Life::Unborn);
        let Some(child) = next else {
            self.is_full = true;
            return None;
        };
        self.tasks[child].life = Life::Alive;
        self.tasks[task.0 as usize].alive += 1;
        let child = TaskId(child as u32);
        self.fresh.push(Spawned { task: child, at_ns });
        Some(child)
    }

    /// Whether something that a task has spawned has not ended.
    pub fn has_children(&self, task: TaskId) -> bool {
        self.tasks[task.0 as usize].alive > 0
    }

    /// Those that have not ended.
    pub fn children(&self, task: TaskId) -> Vec<TaskId> {
        let children = self.tasks.get(task.0 as usize).map_or(&[][..], |family| &family.children);
        let alive = children.iter().filter(|child| self.tasks[child.task].life == Life::Alive);
        alive.map(|child| TaskId(child.task as u32)).collect()
    }

    /// A task has ended; who spawned it, if that was the last one.
    pub fn ended(&mut self, task: TaskId) -> Option<TaskId> {
        let family = self.tasks.get_mut(task.0 as usize)?;
        if std::mem::replace(&mut family.life, Life::Other) != Life::Alive {
            return None;
        }
        let parent = family.parent?;
        let of_parent = &mut self.tasks[parent.0 as usize];
        of_parent.alive -= 1;
        (of_parent.alive == 0).then_some(parent)
    }
}

impl Resources {
    /// Who has been spawned since this was asked last.
    pub fn take_spawned(&mut self) -> Vec<Spawned> {
        std::mem::take(&mut self.families.fresh)
    }

    /// Whether somebody has been spawned since that was asked last.
    pub fn has_spawned(&self) -> bool {
        !self.families.fresh.is_empty()
    }
}

/// Who comes to the meeting of this name: once it is spawned, and by itself.
pub(super) fn members(plan: &Plan, name: &str) -> (Vec<TaskId>, Vec<TaskId>) {
    let comes = |task: &PlannedTask| task.steps.iter().any(|step| matches!(step, Step::Meet(own, _) if **own == *name));
    let members = (0..).map(TaskId).zip(&plan.tasks).filter(|(_, task)| comes(task)).map(|(id, _)| id);
    members.partition(|member| plan.tasks[member.0 as usize].spawned_by.is_some())
}
