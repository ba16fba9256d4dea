//! Where things stand from top to bottom: a row for each lane, and under a loop's row a line for each task that waits.

use crate::trace::{Lane, LaneId, LaneKind, Span, TaskId, Timeline};

/// Heights in CSS pixels; rows get lower when there are many.
const ROW_PX: [(usize, f64, f64); 3] = [(8, 18.0, 4.0), (20, 11.0, 3.0), (usize::MAX, 6.0, 2.0)];
/// A waiting line with its gap.
const LINE_PITCH_PX: f64 = 5.0;
/// All waiting lines of a lane together; more lines stand closer.
const LINES_MOST_PX: f64 = 90.0;
/// Between a lane's row and its lines.
const LINES_TOP_PX: f64 = 4.0;
/// Around it all.
const PAD_PX: f64 = 3.0;

/// The vertical places of one diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Top of each lane's row.
    pub tops_px: Vec<f64>,
    /// Height of a row.
    pub row_px: f64,
    /// For each span of the timeline that holds no lane, where its line stands; `None` for the others.
    pub lines_px: Vec<Option<f64>>,
    /// Height of it all.
    pub height_px: f64,
}

impl Layout {
    /// Lays a timeline out.
    pub fn of(rows: &[Lane], timeline: &Timeline) -> Self {
        let lanes = rows.len();
        let (_, row_px, gap_px) = ROW_PX.into_iter().find(|(most, ..)| lanes <= *most).unwrap_or(ROW_PX[2]);
        let homes = homes(timeline, rows);
        let (slots, counts) = line_slots(timeline, &homes, rows);
        let mut tops_px = Vec::with_capacity(lanes);
        let mut pitches_px = Vec::with_capacity(lanes);
        let mut y_px = PAD_PX;
        for count in counts {
            tops_px.push(y_px);
            y_px += row_px + gap_px;
            let lines_px = (count as f64 * LINE_PITCH_PX).min(LINES_MOST_PX);
            pitches_px.push(if count == 0 { 0.0 } else { lines_px / count as f64 });
            if count > 0 {
                y_px += LINES_TOP_PX + lines_px;
            }
        }
        let place = |(index, slot): (usize, &Option<usize>)| {
            let lane = homes[timeline.spans[index].task.0 as usize].0 as usize;
            match (slot, rows.get(lane)) {
                (Some(slot), Some(_)) => {
                    Some(tops_px[lane] + row_px + LINES_TOP_PX + (*slot as f64 + 0.5) * pitches_px[lane])
                }
                // Where a lane is the task's own, it waits in the middle of its row.
                (None, Some(_)) if timeline.spans[index].lane.is_none() => Some(tops_px[lane] + row_px / 2.0),
                _ => None,
            }
        };
        let lines_px = slots.iter().enumerate().map(place).collect();
        Self { tops_px, row_px, lines_px, height_px: y_px + PAD_PX }
    }
}

/// The lane each task belongs to: the first it holds, or the first of all while it holds none yet.
fn homes(timeline: &Timeline, rows: &[Lane]) -> Vec<LaneId> {
    let own = |task: usize| match rows.get(task) {
        Some(lane) if is_own(lane.kind) => LaneId(task as u32),
        _ => LaneId(0),
    };
    let mut homes: Vec<Option<LaneId>> = vec![None; timeline.tasks.len()];
    for span in &timeline.spans {
        let home = &mut homes[span.task.0 as usize];
        *home = home.or(span.lane);
    }
    homes.into_iter().enumerate().map(|(task, home)| home.unwrap_or_else(|| own(task))).collect()
}

fn is_own(kind: LaneKind) -> bool {
    matches!(kind, LaneKind::Thread | LaneKind::Process)
}

/// For each span without a lane the number of its line under its lane, so that no two overlap on one line and a task
/// keeps its line, and how many lines each lane needs.
fn line_slots(timeline: &Timeline, homes: &[LaneId], rows: &[Lane]) -> (Vec<Option<usize>>, Vec<usize>) {
    let mut order: Vec<usize> =
        (0..timeline.spans.len()).filter(|index| timeline.spans[*index].lane.is_none()).collect();
    order.sort_by_key(|index| (timeline.spans[*index].start_ns, *index));
    let mut slots = vec![None; timeline.spans.len()];
    let mut free: Vec<LineSlots> = rows.iter().map(|_| LineSlots::default()).collect();
    let mut last: Vec<Option<usize>> = vec![None; homes.len()];
    for index in order {
        let span: &Span = &timeline.spans[index];
        let TaskId(task) = span.task;
        let lane = homes[task as usize].0 as usize;
        let Some(lines) = free.get_mut(lane).filter(|_| !is_own(rows[lane].kind)) else { continue };
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
    /// Lines by when they are free again, for finding one quickly.
    by_end: std::collections::BTreeSet<(u64, usize)>,
}

impl LineSlots {
    fn take(&mut self, span: &Span, wanted: Option<usize>) -> usize {
        let is_free = |slot: &usize| self.ends_ns[*slot] <= span.start_ns;
        let found = wanted.filter(is_free).or_else(|| self.by_end.first().map(|(_, slot)| *slot).filter(is_free));
        let slot = found.unwrap_or_else(|| {
            self.ends_ns.push(0);
            self.ends_ns.len() - 1
        });
        self.by_end.remove(&(self.ends_ns[slot], slot));
        self.ends_ns[slot] = span.end_ns;
        self.by_end.insert((span.end_ns, slot));
        slot
    }
}
