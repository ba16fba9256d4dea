//! Where the tasks on a worker ask for what they act on each other by: on this worker, in the memory that it shares with
//! the other threads of the run, or at the parent of this process.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::oneshot;

use crate::browser::shared::event_order;
use crate::browser::shared::thread_run::ThreadRun;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::outbox::tell_owner;
use crate::engine::{Answer, Asking, Granted, Halt, Reads, Resources, Room, Shares, Spawned, Stopped};
use crate::program::{Plan, Step};
use crate::time::Clock;
use crate::trace::TaskId;
use crate::wire::report::Report;

/// Where tasks ask.
pub enum Desk {
    /// On this worker.
    Own(Box<OwnDesk>),
    /// In the memory of this run.
    Shared(Arc<ThreadRun>),
    /// At the parent.
    Parent(Rc<ParentDesk>),
}

impl Desk {
    /// Asks for what a step names, and waits until it is granted.
    pub async fn ask(
        &self,
        asking: Asking<'_>,
        clock: &impl Clock,
        events: &EventBuffer,
        waits: impl FnOnce(),
    ) -> Result<Granted, Stopped> {
        // The page hears of the wait before it begins.
        let waits = || {
            waits();
            events.flush(clock.now_ns());
        };
        match self {
            Self::Own(desk) => desk.ask(asking, clock.now_ns(), events, waits).await,
            Self::Shared(run) => run.resources.ask(asking, &run.signals, clock, |changes| events.note(&changes), waits),
            Self::Parent(desk) => desk.ask(asking, clock.now_ns(), waits).await,
        }
    }

    /// Does what a step says to shares, in the memory that they are in.
    pub async fn share(
        &self,
        asking: Asking<'_>,
        reads: &mut Reads,
        at_ns: u64,
        clock: &impl Clock,
        events: &EventBuffer,
        waits: impl FnOnce(),
    ) -> Result<u64, Stopped> {
        let shares = match self {
            Self::Own(desk) => Some(&desk.shares),
            Self::Shared(run) => Some(&run.shares),
            Self::Parent(desk) => desk.shares.get(),
        };
        let Some(shares) = shares else { return Ok(at_ns) };
        note_shares(shares, asking.task, asking.step, reads, at_ns, events);
        match self {
            Self::Parent(desk) if shares.is_elsewhere(asking.step) => {
                let waits = || {
                    waits();
                    events.flush(clock.now_ns());
                };
                desk.ask(asking, at_ns, waits).await.map(|granted| granted.at_ns)
            }
            _ => Ok(at_ns),
        }
    }

    /// A task has ended. Parents hear of it anyway.
    pub fn ended(&self, task: TaskId, at_ns: u64, events: &EventBuffer) {
        match self {
            Self::Own(desk) => {
                desk.resources.borrow_mut().ended(task, at_ns);
                desk.pass_on(events);
            }
            Self::Shared(run) => run.resources.ended(task, at_ns, &run.signals, |changes| events.note(&changes)),
            Self::Parent(_) => {}
        }
    }

    /// Why nothing on this worker can go on, if so and as far as that is known here.
    pub fn halted(&self, room: Room) -> Option<Halt> {
        match self {
            Self::Own(desk) => desk.halt.take().or_else(|| desk.resources.borrow().halted(room)),
            Self::Shared(_) | Self::Parent(_) => None,
        }
    }

    /// Who has been spawned on this worker, and whoever leads the run there has not heard of.
    pub fn take_spawned(&self) -> Vec<Spawned> {
        match self {
            Self::Own(desk) => desk.resources.borrow_mut().take_spawned(),
            Self::Shared(_) | Self::Parent(_) => Vec::new(),
        }
    }

    /// Whether there is somebody of the kind.
    pub fn has_spawned(&self) -> bool {
        matches!(self, Self::Own(desk) if desk.resources.borrow().has_spawned())
    }
}

