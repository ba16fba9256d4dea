//! What the tasks of processes act on each other by, as their parent keeps it: all ask there, and it grants in one place.

use super::desk::note_shares;
use crate::browser::shared::event_order;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::engine::{Answer, Granted, Halt, Reads, Resources, Room, Shares, Spawned};
use crate::program::{Plan, Step};
use crate::trace::TaskId;
use crate::wire::order::Order;

/// Who has got what it asked for, and what its process is told.
pub type Grant = (TaskId, Order);

/// What a parent keeps.
pub struct Custody {
    resources: Resources,
    /// The numbers that are shared everywhere, and what each task has read of them.
    shares: Shares,
    reads: Vec<Reads>,
}

impl Custody {
    /// What this plan has, of which nobody has asked for anything yet.
    pub fn of(plan: &Plan) -> Self {
        Self {
            resources: Resources::of(plan),
            shares: Shares::everywhere(&plan.resources),
            reads: vec![Reads::default(); if plan.has_shares() { plan.tasks.len() } else { 0 }],
        }
    }

    /// A task asks for what this step names, at this time, and waits for it until the other one, if not for ever; who has
    /// got something now.
    pub fn asked(
        &mut self,
        plan: &Plan,
        (task, index): (TaskId, u32),
        (at_ns, over_ns, can_be_told): (u64, Option<u64>, bool),
        events: &EventBuffer,
    ) -> Vec<Grant> {
        let step = plan.tasks.get(task.0 as usize).and_then(|task| task.steps.get(index as usize));
        let Some(step) = step else { return Vec::new() };
        if matches!(step, Step::Print(_) | Step::Add(..) | Step::Load(_) | Step::Store(..)) {
            if let Some(reads) = self.reads.get_mut(task.0 as usize) {
                note_shares(&self.shares, task, step, reads, at_ns, events);
            }
            return vec![grant(task, Some(Granted { at_ns, item: None }))];
        }
        let answer = self.resources.ask((task, index), step, at_ns, over_ns);
        if can_be_told && answer == Answer::Wait {
            self.resources.let_be_told(task);
        }
        let mut grants = self.woken(events);
        if let Answer::Granted(granted) = answer
            && !step.only_acts()
        {
            grants.push(grant(task, Some(granted)));
        }
        grants
    }

    /// A task gives back what it holds; who has got something now.
    pub fn gave_back(&mut self, task: TaskId, at_ns: u64, events: &EventBuffer) -> Vec<Grant> {
        self.resources.give_back(task, at_ns);
        self.woken(events)
    }

    /// A task that waits was told to end, and goes on without; who has got something now.
    pub fn left(&mut self, task: TaskId, at_ns: u64, events: &EventBuffer) -> Vec<Grant> {
        self.resources.told(task, at_ns);
        self.woken(events)
    }

    /// The process of a task is ended, which waits for nothing any more; who has got something now.
    pub fn gave_up(&mut self, task: TaskId, at_ns: u64, events: &EventBuffer) -> Vec<Grant> {
        self.resources.give_up(task, at_ns);
        self.woken(events)
    }

    /// When the next one has waited as long as it does.
    pub fn next_over_ns(&self) -> Option<u64> {
        self.resources.next_over_ns()
    }

    /// Who has, and who has got something now.
    pub fn give_up_due(&mut self, now_ns: u64, events: &EventBuffer) -> Vec<Grant> {
        self.resources.give_up_due(now_ns);
        self.woken(events)
    }

    /// A task has ended; who has got something now.
    pub fn ended(&mut self, task: TaskId, at_ns: u64, events: &EventBuffer) -> Vec<Grant> {
        self.resources.ended(task, at_ns);
        self.woken(events)
    }

    /// Why the run can't go on, if it can't.
    pub fn halted(&self, room: Room) -> Option<Halt> {
        self.resources.halted(room)
    }

    /// Who has been spawned since this was asked last.
    pub fn take_spawned(&mut self) -> Vec<Spawned> {
        self.resources.take_spawned()
    }

    fn woken(&mut self, events: &EventBuffer) -> Vec<Grant> {
        events.take_in(self.resources.changes_mut());
        let woken = self.resources.take_woken();
        woken.into_iter().map(|task| grant(task, self.resources.take_granted(task))).collect()
    }
}

fn grant(task: TaskId, granted: Option<Granted>) -> Grant {
    (task, Order::Answered { granted, order: event_order::so_far() })
}
