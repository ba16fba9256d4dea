//! What tasks act on each other by, as pure machines: who asks, who holds what, who waits for it. First come, first served:
//! what is given back goes to whoever has waited longest, in the same moment.

mod alike;
mod bucket;
mod families;
mod memory;
mod patience;
mod shares;
mod stuck;

use std::collections::{BTreeSet, VecDeque};
use std::mem::take;

use bucket::Bucket;
use families::{Families, members};
pub use memory::{Answer, Granted, Item, Memory};
pub use shares::{BEYOND_SHARES, Reads, Shares};
pub use stuck::{Halt, Room, Shape, Stuck, StuckWait, Wanted};

use crate::program::{Plan, Resource, ResourceId, ResourceKind, Step};
use crate::trace::{Change, Deed, TaskId};

/// A resource, and who wants it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Thing {
    /// A limit.
    Limit {
        permits: usize,
        /// Who holds it, once for each permit.
        holders: Vec<TaskId>,
        waiting: VecDeque<TaskId>,
    },
    /// A limit that fills up with time.
    Rate(Bucket),
    /// A queue.
    Queue {
        room: usize,
        items: VecDeque<Item>,
        /// Who waits for room, and with what.
        senders: VecDeque<(TaskId, Item)>,
        /// Who waits for an item.
        receivers: VecDeque<TaskId>,
    },
    /// A meeting.
    Meeting {
        /// Who comes to it, and has not ended.
        members: Vec<TaskId>,
        /// Who is there.
        there: VecDeque<TaskId>,
        /// Who comes to it once it is spawned.
        spawned: Vec<TaskId>,
    },
    /// A share, which nobody waits for: see [`Shares`].
    Share,
}

/// What a task waits for, of what, if that has a name, and until when, if not for ever.
type Waits = (Option<ResourceId>, Wanted, Option<u64>);

/// Everything that the tasks of a run act on each other by.
#[derive(Debug, Clone, Default)]
pub struct Resources {
    table: Vec<Resource>,
    things: Vec<Thing>,
    /// Who has spawned whom.
    families: Families,
    /// What each task waits for, if for something.
    waits: Vec<Option<Waits>>,
    /// How many wait for something.
    waiting: usize,
    /// When those of them that don't wait for ever give up.
    patience: BTreeSet<(u64, TaskId)>,
    /// Those that wait no longer when they are told to end.
    tellable: BTreeSet<TaskId>,
    /// When a task got what it had waited for, and has not heard of.
    granted: Vec<Option<Granted>>,
    /// Who has got what it waited for since that was asked last.
    woken: Vec<TaskId>,
    /// What has changed since that was asked last.
    changes: Vec<Change>,
    changed: u32,
    /// When something happened last: nothing happens before what led to it.
    last_ns: u64,
}

impl Resources {
    /// Those of a plan, none of which was used yet.
    pub fn of(plan: &Plan) -> Self {
        let thing = |resource: &Resource| match resource.kind {
            ResourceKind::Limit { permits } => {
                Thing::Limit { permits: permits as usize, holders: Vec::new(), waiting: VecDeque::new() }
            }
            ResourceKind::Rate { permits, every_ns } => Thing::Rate(Bucket::new(permits, every_ns)),
            ResourceKind::Queue { room } => Thing::Queue {
                room: room.map_or(usize::MAX, |room| room as usize),
                items: VecDeque::new(),
                senders: VecDeque::new(),
                receivers: VecDeque::new(),
            },
            ResourceKind::Meeting => {
                let (spawned, members) = members(plan, &resource.name);
                Thing::Meeting { members, there: VecDeque::new(), spawned }
            }
            ResourceKind::Share { .. } => Thing::Share,
        };
        let tasks = if plan.acts() { plan.tasks.len() } else { 0 };
        Self {
            things: plan.resources.iter().map(thing).collect(),
            table: plan.resources.clone(),
            families: Families::of(plan),
            waits: vec![None; tasks],
            granted: vec![None; tasks],
            ..Self::default()
        }
    }