/// Does what a step says to shares that are in this memory, and takes note of it.
pub fn note_shares(
    shares: &Shares,
    task: TaskId,
    step: &Step<u64>,
    reads: &mut Reads,
    at_ns: u64,
    events: &EventBuffer,
) {
    if let Step::Print(text) = step {
        events.note(&shares.print(task, text, at_ns));
    } else if let Some(change) = shares.act(task, step, reads, at_ns) {
        events.note(&[change]);
    }
}

/// For tasks that run on one worker.
pub struct OwnDesk {
    resources: RefCell<Resources>,
    shares: Shares,
    /// Those that wait, in the order in which they began to.
    waiting: RefCell<VecDeque<(TaskId, oneshot::Sender<()>)>>,
    /// Whether another task can go on while one waits.
    has_loop: bool,
    /// What was found out when a task had to wait and no other one could go on.
    halt: RefCell<Option<Halt>>,
}

impl OwnDesk {
    /// Where nobody of this plan has asked yet.
    pub fn new(plan: &Plan, has_loop: bool) -> Self {
        Self {
            resources: RefCell::new(Resources::of(plan)),
            shares: Shares::of(&plan.resources),
            waiting: RefCell::default(),
            has_loop,
            halt: RefCell::default(),
        }
    }

    async fn ask(
        &self,
        Asking { task, index, step, .. }: Asking<'_>,
        now_ns: u64,
        events: &EventBuffer,
        waits: impl FnOnce(),
    ) -> Result<Granted, Stopped> {
        let answer = self.resources.borrow_mut().ask(task, index, step, now_ns);
        self.pass_on(events);
        if let Answer::Granted(granted) = answer {
            return Ok(granted);
        }
        waits();
        if !self.has_loop {
            self.halt.replace(self.resources.borrow().halted(Room::of_one()));
            return Err(Stopped);
        }
        let (wake, woken) = oneshot::channel();
        self.waiting.borrow_mut().push_back((task, wake));
        // A sender that is gone has granted nothing.
        let _ = woken.await;
        self.resources.borrow_mut().take_granted(task).ok_or(Stopped)
    }

    /// Tells what has changed, and wakes whoever has got what it waited for.
    fn pass_on(&self, events: &EventBuffer) {
        let mut resources = self.resources.borrow_mut();
        events.note(&resources.take_changes());
        let mut waiting = self.waiting.borrow_mut();
        for task in resources.take_woken() {
            let place = waiting.iter().position(|(waiting, _)| *waiting == task);
            if let Some((_, wake)) = place.and_then(|place| waiting.remove(place)) {
                // Whoever waited may have been dropped.
                let _ = wake.send(());
            }
        }
    }
}

/// For the one task that a process performs at a time.
#[derive(Default)]
pub struct ParentDesk {
    /// The numbers that this process has copies of, from its first task on.
    pub shares: OnceCell<Shares>,
    waiting: RefCell<Option<oneshot::Sender<()>>>,
    granted: Cell<Option<Granted>>,
}

impl ParentDesk {
    async fn ask(&self, asking: Asking<'_>, now_ns: u64, waits: impl FnOnce()) -> Result<Granted, Stopped> {
        let Asking { task, index, step, .. } = asking;
        let is_waited_for = !step.only_acts();
        if is_waited_for {
            waits();
        }
        tell_owner(&Report::Asked { task, step: index, at_ns: now_ns, order: event_order::so_far() });
        if !is_waited_for {
            return Ok(Granted { at_ns: now_ns, item: None });
        }
        let (wake, woken) = oneshot::channel();
        self.waiting.replace(Some(wake));
        woken.await.map_err(|_| Stopped)?;
        self.granted.take().ok_or(Stopped)
    }

    /// The parent has granted what was asked for.
    pub fn granted(&self, granted: Granted, order: u32) {
        event_order::go_on_after(order);
        self.granted.set(Some(granted));
        if let Some(wake) = self.waiting.take() {
            // It waits for as long as its process lives.
            let _ = wake.send(());
        }
    }
}
