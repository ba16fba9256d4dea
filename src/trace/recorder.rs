//! The trace: header, lanes, tasks and events, the only stored truth about a run. It grows by batches while the run is
//! live; what is wrong with it is listed by [`Trace::breaches`] and never panics.

use std::borrow::Cow;
use std::rc::Rc;

use super::left::pairs;
use super::tasks::{not_done_within, timed_out};
use super::{
    Breach, CUT_OFF, Change, Changes, ENDLESS, End, Event, LaneId, Left, NO_DURATION, NO_SERVER, REJECTED, Received,
    TaskId, Tasks, UsedItem, What, transitions,
};
use crate::program::{Resource, Step};

/// What a lane is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneKind {
    /// A worker that runs tasks one after another.
    Worker,
    /// An event loop.
    Loop,
    /// A thread: a worker that shares its memory with others.
    Thread,
    /// A process: a worker with a memory of its own.
    Process,
    /// A slot of a pool.
    Slot,
}

impl LaneKind {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Loop => "loop",
            Self::Thread => "thread",
            Self::Process => "process",
            Self::Slot => "slot",
        }
    }
}

/// One row of the picture; its id is its index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Name on screen: `thread 2`.
    pub name: String,
    /// What it is made of.
    pub kind: LaneKind,
}

/// Batches may overtake each other, but no event of a task comes this many before one of its predecessors; a garbled one
/// must not make the log grow without bound.
const MOST_AHEAD: usize = 1 << 16;

/// Everything that was measured about one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The clock's step in nanoseconds; no figure shows digits below it.
    pub clock_resolution_ns: u64,
    /// The rows.
    pub lanes: Rc<[Lane]>,
    /// The tasks.
    pub tasks: Tasks,
    /// What they act on each other by.
    pub resources: Rc<[Resource]>,
    /// How that has changed.
    changes: Changes,
    /// What slots went on with although it was given up.
    left: Vec<Left>,
    /// What requests brought.
    pub(super) received: Vec<Received>,
    /// For each task its events by `seq`; a hole is an event that has not come in yet.
    logs: Vec<Vec<Option<Event>>>,
    /// Messages of workers that died, by task.
    deaths: Vec<(TaskId, String)>,
    /// Events that fit no task, or came twice.
    strays: Vec<Event>,
    last_ns: u64,
    count: usize,
}

impl Trace {
    /// An empty trace of a run that is about to start.
    pub fn new(clock_resolution_ns: u64, lanes: impl Into<Rc<[Lane]>>, tasks: impl Into<Tasks>) -> Self {
        let (lanes, tasks) = (lanes.into(), tasks.into());
        let logs = vec![Vec::new(); tasks.len()];
        Self {
            clock_resolution_ns,
            lanes,
            tasks,
            resources: Rc::new([]),
            changes: Changes::default(),
            left: Vec::new(),
            received: Vec::new(),
            logs,
            deaths: Vec::new(),
            strays: Vec::new(),
            last_ns: 0,
            count: 0,
        }
    }

    /// The same, of tasks that act on each other by these.
    #[must_use]
    pub fn with_resources(self, resources: &[Resource]) -> Self {
        Self { resources: resources.into(), ..self }
    }

    /// Adds items that steps depended on.
    pub fn note_items(&mut self, used: &[UsedItem]) {
        self.tasks.note_items(used);
    }

    /// Adds changes of what tasks act on each other by.
    pub fn change(&mut self, changes: &[Change]) {
        self.changes.extend(changes);
    }

    /// How what tasks act on each other by has changed, in the order in which it did. Whoever writes a share looks at the
    /// clock before or after: what came later in memory is no earlier here.
    pub fn changes(&self) -> &[Change] {
        self.changes.in_order()
    }

    /// Adds what slots were left with, and what they were done with, in whatever order it came.
    pub fn leave(&mut self, left: &[Left]) {
        self.left.extend_from_slice(left);
    }

    /// What slots were left with, and what they were done with, as it came in.
    pub fn left(&self) -> &[Left] {
        &self.left
    }

    /// The numbers that were printed, those that come next last: by task, and by share in the order in which they were.
    pub(super) fn printed_numbers(&self) -> &[Change] {
        self.changes.printed()
    }

