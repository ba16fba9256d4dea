//! The runtime that tasks are performed on in virtual time: what a task waits for it asks of the executor.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use super::cores::UNITS_PER_NS;
use super::lock::Lock;
use super::parent::Parent;
use super::request::{Errand, Request, Returned};
use super::{Lateness, Setup};
use crate::engine::{
    Answer, Answered, Asking, Broken, CopySpeed, FileSpeed, Granted, Io, Item, Model, Progress, Reads, Reply,
    Resources, Runtime, Shares, Stopped, Telling, Unanswered, Way, Work,
};
use crate::program::{Plan, Step};
use crate::time::Clock;
use crate::trace::{Change, Event, LaneId, Left, Received, TaskId, Trace, UsedItem};

/// What the tasks of a run and their executor share. One task goes on at a time.
#[derive(Debug)]
pub(super) struct World {
    now_ns: Cell<u64>,
    lateness: Lateness,
    pub(super) copying: CopySpeed,
    files: FileSpeed,
    events: RefCell<Vec<Event>>,
    /// How many there have been, those that were taken included.
    told: Cell<u32>,
    /// The last event of each task, where somebody else than the task may have to go on from there.
    last: RefCell<Vec<Option<Event>>>,
    /// The lock that is held to compute, where the model has one.
    pub(super) lock: Option<RefCell<Lock>>,
    /// The parent of processes, at its half of what they copy.
    pub(super) parent: RefCell<Parent>,
    /// What tasks act on each other by.
    pub(super) resources: RefCell<Resources>,
    /// The numbers they share, in the memory of all, or of the parent of processes.
    shares: Shares,
    /// The same in the memories of processes, by lane.
    copies: Vec<Shares>,
    /// What has become of these numbers since that was asked last.
    changes: RefCell<Vec<Change>>,
    used: RefCell<Vec<UsedItem>>,
    left: RefCell<Vec<Left>>,
    received: RefCell<Vec<Received>>,
    /// Who was told to end by others, by task.
    pub(super) tellings: RefCell<Vec<Option<Telling>>>,
    /// What the task that went on last waits for.
    pub(super) request: Cell<Option<Request>>,
    /// Whether it waits for it no longer when it is told to end.
    pub(super) can_be_told: Cell<bool>,
    /// Given to a task whose computing was interrupted: what is left.
    pub(super) left_units: Cell<Option<u128>>,
    /// Given to a task that was offloaded.
    pub(super) returned: Cell<Option<Returned>>,
}

impl World {
    pub(super) fn new(model: Model, setup: &Setup, plan: &Plan, lanes: usize) -> Self {
        let table = &plan.resources;
        let has_copies = model.has_own_memories() && plan.has_shares();
        let copies = 0..if has_copies { lanes as u32 } else { 0 };
        let kept = if model == Model::Processes { plan.tasks.len() } else { 0 };
        Self {
            last: RefCell::new(vec![None; kept]),
            shares: if has_copies { Shares::everywhere(table) } else { Shares::of(table) },
            copies: copies.map(|lane| Shares::copies(table, LaneId(lane))).collect(),
            changes: RefCell::default(),
            used: RefCell::default(),
            left: RefCell::default(),
            received: RefCell::default(),
            now_ns: Cell::new(0),
            lateness: setup.lateness,
            copying: setup.copying,
            files: setup.files,
            events: RefCell::default(),
            told: Cell::new(0),
            parent: RefCell::default(),
            lock: setup.options.has_lock(model).then(RefCell::default),
            resources: RefCell::new(Resources::of(plan)),
            tellings: RefCell::new(vec![None; if plan.tells() { plan.tasks.len() } else { 0 }]),
            request: Cell::default(),
            can_be_told: Cell::default(),
            left_units: Cell::default(),
            returned: Cell::default(),
        }
    }

    pub(super) fn now_ns(&self) -> u64 {
        self.now_ns.get()
    }

    pub(super) fn set_now_ns(&self, now_ns: u64) {
        self.now_ns.set(now_ns);
    }

    pub(super) fn emit(&self, event: Event) {
        let order = self.next_order();
        self.events.borrow_mut().push(Event { order, ..event });
        if let Some(last) = self.last.borrow_mut().get_mut(event.task.0 as usize) {
            *last = Some(event);
        }
    }

