//! The timeline: spans, derived from the trace whenever they are asked for.

use std::sync::Arc;

use super::left::pairs;
use super::{Cause, Change, End, Given, LaneId, Named, Received, State, TaskId, Tasks, Trace, What};
use crate::program::plan::TURN;
use crate::program::{Resource, ResourceKind, Step};
use crate::time::measured_text;

/// An interval in which a task was in one state at one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The task.
    pub task: TaskId,
    /// The lane it held; `None` while it held none (`queued`, `waiting`).
    pub lane: Option<LaneId>,
    /// The step it was at, if at one.
    pub step: Option<u32>,
    /// The state.
    pub state: State,
    /// From, in nanoseconds since the start of the run.
    pub start_ns: u64,
    /// To; for the last span of a task that has not ended, the time the timeline was asked for.
    pub end_ns: u64,
    /// The order of the event it begins with, see [`Event::order`](super::Event::order).
    pub order: u32,
}

impl Span {
    /// How long it lasted.
    pub fn length_ns(&self) -> u64 {
        self.end_ns - self.start_ns
    }
}

impl Tasks {
    /// The step that a span is at, if it is at one that is known.
    pub fn step_of(&self, span: &Span) -> Option<&Step<u64>> {
        self.step_at(span.task, span.step?, span.order)
    }

    /// The step that a span is at as the list counts it, see [`TaskInfo::place`].
    pub fn place_of(&self, span: &Span) -> Option<(u32, u32)> {
        let step = span.step?;
        Some(self.get(span.task.0 as usize).map_or((step, 0), |task| task.place(step)))
    }

    /// Whether what a span does takes a lock, under a model that has one.
    pub fn needs_lock(&self, span: &Span) -> bool {
        !matches!(self.step_of(span), Some(Step::Native(_)))
    }

    /// Whether a task waits in a span for all that it has spawned.
    pub fn joins(&self, span: &Span) -> bool {
        matches!(span.state, State::Waiting | State::Blocked) && matches!(self.step_of(span), Some(Step::Join(_)))
    }

    /// What a task waits for in a span, if that has a name, and what kind of thing it is.
    pub fn awaited(&self, span: &Span) -> Option<(&Arc<str>, ResourceKind)> {
        let waits = matches!(span.state, State::Waiting | State::Blocked | State::Locked);
        // Nobody waits for a number: who is held up at one waits for what computing needs, or for an answer.
        let named = self.step_of(span).filter(|_| waits)?.resource();
        named.filter(|(_, kind)| !matches!(kind, ResourceKind::Share { .. }))
    }
}

/// When a task arrived, started and ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskTimes {
    /// Its arrival; `None` if the run was over before.
    pub arrived_ns: Option<u64>,
    /// When it first was at a step, or was `running`: its worker had started and took it.
    pub started_ns: Option<u64>,
    /// Its end.
    pub ended_ns: Option<u64>,
    /// How it ended.
    pub end: Option<End>,
    /// When it was told to end, and why.
    pub told: Option<(u64, Cause)>,
}

impl TaskTimes {
    /// From when it was told to end until it did, or until this moment if it has not.
    pub fn overrun_ns(&self, now_ns: u64) -> Option<u64> {
        let (told_ns, _) = self.told?;
        Some(self.ended_ns.unwrap_or(now_ns).saturating_sub(told_ns))
    }
}

/// One printed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputLine {
    /// When.
    pub at_ns: u64,
    /// By which task.
    pub task: TaskId,
    /// On which lane.
    pub lane: Option<LaneId>,
    /// The line.
    pub text: Arc<str>,
}

/// All spans and times of a run, up to a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// The spans of each task one after another, tasks in list order: without gap or overlap from arrival to end.
    pub spans: Vec<Span>,
    /// By task.
    pub tasks: Vec<TaskTimes>,
    /// Printed lines in the order in which they were printed.
    pub output: Vec<OutputLine>,
    /// The last end, or the moment the timeline was asked for while something still runs.
    pub makespan_ns: u64,
    /// What tasks act on each other by, over time.
    pub named: Vec<Named>,
    /// Who gave whom what it had waited for.
    pub given: Vec<Given>,
    /// What slots of a pool went on with after their tasks had given it up, by task and time.
    pub left: Vec<Span>,
    /// What requests brought, by task and time.
    pub received: Vec<Received>,
}

