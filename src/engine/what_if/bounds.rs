//! What no run of a list can do better than, under whatever model: there is so much to compute, and what comes one after
//! another can't be done at once.

use super::Case;
use crate::engine::course::{Doing, walk};
use crate::program::{Plan, PlannedTask, Step};

/// Two lengths that no run falls below; whichever is longer is the ideal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// All computing, shared out evenly to all cores, in nanoseconds.
    pub work_ns: u64,
    /// The longest chain of what has to come one after another, arrivals included, in nanoseconds.
    pub chain_ns: u64,
    /// The same for the steps of one task, for half of the tasks and for 95 of 100: no task can be answered sooner.
    pub task_p50_ns: u64,
    /// See there.
    pub task_p95_ns: u64,
}

impl Bounds {
    /// Those of a case.
    pub fn of(case: &Case) -> Self {
        let plan = &*case.plan;
        let certain = || plan.tasks.iter().filter(|task| is_certain(plan, task));
        let work_ns: u128 = certain().map(|task| u128::from(length_ns(task, true))).sum();
        let cores = case.setup.machine.cores.max(1) as u128;
        let length = |task: &PlannedTask| if is_certain(plan, task) { length_ns(task, false) } else { 0 };
        let mut lengths_ns: Vec<u64> = plan.tasks.iter().map(length).collect();
        let chain_ns = chain_ns(plan, &lengths_ns);
        lengths_ns.sort_unstable();
        let rank = |percent: usize| {
            let rank = (lengths_ns.len() * percent).div_ceil(100);
            lengths_ns.get(rank.saturating_sub(1)).copied().unwrap_or(0)
        };
        Self { work_ns: (work_ns / cores) as u64, chain_ns, task_p50_ns: rank(50), task_p95_ns: rank(95) }
    }

    /// No run is shorter.
    pub fn makespan_ns(&self) -> u64 {
        self.work_ns.max(self.chain_ns)
    }
}

/// Whether a task arrives for certain, and does all its steps: what is spawned may never be where its task fails.
fn is_certain(plan: &Plan, task: &PlannedTask) -> bool {
    if can_end_early(task) {
        return false;
    }
    let mut next = task.spawned_by;
    while let Some(by) = next {
        let by = &plan.tasks[by];
        if can_end_early(by) || by.steps.iter().any(|step| matches!(step, Step::Fail(..))) {
            return false;
        }
        next = by.spawned_by;
    }
    true
}

/// Whether others, or the time, can end a task before it has done all its steps.
fn can_end_early(task: &PlannedTask) -> bool {
    let how = &task.how;
    how.timeout_ns.is_some() || how.is_told_by_others() || task.steps.iter().any(|step| step.within().is_some())
}

/// How long a task takes where nothing is in its way, or how much it computes.
fn length_ns(task: &PlannedTask, only_computing: bool) -> u64 {
    let mut total_ns = 0_u64;
    walk(task.script(), |doing| {
        let length_ns = match doing {
            Doing::Step(step) => step.computing().or_else(|| step.waiting().filter(|_| !only_computing)).copied(),
            Doing::Pause(pause_ns) => Some(pause_ns).filter(|_| !only_computing),
        };
        total_ns = total_ns.saturating_add(length_ns.unwrap_or(0));
    });
    total_ns
}

/// The last end, where nobody ever waits for a core, a slot or a lock.
fn chain_ns(plan: &Plan, lengths_ns: &[u64]) -> u64 {
    let after = |group: usize| -> &[usize] {
        plan.tasks
            .get(plan.groups[group].start)
            .filter(|_| !plan.groups[group].is_empty())
            .map_or(&[], |task| &task.after)
    };
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); plan.groups.len()];
    let mut blockers: Vec<usize> = Vec::new();
    for group in 0..plan.groups.len() {
        blockers.push(after(group).len());
        for &blocker in after(group) {
            dependents[blocker].push(group);
        }
    }
    let mut free: Vec<usize> = (0..blockers.len()).filter(|group| blockers[*group] == 0).collect();
    let mut begins_ns = vec![0; blockers.len()];
    let mut last_ns = 0;
    while let Some(group) = free.pop() {
        let tasks = plan.groups[group].clone();
        let last = tasks.map(|task| plan.tasks[task].at_ns.max(begins_ns[group]).saturating_add(lengths_ns[task]));
        let end_ns = last.max().unwrap_or(begins_ns[group]);
        last_ns = last_ns.max(end_ns);
        for &dependent in &dependents[group] {
            begins_ns[dependent] = end_ns.max(begins_ns[dependent]);
            blockers[dependent] -= 1;
            if blockers[dependent] == 0 {
                free.push(dependent);
            }
        }
    }
    last_ns
}
