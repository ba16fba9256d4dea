//! A moment of a run as far as order matters: how far each task has come, who holds what, and what was printed.

use std::collections::VecDeque;
use std::sync::Arc;

use super::memory::Memories;
use super::script::{Op, Script};
use super::setting::{Rules, Setting};
use crate::engine::{Answer, Resources, Room, Stuck};
use crate::trace::{End, TaskId};

/// How far a task has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// Others have to end before it arrives.
    Absent,
    /// It arrives at some time.
    Due,
    /// It has arrived, and nobody has taken it.
    Queued,
    /// It can go on.
    Live,
    /// It waits for what it has asked for.
    Waiting,
    /// It has ended.
    Ended(End),
}

/// A moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct World {
    /// By task: how far it has come, and its next step.
    pub(super) tasks: Vec<(Stage, u32)>,
    pub(super) resources: Resources,
    /// Who waits for a turn of the loop, or for a slot.
    queue: VecDeque<u32>,
    /// Who awaits something that takes as long as it likes, and who has its turn before it in any case.
    awaiting: Vec<(u32, Vec<u32>)>,
    /// The lines printed so far.
    pub(super) output: Vec<Arc<str>>,
    /// Shares, in the memory of all and then in that of each process.
    pub(super) memories: Memories,
}

impl World {
    /// The beginning.
    pub(super) fn first(setting: &Setting) -> Self {
        let mut world = Self {
            tasks: vec![(Stage::Absent, 0); setting.plan.tasks.len()],
            resources: Resources::of(setting.plan),
            queue: VecDeque::new(),
            awaiting: Vec::new(),
            output: Vec::new(),
            memories: Memories::of(setting),
        };
        world.admit(setting);
        world
    }

    /// Who may go on, each to another moment.
    pub(super) fn enabled(&self, setting: &Setting) -> Vec<u32> {
        let may: Vec<u32> = match setting.rules {
            Rules::Loop => {
                let woken = self.awaiting.iter().filter(|(_, before)| before.is_empty()).map(|(task, _)| *task);
                self.queue.front().copied().into_iter().chain(woken).collect()
            }
            _ => (0..)
                .zip(&self.tasks)
                .filter(|(_, (stage, _))| matches!(stage, Stage::Live | Stage::Due))
                .map(|(task, _)| task)
                .collect(),
        };
        let is_open = self.tasks.iter().any(|(stage, _)| matches!(stage, Stage::Absent | Stage::Due | Stage::Queued));
        if setting.rules == Rules::Loop || (is_open && setting.rules != Rules::AnyStep) {
            // In whose turn something is done counts for those that queue.
            return may;
        }
        self.telling(setting, may)
    }

    /// Of those that may go on, so many that no other order could show anything else: one whose step touches nothing that
    /// another task touches from now on; or all those that touch each other's things.
    fn telling(&self, setting: &Setting, may: Vec<u32>) -> Vec<u32> {
        let ahead = |task: usize| {
            let (stage, next) = self.tasks[task];
            match stage {
                Stage::Ended(_) => 0,
                _ => setting.scripts.tasks[task].ahead[next as usize],
            }
        };
        let all: Vec<u128> = (0..self.tasks.len()).map(ahead).collect();
        let touched = |task: u32| {
            let (script, next) = (&setting.scripts.tasks[task as usize], self.tasks[task as usize].1);
            script.touches.get(next as usize).copied().unwrap_or(0)
        };
        let is_alone = |task: &&u32| {
            let others = all.iter().enumerate().filter(|(other, _)| *other != **task as usize);
            others.fold(0, |bits, (_, ahead)| bits | ahead) & touched(**task) == 0
        };
        let is_open = self.tasks.iter().any(|(stage, _)| *stage == Stage::Absent);
        if let Some(alone) = may.iter().find(is_alone) {
            return vec![*alone];
        }
        let Some(first) = may.first().filter(|_| !is_open) else { return may };
        let (mut reached, mut before) = (all[*first as usize], 0);
        while reached != before {
            before = reached;
            reached = all.iter().filter(|ahead| *ahead & before != 0).fold(before, |bits, ahead| bits | ahead);
        }
        may.into_iter().filter(|task| all[*task as usize] & reached != 0).collect()
    }

    /// A task goes on.
    pub(super) fn go_on(&mut self, setting: &Setting, task: u32) {
        match (setting.rules, self.tasks[task as usize].0) {
            (Rules::Loop, _) => self.turn(setting, task),
            (_, Stage::Due) => self.arrive(setting, task),
            _ => {
                self.perform(setting, task);
                self.settle(setting, task);
            }
        }
        self.admit(setting);
    }

    /// A task has a turn of the loop.
    fn turn(&mut self, setting: &Setting, task: u32) {
        if self.queue.front() == Some(&task) {
            self.queue.pop_front();
        } else {
            self.awaiting.retain(|(other, _)| *other != task);
        }
        for (_, before) in &mut self.awaiting {
            before.retain(|other| *other != task);
        }
        self.tasks[task as usize].0 = Stage::Live;
        let script = &setting.scripts.tasks[task as usize];
        while self.tasks[task as usize].0 == Stage::Live {
            let next = self.tasks[task as usize].1;
            match script.ops.get(next as usize) {
                Some(Op::Await) => {
                    self.tasks[task as usize].1 += 1;
                    self.awaiting.push((task, self.queue.iter().copied().collect()));
                    return;
                }
                Some(Op::GiveWay) => {
                    self.tasks[task as usize].1 += 1;
                    self.queue.push_back(task);
                    return;
                }
                Some(_) => self.perform(setting, task),
                None => self.end(setting, task, End::Done),
            }
        }
    }

