//! The walk along the critical path, from the last end back to the start of the run.

use super::holders::Holders;
use super::{Cause, Stretch};
use crate::program::Step;
use crate::trace::{Span, State, TaskId, Timeline, Trace};

/// The stretches of the path, in order of time, from 0 to the makespan.
pub(super) fn critical_path(trace: &Trace, timeline: &Timeline) -> Vec<Stretch> {
    let mut walk = Walk {
        trace,
        timeline,
        holders: Holders::of(&trace.tasks, &trace.lanes, timeline),
        last_ends: last_ends(trace, timeline),
        ran_before_ns: ran_before_ns(timeline),
        is_visited: vec![false; timeline.spans.len()],
        at_ns: timeline.makespan_ns,
        path: Vec::new(),
    };
    let mut next = walk.last_span();
    while let Some(index) = next {
        next = walk.go_back_through(index);
    }
    // Only where a trace says nothing, or contradicts itself, is anything left.
    walk.add(Cause::Other, None, 0);
    walk.path.reverse();
    walk.path
}

struct Walk<'a> {
    trace: &'a Trace,
    timeline: &'a Timeline,
    holders: Holders<'a>,
    /// For each group of tasks, the one that ended last.
    last_ends: Vec<Option<(u64, TaskId)>>,
    /// For each span that runs, how long its task had run at the same step before.
    ran_before_ns: Vec<u64>,
    /// The walk changes over to no span twice, so that it ends whatever the trace says.
    is_visited: Vec<bool>,
    /// How far it has come: everything after this moment is told.
    at_ns: u64,
    /// Backwards.
    path: Vec<Stretch>,
}

impl Walk<'_> {
    /// The last span of the task that ended last; rather not of one that only queued until the run was stopped. Of those
    /// that ended at the same time it is the last in the list, so that a run has one breakdown, wherever it is read.
    fn last_span(&self) -> Option<usize> {
        let lasts = (0..self.timeline.tasks.len() as u32).map(TaskId).filter_map(|task| self.last_span_of(task));
        lasts.max_by_key(|index| {
            let span = &self.timeline.spans[*index];
            (span.end_ns, span.state != State::Queued, *index)
        })
    }

    fn last_span_of(&self, task: TaskId) -> Option<usize> {
        let (first, spans) = self.timeline.spans_of(task);
        (first + spans.len()).checked_sub(1).filter(|_| !spans.is_empty())
    }

    /// Tells of a span, back from where the walk has come to; gives the span that it goes on with.
    fn go_back_through(&mut self, index: usize) -> Option<usize> {
        self.is_visited[index] = true;
        let span = self.timeline.spans[index];
        // A gap is there only where the trace contradicts itself.
        self.add(Cause::Other, None, span.end_ns);
        let (nominal, excess) = causes(&span, self.step(&span));
        // From this moment on it went on for no reason of its own.
        let due_ns = self.due_ns(index);
        if let Some(holder) = self.holder(index, due_ns) {
            self.add(excess, Some(index), self.timeline.spans[holder].end_ns);
            return Some(holder);
        }
        self.add(excess, Some(index), due_ns);
        self.add(nominal, Some(index), span.start_ns);
        let own = index.checked_sub(1).filter(|before| self.timeline.spans[*before].task == span.task);
        own.or_else(|| self.before_arrival(span.task))
    }

    /// Puts what lies between a moment and where the walk has come to down to a cause.
    fn add(&mut self, cause: Cause, span: Option<usize>, from_ns: u64) {
        if from_ns < self.at_ns {
            self.path.push(Stretch { cause, span, start_ns: from_ns, end_ns: self.at_ns });
            self.at_ns = from_ns;
        }
    }

    fn step(&self, span: &Span) -> Option<&Step<u64>> {
        self.trace.tasks.step_of(span)
    }

    /// When a span would have ended if nothing had been in its way.
    fn due_ns(&self, index: usize) -> u64 {
        let span = &self.timeline.spans[index];
        if self.trace.tasks.awaited(span).is_some() || self.trace.tasks.joins(span) {
            return span.start_ns;
        }
        let left_ns = match (span.state, self.step(span)) {
            (State::Waiting | State::Blocked, Some(Step::Sleep(ns) | Step::Block(ns) | Step::Fetch(ns, ..))) => *ns,
            (State::Running, Some(Step::Cpu(ns) | Step::Native(ns))) => ns.saturating_sub(self.ran_before_ns[index]),
            // Where no time is named, there is no too long.
            (State::Waiting | State::Blocked | State::Running | State::Copying, _) => return span.end_ns,
            (State::Queued | State::Locked | State::Starting, _) => 0,
        };
        span.start_ns.saturating_add(left_ns)
    }

    /// Whoever held what this span waited for when it was due: the path goes on along that task.
    fn holder(&self, index: usize, due_ns: u64) -> Option<usize> {
        let waits_for_others =
            matches!(self.timeline.spans[index].state, State::Queued | State::Locked | State::Waiting)
                || self.trace.tasks.awaited(&self.timeline.spans[index]).is_some()
                || self.trace.tasks.joins(&self.timeline.spans[index]);
        if !waits_for_others || self.at_ns <= due_ns {
            return None;
        }
        let holder = self.holders.before_end_of(index)?;
        (self.timeline.spans[holder].end_ns > due_ns && !self.is_visited[holder]).then_some(holder)
    }

    /// Goes on from the arrival of a task: along the last of the tasks it came after, if they were what it waited for.
    fn before_arrival(&mut self, task: TaskId) -> Option<usize> {
        if let Some(by) = self.trace.tasks.get(task.0 as usize).and_then(|info| info.spawned_by) {
            return self.spawning(by);
        }
        let blockers = self.trace.tasks.get(task.0 as usize).map_or(&[][..], |info| &info.after);
        let last = blockers.iter().filter_map(|group| *self.last_ends.get(*group as usize)?).max();
        let blocker = last.filter(|(ended_ns, _)| *ended_ns >= self.at_ns);
        let blocker = blocker.and_then(|(_, task)| self.last_span_of(task)).filter(|index| !self.is_visited[*index]);
        if blocker.is_none() {
            // It was to arrive then, and not before.
            self.add(Cause::Waiting, None, 0);
        }
        blocker
    }
}

