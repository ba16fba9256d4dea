//! Which tasks have arrived: the one answer to `at`, `every` and `after`, and the one loop of whoever leads a run, in every
//! model. In virtual time the same arrivals are asked.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::endings::{Ended, Endings, Telling};
use super::{Progress, Stopped};
use crate::program::Plan;
use crate::trace::{Event, TaskId};

/// A task has been spawned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spawned {
    /// The task.
    pub task: TaskId,
    /// When, in nanoseconds since the start of the run.
    pub at_ns: u64,
}

/// What whoever leads a run has heard of its tasks.
#[derive(Debug, Default)]
pub struct News {
    /// Those that have ended.
    pub ended: Vec<Ended>,
    /// Those that have been spawned; with those that have ended comes all that they have spawned.
    pub spawned: Vec<Spawned>,
}

impl News {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.spawned.is_empty()
    }
}

/// Leads a run, as a program's main thread does: gives tasks that arrive to whoever performs them, and hears from these.
pub trait Leader {
    /// A task has arrived, which this event says. It ends at once if there is no room for it.
    fn arrive(&mut self, progress: Progress, event: Event) -> Option<Ended>;

    /// A task that has arrived and not ended is told to end. Where it has not begun, or is ended from outside, that is done
    /// here; one that is under way sees to it itself.
    fn tell(&mut self, task: TaskId, telling: Telling) -> Option<Ended>;

    /// Goes on until at least one task has ended or has been spawned, or until then, if there is such a time: the next one
    /// arrives, or is told to end; or not as long. Notes that, and returns the time.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn go_on(&mut self, next_ns: Option<u64>, news: &mut News) -> impl Future<Output = Result<u64, Stopped>>;
}

/// Leads a run until every task has ended.
///
/// # Errors
/// If the run is stopped before.
pub async fn lead(plan: &Plan, leader: &mut impl Leader) -> Result<(), Stopped> {
    let mut arrivals = Arrivals::new(plan);
    let mut endings = Endings::new(plan);
    let mut news = News::default();
    let mut now_ns = 0;
    while !arrivals.is_over() {
        for (progress, event) in arrivals.due(now_ns) {
            endings.arrived(progress.task, event.at_ns);
            news.ended.extend(leader.arrive(progress, event));
        }
        while let Some((task, telling)) = endings.pop_due(now_ns) {
            news.ended.extend(leader.tell(task, telling));
        }
        // Who was rejected has ended, and others may have waited for that.
        if news.is_empty() {
            let next_ns = arrivals.next_ns().into_iter().chain(endings.next_ns()).min();
            now_ns = leader.go_on(next_ns, &mut news).await?;
        }
        for spawned in news.spawned.drain(..) {
            arrivals.spawned(spawned);
        }
        for end in news.ended.drain(..) {
            endings.ended(end);
            arrivals.ended(end);
        }
    }
    Ok(())
}

/// A task arrives: at its nominal time, or, where that is later, at the end of the last task it comes after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Arrival {
    at_ns: u64,
    /// As an index into the plan.
    task: usize,
}

/// Keeps track of arrivals and dependencies.
#[derive(Debug)]
pub struct Arrivals {
    /// Nominal arrivals, by task.
    at_ns: Vec<u64>,
    /// The group of each task.
    group_of: Vec<usize>,
    groups: Vec<Group>,
    /// Tasks whose dependencies are over, by arrival, then in list order.
    arriving: BinaryHeap<Reverse<Arrival>>,
    /// Tasks that have not ended, but for those that nobody has spawned.
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

impl Arrivals {
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
        let mut arrivals = Self {
            at_ns: plan.tasks.iter().map(|task| task.at_ns).collect(),
            group_of: plan.tasks.iter().map(|task| task.group).collect(),
            groups,
            arriving: BinaryHeap::new(),
            unfinished: plan.tasks.iter().filter(|task| task.spawned_by.is_none()).count(),
        };
        for group in 0..arrivals.groups.len() {
            // What is spawned comes after nothing else.
            let is_spawned = arrivals.is_spawned(plan, group);
            if arrivals.groups[group].blockers == 0 && !is_spawned {
                arrivals.unblock(group, 0);
            }
        }
        arrivals
    }

    fn is_spawned(&self, plan: &Plan, group: usize) -> bool {
        let first = self.groups[group].tasks.clone().next();
        first.is_some_and(|first| plan.tasks[first].spawned_by.is_some())
    }

    fn unblock(&mut self, group: usize, over_ns: u64) {
        for task in self.groups[group].tasks.clone() {
            self.arriving.push(Reverse(Arrival { at_ns: self.at_ns[task].max(over_ns), task }));
        }
    }

    /// The tasks that have arrived by now and were not told yet, by arrival, then in list order; each with the event that
    /// says so.
    pub fn due(&mut self, now_ns: u64) -> Vec<(Progress, Event)> {
        let mut due = Vec::new();
        while let Some(Reverse(arrival)) = self.arriving.peek().filter(|next| next.0.at_ns <= now_ns) {
            due.push(Progress::arrive(TaskId(arrival.task as u32), arrival.at_ns));
            self.arriving.pop();
        }
        due
    }

    /// Takes note that a task has been spawned: it arrives then.
    pub fn spawned(&mut self, Spawned { task, at_ns }: Spawned) {
        self.unfinished += 1;
        self.arriving.push(Reverse(Arrival { at_ns, task: task.0 as usize }));
    }

    /// When the next task arrives, as far as is known now.
    pub fn next_ns(&self) -> Option<u64> {
        self.arriving.peek().map(|next| next.0.at_ns)
    }

    /// Takes note that a task has ended.
    pub fn ended(&mut self, Ended { task, at_ns, .. }: Ended) {
        self.unfinished -= 1;
        let group = self.group_of[task.0 as usize];
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