    /// Adds a batch of events, in whatever order they came.
    pub fn extend(&mut self, batch: &[Event]) {
        for event in batch {
            self.push(*event);
        }
    }

    fn push(&mut self, event: Event) {
        let is_near = |log: &&mut Vec<_>| (event.seq as usize) < log.len() + MOST_AHEAD;
        let Some(log) = self.logs.get_mut(event.task.0 as usize).filter(is_near) else {
            self.strays.push(event);
            return;
        };
        let seq = event.seq as usize;
        if log.len() <= seq {
            log.resize(seq + 1, None);
        }
        if log[seq].is_some() {
            self.strays.push(event);
            return;
        }
        log[seq] = Some(event);
        self.last_ns = self.last_ns.max(event.at_ns);
        self.count += 1;
    }

    /// The trace as it was at a moment: what happened until then, and nothing of what came after.
    #[must_use]
    pub fn until(&self, at_ns: u64) -> Self {
        let mut trace = Self::new(self.clock_resolution_ns, self.lanes.clone(), self.tasks.clone());
        trace.resources = self.resources.clone();
        let earlier: Vec<Change> = self.changes.told().iter().filter(|change| change.at_ns <= at_ns).copied().collect();
        trace.changes.extend(&earlier);
        trace.left = self.left.iter().filter(|left| left.at_ns <= at_ns).copied().collect();
        trace.received = self.received.iter().filter(|received| received.last_ns <= at_ns).copied().collect();
        for task in (0..self.logs.len() as u32).map(TaskId) {
            for event in self.events(task).take_while(|event| event.at_ns <= at_ns) {
                trace.push(*event);
            }
        }
        trace.deaths.clone_from(&self.deaths);
        trace
    }

    /// What is left of it where there is no room for its events: rows and tasks.
    #[must_use]
    pub fn without_events(&self) -> Self {
        Self {
            lanes: self.lanes.clone(),
            tasks: self.tasks.clone(),
            resources: self.resources.clone(),
            changes: Changes::default(),
            left: Vec::new(),
            received: Vec::new(),
            logs: Vec::new(),
            deaths: self.deaths.clone(),
            strays: Vec::new(),
            last_ns: 0,
            count: 0,
            ..*self
        }
    }

    /// Whether its events were not kept.
    pub fn is_bare(&self) -> bool {
        self.logs.len() < self.tasks.len()
    }

    /// The room that its events take.
    pub fn event_bytes(&self) -> usize {
        let events: usize = self.logs.iter().map(Vec::capacity).sum();
        self.changes.bytes()
            + self.received.capacity() * size_of::<Received>()
            + events * size_of::<Option<Event>>()
            + self.logs.capacity() * size_of::<Vec<Option<Event>>>()
    }

    /// Notes why the worker that ran a task died.
    pub fn note_death(&mut self, task: TaskId, message: String) {
        self.deaths.push((task, message));
    }

    /// What was noted about workers that died.
    pub fn deaths(&self) -> &[(TaskId, String)] {
        &self.deaths
    }

