//! Who is to end before it has done all its steps, when, and why: the one answer for every model, real or in virtual time.
//! Where and when that takes effect is each model's own.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;

use crate::program::Plan;
use crate::trace::{Cause, End, TaskId};

/// A task has ended, however it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// The task.
    pub task: TaskId,
    /// When, in nanoseconds since the start of the run.
    pub at_ns: u64,
    /// How.
    pub end: End,
}

/// A task is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling {
    /// When, in nanoseconds since the start of the run.
    pub at_ns: u64,
    /// Why.
    pub cause: Cause,
}

/// Keeps track of who is to end. Each task is told once.
#[derive(Debug)]
pub struct Endings {
    /// By task; none where nobody is ever told.
    tasks: Vec<Task>,
    /// When the time of tasks that have arrived is over: the first one first, with some that have ended meanwhile.
    due: BinaryHeap<Reverse<(u64, u32)>>,
    /// Who is told at once.
    now: VecDeque<(TaskId, Telling)>,
    /// By group of the plan: who goes on only until all of it has ended.
    awaited: Vec<Circle>,
    /// Those that fail together.
    together: Vec<Circle>,
}

/// How far a task has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Absent,
    Live,
    Told,
    Ended,
}

#[derive(Debug)]
struct Task {
    stage: Stage,
    timeout_ns: Option<u64>,
    /// Its group in the plan.
    group: usize,
    until: Option<usize>,
    /// As an index.
    together: Option<usize>,
}

/// Tasks that are told to end for the same reason.
#[derive(Debug, Default)]
struct Circle {
    members: Vec<TaskId>,
    /// How many tasks have to end before.
    unfinished: usize,
    /// When that reason came about: who arrives later is told at once.
    since_ns: Option<u64>,
}

impl Endings {
    /// Nothing has arrived yet.
    pub fn new(plan: &Plan) -> Self {
        let can_end = plan.tasks.iter().any(|task| task.how.timeout_ns.is_some()) || plan.tells();
        let mut endings = Self {
            tasks: Vec::new(),
            due: BinaryHeap::new(),
            now: VecDeque::new(),
            awaited: plan.groups.iter().map(|_| Circle::default()).collect(),
            together: Vec::new(),
        };
        if !can_end {
            return endings;
        }
        let mut words: Vec<&Arc<str>> = Vec::new();
        for (id, task) in (0..).map(TaskId).zip(&plan.tasks) {
            if task.spawned_by.is_none() {
                endings.awaited[task.group].unfinished += 1;
            }
            let until = task.how.until.map(|group| group as usize);
            if let Some(awaited) = until.and_then(|group| endings.awaited.get_mut(group)) {
                awaited.members.push(id);
            }
            let together = task.how.together.as_ref().map(|word| {
                let known = words.iter().position(|known| *known == word);
                let place = known.unwrap_or_else(|| {
                    words.push(word);
                    endings.together.push(Circle::default());
                    words.len() - 1
                });
                endings.together[place].members.push(id);
                place
            });
            let (stage, timeout_ns, group) = (Stage::Absent, task.how.timeout_ns, task.group);
            endings.tasks.push(Task { stage, timeout_ns, group, until, together });
        }
        endings
    }

    /// A task has arrived.
    pub fn arrived(&mut self, id: TaskId, at_ns: u64) {
        let Some(task) = self.tasks.get_mut(id.0 as usize) else { return };
        task.stage = Stage::Live;
        if let Some(timeout_ns) = task.timeout_ns {
            self.due.push(Reverse((at_ns + timeout_ns, id.0)));
        }
        let since = |circle: Option<&Circle>| circle.is_some_and(|circle| circle.since_ns.is_some());
        let until = since(task.until.and_then(|group| self.awaited.get(group))).then_some(Cause::Until);
        let together = since(task.together.and_then(|place| self.together.get(place))).then_some(Cause::Together);
        let causes = until.into_iter().chain(together);
        self.now.extend(causes.map(|cause| (id, Telling { at_ns, cause })));
    }

    /// A task has ended.
    pub fn ended(&mut self, Ended { task: id, at_ns, end }: Ended) {
        let Some(task) = self.tasks.get_mut(id.0 as usize) else { return };
        task.stage = Stage::Ended;
        let (group, together) = (task.group, task.together);
        if let Some(awaited) = self.awaited.get_mut(group) {
            awaited.unfinished = awaited.unfinished.saturating_sub(1);
            if awaited.unfinished == 0 && awaited.since_ns.is_none() {
                tell_all(awaited, Cause::Until, at_ns, &mut self.now);
            }
        }
        if let Some(circle) = together.and_then(|place| self.together.get_mut(place)).filter(|_| end.is_failure())
            && circle.since_ns.is_none()
        {
            tell_all(circle, Cause::Together, at_ns, &mut self.now);
        }
        while self.due.peek().is_some_and(|Reverse((_, task))| !self.is_live(*task)) {
            self.due.pop();
        }
    }

    /// Whether a task can be told.
    fn is_live(&self, task: u32) -> bool {
        self.tasks.get(task as usize).is_some_and(|task| task.stage == Stage::Live)
    }

    /// When the next task is told to end, as far as is known now.
    pub fn next_ns(&self) -> Option<u64> {
        let now_ns = self.now.front().map(|(_, telling)| telling.at_ns);
        now_ns.or_else(|| self.due.peek().map(|Reverse((at_ns, _))| *at_ns))
    }

    /// The next task that is told to end by now.
    pub fn pop_due(&mut self, now_ns: u64) -> Option<(TaskId, Telling)> {
        loop {
            let due = self.due.peek().filter(|Reverse((at_ns, _))| *at_ns <= now_ns).copied();
            let next = match (self.now.pop_front(), due) {
                (Some(next), _) => next,
                (None, Some(Reverse((at_ns, task)))) => {
                    self.due.pop();
                    (TaskId(task), Telling { at_ns, cause: Cause::Timeout })
                }
                (None, None) => return None,
            };
            if self.is_live(next.0.0) {
                self.tasks[next.0.0 as usize].stage = Stage::Told;
                return Some(next);
            }
        }
    }
}

/// What they go on until has come about.
fn tell_all(circle: &mut Circle, cause: Cause, at_ns: u64, now: &mut VecDeque<(TaskId, Telling)>) {
    circle.since_ns = Some(at_ns);
    // Those that have not arrived, or have ended, are left out when it is their turn.
    now.extend(circle.members.iter().map(|member| (*member, Telling { at_ns, cause })));
}
