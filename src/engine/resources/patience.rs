//! How tasks stop waiting, and give back what they hold: they give up, begin again, or have ended.

use super::{Resources, Thing, Wanted};
use crate::trace::TaskId;

impl Resources {
    /// When the next one gives up.
    pub fn next_over_ns(&self) -> Option<u64> {
        self.patience.first().map(|(over_ns, _)| *over_ns)
    }

    /// Who has waited as long as it does goes on without.
    pub fn give_up_due(&mut self, now_ns: u64) {
        while let Some((_, task)) = self.patience.first().copied().filter(|(over_ns, _)| *over_ns <= now_ns) {
            self.leave(task, now_ns);
        }
    }

    /// A task that has just begun to wait goes on without if it is told to end.
    pub fn let_be_told(&mut self, task: TaskId) {
        self.tellable.insert(task);
    }

    /// A task is told to end, and goes on without what it waits for, if it waits; whether it did.
    pub fn told(&mut self, task: TaskId, now_ns: u64) -> bool {
        let waits = self.tellable.contains(&task);
        if waits {
            self.leave(task, now_ns);
        }
        waits
    }

    fn leave(&mut self, task: TaskId, now_ns: u64) {
        self.give_up(task, now_ns);
        self.woken.push(task);
    }

    /// A task waits no longer for what it has asked for, if it still does.
    pub fn give_up(&mut self, task: TaskId, now_ns: u64) {
        self.last_ns = self.last_ns.max(now_ns);
        let wait = self.waits.get(task.0 as usize).copied().flatten();
        if wait.is_some() {
            self.stop_waiting(task);
        }
        if let Some((Some(resource), ..)) = wait {
            let queues: &mut [_] = match &mut self.things[resource.0 as usize] {
                Thing::Limit { waiting, .. } => &mut [waiting],
                Thing::Queue { senders, receivers, .. } => {
                    senders.retain(|(waiting, _)| *waiting != task);
                    &mut [receivers]
                }
                Thing::Meeting { there, .. } => &mut [there],
                Thing::Share | Thing::Rate(_) => &mut [],
            };
            for queue in queues {
                queue.retain(|waiting| *waiting != task);
            }
            if matches!(self.things[resource.0 as usize], Thing::Meeting { .. }) {
                self.note(task, resource.0 as usize, -1);
            }
        }
    }

    /// A task gives back what it holds.
    pub fn give_back(&mut self, task: TaskId, now_ns: u64) {
        self.last_ns = self.last_ns.max(now_ns);
        for resource in 0..self.things.len() {
            while matches!(&self.things[resource], Thing::Limit { holders, .. } if holders.contains(&task)) {
                self.unlock(task, resource);
            }
        }
    }

    /// A task has ended, however it did: it waits for nothing any more, and what it still held is given back.
    pub fn ended(&mut self, task: TaskId, now_ns: u64) {
        self.give_up(task, now_ns);
        if let Some(parent) = self.families.ended(task)
            && matches!(self.waits[parent.0 as usize], Some((_, Wanted::Children, _)))
        {
            self.wake(parent, None);
        }
        for resource in 0..self.things.len() {
            if let Thing::Meeting { members, .. } = &mut self.things[resource] {
                members.retain(|member| *member != task);
                if self.is_complete(resource) {
                    self.part(resource, None);
                }
            }
            while matches!(&self.things[resource], Thing::Limit { holders, .. } if holders.contains(&task)) {
                self.unlock(task, resource);
            }
        }
    }
}
