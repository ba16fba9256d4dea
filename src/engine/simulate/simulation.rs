//! The main loop: from one instant at which something happens to the next.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::Machine;
use super::crew::Crew;
use super::ledger::Ledger;
use super::line::Line;
use super::lock::{Lock, Pending, Waiter};
use crate::engine::{Act, Arrivals, Ended, Model, Work, act};
use crate::program::Plan;
use crate::trace::{End, Event, State, TaskId};

/// A timer that a task awaits; they go off in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Timer {
    due_ns: u64,
    /// How many were set before it.
    number: u64,
    task: usize,
}

/// A run in virtual time.
#[derive(Debug)]
pub(super) struct Simulation<'a> {
    plan: &'a Plan,
    model: Model,
    machine: Machine,
    now_ns: u64,
    arrivals: Arrivals,
    line: Line,
    crew: Crew,
    timers: BinaryHeap<Reverse<Timer>>,
    timers_set: u64,
    /// Lanes whose worker has started: those of a pool start once.
    started: Vec<bool>,
    lock: Lock,
    /// What was handed to the pool behind the loop: task, step, work.
    offloaded: VecDeque<(usize, usize, Work)>,
    ledger: Ledger,
}

/// Where a pool behind a loop has its first slot.
const FIRST_SLOT: usize = 1;

impl<'a> Simulation<'a> {
    pub(super) fn new(plan: &'a Plan, model: Model, lanes: usize, machine: Machine) -> Self {
        Self {
            plan,
            model,
            machine,
            now_ns: 0,
            arrivals: Arrivals::new(plan),
            line: Line::new(model),
            crew: Crew::new(lanes, machine.cores),
            timers: BinaryHeap::new(),
            timers_set: 0,
            started: vec![false; lanes],
            lock: Lock::default(),
            offloaded: VecDeque::new(),
            ledger: Ledger::new(plan.tasks.len()),
        }
    }

    /// Runs until nothing can go on; gives everything that happened.
    pub(super) fn run(mut self) -> Vec<Event> {
        self.settle();
        while let Some(next_ns) = self.next_instant_ns() {
            self.now_ns = next_ns;
            self.crew.advance(next_ns);
            self.settle();
        }
        self.ledger.events
    }

    fn next_instant_ns(&self) -> Option<u64> {
        let timer_ns = self.timers.peek().map(|timer| timer.0.due_ns);
        let request_ns = self.lock.request().map(|(_, due_ns)| due_ns.max(self.now_ns));
        [self.crew.next_end_ns(), self.arrivals.next_ns(), timer_ns, request_ns].into_iter().flatten().min()
    }

    /// Everything that happens at this instant, in the order that the module's documentation promises.
    fn settle(&mut self) {
        for lane in 0..self.crew.len() {
            if let Some(task) = self.crew.release(lane) {
                self.finish(lane, task);
            }
        }
        self.hand_over();
        self.collect();
        loop {
            if let Some((lane, task)) = self.line.pop(&self.crew) {
                self.start(lane, task);
            } else if let Some(waiter) = self.lock.granted() {
                self.unpark(waiter);
            } else if !self.start_offloaded() {
                return;
            }
            self.collect();
        }
    }

    /// A lane is done with what it did for a task.
    fn finish(&mut self, lane: usize, task: usize) {
        if self.model == Model::Offload && lane >= FIRST_SLOT {
            let step = self.ledger.last_step(task);
            self.ledger.enter(task, self.now_ns, State::Queued, lane, step);
            self.line.push(task);
        } else {
            self.go_on(lane, task);
        }
    }

    /// The next slot of the pool behind the loop takes what was handed to it; whether there were both.
    fn start_offloaded(&mut self) -> bool {
        let Some(lane) = self.crew.free_lane(FIRST_SLOT) else { return false };
        let Some((task, step, work)) = self.offloaded.pop_front() else { return false };
        match work {
            Work::Compute(nominal_ns) => {
                self.ledger.enter(task, self.now_ns, State::Running, lane, Some(step));
                self.crew.compute(lane, task, nominal_ns);
            }
            Work::Hold(length_ns) => {
                self.ledger.enter(task, self.now_ns, State::Blocked, lane, Some(step));
                self.crew.hold(lane, task, length_ns);
            }
        }
        // What takes no time is over at once.
        if let Some(task) = self.crew.release(lane) {
            self.finish(lane, task);
        }
        true
    }

    /// The lock changes hands, if it was asked for long enough.
    fn hand_over(&mut self) {
        let Some((lane, _)) = self.lock.request().filter(|(_, due_ns)| *due_ns <= self.now_ns) else { return };
        if let Some((task, left_units)) = self.crew.interrupt(lane) {
            let step = self.ledger.last_step(task);
            self.ledger.enter(task, self.now_ns, State::Locked, lane, step);
            let pending = Pending::Rest { step: step.unwrap_or(0), left_units };
            self.lock.wait(Waiter { lane, task, since_ns: self.now_ns, pending });
        }
        self.lock.release(lane, self.now_ns);
    }

