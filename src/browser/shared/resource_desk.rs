//! Where the threads of a run ask for what their tasks act on each other by, and wait for it.

use super::memory::{AtomicUsize, Ordering};
use super::signals::Signals;
use super::worker_mutex::WorkerMutex;
use crate::engine::{Answer, Asking, Granted, Halt, Resources, Room, Spawned, Stopped};
use crate::program::Step;
use crate::time::Clock;
use crate::trace::{Change, LaneId, TaskId};

/// What the tasks of a run act on each other by.
#[derive(Debug, Default)]
pub struct ResourceDesk {
    desk: WorkerMutex<Desk>,
    /// If so many wait, nothing may be able to go on, and the leader has to look.
    looked_at: AtomicUsize,
    /// How many have been spawned that the leader has not heard of.
    spawned: AtomicUsize,
}

#[derive(Debug, Default)]
struct Desk {
    resources: Resources,
    /// Who waits, and on which lane.
    waiting: Vec<(TaskId, LaneId)>,
}

impl ResourceDesk {
    /// Where nobody has asked yet.
    pub fn new(resources: Resources) -> Self {
        let looked_at = AtomicUsize::new(usize::MAX);
        Self {
            desk: WorkerMutex::new(Desk { resources, waiting: Vec::new() }),
            looked_at,
            spawned: AtomicUsize::default(),
        }
    }

    /// Asks for what a step names, and waits for it holding this thread, perhaps not for ever; does something else before it
    /// waits. Gives the time at which it was granted, if it was.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    pub fn ask(
        &self,
        asking: Asking,
        signals: &Signals,
        clock: &impl Clock,
        note: impl Fn(&mut Vec<Change>) + Copy,
        before_waiting: impl FnOnce(),
    ) -> Result<Option<Granted>, Stopped> {
        let Asking { task, lane, step, index, over_ns, can_be_told } = asking;
        let now_ns = clock.now_ns();
        let is_told = || can_be_told && signals.told(task).is_some();
        let answer = self.change(signals, note, |desk| {
            let answer = desk.resources.ask((task, index), step, now_ns, over_ns);
            if answer == Answer::Wait {
                desk.waiting.push((task, lane));
                if can_be_told {
                    desk.resources.let_be_told(task);
                }
                // Whoever tells it has not found it waiting: it doesn't begin to.
                if is_told() {
                    desk.resources.told(task, now_ns);
                }
            }
            answer
        });
        if matches!(step, Step::Spawn(_)) {
            self.spawned.fetch_add(1, Ordering::SeqCst);
            signals.leader.notify_all();
        }
        if let Answer::Granted(granted) = answer {
            return Ok(Some(granted));
        }
        before_waiting();
        let waiting = self.desk.with(|desk| desk.waiting.len());
        if waiting >= self.looked_at.load(Ordering::SeqCst) {
            signals.leader.notify_all();
        }
        let Some(granted) = signals.grants.get(lane.0 as usize) else { return Err(Stopped) };
        loop {
            let seen = granted.count();
            // Asked first: who is cancelled then gives back what it held, and nobody is to go on with that.
            if signals.is_stopped() {
                return Err(Stopped);
            }
            if let Some(granted) = self.desk.with(|desk| desk.resources.take_granted(task)) {
                return Ok(Some(granted));
            }
            let now_ns = clock.now_ns();
            if is_told() || over_ns.is_some_and(|over_ns| over_ns <= now_ns) {
                // It may have been granted at the last moment.
                return Ok(self.change(signals, note, |desk| {
                    desk.resources.give_up(task, now_ns);
                    desk.stop_waiting(task);
                    desk.resources.take_granted(task)
                }));
            }
            granted.wait(seen, over_ns, clock);
        }
    }

    /// A task is told to end: if it waits, it goes on without.
    pub fn told(&self, task: TaskId, now_ns: u64, signals: &Signals, note: impl Fn(&mut Vec<Change>)) {
        self.change(signals, note, |desk| desk.resources.told(task, now_ns));
    }

    /// A task gives back what it holds.
    pub fn give_back(&self, task: TaskId, now_ns: u64, signals: &Signals, note: impl Fn(&mut Vec<Change>)) {
        self.change(signals, note, |desk| desk.resources.give_back(task, now_ns));
    }

    /// A task has ended, and gives back what it still holds.
    pub fn ended(&self, task: TaskId, at_ns: u64, signals: &Signals, note: impl Fn(&mut Vec<Change>)) {
        self.change(signals, note, |desk| desk.resources.ended(task, at_ns));
    }

    /// Changes something, and wakes whoever has got what it waited for.
    fn change<T>(&self, signals: &Signals, note: impl Fn(&mut Vec<Change>), change: impl FnOnce(&mut Desk) -> T) -> T {
        let (outcome, woken) = self.desk.with(|desk| {
            let outcome = change(desk);
            let woken: Vec<LaneId> =
                desk.resources.take_woken().into_iter().filter_map(|task| desk.stop_waiting(task)).collect();
            note(desk.resources.changes_mut());
            (outcome, woken)
        });
        for lane in woken {
            if let Some(granted) = signals.grants.get(lane.0 as usize) {
                granted.notify_all();
            }
        }
        outcome
    }

    /// Who has been spawned, and the leader has not heard of.
    pub fn take_spawned(&self) -> Vec<Spawned> {
        if self.spawned.swap(0, Ordering::SeqCst) == 0 {
            return Vec::new();
        }
        self.desk.with(|desk| desk.resources.take_spawned())
    }

    /// Whether there is somebody of the kind.
    pub fn has_spawned(&self) -> bool {
        self.spawned.load(Ordering::SeqCst) > 0
    }

    /// Why the run can't go on, if it can't. Asked by the leader whenever it looks for something to do;
    /// if it has nothing to do, it is woken when the answer may have changed.
    pub fn halted(&self, room: Room) -> Option<Halt> {
        self.looked_at.store(room.live.min(room.most), Ordering::SeqCst);
        self.desk.with(|desk| desk.resources.halted(room))
    }
}

impl Desk {
    fn stop_waiting(&mut self, task: TaskId) -> Option<LaneId> {
        let place = self.waiting.iter().position(|(waiting, _)| *waiting == task)?;
        Some(self.waiting.swap_remove(place).1)
    }
}
