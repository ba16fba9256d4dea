//! Where things stand from top to bottom: a row for each lane, and under a loop's row a line for each task that waits;
//! or a row for each task.

use super::arrangement::{Arrangement, Rows};
use super::behind::Behind;
use super::lines::line_slots;
use super::rows::{homes, is_own, lane_rows, shown_tasks};
pub use super::strip::Strip;
use super::tracks::{LINE_ROOM_PX, TRACK_GAP_PX, track_of, tracks};
use super::treatment::Style;
use crate::trace::{Lane, LaneId, OutputLine, Span, TaskId, Timeline};

/// Heights in CSS pixels; rows get lower when there are many.
const ROW_PX: [(usize, f64, f64); 3] = [(8, 18.0, 4.0), (20, 11.0, 3.0), (usize::MAX, 6.0, 2.0)];
/// All rows of tasks together: more tasks have lower rows, and at last share them.
const ROWS_MOST_PX: f64 = 720.0;
/// A row that is lower has no room for a thin line in its middle.
pub(super) const LINED_ROW_PX: f64 = 5.0;
/// A waiting line with its gap.
const LINE_PITCH_PX: f64 = 5.0;
/// Thickness of a waiting line.
pub const LINE_PX: f64 = 2.5;
/// All waiting lines of a lane together; more lines stand closer.
const LINES_MOST_PX: f64 = 90.0;
/// Between a lane's row and its lines.
const LINES_TOP_PX: f64 = 4.0;
/// Between everything else and the rows of named things.
const NAMED_TOP_PX: f64 = 5.0;
/// Heights of such a row, and of the gap under it; of many they are lower.
const NAMED_PX: [(usize, f64, f64); 2] = [(12, 8.0, 4.0), (usize::MAX, 3.0, 1.0)];
/// Around it all.
const PAD_PX: f64 = 3.0;
/// With more tasks than this, lines are given to tasks and not to spans: they lie closer than pixels anyway, and what
/// has been drawn then stays where it is while the run goes on.
const MANY_TASKS: usize = 500;
/// With more spans than this as well: finding a free line for each would take longer than drawing it.
const MANY_SPANS: usize = 20_000;

/// The vertical places of one diagram.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// Rows first, from top to bottom; then the lines.
    pub strips: Vec<Strip>,
    /// How many of the strips are rows, which have a ground.
    pub rows: usize,
    /// Height of a row.
    pub row_px: f64,
    /// Height of the track under each row; 0 if there is none.
    pub(super) track_px: f64,
    /// Height of it all.
    pub height_px: f64,
    /// The rows of what tasks act on each other by, under all others.
    pub named: Vec<Strip>,
    /// The row of each lane, if it has one.
    lane_rows: Vec<Option<u32>>,
    /// By task: whether it is drawn; `None` if all are.
    shown: Option<Vec<bool>>,
    places: Places,
}

/// Whose a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A lane's.
    Lane(LaneId),
    /// A task's, or that of several tasks: the first and the last of them.
    Tasks(TaskId, TaskId),
}

/// Which strip a span is drawn in.
#[derive(Debug, Clone, PartialEq)]
enum Places {
    /// On its lane's row, or on a line of its own.
    LaneOrSpan(Vec<Option<u32>>),
    /// On its lane's row, or on its task's line.
    LaneOrTask(Vec<Option<u32>>),
    /// On its task's row, or on the line in it.
    Task(Vec<(u32, u32)>),
}

impl Default for Places {
    fn default() -> Self {
        Self::LaneOrTask(Vec::new())
    }
}

impl Layout {
    /// Lays a timeline out by lanes, all of them.
    pub fn of(lanes: &[Lane], timeline: &Timeline) -> Self {
        Self::arranged(lanes, timeline, &Arrangement::default())
    }

    /// Lays a timeline out as the reader wants it.
    pub fn arranged(lanes: &[Lane], timeline: &Timeline, arrangement: &Arrangement) -> Self {
        Self::layered(lanes, timeline, None, arrangement).0
    }

    /// Lays out a timeline, and another one that lies behind it or under it, on these lanes and on the tasks of the one
    /// that has more: each lane has one row for both, and under it as many lines as the one needs that needs more.
    pub fn layered(
        lanes: &[Lane],
        timeline: &Timeline,
        behind: Option<Behind>,
        arrangement: &Arrangement,
    ) -> (Self, Self) {
        let has_tracks = behind.is_some_and(|behind| behind.style == Style::Before);
        let under = behind.map_or(timeline, |behind| behind.timeline);
        let (layout, places) = match arrangement.rows {
            Rows::Lanes => Self::by_lane(lanes, timeline, under, arrangement, has_tracks),
            Rows::Tasks => {
                let tasks = timeline.tasks.len().max(under.tasks.len());
                (Self::by_task(&shown_tasks(tasks, timeline, arrangement), has_tracks), None)
            }
        };
        let mut layout = Self { shown: arrangement.shown.clone(), ..layout };
        layout.add_named(timeline.named.len().max(under.named.len()));
        let mut behind = layout.clone();
        if let Some(places) = places {
            behind.places = places;
        }
        // Where there is no room for tracks, it lies behind.
        if layout.track_px > 0.0 {
            behind.strips = tracks(&layout.strips, layout.rows, layout.track_px);
        }
        (layout, behind)
    }

