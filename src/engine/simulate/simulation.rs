//! The main loop: from one instant at which something happens to the next.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Machine;
use super::crew::Crew;
use super::ledger::Ledger;
use super::line::Line;
use crate::engine::{Act, Frontier, Model, act};
use crate::program::Plan;
use crate::trace::{End, Event, State};

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
    frontier: Frontier,
    line: Line,
    crew: Crew,
    timers: BinaryHeap<Reverse<Timer>>,
    timers_set: u64,
    ledger: Ledger,
}

impl<'a> Simulation<'a> {
    pub(super) fn new(plan: &'a Plan, model: Model, machine: Machine) -> Self {
        Self {
            plan,
            model,
            machine,
            now_ns: 0,
            frontier: Frontier::new(plan),
            line: Line::new(model),
            crew: Crew::new(model.lanes(plan).len(), machine.cores),
            timers: BinaryHeap::new(),
            timers_set: 0,
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
        [self.crew.next_end_ns(), self.frontier.next_arrival_ns(), timer_ns].into_iter().flatten().min()
    }

    /// Everything that happens at this instant, in the order that the module's documentation promises.
    fn settle(&mut self) {
        for lane in 0..self.crew.len() {
            if let Some(task) = self.crew.release(lane) {
                self.go_on(lane, task);
            }
        }
        self.collect();
        while let Some((lane, task)) = self.line.pop(&self.crew) {
            self.start(lane, task);
            self.collect();
        }
    }

    /// Tasks that arrive now, and tasks whose timers go off now, line up.
    fn collect(&mut self) {
        for release in self.frontier.due(self.now_ns) {
            self.ledger.arrive(release.task, release.arrived_ns);
            self.line.push(release.task);
        }
        while let Some(Reverse(timer)) = self.timers.peek().filter(|timer| timer.0.due_ns <= self.now_ns) {
            self.line.push(timer.task);
            self.timers.pop();
        }
    }

    /// A lane takes a task, which may be the reason to start it.
    fn start(&mut self, lane: usize, task: usize) {
        let start_ns = match self.model {
            Model::Threads => self.machine.thread_start_ns,
            Model::Processes => self.machine.process_start_ns,
            Model::Sequential | Model::Async => 0,
        };
        if start_ns > 0 {
            self.ledger.enter(task, self.now_ns, State::Starting, lane, None);
            self.crew.hold(lane, task, start_ns);
        } else {
            self.go_on(lane, task);
        }
    }

    /// A lane does steps of a task until one takes time, or the lane is free again.
    fn go_on(&mut self, lane: usize, task: usize) {
        let plan = self.plan;
        let now_ns = self.now_ns;
        loop {
            let index = self.ledger.take_step(task);
            let Some(step) = plan.tasks[task].steps.get(index) else {
                return self.end(task, End::Done, None);
            };
            match act(self.model, step) {
                Act::Print => self.ledger.enter(task, now_ns, State::Running, lane, Some(index)),
                Act::Compute(nominal_ns) => {
                    self.ledger.enter(task, now_ns, State::Running, lane, Some(index));
                    if nominal_ns > 0 {
                        return self.crew.compute(lane, task, nominal_ns);
                    }
                }
                Act::Hold(length_ns) => {
                    self.ledger.enter(task, now_ns, State::Blocked, lane, Some(index));
                    if length_ns > 0 {
                        return self.crew.hold(lane, task, length_ns);
                    }
                }
                Act::Await(length_ns) => {
                    self.ledger.enter(task, now_ns, State::Waiting, lane, Some(index));
                    return self.set_timer(task, length_ns);
                }
                Act::GiveWay => {
                    self.ledger.enter(task, now_ns, State::Queued, lane, Some(index));
                    self.collect();
                    return self.line.push(task);
                }
                Act::Pass => {}
                Act::Fail => return self.end(task, End::Failed, Some(index)),
            }
        }
    }

    fn set_timer(&mut self, task: usize, length_ns: u64) {
        let timer = Timer { due_ns: self.now_ns.saturating_add(length_ns), number: self.timers_set, task };
        self.timers_set += 1;
        self.timers.push(Reverse(timer));
    }

    fn end(&mut self, task: usize, end: End, step: Option<usize>) {
        self.ledger.end(task, self.now_ns, end, step);
        self.frontier.ended(task, self.now_ns);
    }
}