    /// A task has got the lock it waited for.
    fn unpark(&mut self, waiter: Waiter) {
        let Waiter { lane, task, pending, .. } = waiter;
        self.crew.free(lane);
        match pending {
            Pending::Rest { step, left_units } => {
                self.ledger.enter(task, self.now_ns, State::Running, lane, Some(step));
                self.crew.resume(lane, task, left_units);
            }
            Pending::Step(step) => {
                if self.step(lane, task, step) {
                    self.go_on(lane, task);
                }
            }
            Pending::Next => self.go_on(lane, task),
        }
    }

    fn wait_for_lock(&mut self, lane: usize, task: usize, step: usize, pending: Pending) {
        self.ledger.enter(task, self.now_ns, State::Locked, lane, Some(step));
        self.crew.park(lane);
        self.lock.wait(Waiter { lane, task, since_ns: self.now_ns, pending });
    }

    /// Tasks that arrive now, and tasks whose timers go off now, line up.
    fn collect(&mut self) {
        for (progress, _) in self.arrivals.due(self.now_ns) {
            self.ledger.arrive(progress.task.0 as usize, progress.last_ns);
            self.line.push(progress.task.0 as usize);
        }
        while let Some(Reverse(timer)) = self.timers.peek().filter(|timer| timer.0.due_ns <= self.now_ns) {
            self.line.push(timer.task);
            self.timers.pop();
        }
    }

    /// A lane takes a task, which may be the reason to start it.
    fn start(&mut self, lane: usize, task: usize) {
        let start_ns = match self.model {
            Model::Threads | Model::Gil => self.machine.thread_start_ns,
            Model::Processes => self.machine.process_start_ns,
            Model::ProcessPool if !self.started[lane] => self.machine.process_start_ns,
            Model::Sequential | Model::Async | Model::Pool | Model::ProcessPool | Model::Offload => 0,
        };
        self.started[lane] = true;
        if start_ns > 0 {
            self.ledger.enter(task, self.now_ns, State::Starting, lane, None);
            self.crew.hold(lane, task, start_ns);
        } else {
            self.go_on(lane, task);
        }
    }

    /// A lane does steps of a task until one takes time, or the lane is free again.
    fn go_on(&mut self, lane: usize, task: usize) {
        loop {
            let index = self.ledger.take_step(task);
            if index >= self.plan.tasks[task].steps.len() {
                return self.end(lane, task, End::Done, None);
            }
            if !self.step(lane, task, index) {
                return;
            }
        }
    }

    /// A lane does one step of a task; whether it goes on with the next one at once.
    fn step(&mut self, lane: usize, task: usize, index: usize) -> bool {
        let (plan, now_ns) = (self.plan, self.now_ns);
        let act = act(self.model, &plan.tasks[task].steps[index]);
        let needs_lock = self.model.has_lock() && matches!(act, Act::Print | Act::Work(Work::Compute(_)));
        if needs_lock && !self.lock.take(lane, now_ns) {
            self.wait_for_lock(lane, task, index, Pending::Step(index));
            return false;
        }
        match act {
            Act::Print => self.ledger.enter(task, now_ns, State::Running, lane, Some(index)),
            Act::Work(Work::Compute(nominal_ns)) => {
                self.ledger.enter(task, now_ns, State::Running, lane, Some(index));
                if nominal_ns > 0 {
                    self.crew.compute(lane, task, nominal_ns);
                    return false;
                }
            }
            Act::Work(Work::Hold(length_ns)) => {
                self.ledger.enter(task, now_ns, State::Blocked, lane, Some(index));
                self.lock.release(lane, now_ns);
                if length_ns > 0 {
                    self.crew.hold(lane, task, length_ns);
                    return false;
                }
            }
            Act::Await(length_ns) => {
                self.ledger.enter(task, now_ns, State::Waiting, lane, Some(index));
                self.set_timer(task, length_ns);
                return false;
            }
            Act::GiveWay => {
                self.ledger.enter(task, now_ns, State::Queued, lane, Some(index));
                self.collect();
                self.line.push(task);
                return false;
            }
            Act::Offload(work) => {
                self.ledger.enter(task, now_ns, State::Queued, lane, Some(index));
                self.offloaded.push_back((task, index, work));
                return false;
            }
            Act::HandOver => {
                if self.lock.is_wanted() {
                    self.wait_for_lock(lane, task, index, Pending::Next);
                    self.lock.release(lane, now_ns);
                    return false;
                }
            }
            Act::Pass => {}
            Act::Fail => {
                self.end(lane, task, End::Failed, Some(index));
                return false;
            }
        }
        true
    }

    fn set_timer(&mut self, task: usize, length_ns: u64) {
        let timer = Timer { due_ns: self.now_ns.saturating_add(length_ns), number: self.timers_set, task };
        self.timers_set += 1;
        self.timers.push(Reverse(timer));
    }

    fn end(&mut self, lane: usize, task: usize, end: End, step: Option<usize>) {
        self.ledger.end(task, self.now_ns, end, step);
        self.lock.release(lane, self.now_ns);
        self.arrivals.ended(Ended { task: TaskId(task as u32), at_ns: self.now_ns });
    }
}