    pub(super) fn leave(&self, left: Left) {
        self.left.borrow_mut().push(left);
    }

    /// The last event of a task.
    pub(super) fn last_of(&self, task: usize) -> Option<Event> {
        self.last.borrow().get(task).copied().flatten()
    }

    fn next_order(&self) -> u32 {
        self.told.replace(self.told.get() + 1)
    }

    /// Tells everything that has happened since this was asked before.
    pub(super) fn tell(&self, trace: &mut Trace) {
        trace.note_items(&self.used.take());
        trace.extend(&self.events.take());
        trace.change(&self.resources.borrow_mut().take_changes());
        trace.change(&self.changes.take());
        trace.leave(&self.left.take());
        trace.receive(&self.received.take());
    }
}

/// One lane in virtual time.
#[derive(Debug)]
pub(super) struct VirtualLane {
    pub(super) world: Rc<World>,
    pub(super) lane: usize,
}

impl VirtualLane {
    /// Waits until the executor has seen to it.
    pub(super) async fn request(&self, request: Request) {
        let mut request = Some(request);
        poll_fn(|_| match request.take() {
            Some(request) => {
                self.world.request.set(Some(request));
                Poll::Pending
            }
            None => Poll::Ready(()),
        })
        .await;
    }
}

impl VirtualLane {
    /// When the browser is done with what is asked of it now, and what comes of it.
    fn done(&self, io: Io, is_awaited: bool) -> (u64, Option<Answered>) {
        let now_ns = self.now_ns();
        match io {
            Io::Request(request) => {
                let lateness = self.world.lateness;
                let first_ns = now_ns.saturating_add(request.answer_ns).saturating_add(lateness.first_byte_ns);
                let last_ns = first_ns.saturating_add(lateness.transfer_ns(request.bytes));
                (last_ns, Some(Answered { first_ns: Some(first_ns), last_ns }))
            }
            Io::File(work) => (now_ns.saturating_add(self.world.files.length_ns(work, is_awaited)), None),
        }
    }
}

impl Clock for VirtualLane {
    fn now_ns(&self) -> u64 {
        self.world.now_ns()
    }
}

impl Runtime for VirtualLane {
    /// Fractions of a nanosecond on a core of its own.
    type Amount = u128;

    fn emit(&self, event: Event) {
        self.world.emit(event);
    }

    fn amount(&self, nominal_ns: u64) -> u128 {
        u128::from(nominal_ns) * UNITS_PER_NS
    }

    async fn compute(&self, units: u128) -> Result<Option<u128>, Stopped> {
        if units == 0 {
            return Ok(None);
        }
        self.request(Request::Compute(units)).await;
        Ok(self.world.left_units.take())
    }

    fn told(&self, task: TaskId) -> Option<Telling> {
        self.world.tellings.borrow().get(task.0 as usize).copied().flatten()
    }

    async fn hear(&self) {}

    async fn hold_until(&self, due_ns: u64, told: Option<TaskId>) -> Result<(), Stopped> {
        if due_ns > self.now_ns() {
            self.world.can_be_told.set(told.is_some());
            self.request(Request::Hold(due_ns.saturating_add(self.world.lateness.hold_ns))).await;
        }
        Ok(())
    }

    async fn sleep_until(&self, due_ns: u64, told: Option<TaskId>) {
        self.world.can_be_told.set(told.is_some());
        self.request(Request::Timer(due_ns.saturating_add(self.world.lateness.timer_ns))).await;
    }

    async fn io(&self, io: Io, _: TaskId, until_ns: Option<u64>, told: Option<TaskId>) -> Reply {
        let (done_ns, answered) = self.done(io, true);
        if let Some(until_ns) = until_ns.filter(|until_ns| *until_ns < done_ns) {
            self.sleep_until(until_ns, told).await;
            return Err(Unanswered::GivenUp);
        }
        self.world.can_be_told.set(told.is_some());
        self.request(Request::Timer(done_ns)).await;
        // Who is told to end goes on before it.
        if self.now_ns() < done_ns { Err(Unanswered::GivenUp) } else { Ok(answered) }
    }

