//! Which tasks have arrived: the one answer to `at`, `every` and `after`, asked by every model and by the simulator.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::program::Plan;

/// A task that has arrived and may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    /// Its arrival: its nominal time, or, where that is later, the end of the last task it comes after.
    pub arrived_ns: u64,
    /// The task, as an index into the plan.
    pub task: usize,
}

/// Keeps track of arrivals and dependencies.
#[derive(Debug)]
pub struct Frontier {
    /// Nominal arrivals, by task.
    at_ns: Vec<u64>,
    /// The group of each task.
    group_of: Vec<usize>,
    groups: Vec<Group>,
    /// Tasks whose dependencies are over, by arrival, then in list order.
    arriving: BinaryHeap<Reverse<Release>>,
    unfinished: usize,
}

#[derive(Debug, Default)]
struct Group {
    tasks: std::ops::Range<usize>,
    /// Tasks of this group that have not ended.
    unfinished: usize,
    /// Groups this one still has to wait for.
    blockers: usize,
    /// Groups that wait for this one.
    dependents: Vec<usize>,
}

impl Frontier {
    /// Nothing has arrived yet.
    pub fn new(plan: &Plan) -> Self {
        let mut groups: Vec<Group> = plan
            .groups
            .iter()
            .map(|tasks| Group { tasks: tasks.clone(), unfinished: tasks.len(), ..Group::default() })
            .collect();
        for (group, tasks) in plan.groups.iter().enumerate() {
            let Some(first) = plan.tasks.get(tasks.start).filter(|_| !tasks.is_empty()) else { continue };
            for &blocker in &first.after {
                groups[blocker].dependents.push(group);
            }
            groups[group].blockers = first.after.len();
        }
        let mut frontier = Self {
            at_ns: plan.tasks.iter().map(|task| task.at_ns).collect(),
            group_of: plan.tasks.iter().map(|task| task.group).collect(),
            groups,
            arriving: BinaryHeap::new(),
            unfinished: plan.tasks.len(),
        };
        for group in 0..frontier.groups.len() {
            if frontier.groups[group].blockers == 0 {
                frontier.unblock(group, 0);
            }
        }
        frontier
    }

    fn unblock(&mut self, group: usize, over_ns: u64) {
        for task in self.groups[group].tasks.clone() {
            self.arriving.push(Reverse(Release { arrived_ns: self.at_ns[task].max(over_ns), task }));
        }
    }

    /// The tasks that have arrived by now and were not told yet, by arrival, then in list order.
    pub fn due(&mut self, now_ns: u64) -> Vec<Release> {
        let mut due = Vec::new();
        while let Some(Reverse(release)) = self.arriving.peek().filter(|next| next.0.arrived_ns <= now_ns) {
            due.push(*release);
            self.arriving.pop();
        }
        due
    }

    /// When the next task arrives, as far as is known now.
    pub fn next_arrival_ns(&self) -> Option<u64> {
        self.arriving.peek().map(|next| next.0.arrived_ns)
    }

    /// Takes note that a task has ended, however it did.
    pub fn ended(&mut self, task: usize, at_ns: u64) {
        self.unfinished -= 1;
        let group = self.group_of[task];
        self.groups[group].unfinished -= 1;
        if self.groups[group].unfinished > 0 {
            return;
        }
        for dependent in std::mem::take(&mut self.groups[group].dependents) {
            self.groups[dependent].blockers -= 1;
            if self.groups[dependent].blockers == 0 {
                self.unblock(dependent, at_ns);
            }
        }
    }

    /// Whether every task has ended.
    pub fn is_over(&self) -> bool {
        self.unfinished == 0
    }
}