    /// The layout, and the places of the timeline behind where they are others.
    fn by_lane(
        lanes: &[Lane],
        timeline: &Timeline,
        behind: &Timeline,
        arrangement: &Arrangement,
        has_tracks: bool,
    ) -> (Self, Option<Places>) {
        let tasks = timeline.tasks.len().max(behind.tasks.len());
        let has_own = lanes.iter().all(is_own);
        let has_many = tasks > MANY_TASKS || timeline.spans.len().max(behind.spans.len()) > MANY_SPANS;
        // Where lanes are tasks' own, and where there are many tasks, the home of a task needn't be looked for.
        let homes = match lanes.len() {
            0 => vec![LaneId(0); tasks],
            count if has_own => (0..tasks).map(|task| LaneId(task.min(count - 1) as u32)).collect(),
            _ if has_many => vec![LaneId(0); tasks],
            _ => homes(tasks, [timeline, behind], lanes),
        };
        let lane_rows = lane_rows(lanes.len(), timeline, arrangement, &homes);
        let rows = lane_rows.iter().flatten().count();
        let row_at = |task: usize| lane_rows.get(homes[task].0 as usize).copied().flatten();
        if has_own {
            // Where each lane is a task's own, that task waits in the middle of its row.
            let (mut layout, _) = Self::stacked(&vec![0; rows], has_tracks);
            let middles: Vec<Strip> = layout.strips.iter().map(|row| row.line(LINE_PX)).collect();
            layout.strips.extend(middles);
            let places = (0..tasks).map(|task| row_at(task).map(|row| row + rows as u32)).collect();
            return (Self { places: Places::LaneOrTask(places), lane_rows, ..layout }, None);
        }
        if has_many {
            let slots = tasks.min(LINES_MOST_PX as usize);
            let mut counts = vec![0; rows];
            if let Some(first) = counts.first_mut() {
                *first = slots;
            }
            let (layout, firsts) = Self::stacked(&counts, has_tracks);
            let line = |task: usize| firsts.first().map(|first| first + (task * slots / tasks) as u32);
            let places = Places::LaneOrTask((0..tasks).map(line).collect());
            return (Self { lane_rows, places, ..layout }, None);
        }
        let (slots, mut counts) = line_slots(timeline, &homes, lanes.len());
        let is_layered = !std::ptr::eq(timeline, behind);
        let slots_behind = is_layered.then(|| {
            let (slots, wanted) = line_slots(behind, &homes, lanes.len());
            for (count, wanted) in counts.iter_mut().zip(wanted) {
                *count = (*count).max(wanted);
            }
            slots
        });
        let mut is_kept = lane_rows.iter().map(Option::is_some);
        counts.retain(|_| is_kept.next().unwrap_or(false));
        // Lines closer than pixels can't be told apart: they share those that there are.
        let kept: Vec<usize> = counts.iter().map(|count| (*count).min(LINES_MOST_PX as usize)).collect();
        let (layout, firsts) = Self::stacked(&kept, has_tracks);
        let place = |(span, slot): (&Span, Option<usize>)| {
            let (slot, row) = slot.zip(row_at(span.task.0 as usize))?;
            let row = row as usize;
            Some(firsts[row] + (slot * kept[row] / counts[row].max(1)) as u32)
        };
        let places = |timeline: &Timeline, slots: Vec<_>| {
            Places::LaneOrSpan(timeline.spans.iter().zip(slots).map(place).collect())
        };
        let places_behind = slots_behind.map(|slots| places(behind, slots));
        (Self { places: places(timeline, slots), lane_rows, ..layout }, places_behind)
    }

    /// Lays a timeline out by tasks; those that are not shown are left out.
    fn by_task(tasks: &[bool], has_tracks: bool) -> Self {
        let shown = tasks.iter().filter(|shown| **shown).count();
        let (mut row_px, mut gap_px, mut track_px) = row_of(shown, has_tracks);
        if shown as f64 * (row_px + gap_px) > ROWS_MOST_PX {
            (gap_px, track_px) = (0.0, 0.0);
            row_px = (ROWS_MOST_PX / shown as f64).max(1.0);
        }
        let rows = shown.min(ROWS_MOST_PX as usize);
        let tops_px = (0..rows).map(|row| PAD_PX + row as f64 * (row_px + gap_px));
        let mut strips: Vec<Strip> = tops_px.map(|top_px| Strip { top_px, height_px: row_px }).collect();
        let has_lines = row_px >= LINED_ROW_PX;
        if has_lines {
            let middles: Vec<Strip> = strips.iter().map(|row| row.line(LINE_PX)).collect();
            strips.extend(middles);
        }
        let mut before = 0;
        let place = |is_shown: &bool| {
            if !is_shown {
                return (u32::MAX, u32::MAX);
            }
            let row = (before * rows / shown) as u32;
            before += 1;
            (row, if has_lines { row + rows as u32 } else { row })
        };
        let places = Places::Task(tasks.iter().map(place).collect());
        let height_px = 2.0 * PAD_PX + rows as f64 * (row_px + gap_px);
        Self { strips, rows, row_px, track_px, height_px, places, ..Self::default() }
    }

