//! The executor: polls tasks in virtual time, from one instant at which something happens to the next.

use std::collections::VecDeque;
use std::ops::Deref;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::cores::Cores;
use super::lanes::Lanes;
use super::lock::{Lock, Waiter};
use super::process_start::{START_THREADS, start_computes_ns};
use super::ready::Ready;
use super::request::{Errand, Request, Returned};
use super::runtime::{VirtualLane, World};
use super::slot::Slot;
use super::task::{Task, Tellable, live_outside};
use super::timers::Timers;
use super::{Effort, Machine, Setup};
use crate::engine::{Arrivals, Behind, Course, Ended, Endings, Halt, Model, Progress, Room, go_on, perform};
use crate::program::Plan;
use crate::trace::{Cause, End, LaneId, State, Trace};

/// A run in virtual time, of a plan that is lent or shared.
pub(super) struct Executor<'p, P> {
    pub(super) world: Rc<World>,
    pub(super) plan: P,
    pub(super) model: Model,
    pub(super) machine: Machine,
    /// What its loop hands its work to, if it does.
    pub(super) behind: Behind,
    pub(super) arrivals: Arrivals,
    pub(super) endings: Endings,
    pub(super) timers: Timers,
    pub(super) ready: Ready,
    pub(super) lanes: Lanes,
    pub(super) tasks: Vec<Task<'p>>,
    /// How many of them have ended.
    pub(super) ended: usize,
    /// The next instant at which something happens, if there is one.
    next_ns: Option<u64>,
    /// What was handed to the pool behind the loop, and no slot has taken yet.
    pub(super) errands: VecDeque<Errand>,
    /// When tasks no longer wait for it.
    pub(super) errands_over: Timers,
    /// What slots of that pool are at, by lane.
    pub(super) slots: Vec<Option<Slot<'p>>>,
    /// What has come back from it, by task, where its loop has had no turn for that; none where there is no such pool.
    pub(super) returned: Vec<Option<Returned>>,
    /// The lanes that tasks hold while they wait for what they have asked for, and those tasks.
    pub(super) waiting: Vec<(usize, usize)>,
    /// The same, of those that have got it and have not gone on yet.
    pub(super) granted: VecDeque<(usize, usize)>,
    /// Who waits no longer when others have it told to end, by task.
    pub(super) can_be_told: Vec<Option<Tellable>>,
    /// Tasks that have arrived and not ended.
    pub(super) live: usize,
    pub(super) effort: Effort,
    most_effort: usize,
    /// How many tasks can be under way at once.
    most_at_once: usize,
    /// Why it can't go on any more, if so.
    halt: Option<Halt>,
}

