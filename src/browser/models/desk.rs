//! Where the tasks on a worker ask for what they act on each other by: on this worker, in the memory that it shares with
//! the other threads of the run, or at the parent of this process.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::future::pending;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::oneshot;
use futures_util::future::select;
use gloo_timers::future::TimeoutFuture;
use js_sys::ArrayBuffer;

use super::cargo;
use crate::browser::shared::event_order;
use crate::browser::shared::thread_run::ThreadRun;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::outbox::{tell, tell_owner, tell_owner_with};
use crate::engine::{Answer, Asking, Granted, Halt, Reads, Resources, Room, Shares, Spawned, Stopped, Telling, Way};
use crate::program::{Plan, Step};
use crate::time::{Clock, MS};
use crate::trace::TaskId;
use crate::wire::report::{Report, Told};

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
    /// Asks for what a step names, and waits until it is granted, or waited for as long as it is.
    pub async fn ask(
        &self,
        asking: Asking<'_>,
        clock: &impl Clock,
        events: &EventBuffer,
        leave: impl Future<Output = ()>,
        waits: impl FnOnce(),
    ) -> Result<Option<Granted>, Stopped> {
        let is_looped = matches!(self, Self::Own(desk) if desk.has_loop);
        // The page hears of the wait before it begins; a loop tells it when nothing is left to do.
        let waits = || {
            waits();
            if !is_looped {
                events.flush(clock.now_ns());
            }
        };
        match self {
            Self::Own(desk) => desk.ask(asking, clock, events, leave, waits).await,
            Self::Shared(run) => {
                run.resources.ask(asking, &run.signals, clock, |changes| events.take_in(changes), waits)
            }
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
                let asking = Asking { over_ns: None, ..asking };
                Ok(desk.ask(asking, at_ns, waits).await?.ok_or(Stopped)?.at_ns)
            }
            _ => Ok(at_ns),
        }
    }

    /// Copies so much data of a task here, or back; where memory is shared there is nothing to do.
    pub async fn carry(&self, bytes: u64, way: Way) -> Result<(), Stopped> {
        match self {
            Self::Own(_) | Self::Shared(_) => Ok(()),
            Self::Parent(desk) => desk.carry(bytes, way).await,
        }
    }

    /// A task gives back what it holds.
    pub fn give_back(&self, task: TaskId, now_ns: u64, events: &EventBuffer) {
        match self {
            Self::Own(desk) => {
                desk.resources.borrow_mut().give_back(task, now_ns);
                desk.pass_on(events);
            }
            Self::Shared(run) => run.resources.give_back(task, now_ns, &run.signals, |changes| events.take_in(changes)),
            Self::Parent(desk) => desk.give_back(task, now_ns),
        }
    }

    /// A task has ended. Parents hear of it anyway.
    pub fn ended(&self, task: TaskId, at_ns: u64, events: &EventBuffer) {
        match self {
            Self::Own(desk) => {
                desk.resources.borrow_mut().ended(task, at_ns);
                desk.pass_on(events);
            }
            Self::Shared(run) => run.resources.ended(task, at_ns, &run.signals, |changes| events.take_in(changes)),
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
        Asking { task, index, step, over_ns, can_be_told, .. }: Asking<'_>,
        clock: &impl Clock,
        events: &EventBuffer,
        leave: impl Future<Output = ()>,
        waits: impl FnOnce(),
    ) -> Result<Option<Granted>, Stopped> {
        let now_ns = clock.now_ns();
        let answer = self.resources.borrow_mut().ask((task, index), step, now_ns, over_ns);
        self.pass_on(events);
        if let Answer::Granted(granted) = answer {
            return Ok(Some(granted));
        }
        waits();
        if let (false, Some(over_ns)) = (self.has_loop, over_ns) {
            // Nobody else goes on meanwhile.
            self.resources.borrow_mut().give_up(task, over_ns);
            self.pass_on(events);
            return Ok(None);
        }
        if !self.has_loop {
            self.halt.replace(self.resources.borrow().halted(Room::of_one()));
            return Err(Stopped);
        }
        let (wake, woken) = oneshot::channel();
        self.waiting.borrow_mut().push_back((task, wake));
        // A sender that is gone has granted nothing.
        if over_ns.is_none() && !can_be_told {
            let _ = woken.await;
            return self.resources.borrow_mut().take_granted(task).map(Some).ok_or(Stopped);
        }
        let timer = async {
            match over_ns.map(|over_ns| over_ns.saturating_sub(now_ns)) {
                Some(left_ns) => TimeoutFuture::new(left_ns.div_ceil(MS) as u32).await,
                None => pending().await,
            }
        };
        select(woken, pin!(select(pin!(timer), pin!(leave)))).await;
        let granted_ns = self.resources.borrow_mut().take_granted(task);
        if granted_ns.is_none() {
            self.resources.borrow_mut().give_up(task, clock.now_ns());
            self.waiting.borrow_mut().retain(|(waiting, _)| *waiting != task);
            self.pass_on(events);
        }
        Ok(granted_ns)
    }

    /// Tells what has changed, and wakes whoever has got what it waited for.
    fn pass_on(&self, events: &EventBuffer) {
        let mut resources = self.resources.borrow_mut();
        events.take_in(resources.changes_mut());
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
    /// What was asked for, if it was granted.
    granted: Cell<Option<Granted>>,
    has_asked: Cell<bool>,
    /// What its task carries.
    data: RefCell<Option<ArrayBuffer>>,
    /// Which tasks were told to end by others.
    told: RefCell<Vec<(TaskId, Telling)>>,
}

impl ParentDesk {
    async fn ask(&self, asking: Asking<'_>, now_ns: u64, waits: impl FnOnce()) -> Result<Option<Granted>, Stopped> {
        let Asking { task, index, step, over_ns, can_be_told, .. } = asking;
        let is_waited_for = !step.only_acts();
        if is_waited_for {
            waits();
        }
        self.has_asked.set(true);
        let (step, order) = (index, event_order::so_far());
        tell_owner(&Report::Asked { task, step, at_ns: now_ns, over_ns, can_be_told, order });
        if !is_waited_for {
            return Ok(Some(Granted { at_ns: now_ns, item: None }));
        }
        let (wake, woken) = oneshot::channel();
        self.waiting.replace(Some(wake));
        woken.await.map_err(|_| Stopped)?;
        Ok(self.granted.take())
    }

    /// Has so much data of its task come here, or brings it back; and waits until that is done.
    async fn carry(&self, bytes: u64, way: Way) -> Result<(), Stopped> {
        let (wake, woken) = oneshot::channel();
        self.waiting.replace(Some(wake));
        let report = Report::Carries { bytes, way, order: event_order::so_far() };
        if way == Way::In {
            tell_owner(&report);
        } else {
            // A process that took up where another was ended has none yet.
            let data = self.data.take().unwrap_or_else(|| cargo::data(bytes));
            if let Err(trouble) = tell_owner_with(&report, &data) {
                tell(Told::NoRun(trouble));
                return Err(Stopped);
            }
        }
        woken.await.map_err(|_| Stopped)
    }

    /// The data of its task is here, or has come where it belongs.
    pub fn carried(&self, data: Option<ArrayBuffer>, order: u32) {
        self.data.replace(data);
        self.answered(None, order);
    }

    fn give_back(&self, task: TaskId, at_ns: u64) {
        // Who has asked for nothing holds nothing.
        if self.has_asked.get() {
            tell_owner(&Report::GaveBack { task, at_ns, order: event_order::so_far() });
        }
    }

    /// Whether a task was told to end by others.
    pub fn told(&self, task: TaskId) -> Option<Telling> {
        self.told.borrow().iter().find(|(told, _)| *told == task).map(|(_, telling)| *telling)
    }

    /// The parent tells a task to end.
    pub fn tell(&self, task: TaskId, telling: Telling) {
        self.told.borrow_mut().push((task, telling));
    }

    /// The parent has granted what was asked for, which is this; or it was waited for as long as it is.
    pub fn answered(&self, granted: Option<Granted>, order: u32) {
        event_order::go_on_after(order);
        self.granted.set(granted);
        if let Some(wake) = self.waiting.take() {
            // It waits for as long as its process lives.
            let _ = wake.send(());
        }
    }
}