impl Walk<'_> {
    /// What a task was at when it spawned one that arrives at the moment that the walk has come to.
    fn spawning(&self, task: TaskId) -> Option<usize> {
        let (first, spans) = self.timeline.spans_of(task);
        let later = spans.partition_point(|span| span.start_ns <= self.at_ns);
        (first..first + later).rev().find(|index| !self.is_visited[*index])
    }
}

/// What a span goes to until it is due, and from then on.
fn causes(span: &Span, step: Option<&Step<u64>>) -> (Cause, Cause) {
    match span.state {
        State::Waiting | State::Blocked => match step {
            Some(Step::Lock(..)) => (Cause::Locked, Cause::Locked),
            _ => (Cause::Waiting, Cause::Lateness),
        },
        State::Running => match step {
            // What isn't known to be something else is taken for computing.
            Some(Step::Cpu(_) | Step::Native(_)) | None if span.step.is_some() => (Cause::Computing, Cause::Contention),
            _ => (Cause::Other, Cause::Other),
        },
        State::Starting => (Cause::Starting, Cause::Starting),
        State::Copying => (Cause::Copying, Cause::Copying),
        State::Queued => (Cause::Queued, Cause::Queued),
        State::Locked => (Cause::Locked, Cause::Locked),
    }
}

/// For each group of tasks, the one that ended last, and when.
fn last_ends(trace: &Trace, timeline: &Timeline) -> Vec<Option<(u64, TaskId)>> {
    let mut last_ends = vec![None; trace.tasks.len()];
    for (task, (info, times)) in (0..).map(TaskId).zip(trace.tasks.iter().zip(&timeline.tasks)) {
        if let (Some(last), Some(ended_ns)) = (last_ends.get_mut(info.group as usize), times.ended_ns) {
            *last = (*last).max(Some((ended_ns, task)));
        }
    }
    last_ends
}

/// For each span that runs, how long its task had run at the same step before: where computing is interrupted, it goes on
/// in another span.
fn ran_before_ns(timeline: &Timeline) -> Vec<u64> {
    let mut ran_before_ns = Vec::with_capacity(timeline.spans.len());
    let (mut at, mut ran_ns) = (None, 0);
    for span in &timeline.spans {
        if at.replace((span.task, span.step)) != Some((span.task, span.step)) {
            ran_ns = 0;
        }
        ran_before_ns.push(ran_ns);
        if span.state == State::Running {
            ran_ns += span.length_ns();
        }
    }
    ran_before_ns
}