impl Timeline {
    /// The timeline of a trace. While the run is live, open spans reach to `now_ns`.
    pub fn of(trace: &Trace, now_ns: Option<u64>) -> Self {
        let changes = trace.changes();
        let mut timeline = Self {
            spans: Vec::with_capacity(trace.event_count()),
            tasks: Vec::with_capacity(trace.tasks.len()),
            output: Vec::new(),
            makespan_ns: 0,
            named: Named::all(trace, changes),
            given: Given::all(changes),
            left: Vec::new(),
            received: trace.received().to_vec(),
        };
        timeline.received.sort_by_key(|one| (one.task, one.last_ns));
        let mut printed = Vec::new();
        let mut numbers = Numbers::of(trace);
        for task in (0..trace.tasks.len() as u32).map(TaskId) {
            let times = timeline.add_task(trace, task, now_ns, &mut printed, &mut numbers);
            let end_ns = times.ended_ns.or(now_ns).unwrap_or(0);
            timeline.makespan_ns = timeline.makespan_ns.max(end_ns);
            timeline.tasks.push(times);
        }
        printed.sort_by_key(|(order, line)| (line.at_ns, *order));
        timeline.output = printed.into_iter().map(|(_, line)| line).collect();
        timeline.add_left(trace, now_ns);
        timeline
    }

    /// Adds the spans of a task, and what it printed with the order of each line.
    fn add_task(
        &mut self,
        trace: &Trace,
        task: TaskId,
        now_ns: Option<u64>,
        printed: &mut Vec<(u32, OutputLine)>,
        numbers: &mut Numbers,
    ) -> TaskTimes {
        let mut times = TaskTimes::default();
        let mut turns: Vec<(Option<u32>, usize)> = Vec::new();
        let mut open: Option<Span> = None;
        for event in trace.events(task) {
            if let What::Told(cause) = event.what {
                times.told = Some((event.at_ns, cause));
                continue;
            }
            if let Some(mut span) = open.take() {
                span.end_ns = event.at_ns.max(span.start_ns);
                self.spans.push(span);
            }
            match event.what {
                What::Told(_) => {}
                What::End { end, .. } => {
                    times.ended_ns = Some(event.at_ns);
                    times.end = Some(end);
                }
                What::Enter { state, lane, step } => {
                    times.arrived_ns.get_or_insert(event.at_ns);
                    if step.is_some() || !matches!(state, State::Queued | State::Starting) {
                        times.started_ns.get_or_insert(event.at_ns);
                    }
                    let info = step.and_then(|step| trace.tasks.step_at(task, step, event.order));
                    if let (true, Some(Step::Print(text))) = (prints(state, info), info) {
                        let text = &in_turn(text, &mut turns, step);
                        let text = said(text, event.at_ns, trace.clock_resolution_ns);
                        let text = numbers.filled(task, text, &trace.resources);
                        let line = OutputLine { at_ns: event.at_ns, task, lane, text };
                        printed.push((event.order, line));
                    }
                    let (start_ns, order) = (event.at_ns, event.order);
                    open = Some(Span { task, lane, step, state, start_ns, end_ns: start_ns, order });
                }
            }
        }
        if let (Some(mut span), Some(now_ns)) = (open, now_ns) {
            span.end_ns = now_ns.max(span.start_ns);
            self.spans.push(span);
        }
        times
    }