    /// The message a failed task ended with: of its `fail` step, or of the worker that died with it.
    pub fn message(&self, task: TaskId) -> Option<Cow<'_, str>> {
        if let Some((_, message)) = self.deaths.iter().find(|(dead, _)| *dead == task) {
            return Some(Cow::Borrowed(message));
        }
        let info = self.tasks.get(task.0 as usize)?;
        let step = match self.events(task).last()?.what {
            What::End { end: End::Rejected, .. } => return Some(Cow::Borrowed(REJECTED)),
            What::End { end: End::Endless, .. } => return Some(Cow::Borrowed(ENDLESS)),
            What::End { end: End::NoServer, .. } => return Some(Cow::Borrowed(NO_SERVER)),
            What::End { end: End::CutOff, .. } => return Some(Cow::Borrowed(CUT_OFF)),
            What::End { end: End::File(trouble), .. } => return Some(Cow::Borrowed(trouble.message())),
            What::End { end: End::TimedOut, .. } => return Some(Cow::Owned(timed_out(info.timeout_ns))),
            What::End { end: End::Failed, step: Some(step) } => step,
            _ => return None,
        };
        match info.steps.get(step as usize)? {
            Step::Fail(_, text) => Some(Cow::Borrowed(text)),
            Step::ByItem(_) => Some(Cow::Borrowed(NO_DURATION)),
            step => step.within().map(|within_ns| Cow::Owned(not_done_within(*within_ns))),
        }
    }

    /// The events of a task that came in without a hole, in order.
    pub fn events(&self, task: TaskId) -> impl Iterator<Item = &Event> {
        self.logs.get(task.0 as usize).into_iter().flat_map(|log| log.iter().map_while(Option::as_ref))
    }

    /// How a task ended, if it has.
    pub fn end(&self, task: TaskId) -> Option<End> {
        match self.events(task).last()?.what {
            What::End { end, .. } => Some(end),
            What::Enter { .. } | What::Told(_) => None,
        }
    }

    /// Ends whatever has not ended, at this time or at its last event if that is later, and cuts holes off.
    /// A task that had not arrived is left alone: it never was part of the run.
    pub fn close(&mut self, at_ns: u64, end: End) {
        for task in (0..self.logs.len() as u32).map(TaskId) {
            self.close_task(task, at_ns, end);
        }
        self.close_left(at_ns);
    }

    /// Ends one task, if it has arrived and has not ended.
    pub fn close_task(&mut self, task: TaskId, at_ns: u64, end: End) {
        let Some(last) = self.events(task).last().copied() else { return };
        let at = |event: &Event| match event.what {
            What::Enter { step, .. } => Some(step),
            What::Told(_) | What::End { .. } => None,
        };
        if matches!(last.what, What::End { .. }) {
            return;
        }
        let step = self.events(task).filter_map(at).last().flatten();
        let seq = last.seq + 1;
        let Some(log) = self.logs.get_mut(task.0 as usize) else { return };
        log.truncate(seq as usize);
        let at_ns = at_ns.max(last.at_ns);
        self.push(Event { at_ns, task, seq, order: last.order, what: What::End { end, step } });
    }

    /// Whether every slot is done with what it was left with, as far as is known.
    fn is_nothing_left(&self) -> bool {
        self.left.iter().filter(|left| left.is_done).count() * 2 == self.left.len()
    }

    /// What a slot was left with ends by now.
    fn close_left(&mut self, at_ns: u64) {
        let open = pairs(&self.left).into_iter().filter(|(_, done)| done.is_none());
        let open: Vec<Left> =
            open.map(|(left, _)| Left { at_ns: at_ns.max(left.at_ns), is_done: true, ..left }).collect();
        self.left.extend(open);
    }

    /// Whether every task has ended, but for those that nobody has spawned, and slots are done with what was given up.
    pub fn is_complete(&self) -> bool {
        let is_unborn = |task: u32| {
            let is_spawned = self.tasks.get(task as usize).is_some_and(|info| info.spawned_by.is_some());
            is_spawned && self.events(TaskId(task)).next().is_none()
        };
        let has_ended = |task: u32| self.end(TaskId(task)).is_some() || is_unborn(task);
        self.is_nothing_left() && (0..self.logs.len() as u32).all(has_ended)
    }

    /// Whether every task that has arrived has ended.
    pub fn is_settled(&self) -> bool {
        (0..self.logs.len() as u32)
            .all(|task| self.events(TaskId(task)).next().is_none() || self.end(TaskId(task)).is_some())
    }

    /// The time of the latest event.
    pub fn last_ns(&self) -> u64 {
        self.last_ns
    }

    /// How many events came in.
    pub fn event_count(&self) -> usize {
        self.count
    }

    /// Everything in the trace that can't be: illegal transitions, clocks that ran back, holes, strays.
    pub fn breaches(&self) -> Vec<Breach> {
        let mut breaches: Vec<Breach> = self.strays.iter().map(|event| Breach::stray(*event)).collect();
        for (index, log) in self.logs.iter().enumerate() {
            transitions::check_task(TaskId(index as u32), log, self.lanes.len(), &mut breaches);
        }
        breaches
    }

    /// The lane an entered state is on, as far as the event says.
    pub fn lane_of(event: &Event) -> Option<LaneId> {
        match event.what {
            What::Enter { lane, .. } => lane,
            What::Told(_) | What::End { .. } => None,
        }
    }
}