    /// A task has come to the step at this place; what it has to wait for it is told later, see
    /// [`Resources::take_granted`]. It may not wait for ever.
    pub fn ask(&mut self, (task, index): (TaskId, u32), step: &Step<u64>, now_ns: u64, over_ns: Option<u64>) -> Answer {
        self.last_ns = self.last_ns.max(now_ns);
        let at_ns = self.last_ns;
        let named = step.resource().and_then(|(name, _)| self.table.iter().position(|known| known.name == *name));
        let granted = |at_ns, item| Answer::Granted(Granted { at_ns, item });
        if let (Step::Lock(..), Some(Thing::Rate(bucket))) = (step, named.and_then(|named| self.things.get_mut(named)))
        {
            return granted(bucket.take(at_ns, over_ns), None);
        }
        let wanted = match (step, named) {
            (Step::Spawn(_), _) => self.spawn(task, index),
            (Step::Join(_), _) => self.families.has_children(task).then_some(Wanted::Children),
            (Step::Receive(..), Some(resource)) => match self.receive(task, resource) {
                Ok(item) => return granted(at_ns, item),
                Err(wanted) => Some(wanted),
            },
            (_, None) => None,
            (_, Some(resource)) => self.ask_for(task, step, resource),
        };
        let Some(wanted) = wanted else { return granted(at_ns, None) };
        let resource = named.map(|resource| ResourceId(resource as u32));
        self.waits[task.0 as usize] = Some((resource, wanted, over_ns));
        self.waiting += 1;
        self.patience.extend(over_ns.map(|over_ns| (over_ns, task)));
        Answer::Wait
    }

    /// What has to be waited for, if what the step names can't be had at once.
    fn ask_for(&mut self, task: TaskId, step: &Step<u64>, resource: usize) -> Option<Wanted> {
        match step {
            Step::Lock(..) => self.lock(task, resource),
            Step::Send(_, value, _) => self.send(task, resource, Item(value.clone())),
            Step::Meet(..) => self.meet(task, resource),
            _ => {
                self.unlock(task, resource);
                None
            }
        }
    }

    /// Spawns what the step at this place is next to; waits for its end where there may be no more, as the run does.
    fn spawn(&mut self, task: TaskId, index: u32) -> Option<Wanted> {
        let Some(child) = self.families.spawn(task, index, self.last_ns) else { return Some(Wanted::Children) };
        for thing in &mut self.things {
            if let Thing::Meeting { members, spawned, .. } = thing
                && spawned.contains(&child)
            {
                members.push(child);
            }
        }
        None
    }

    /// What has to be waited for, if it can't be done at once.
    fn lock(&mut self, task: TaskId, resource: usize) -> Option<Wanted> {
        let Thing::Limit { permits, holders, waiting } = &mut self.things[resource] else { return None };
        if holders.len() < *permits {
            self.take(task, resource);
            return None;
        }
        waiting.push_back(task);
        Some(Wanted::Permit)
    }

    fn take(&mut self, task: TaskId, resource: usize) {
        if let Thing::Limit { holders, .. } = &mut self.things[resource] {
            holders.push(task);
            self.note(task, resource, 1);
        }
    }

    /// Gives one permit back, if the task holds one; whoever has waited longest has it then.
    fn unlock(&mut self, task: TaskId, resource: usize) {
        let Thing::Limit { holders, waiting, .. } = &mut self.things[resource] else { return };
        let Some(held) = holders.iter().position(|holder| *holder == task) else { return };
        holders.swap_remove(held);
        let next = waiting.pop_front();
        self.note(task, resource, -1);
        if let Some(next) = next {
            self.take(next, resource);
            self.wake(next, None);
        }
    }

    /// Puts an item in, for whoever has waited longest for one.
    fn send(&mut self, task: TaskId, resource: usize, item: Item) -> Option<Wanted> {
        let Thing::Queue { room, items, senders, receivers } = &mut self.things[resource] else { return None };
        if items.len() == *room {
            senders.push_back((task, item));
            return Some(Wanted::Room);
        }
        items.push_back(item);
        let next = receivers.pop_front();
        self.note(task, resource, 1);
        if let Some(next) = next {
            let item = self.take_item(next, resource);
            self.wake(next, item);
        }
        None
    }

