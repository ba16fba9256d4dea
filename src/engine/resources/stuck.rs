//! When nothing can go on: decided by who waits and who could still do something, and told by who holds what.

use super::{Resources, Thing};
use crate::program::ResourceId;
use crate::trace::TaskId;

/// So many of those who wait are told; a circle is told whole.
const MOST_TOLD: usize = 6;

/// Who could still do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Tasks that have arrived and not ended.
    pub live: usize,
    /// How many tasks can be under way at once: the slots of a pool, or no end of them.
    pub most: usize,
    /// The slots of a pool, where tasks queue for nothing else.
    pub slots: Option<usize>,
    /// Whether another task arrives sooner or later, whatever those do.
    pub is_awaited: bool,
}

impl Room {
    /// That of tasks that need no slot.
    pub fn without_slots(live: usize, is_awaited: bool) -> Self {
        Self { live, most: usize::MAX, slots: None, is_awaited }
    }

    /// That of one task after another, none of which is live but the one that is under way.
    pub fn of_one() -> Self {
        Self { live: 1, most: 1, slots: None, is_awaited: false }
    }

    /// That of a pool: so many of its tasks are live, and so many that take no slot and are performed one by one;
    /// `is_closed` says that there never is another one of these.
    pub fn of_pool(live: usize, slots: usize, outside: usize, is_closed: bool, is_awaited: bool) -> Self {
        let able = live.min(slots) + outside.min(1);
        // Whoever arrives can do nothing, or nobody arrives.
        let is_full = live >= slots && (outside > 0 || is_closed);
        let most = if is_full || !is_awaited { able } else { usize::MAX };
        Self { live: live + outside, most, slots: (outside == 0).then_some(slots), is_awaited }
    }
}

/// Nothing in a run can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// Who waits for what: each for what the next one holds, and the last one for what the first one holds, if it is a
    /// circle; else whoever waits, or the first of them.
    pub waits: Vec<StuckWait>,
    /// What it is.
    pub shape: Shape,
    /// How many wait.
    pub waiting: usize,
    /// How many have arrived that nobody can take up, since all slots wait.
    pub queued: usize,
}

/// What those who wait for each other are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A circle.
    Circle,
    /// All slots of a pool, each of which waits, by way of others or not, for a task that stands in their own queue.
    Slots,
    /// Whoever waits.
    Others,
}

impl Shape {
    /// All of them, by their tags in bytes.
    pub const ALL: [Self; 3] = [Self::Circle, Self::Slots, Self::Others];
}

/// Why a run can't go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// Nothing in it can.
    Stuck(Stuck),
    /// More was to be spawned than a run may have.
    Full,
}

/// What can be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// A permit of a limit.
    Permit,
    /// An item of a queue.
    Item,
    /// Room in a queue.
    Room,
    /// Others that come to a meeting.
    Others,
    /// The ends of all that it has spawned.
    Children,
}

impl Wanted {
    /// All of them, by their tags in bytes.
    pub const ALL: [Self; 5] = [Self::Permit, Self::Item, Self::Room, Self::Others, Self::Children];
}

/// One task that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StuckWait {
    /// Which.
    pub task: TaskId,
    /// What for.
    pub wanted: Wanted,
    /// Of what, if that has a name.
    pub resource: Option<ResourceId>,
    /// Who holds it, is missing at a meeting, or was spawned and has not ended.
    pub holder: Option<TaskId>,
}

impl Resources {
    /// Whether nothing can go on any more: everyone who is under way waits for something that only they could give, and
    /// nobody else can come. Never said of a run that could go on, always of one that can't.
    pub fn is_stuck(&self, room: Room) -> bool {
        let full = self.waiting == room.most;
        // Whoever gives up goes on, and so does whoever was spawned.
        let is_going_on = !self.patience.is_empty() || self.has_spawned();
        self.waiting > 0 && !is_going_on && (full || (self.waiting == room.live && !room.is_awaited))
    }

    /// Why the run can't go on, if it can't.
    pub fn halted(&self, room: Room) -> Option<Halt> {
        if self.families.is_full {
            return Some(Halt::Full);
        }
        self.stuck(room).map(Halt::Stuck)
    }

    /// The same as [`Resources::is_stuck`], and who waits for what, if it is so.
    pub fn stuck(&self, room: Room) -> Option<Stuck> {
        if !self.is_stuck(room) {
            return None;
        }
        let waiting = (0..self.waits.len() as u32).map(TaskId).filter(|task| self.wait(*task).is_some());
        let circle = waiting.clone().next().and_then(|first| self.circle(first));
        let shape = if circle.is_some() {
            Shape::Circle
        } else if room.slots == Some(self.waiting) && waiting.clone().all(|task| self.waits_for_queue(task)) {
            Shape::Slots
        } else {
            Shape::Others
        };
        let told = circle.unwrap_or_else(|| waiting.take(MOST_TOLD).collect());
        Some(Stuck {
            waits: told.into_iter().filter_map(|task| self.wait(task)).collect(),
            shape,
            waiting: self.waiting,
            queued: room.live.saturating_sub(self.waiting),
        })
    }

    /// What a task waits for, and who holds it: rather one that waits itself.
    fn wait(&self, task: TaskId) -> Option<StuckWait> {
        let (resource, wanted, _) = self.waits.get(task.0 as usize).copied().flatten()?;
        let waits = |holder: &&TaskId| self.waits.get(holder.0 as usize).is_some_and(Option::is_some);
        let rather_waiting = |of: &[TaskId]| of.iter().find(waits).or(of.first()).copied();
        let thing = resource.and_then(|resource| self.things.get(resource.0 as usize));
        let holder = match thing {
            None => rather_waiting(&self.families.children(task)),
            Some(Thing::Limit { holders, .. }) => rather_waiting(holders),
            Some(Thing::Queue { .. } | Thing::Share | Thing::Rate(_)) => None,
            Some(Thing::Meeting { members, there, .. }) => {
                let missing: Vec<TaskId> = members.iter().filter(|member| !there.contains(member)).copied().collect();
                rather_waiting(&missing)
            }
        };
        Some(StuckWait { task, wanted, resource, holder })
    }

    /// Whether what a task waits for leads to a task that no slot has taken up, where all slots wait.
    fn waits_for_queue(&self, mut task: TaskId) -> bool {
        let mut last = None;
        for _ in 0..=self.waiting {
            match self.wait(task) {
                Some(StuckWait { holder: Some(holder), wanted, .. }) => (task, last) = (holder, Some(wanted)),
                Some(_) => return false,
                // Of what was spawned it is certain that it has arrived.
                None => return last == Some(Wanted::Children),
            }
        }
        false
    }

    /// The circle that one comes to from a task by going from each to whoever holds what it waits for.
    fn circle(&self, first: TaskId) -> Option<Vec<TaskId>> {
        let mut path = vec![first];
        loop {
            let holder = self.wait(*path.last()?)?.holder?;
            if let Some(start) = path.iter().position(|task| *task == holder) {
                return Some(path.split_off(start));
            }
            path.push(holder);
        }
    }
}