    /// A task does its next step, or ends.
    fn perform(&mut self, setting: &Setting, task: u32) {
        let next = self.tasks[task as usize].1 as usize;
        match setting.scripts.tasks[task as usize].ops.get(next) {
            None => return self.end(setting, task, End::Done),
            Some(Op::Fail) => return self.end(setting, task, End::Failed),
            Some(Op::Print(line)) => {
                let text = self.memories.filled(setting, task, &setting.scripts.lines[*line as usize]);
                self.output.push(text);
            }
            Some(Op::Share(place)) => {
                let step = &setting.plan.tasks[task as usize].steps[next];
                self.memories.act(setting, task, *place as usize, step);
            }
            Some(Op::Ask) => {
                let step = &setting.plan.tasks[task as usize].steps[next];
                let answer = self.resources.ask((TaskId(task), next as u32), step, 0, None);
                self.wake(setting);
                if answer == Answer::Wait {
                    self.tasks[task as usize].0 = Stage::Waiting;
                    return;
                }
            }
            Some(Op::Alone | Op::Await | Op::GiveWay) => {}
        }
        self.tasks[task as usize].1 += 1;
    }

    /// Whoever has got what it waited for can go on behind that.
    fn wake(&mut self, setting: &Setting) {
        for TaskId(task) in self.resources.take_woken() {
            self.tasks[task as usize].1 += 1;
            self.let_go_on(setting, task);
        }
    }

    /// A task that has what it needs can go on: on a loop when its turn comes.
    fn let_go_on(&mut self, setting: &Setting, task: u32) {
        if setting.rules == Rules::Loop {
            self.tasks[task as usize].0 = Stage::Queued;
            self.queue.push_back(task);
        } else {
            self.tasks[task as usize].0 = Stage::Live;
            self.settle(setting, task);
        }
    }

    /// A task does what no other could notice, up to the next step that one could.
    fn settle(&mut self, setting: &Setting, task: u32) {
        let script: &Script = &setting.scripts.tasks[task as usize];
        while self.tasks[task as usize].0 == Stage::Live {
            match script.ops.get(self.tasks[task as usize].1 as usize) {
                Some(Op::Alone | Op::Await | Op::GiveWay) => self.tasks[task as usize].1 += 1,
                Some(Op::Share(place)) if setting.scripts.is_copied[*place as usize] => self.perform(setting, task),
                Some(Op::Fail) if setting.rules.slots().is_none() => self.end(setting, task, End::Failed),
                None if setting.rules.slots().is_none() => self.end(setting, task, End::Done),
                // In a pool others may have waited for that.
                _ => return,
            }
        }
    }

    fn end(&mut self, setting: &Setting, task: u32, end: End) {
        self.tasks[task as usize].0 = Stage::Ended(end);
        self.resources.ended(TaskId(task), 0);
        self.memories.ended(task);
        self.wake(setting);
    }

    /// Tasks arrive whose time has come, and slots that are free take who queues for them.
    fn admit(&mut self, setting: &Setting) {
        loop {
            let scripts = &setting.scripts.tasks;
            let has_ended = |group: &usize| {
                let mut tasks = setting.plan.groups[*group].clone();
                tasks.all(|task| matches!(self.tasks[task].0, Stage::Ended(_)))
            };
            let arrives = |(task, script): &(u32, &Script)| {
                self.tasks[*task as usize].0 == Stage::Absent && script.after.iter().all(has_ended)
            };
            let Some((task, script)) = (0..).zip(scripts).find(arrives) else { break };
            if !script.is_later || setting.rules == Rules::AnyStep {
                self.arrive(setting, task);
            } else if setting.rules == Rules::Loop {
                self.tasks[task as usize].0 = Stage::Queued;
                self.awaiting.push((task, self.queue.iter().copied().collect()));
            } else {
                self.tasks[task as usize].0 = Stage::Due;
            }
        }
        let Some(slots) = setting.rules.slots() else { return };
        while self.under_way() < slots {
            let Some(task) = self.queue.pop_front() else { return };
            self.let_go_on(setting, task);
        }
    }

    /// How many tasks have a slot.
    fn under_way(&self) -> usize {
        self.tasks.iter().filter(|(stage, _)| matches!(stage, Stage::Live | Stage::Waiting)).count()
    }

    fn arrive(&mut self, setting: &Setting, task: u32) {
        let Some(slots) = setting.rules.slots() else { return self.let_go_on(setting, task) };
        let free = slots.saturating_sub(self.under_way());
        let is_full = |room: u32| self.queue.len() >= room as usize + free;
        if setting.rules != Rules::OneByOne && setting.plan.room.is_some_and(is_full) {
            return self.end(setting, task, End::Rejected);
        }
        self.tasks[task as usize].0 = Stage::Queued;
        let priority = |task: u32| setting.plan.priority(task as usize);
        let goes_first = |other: &&u32| {
            let comes_first = setting.rules != Rules::OneByOne || **other < task;
            priority(**other) > priority(task) || (priority(**other) == priority(task) && comes_first)
        };
        let place = self.queue.iter().take_while(goes_first).count();
        self.queue.insert(place, task);
    }

    /// That nothing can go on, though not all have ended.
    pub(super) fn stuck(&self, setting: &Setting) -> Option<Stuck> {
        let live = self.tasks.iter().filter(|(stage, _)| !matches!(stage, Stage::Absent | Stage::Ended(_))).count();
        self.resources.stuck(match setting.rules {
            Rules::Slots(slots) => Room::of_pool(live, slots, 0, true, false),
            Rules::OneByOne => Room { live, ..Room::of_one() },
            Rules::AnyStep | Rules::Loop => Room::without_slots(live, false),
        })
    }

    /// How a task is at.
    pub(super) fn stage(&self, task: u32) -> Stage {
        self.tasks[task as usize].0
    }
}