    /// Adds what slots went on with: each from where its task was last seen on that slot.
    fn add_left(&mut self, trace: &Trace, now_ns: Option<u64>) {
        for (left, done_ns) in pairs(trace.left()) {
            let (_, spans) = self.spans_of(left.task);
            let own = |span: &&Span| span.lane == Some(left.lane) && span.start_ns <= left.at_ns;
            let Some((span, end_ns)) = spans.iter().rfind(own).copied().zip(done_ns.or(now_ns)) else { continue };
            let start_ns = span.end_ns;
            self.left.push(Span { start_ns, end_ns: end_ns.max(start_ns), step: Some(left.step), ..span });
        }
        self.left.sort_by_key(|span| (span.task, span.start_ns));
    }

    /// Whether a task went on after it was told to end, or a slot with what was given up.
    pub fn has_overrun(&self) -> bool {
        !self.left.is_empty() || self.tasks.iter().any(|times| times.overrun_ns(0).is_some_and(|ns| ns > 0))
    }

    /// The last moment that there is something to see of: slots may go on after the last task has ended.
    pub fn reach_ns(&self) -> u64 {
        self.left.iter().map(|span| span.end_ns).fold(self.makespan_ns, u64::max)
    }

    /// The spans of one task in order of time, and the index of the first of them.
    pub fn spans_of(&self, task: TaskId) -> (usize, &[Span]) {
        let first = self.spans.partition_point(|span| span.task < task);
        let count = self.spans[first..].partition_point(|span| span.task == task);
        (first, &self.spans[first..first + count])
    }

    /// What slots went on with of one task, in order of time, and the index of the first of them.
    pub fn left_of(&self, task: TaskId) -> (usize, &[Span]) {
        let first = self.left.partition_point(|span| span.task < task);
        let count = self.left[first..].partition_point(|span| span.task == task);
        (first, &self.left[first..first + count])
    }

    /// The spans of one lane in the order in which they happened.
    pub fn lane(&self, lane: LaneId) -> Vec<Span> {
        let mut spans: Vec<Span> = self.spans.iter().filter(|span| span.lane == Some(lane)).copied().collect();
        spans.sort_by_key(|span| (span.start_ns, span.order));
        spans
    }
}

/// The numbers that were printed, those that come next last: by task, and by share in the order in which they were.
struct Numbers(Vec<Change>);

impl Numbers {
    fn of(trace: &Trace) -> Self {
        Self(trace.printed_numbers().to_vec())
    }

    /// A text with the numbers that a task printed in it.
    fn filled(&mut self, task: TaskId, text: Arc<str>, resources: &[Resource]) -> Arc<str> {
        let mut text = text;
        while self.0.pop_if(|change| change.task < task).is_some() {}
        if self.0.is_empty() || !text.contains('{') {
            return text;
        }
        for (place, resource) in (0..).zip(resources) {
            let braces = ["{", &resource.name, "}"].concat();
            let mut own = self.0.iter().rev().take_while(|change| change.task == task);
            if text.contains(&braces)
                && let Some(past) = own.position(|change| change.resource.0 == place)
            {
                let number = self.0.remove(self.0.len() - 1 - past).after;
                text = text.replace(&braces, &number.to_string()).into();
            }
        }
        text
    }
}

/// A text as it was printed then.
fn said(text: &Arc<str>, at_ns: u64, resolution_ns: u64) -> Arc<str> {
    const ELAPSED: &str = "{elapsed}";
    if !text.contains(ELAPSED) {
        return text.clone();
    }
    text.replace(ELAPSED, &measured_text(at_ns, resolution_ns)).into()
}

/// A text of a task that has no end of its own, in the turn in which it was printed now.
fn in_turn(text: &Arc<str>, turns: &mut Vec<(Option<u32>, usize)>, step: Option<u32>) -> Arc<str> {
    if !text.contains(TURN) {
        return text.clone();
    }
    let place = turns.iter().position(|(printed, _)| *printed == step).unwrap_or_else(|| {
        turns.push((step, 0));
        turns.len() - 1
    });
    turns[place].1 += 1;
    text.replace(TURN, &turns[place].1.to_string()).into()
}

/// Whether a span in this state at this step is the printing of a line.
fn prints(state: State, step: Option<&Step<u64>>) -> bool {
    state == State::Running && matches!(step, Some(Step::Print(_)))
}
