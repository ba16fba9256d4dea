//! Which lanes and tasks have rows, and to which lane each task belongs.

use super::Arrangement;
use crate::trace::{Lane, LaneId, LaneKind, TaskId, Timeline};

pub(super) fn is_own(lane: &Lane) -> bool {
    matches!(lane.kind, LaneKind::Thread | LaneKind::Process)
}

/// The lane each task belongs to: the loop where there is one; under the last slot of a pool, where its queue stands; or
/// else the first it holds, or the first of all while it holds none yet.
pub(super) fn homes(tasks: usize, timelines: [&Timeline; 2], lanes: &[Lane]) -> Vec<LaneId> {
    let loop_lane = lanes.iter().position(|lane| lane.kind == LaneKind::Loop);
    let is_pool = lanes.iter().all(|lane| lane.kind == LaneKind::Slot);
    if let Some(lane) = loop_lane.or_else(|| lanes.len().checked_sub(1).filter(|_| is_pool)) {
        return vec![LaneId(lane as u32); tasks];
    }
    let mut homes: Vec<Option<LaneId>> = vec![None; tasks];
    for span in timelines.into_iter().flat_map(|timeline| &timeline.spans) {
        let home = &mut homes[span.task.0 as usize];
        *home = home.or(span.lane.filter(|lane| (lane.0 as usize) < lanes.len()));
    }
    homes.into_iter().map(|home| home.unwrap_or(LaneId(0))).collect()
}

/// By task: whether it is drawn, and something happens to it in the time that counts.
pub(super) fn shown_tasks(tasks: usize, timeline: &Timeline, arrangement: &Arrangement) -> Vec<bool> {
    let mut shown = vec![arrangement.idle.is_none(); tasks];
    for span in timeline.spans.iter().filter(|span| arrangement.counts(span)) {
        shown[span.task.0 as usize] = true;
    }
    for (task, shown) in shown.iter_mut().enumerate() {
        *shown &= arrangement.shows(TaskId(task as u32));
    }
    shown
}

/// The row of each lane, from top to bottom, without those that are left out.
pub(super) fn lane_rows(
    lanes: usize,
    timeline: &Timeline,
    arrangement: &Arrangement,
    homes: &[LaneId],
) -> Vec<Option<u32>> {
    if arrangement.idle.is_none() {
        return (0..lanes as u32).map(Some).collect();
    }
    let mut is_kept = vec![false; lanes];
    for span in timeline.spans.iter().filter(|span| arrangement.counts(span)) {
        let lane = span.lane.unwrap_or(homes[span.task.0 as usize]);
        if let Some(kept) = is_kept.get_mut(lane.0 as usize) {
            *kept = true;
        }
    }
    let mut rows = 0..;
    is_kept.into_iter().map(|kept| if kept { rows.next() } else { None }).collect()
}