impl<'p, P: Deref<Target = Plan> + Clone + 'p> Executor<'p, P> {
    pub(super) fn new(plan: P, model: Model, setup: &Setup, lanes: usize) -> Self {
        let ready = Ready::new(model, &plan, lanes);
        Self {
            world: Rc::new(World::new(model, setup, &plan, lanes)),
            model,
            machine: setup.machine,
            behind: setup.options.behind,
            arrivals: Arrivals::new(&plan),
            endings: Endings::new(&plan),
            timers: Timers::default(),
            lanes: Lanes::new(lanes, ready.taking(lanes), Cores::new(setup.machine.cores, setup.interference, lanes)),
            errands_over: Timers::default(),
            ready,
            tasks: plan.tasks.iter().map(|_| Task::Absent).collect(),
            ended: 0,
            next_ns: Some(0),
            errands: VecDeque::new(),
            slots: (0..lanes).map(|_| None).collect(),
            returned: (0..if model == Model::Offload { plan.tasks.len() } else { 0 }).map(|_| None).collect(),
            waiting: Vec::new(),
            granted: VecDeque::new(),
            can_be_told: vec![None; if plan.tells() { plan.tasks.len() } else { 0 }],
            live: 0,
            effort: Effort::default(),
            most_effort: setup.most_effort,
            most_at_once: model.most_at_once(&setup.options),
            halt: None,
            plan,
        }
    }

    /// Goes on until nothing can go on, until that has taken more effort than is allowed at all, or so much more than
    /// before; whether there is more to do.
    pub(super) fn go_on(&mut self, more_effort: usize) -> bool {
        let until = self.effort.total().saturating_add(more_effort);
        while let Some(now_ns) = self.next_ns.filter(|_| self.effort.total() <= self.most_effort) {
            if self.effort.total() >= until {
                return true;
            }
            self.world.set_now_ns(now_ns);
            self.effort.instants += 1;
            self.settle(now_ns);
            self.halt = self.world.resources.borrow().halted(self.room());
            self.next_ns = self.next_instant_ns().filter(|_| self.halt.is_none());
        }
        false
    }

    /// Who could still do something. One task after another queues for no slot.
    fn room(&self) -> Room {
        let live = if self.model == Model::Sequential { self.live.min(1) } else { self.live };
        let (outside, is_awaited) = (live_outside(&self.tasks, &self.ready), self.next_awaited_ns().is_some());
        Room::of_pool(live - outside, self.most_at_once, outside, !self.ready.has_main(), is_awaited)
    }

    /// When the next task arrives, or is told to end.
    fn next_awaited_ns(&self) -> Option<u64> {
        self.arrivals.next_ns().into_iter().chain(self.endings.next_ns()).min()
    }

    /// How many tasks have ended.
    pub(super) fn ended(&self) -> usize {
        self.ended
    }

    /// Tells everything that has happened since this was asked before.
    pub(super) fn tell(&self, trace: &mut Trace) {
        self.world.tell(trace);
    }

    /// Tells the rest of what has happened, how much effort all of it took, and why it could not go on, if so.
    pub(super) fn over(self, trace: &mut Trace) -> (Effort, Option<Halt>) {
        self.tell(trace);
        if self.halt.is_some() {
            trace.close(self.world.now_ns(), End::Cancelled);
        }
        (self.effort, self.halt)
    }

    fn next_instant_ns(&self) -> Option<u64> {
        let request_ns = self.request().map(|(_, due_ns)| due_ns.max(self.world.now_ns()));
        let over_ns = self.world.resources.borrow().next_over_ns();
        let next = [self.lanes.next_end_ns(), self.next_awaited_ns(), self.timers.next_ns(), request_ns];
        next.into_iter().chain([over_ns, self.errands_over.next_ns()]).flatten().min()
    }

    /// Everything that happens at this instant, in the order that the module's documentation promises.
    fn settle(&mut self, now_ns: u64) {
        for (lane, task) in self.lanes.advance(now_ns) {
            self.poll(lane, task);
        }
        self.hand_over();
        self.collect();
        while self.take_next() {
            self.collect();
        }
    }

    /// Tasks that arrive now, and tasks whose timers go off now, are ready.
    fn collect(&mut self) {
        loop {
            let due = self.arrivals.due(self.world.now_ns());
            if due.is_empty() {
                break;
            }
            for (progress, event) in due {
                self.world.emit(event);
                self.admit(progress, event.at_ns);
            }
        }
        while let Some(task) = self.timers.pop_due(self.world.now_ns()) {
            self.ready.push(task);
        }
        self.see_who_is_to_end(self.world.now_ns());
    }

    /// A task that has arrived is ready, or rejected where it would queue and there is no room for it. Others may have
    /// waited for its end.
    fn admit(&mut self, mut progress: Progress, at_ns: u64) {
        let task = progress.task.0 as usize;
        self.endings.arrived(progress.task, at_ns);
        if !self.ready.is_outside(task) && self.ready.queued().is_some_and(|queued| self.is_full(queued)) {
            let rejected = progress.end(self.world.now_ns(), End::Rejected, None);
            self.world.emit(rejected);
            self.live += 1;
            return self.note_end(Ended { task: progress.task, at_ns: rejected.at_ns, end: End::Rejected });
        }
        self.live += 1;
        self.tasks[task] = Task::Arrived(progress);
        let arrives = if self.plan.tasks[task].spawned_by.is_some() { Ready::call } else { Ready::push };
        arrives(&mut self.ready, task);
    }

    /// Whether nobody may queue for a slot, where so many do already. Who finds a free one doesn't queue.
    pub(super) fn is_full(&self, queued: usize) -> bool {
        self.plan.room.is_some_and(|room| queued >= room as usize + self.lanes.free_count())
    }

    /// A lane takes a task, or a task goes on with the lock, or a slot takes what was handed to it; whether one did.
    fn take_next(&mut self) -> bool {
        if let Some((lane, task)) = self.ready.pop(&mut self.lanes) {
            self.take(lane, task);
            return true;
        }
        if let Some(waiter) = self.with_lock(Lock::take_granted).flatten() {
            self.poll(waiter.lane, waiter.task);
            return true;
        }
        let at_parent = self.world.parent.borrow_mut().take_granted();
        if let Some((lane, task)) = at_parent.or_else(|| self.granted.pop_front()) {
            self.poll(lane, task);
            return true;
        }
        if self.lets_lock_go() {
            return true;
        }
        let Some(lane) = self.lanes.first_free() else { return false };
        let Some(errand) = self.errands.pop_front() else { return false };
        self.take_errand(lane, errand);
        true
    }

    /// A lane takes a task, which may be the reason to start it.
    fn take(&mut self, lane: usize, task: usize) {
        let is_new = self.lanes.take(lane, task);
        let Task::Arrived(progress) = self.tasks[task] else { return self.poll_task(lane, task) };
        self.begin(lane, task, progress, None, is_new);
    }

    /// A task begins on a lane, which may have to start; or it goes on with what is to be done although it was ended at this
    /// step.
    pub(super) fn begin(
        &mut self,
        lane: usize,
        task: usize,
        mut progress: Progress,
        ended_at: Option<(u32, Cause)>,
        is_new: bool,
    ) {
        let of_process = (self.machine.process_start_ns, start_computes_ns(self.machine.process_start_ns));
        let (start_ns, computes_ns) = match self.model {
            Model::Threads | Model::Gil => (self.machine.thread_start_ns, 0),
            Model::Processes => of_process,
            Model::ProcessPool if is_new => of_process,
            Model::Sequential | Model::Async | Model::Pool | Model::ProcessPool | Model::Offload => (0, 0),
        };
        let (now_ns, lane_id) = (self.world.now_ns(), LaneId(lane as u32));
        if start_ns > 0 {
            self.world.emit(progress.enter(now_ns, State::Starting, Some(lane_id), None));
            self.lanes.hold(lane, now_ns.saturating_add(start_ns - computes_ns));
        }
        let (runtime, model) = (VirtualLane { world: self.world.clone(), lane }, self.model);
        let plan = self.plan.clone();
        self.tasks[task] = Task::Begun(Box::pin(async move {
            let script = plan.tasks[task].script();
            runtime.start(computes_ns).await;
            match ended_at {
                None => perform(&runtime, model, script, lane_id, progress).await,
                Some((step, cause)) => {
                    let course = Course::after(script, step, cause);
                    go_on(&runtime, model, course, None, lane_id, progress).await
                }
            }
        }));
        if start_ns == 0 {
            self.poll_task(lane, task);
        }
    }

    /// Whoever is on this lane goes on.
    pub(super) fn poll(&mut self, lane: usize, task: usize) {
        if self.slots[lane].is_some() {
            self.poll_slot(lane, task);
        } else {
            self.poll_task(lane, task);
        }
    }

    /// A task goes on, on its lane, until it waits for something or ends.
    pub(super) fn poll_task(&mut self, lane: usize, task: usize) {
        let Task::Begun(performing) = &mut self.tasks[task] else { return };
        self.world.returned.set(self.returned.get_mut(task).and_then(Option::take));
        self.effort.polls += 1;
        match performing.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(ended) => {
                self.lanes.release(lane);
                self.note_end(ended);
            }
            Poll::Pending => self.see_to(lane, task),
        }
        self.wake();
    }

    /// Tasks that were spawned arrive; and those that have got what they had asked for can go on: if they hold no lane, when
    /// their loop has a turn for them.
    pub(super) fn wake(&mut self) {
        let mut resources = self.world.resources.borrow_mut();
        for spawned in resources.take_spawned() {
            self.arrivals.spawned(spawned);
        }
        for task in resources.take_woken() {
            let task = task.0 as usize;
            match self.waiting.iter().position(|(_, waiting)| *waiting == task) {
                Some(place) => self.granted.push_back(self.waiting.remove(place)),
                None => self.ready.push(task),
            }
        }
    }

    /// Sees to what whoever went on last, for this task on this lane, waits for.
    pub(super) fn see_to(&mut self, lane: usize, task: usize) {
        let can_be_told = self.world.can_be_told.take();
        if let Some(waits) = self.can_be_told.get_mut(task).filter(|_| self.slots[lane].is_none()) {
            *waits = can_be_told.then_some(Tellable { lane: Some(lane).filter(|_| !self.model.has_event_loop()) });
        }
        match self.world.request.take() {
            Some(Request::Compute(units)) => return self.lanes.compute(lane, units, 1),
            Some(Request::Start(units)) => return self.lanes.compute(lane, units, START_THREADS),
            Some(Request::Hold(until_ns)) => return self.lanes.hold(lane, until_ns),
            Some(Request::Lock) => {
                let waiter = Waiter { lane, task, since_ns: self.world.now_ns() };
                self.with_lock(|lock| lock.wait(waiter));
                return;
            }
            Some(Request::Parent) => return self.world.parent.borrow_mut().wait(lane, task),
            Some(Request::Call) => self.ready.call(task),
            Some(Request::Timer(due_ns)) => self.timers.set(due_ns, task),
            Some(Request::Turn) => {
                // Whom it has woken comes before it as well.
                self.wake();
                self.collect();
                self.ready.push(task);
            }
            Some(Request::Offload(errand, over_ns)) => self.hand_to_pool(errand, over_ns),
            Some(Request::Grant) if self.model.has_event_loop() => {}
            Some(Request::Grant) => return self.waiting.push((lane, task)),
            None => debug_assert!(false, "whoever is pending waits for something"),
        }
        self.lanes.release(lane);
    }
}