    async fn io_held(&self, io: Io) -> Reply {
        let (done_ns, answered) = self.done(io, false);
        let until_ns = io.within_ns().map_or(u64::MAX, |within_ns| self.now_ns().saturating_add(within_ns));
        let due_ns = until_ns.min(done_ns);
        if due_ns > self.now_ns() {
            self.world.can_be_told.set(false);
            self.request(Request::Hold(due_ns)).await;
        }
        if due_ns < done_ns { Err(Unanswered::GivenUp) } else { Ok(answered) }
    }

    fn receive(&self, received: Received) {
        self.world.received.borrow_mut().push(received);
    }

    fn check(&self) -> Result<(), Stopped> {
        Ok(())
    }

    async fn turn(&self) {
        self.request(Request::Turn).await;
        // Its loop has looked for news meanwhile, and has let the lock go.
        self.unlock();
    }

    async fn offload(
        &self,
        progress: Progress,
        step: u32,
        work: Work,
        (over_ns, told): (Option<u64>, Option<TaskId>),
    ) -> Returned {
        self.world.can_be_told.set(told.is_some());
        self.request(Request::Offload(Errand { progress, step, work }, over_ns)).await;
        self.world.returned.take().unwrap_or((progress, Err(Broken::Stopped)))
    }

    async fn ask(&self, asking: Asking<'_>, waits: impl FnOnce()) -> Result<Option<Granted>, Stopped> {
        let Asking { task, index, step, over_ns, can_be_told, .. } = asking;
        let answer = self.world.resources.borrow_mut().ask((task, index), step, self.now_ns(), over_ns);
        match answer {
            Answer::Granted(granted) => Ok(Some(granted)),
            Answer::Wait => {
                waits();
                if can_be_told {
                    self.world.can_be_told.set(true);
                    self.world.resources.borrow_mut().let_be_told(task);
                }
                self.request(Request::Grant).await;
                let granted_ns = self.world.resources.borrow_mut().take_granted(task);
                // Only who waits no longer goes on without.
                if granted_ns.is_none() && over_ns.is_none() && !can_be_told { Err(Stopped) } else { Ok(granted_ns) }
            }
        }
    }

    fn leave(&self, left: Left) {
        self.world.leave(left);
    }

    fn use_item(&self, task: TaskId, step: u32, item: &Item) {
        let order = self.world.next_order();
        self.world.used.borrow_mut().push(UsedItem { task, order, step, value: item.0.clone() });
    }

    async fn share(
        &self,
        asking: Asking<'_>,
        reads: &mut Reads,
        at_ns: u64,
        _waits: impl FnOnce(),
    ) -> Result<u64, Stopped> {
        let memories = self.world.copies.get(self.lane).into_iter().chain([&self.world.shares]);
        for shares in memories {
            let changes = &mut self.world.changes.borrow_mut();
            match asking.step {
                Step::Print(text) => changes.extend(shares.print(asking.task, text, at_ns)),
                step => changes.extend(shares.act(asking.task, step, reads, at_ns)),
            }
        }
        Ok(at_ns)
    }

    async fn carry(&self, bytes: u64, way: Way) -> Result<(), Stopped> {
        self.copies(bytes, way).await
    }

    async fn call(&self) {
        self.request(Request::Call).await;
    }

    fn give_back(&self, task: TaskId) {
        self.world.resources.borrow_mut().give_back(task, self.now_ns());
    }

    /// The executor sees to that.
    fn ended(&self, _task: TaskId, _at_ns: u64) {}

    fn try_lock(&self) -> bool {
        self.world.lock.as_ref().is_none_or(|lock| lock.borrow_mut().try_take(self.lane, self.now_ns()))
    }

    async fn lock(&self) -> Result<(), Stopped> {
        self.request(Request::Lock).await;
        Ok(())
    }

    fn unlock(&self) {
        if let Some(lock) = &self.world.lock {
            lock.borrow_mut().release(self.lane, self.now_ns());
        }
    }

    fn is_lock_wanted(&self) -> bool {
        self.world.lock.as_ref().is_some_and(|lock| lock.borrow().is_wanted())
    }
}
