//! Which line each wait is drawn on: no two overlap on one line, and a task keeps its line.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::trace::{LaneId, Span, TaskId, Timeline};

/// For each span without a lane the number of its line under its lane, and how many lines each lane needs.
pub(super) fn line_slots(timeline: &Timeline, homes: &[LaneId], lane_count: usize) -> (Vec<Option<usize>>, Vec<usize>) {
    let without_lane = timeline.spans.iter().enumerate().filter(|(_, span)| span.lane.is_none());
    let mut order: Vec<(u64, u64)> = without_lane.map(|(index, span)| (span.start_ns, index as u64)).collect();
    order.sort_unstable();
    let mut slots = vec![None; timeline.spans.len()];
    let mut free: Vec<LineSlots> = (0..lane_count).map(|_| LineSlots::default()).collect();
    let mut last: Vec<Option<usize>> = vec![None; homes.len()];
    for (_, index) in order {
        let index = index as usize;
        let span: &Span = &timeline.spans[index];
        let TaskId(task) = span.task;
        let Some(lines) = free.get_mut(homes[task as usize].0 as usize) else { continue };
        let slot = lines.take(span, last[task as usize]);
        last[task as usize] = Some(slot);
        slots[index] = Some(slot);
    }
    (slots, free.into_iter().map(|lines| lines.ends_ns.len()).collect())
}

#[derive(Default)]
struct LineSlots {
    /// When each line is free again.
    ends_ns: Vec<u64>,
    /// Lines by when they are free again, for finding one quickly; with ends that a later one has taken the place of.
    by_end: BinaryHeap<Reverse<(u64, usize)>>,
}

impl LineSlots {
    fn take(&mut self, span: &Span, wanted: Option<usize>) -> usize {
        while self.by_end.peek().is_some_and(|Reverse((end_ns, slot))| self.ends_ns[*slot] != *end_ns) {
            self.by_end.pop();
        }
        let is_free = |slot: &usize| self.ends_ns[*slot] <= span.start_ns;
        let first = self.by_end.peek().map(|Reverse((_, slot))| *slot);
        let found = wanted.filter(is_free).or_else(|| first.filter(is_free));
        let slot = found.unwrap_or_else(|| {
            self.ends_ns.push(0);
            self.ends_ns.len() - 1
        });
        self.ends_ns[slot] = span.end_ns;
        self.by_end.push(Reverse((span.end_ns, slot)));
        slot
    }
}
