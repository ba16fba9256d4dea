//! A moment of a run as far as order matters: how far each task has come, who holds what, and what was printed.

use std::collections::VecDeque;
use std::sync::Arc;

use super::memory::Memories;
use super::script::{Op, Script};
use super::setting::{Rules, Setting};
use super::walked::Walked;
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
    /// By task: at which step it failed, if nothing has rescued it.
    pub(super) failed: Vec<Option<u32>>,
    pub(super) resources: Resources,
    /// Who waits for a turn of the loop, or for a slot.
    queue: VecDeque<u32>,
    /// Who awaits something that takes as long as it likes, and who has its turn before it in any case.
    awaiting: Vec<(u32, Vec<u32>)>,
    /// The lines printed so far.
    pub(super) output: Vec<Arc<str>>,
    /// Shares, in the memory of all and then in that of each process.
    pub(super) memories: Memories,
    /// What was done since that was asked last.
    pub(super) walked: Walked,
}

impl World {
    /// The beginning.
    pub(super) fn first(setting: &Setting) -> Self {
        let mut world = Self {
            tasks: setting.scripts.tasks.iter().map(|script| (Stage::Absent, script.behind_lines(0))).collect(),
            failed: vec![None; setting.plan.tasks.len()],
            resources: Resources::of(setting.plan),
            queue: VecDeque::new(),
            awaiting: Vec::new(),
            output: Vec::new(),
            memories: Memories::of(setting),
            walked: Walked::default(),
        };
        world.admit(setting);
        world
    }

    /// Who may go on, each to another moment.
    pub(super) fn enabled(&self, setting: &Setting) -> Vec<u32> {
        // Whoever waits no longer than it likes may have had enough.
        let may_give_up = |(task, (stage, next)): &(u32, &(Stage, u32))| {
            let step = || setting.plan.tasks[*task as usize].steps.get(*next as usize);
            *stage == Stage::Waiting && step().is_some_and(|step| step.within().is_some())
        };
        let may: Vec<u32> = match setting.rules {
            Rules::Loop => {
                let woken = self.awaiting.iter().filter(|(_, before)| before.is_empty()).map(|(task, _)| *task);
                let late = (0..).zip(&self.tasks).filter(may_give_up).map(|(task, _)| task);
                self.queue.front().copied().into_iter().chain(woken).chain(late).collect()
            }
            _ => (0..)
                .zip(&self.tasks)
                .filter(|of| matches!(of.1.0, Stage::Live | Stage::Due) || may_give_up(of))
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
            script.touches.get(next as usize).copied().unwrap_or(script.touches_at_end)
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
            (_, Stage::Waiting) => self.give_up(setting, task),
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
                    self.step_on(setting, task);
                    self.awaiting.push((task, self.queue.iter().copied().collect()));
                    return;
                }
                Some(Op::GiveWay) => {
                    self.step_on(setting, task);
                    self.queue.push_back(task);
                    return;
                }
                Some(_) => self.perform(setting, task),
                None => self.over(setting, task),
            }
        }
    }

    /// A task does its next step, or ends.
    fn perform(&mut self, setting: &Setting, task: u32) {
        let next = self.tasks[task as usize].1 as usize;
        match setting.scripts.tasks[task as usize].ops.get(next) {
            None => return self.over(setting, task),
            Some(Op::Fail) => return self.fail(setting, task),
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
            Some(Op::Alone | Op::Await | Op::GiveWay | Op::Rescue | Op::Finally) => {}
        }
        self.step_on(setting, task);
    }

    /// Whoever has got what it waited for can go on behind that.
    fn wake(&mut self, setting: &Setting) {
        for TaskId(task) in self.resources.take_woken() {
            self.step_on(setting, task);
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
        // Its end gives a slot back, or what it holds to somebody who may not wait for it that long.
        let is_unnoticed = setting.rules.slots().is_none() && script.touches_at_end == 0;
        while self.tasks[task as usize].0 == Stage::Live {
            match script.ops.get(self.tasks[task as usize].1 as usize) {
                Some(Op::Alone | Op::Await | Op::GiveWay) => self.step_on(setting, task),
                Some(Op::Share(place)) if setting.scripts.is_copied[*place as usize] => self.perform(setting, task),
                Some(Op::Fail) if is_unnoticed => self.fail(setting, task),
                None if is_unnoticed => self.over(setting, task),
                // Others may have waited for that.
                _ => return,
            }
        }
    }

    /// A task has done a step, and comes to the next one.
    fn step_on(&mut self, setting: &Setting, task: u32) {
        let next = &mut self.tasks[task as usize].1;
        self.walked.0.push((task, *next));
        *next = setting.scripts.tasks[task as usize].behind_lines(*next + 1);
    }

    /// A task fails at the step that it has come to, and ends if nothing is left to be done all the same.
    fn fail(&mut self, setting: &Setting, task: u32) {
        let at = self.tasks[task as usize].1;
        let Some((next, is_rescue)) = setting.scripts.tasks[task as usize].after_failure(at) else {
            self.failed[task as usize] = Some(at);
            return self.end(setting, task, End::Failed);
        };
        self.walked.0.push((task, at));
        self.failed[task as usize] = Some(at).filter(|_| !is_rescue);
        self.tasks[task as usize].1 = next;
    }

    /// A task has waited for something as long as it does, and fails at that.
    fn give_up(&mut self, setting: &Setting, task: u32) {
        self.resources.give_up(TaskId(task), 0);
        let (script, at) = (&setting.scripts.tasks[task as usize], self.tasks[task as usize].1);
        // When it goes on, it does what is left to do, if only to end: meanwhile others may have waited long enough too.
        let (next, is_rescue) = script.after_failure(at).unwrap_or((script.ops.len() as u32, false));
        self.failed[task as usize] = Some(at).filter(|_| !is_rescue);
        self.tasks[task as usize].1 = next;
        if setting.rules == Rules::Loop {
            self.let_go_on(setting, task);
        } else {
            self.tasks[task as usize].0 = Stage::Live;
        }
    }

    /// A task has done all that there is to do.
    fn over(&mut self, setting: &Setting, task: u32) {
        let has_failed = self.failed[task as usize].is_some();
        self.end(setting, task, if has_failed { End::Failed } else { End::Done });
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
