//! Who held what another task waited for: a lane, or the lock that a task holds while it runs.

use crate::trace::{Lane, LaneId, LaneKind, Span, State, TaskId, Tasks, Timeline};

/// What one task at a time holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Lane(LaneId),
    Lock,
}

/// A time, and what the clock can't tell apart in the order in which it happened.
type Moment = (u64, u32);

/// Who held what, and when: spans by the thing they held, in the order in which they began.
#[derive(Debug)]
pub(super) struct Holders<'a> {
    tasks: &'a Tasks,
    timeline: &'a Timeline,
    /// The lane that waits end on, where there is one.
    event_loop: Option<LaneId>,
    holds: Vec<(Thing, Moment, u32)>,
}

impl<'a> Holders<'a> {
    pub(super) fn of(tasks: &'a Tasks, lanes: &[Lane], timeline: &'a Timeline) -> Self {
        let is_locked = |span: &Span| span.state == State::Locked && tasks.awaited(span).is_none();
        let has_lock = timeline.spans.iter().any(is_locked);
        let mut holds = Vec::with_capacity(timeline.spans.len());
        for (index, span) in (0..).zip(&timeline.spans) {
            let from = (span.start_ns, span.order);
            holds.extend(span.lane.map(|lane| (Thing::Lane(lane), from, index)));
            if has_lock && span.state == State::Running && tasks.needs_lock(span) {
                holds.push((Thing::Lock, from, index));
            }
        }
        holds.sort_unstable();
        let event_loop = lanes.iter().position(|lane| lane.kind == LaneKind::Loop);
        Self { tasks, timeline, event_loop: event_loop.map(|lane| LaneId(lane as u32)), holds }
    }

    /// The span that held what a task waited for in this one, last before the task got it; both as indices.
    pub(super) fn before_end_of(&self, index: usize) -> Option<usize> {
        let span = &self.timeline.spans[index];
        if self.tasks.awaited(span).is_some() {
            let (giver, gave_ns) = self.giver(span)?;
            let (first, spans) = self.timeline.spans_of(giver);
            // What began when it gave, such as its own next wait, came after that.
            let before = spans.partition_point(|span| span.start_ns < gave_ns).max(1);
            return (!spans.is_empty()).then(|| first + before - 1);
        }
        if self.tasks.joins(span) {
            return self.last_child(span);
        }
        let next = self.timeline.spans.get(index + 1).filter(|next| next.task == span.task);
        let thing = match (span.state, next.and_then(|next| next.lane)) {
            (State::Locked, _) if next.is_some() => Thing::Lock,
            (_, Some(lane)) => Thing::Lane(lane),
            // Where it went on without a lane, or ended, it had a turn of its loop.
            (_, None) => match self.event_loop {
                Some(lane) => Thing::Lane(lane),
                None => return self.last_until(span),
            },
        };
        // What began when the wait ended has not made it longer.
        self.before(thing, (span.end_ns, 0))
    }

    /// Who ended the wait that a span is, and when.
    fn giver(&self, span: &Span) -> Option<(TaskId, u64)> {
        let all = &self.timeline.given;
        let later = all.partition_point(|given| (given.to, given.at_ns) <= (span.task, span.end_ns));
        let given = all.get(later.checked_sub(1)?)?;
        (given.to == span.task && given.at_ns >= span.start_ns).then_some((given.by, given.at_ns))
    }

    fn before(&self, thing: Thing, moment: Moment) -> Option<usize> {
        let later = self.holds.partition_point(|(held, from, _)| (*held, *from) < (thing, moment));
        let (held, _, index) = self.holds.get(later.checked_sub(1)?)?;
        (*held == thing).then_some(*index as usize)
    }

    /// What the last of those was at that a task had spawned and waited for.
    fn last_child(&self, span: &Span) -> Option<usize> {
        let ended_ns = |child: &TaskId| self.timeline.tasks.get(child.0 as usize)?.ended_ns;
        let children = (0..).map(TaskId).zip(self.tasks).filter(|(_, info)| info.spawned_by == Some(span.task));
        let ended = children.map(|(child, _)| child).filter(|child| ended_ns(child) <= Some(span.end_ns));
        let (first, spans) = self.timeline.spans_of(ended.max_by_key(ended_ns)?);
        (first + spans.len()).checked_sub(1).filter(|_| !spans.is_empty())
    }

    /// The last to hold anything before a task ended that never got what it waited for, or did nothing with it.
    fn last_until(&self, span: &Span) -> Option<usize> {
        let holds = |other: &Span| {
            let held = if span.state == State::Locked { other.state == State::Running } else { other.lane.is_some() };
            held && other.task != span.task && other.end_ns <= span.end_ns && other.start_ns < span.end_ns
        };
        let others = self.timeline.spans.iter().enumerate().filter(|(_, other)| holds(other));
        others.max_by_key(|(index, other)| (other.end_ns, *index)).map(|(index, _)| index)
    }
}
