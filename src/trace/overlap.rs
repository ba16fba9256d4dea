//! Whether a lane was held by two tasks at once.

use super::{Breach, BreachKind, Event, LaneId, Span, TaskId, Timeline, Trace, What};

impl Trace {
    /// The first span on a lane that another task held, of this trace's timeline. What a clock can't tell apart overlaps
    /// in nothing; and the end of a task whose worker died is when that was noticed, maybe later than its lane was free.
    pub fn overlap(&self, timeline: &Timeline) -> Option<Breach> {
        let mut spans: Vec<&Span> = timeline.spans.iter().filter(|span| span.lane.is_some()).collect();
        spans.sort_by_key(|span| (span.lane, span.start_ns, span.order));
        let ended_ns = |task: TaskId| timeline.tasks.get(task.0 as usize).and_then(|times| times.ended_ns);
        let is_dead = |task: TaskId| self.deaths().iter().any(|(dead, _)| *dead == task);
        // The end is looked at first: many may have died, but few spans are the last of their task.
        let dies = |span: &Span| ended_ns(span.task) == Some(span.end_ns) && is_dead(span.task);
        let mut held: Option<(Option<LaneId>, u64)> = None;
        for span in spans {
            let free_ns = held.filter(|(lane, _)| *lane == span.lane).map_or(0, |(_, free_ns)| free_ns);
            if span.start_ns.saturating_add(self.clock_resolution_ns) < free_ns {
                let Span { task, lane, step, state, start_ns, order, .. } = *span;
                let what = What::Enter { state, lane, step };
                let event = Event { at_ns: start_ns, task, seq: 0, order, what };
                return Some(Breach { event, kind: BreachKind::Overlap });
            }
            if !dies(span) {
                held = Some((span.lane, free_ns.max(span.end_ns)));
            }
        }
        None
    }
}