    /// Takes an item out; whoever has waited longest for room puts one in.
    fn receive(&mut self, task: TaskId, resource: usize) -> Result<Option<Item>, Wanted> {
        let Thing::Queue { items, receivers, .. } = &mut self.things[resource] else { return Ok(None) };
        if items.is_empty() {
            receivers.push_back(task);
            return Err(Wanted::Item);
        }
        let item = self.take_item(task, resource);
        if let Thing::Queue { items, senders, .. } = &mut self.things[resource]
            && let Some((next, sent)) = senders.pop_front()
        {
            items.push_back(sent);
            self.note(next, resource, 1);
            self.wake(next, None);
        }
        Ok(item)
    }

    /// Takes the first item out, for a task.
    fn take_item(&mut self, task: TaskId, resource: usize) -> Option<Item> {
        let Thing::Queue { items, .. } = &mut self.things[resource] else { return None };
        let item = items.pop_front();
        self.note(task, resource, -1);
        item
    }

    /// Comes to a meeting; goes on with all others when nobody is missing.
    fn meet(&mut self, task: TaskId, resource: usize) -> Option<Wanted> {
        let Thing::Meeting { there, .. } = &mut self.things[resource] else { return None };
        there.push_back(task);
        self.note(task, resource, 1);
        if !self.is_complete(resource) {
            return Some(Wanted::Others);
        }
        self.part(resource, Some(task));
        None
    }

    fn is_complete(&self, resource: usize) -> bool {
        matches!(&self.things[resource], Thing::Meeting { members, there, .. }
            if !there.is_empty() && members.len() == there.len())
    }

    /// Everybody leaves a meeting; all but the last to come have waited for that.
    fn part(&mut self, resource: usize, last: Option<TaskId>) {
        while let Thing::Meeting { there, .. } = &mut self.things[resource]
            && let Some(next) = there.pop_front()
        {
            self.note(next, resource, -1);
            if last != Some(next) {
                self.wake(next, None);
            }
        }
    }

    /// Takes note that what is taken, or what is in a queue, has just changed by so much.
    fn note(&mut self, task: TaskId, resource: usize, by: i64) {
        let after = match &self.things[resource] {
            Thing::Limit { holders, .. } => holders.len(),
            Thing::Queue { items, .. } => items.len(),
            Thing::Meeting { there, .. } => there.len(),
            Thing::Share | Thing::Rate(_) => 0,
        };
        let after = after.cast_signed() as i64;
        let (at_ns, order) = (self.last_ns, self.changed);
        self.changed += 1;
        let resource = ResourceId(resource as u32);
        let (before, deed, copy) = (after - by, Deed::Moved, None);
        self.changes.push(Change { at_ns, order, task, resource, before, after, deed, copy });
    }

    /// A task has got what it waited for.
    fn wake(&mut self, task: TaskId, item: Option<Item>) {
        self.stop_waiting(task);
        self.granted[task.0 as usize] = Some(Granted { at_ns: self.last_ns, item });
        self.woken.push(task);
    }

    fn stop_waiting(&mut self, task: TaskId) {
        self.waiting -= 1;
        self.tellable.remove(&task);
        if let Some((_, _, Some(over_ns))) = self.waits[task.0 as usize].take() {
            self.patience.remove(&(over_ns, task));
        }
    }

    /// What a task got that it waited for, if it has.
    pub fn take_granted(&mut self, task: TaskId) -> Option<Granted> {
        self.granted.get_mut(task.0 as usize)?.take()
    }

    /// Who has got what it waited for since this was asked last, in the order in which they did.
    pub fn take_woken(&mut self) -> Vec<TaskId> {
        take(&mut self.woken)
    }

    /// What has changed since this was emptied last, in order. Whoever empties it leaves the room that it takes, to be used
    /// again: it changes at every lock.
    pub fn changes_mut(&mut self) -> &mut Vec<Change> {
        &mut self.changes
    }

    /// What has changed since this was asked last, in order.
    pub fn take_changes(&mut self) -> Vec<Change> {
        take(&mut self.changes)
    }
}