    /// Rows with so many lines under each, and the strip of the first line under each.
    fn stacked(counts: &[usize], has_tracks: bool) -> (Self, Vec<u32>) {
        let (row_px, gap_px, track_px) = row_of(counts.len(), has_tracks);
        let (mut strips, mut lines, mut firsts) = (Vec::new(), Vec::new(), Vec::new());
        let mut y_px = PAD_PX;
        for &count in counts {
            strips.push(Strip { top_px: y_px, height_px: row_px });
            y_px += row_px + gap_px;
            firsts.push((counts.len() + lines.len()) as u32);
            if count == 0 {
                continue;
            }
            let lines_px = (count as f64 * LINE_PITCH_PX).min(LINES_MOST_PX);
            let pitch_px = lines_px / count as f64;
            let height_px = LINE_PX.min(pitch_px.max(1.0));
            lines.extend((0..count).map(|slot| {
                let middle_px = y_px + LINES_TOP_PX + (slot as f64 + 0.5) * pitch_px;
                Strip { top_px: middle_px - height_px / 2.0, height_px }
            }));
            y_px += LINES_TOP_PX + lines_px + if has_tracks { LINE_ROOM_PX } else { 0.0 };
        }
        strips.append(&mut lines);
        let (rows, height_px) = (counts.len(), y_px + PAD_PX);
        (Self { strips, rows, row_px, track_px, height_px, ..Self::default() }, firsts)
    }

    /// Adds rows for so many named things.
    fn add_named(&mut self, count: usize) {
        let Some((_, height_px, gap_px)) = NAMED_PX.into_iter().find(|(most, ..)| (1..=*most).contains(&count)) else {
            return;
        };
        let mut top_px = self.height_px - PAD_PX + NAMED_TOP_PX;
        for _ in 0..count {
            self.named.push(Strip { top_px, height_px });
            top_px += height_px + gap_px;
        }
        self.height_px = top_px + PAD_PX;
    }

    /// Whose the rows are, from top to bottom.
    pub fn owners(&self) -> Vec<Owner> {
        let Places::Task(places) = &self.places else {
            let lanes = (0..).map(LaneId).zip(&self.lane_rows);
            return lanes.filter(|(_, row)| row.is_some()).map(|(lane, _)| Owner::Lane(lane)).collect();
        };
        let mut owners: Vec<Option<(TaskId, TaskId)>> = vec![None; self.rows];
        for (task, (row, _)) in (0..).map(TaskId).zip(places) {
            if let Some(owner) = owners.get_mut(*row as usize) {
                *owner = Some((owner.map_or(task, |(first, _)| first), task));
            }
        }
        owners.into_iter().flatten().map(|(first, last)| Owner::Tasks(first, last)).collect()
    }

    /// Whether a task is drawn.
    pub fn shows(&self, task: TaskId) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.get(task.0 as usize).copied().unwrap_or(true))
    }

    /// The strip that a span is drawn in, if it is drawn at all; `index` is its place in the timeline.
    pub fn strip_of(&self, index: usize, span: &Span) -> Option<usize> {
        let task = span.task.0 as usize;
        if !self.shows(span.task) {
            return None;
        }
        let strip = match (&self.places, span.lane) {
            (Places::Task(places), lane) => {
                let (whole, middle) = *places.get(task)?;
                if lane.is_some() { whole } else { middle }
            }
            (_, Some(LaneId(lane))) => (*self.lane_rows.get(lane as usize)?)?,
            (Places::LaneOrSpan(places), None) => (*places.get(index)?)?,
            (Places::LaneOrTask(places), None) => (*places.get(task)?)?,
        };
        Some(strip as usize).filter(|strip| *strip < self.strips.len())
    }

    /// The row in which a printed line is written, if its task is drawn.
    pub fn row_of(&self, line: &OutputLine) -> Option<usize> {
        if !self.shows(line.task) {
            return None;
        }
        let row = match &self.places {
            Places::Task(places) => places.get(line.task.0 as usize)?.0,
            _ => (*self.lane_rows.get(line.lane?.0 as usize)?)?,
        };
        Some(row as usize).filter(|row| *row < self.rows)
    }

    /// Whether a span stays in its strip whatever comes after it, so that what was drawn can be kept.
    pub fn is_steady(&self) -> bool {
        !matches!(self.places, Places::LaneOrSpan(_))
    }
}

/// Heights of one of so many rows, of the gap under it, and of the track in that gap.
fn row_of(count: usize, has_tracks: bool) -> (f64, f64, f64) {
    let (_, row_px, gap_px) = ROW_PX.into_iter().find(|(most, ..)| count <= *most).unwrap_or(ROW_PX[2]);
    if has_tracks {
        (row_px, gap_px + track_of(row_px) + TRACK_GAP_PX, track_of(row_px))
    } else {
        (row_px, gap_px, 0.0)
    }
}
