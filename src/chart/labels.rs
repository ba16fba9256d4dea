//! Printed words, written where they were printed: beside their mark or on what their own task did, and nowhere else.

use super::letters;
use super::{Layout, Mark, Window};
use crate::trace::{State, TaskId, Timeline};

/// What was printed, written where it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Left edge.
    pub x_px: f64,
    /// Baseline.
    pub y_px: f64,
    /// Who printed it; `None` if several tasks did, so that it has no task's color.
    pub task: Option<TaskId>,
    /// Whether it stands on a solid mark, and is written in the ground's color.
    pub is_on_solid: bool,
    /// The words.
    pub text: String,
}

/// Between words and what they belong to, and between words.
const GAP_PX: f64 = 5.0;
/// From the baseline up to the middle of small letters.
const MIDDLE_PX: f64 = 4.0;
/// Longest label, in letters.
const MOST_LETTERS: usize = 18;
/// Solid marks wider than this hide words in their color.
const SOLID_PX: f64 = 3.0;
/// Labels stand in rows of at least this height.
const LEAST_ROW_PX: f64 = 11.0;

/// Labels where they have room; equal ones at one place are counted.
pub(super) fn labels(timeline: &Timeline, layout: &Layout, window: &Window, marks: &[Mark]) -> Vec<Label> {
    if layout.row_px < LEAST_ROW_PX || timeline.output.is_empty() {
        return Vec::new();
    }
    let places = layout.strips[..layout.rows].iter();
    let mut rows: Vec<Row> =
        places.map(|row| Row::new(row.top_px + row.height_px / 2.0 + MIDDLE_PX, window.width_px)).collect();
    for mark in marks {
        if let Some(row) = rows.get_mut(mark.strip) {
            row.blocks.push(Block {
                left_px: mark.x_px,
                right_px: mark.x_px + mark.width_px,
                reach_px: 0.0,
                task: mark.task,
                is_solid: mark.state == State::Running && mark.width_px > SOLID_PX,
            });
        }
    }
    rows.iter_mut().for_each(Row::sort);
    for line in &timeline.output {
        if line.text.is_empty() || line.at_ns < window.start_ns || line.at_ns > window.end_ns {
            continue;
        }
        if let Some(row) = layout.row_of(line).and_then(|row| rows.get_mut(row)) {
            row.add(window.x_px(line.at_ns), line.task, &line.text);
        }
    }
    rows.into_iter().flat_map(Row::end).collect()
}

/// A mark in a row.
struct Block {
    left_px: f64,
    right_px: f64,
    /// The rightmost edge of this one and all before it.
    reach_px: f64,
    task: TaskId,
    is_solid: bool,
}

/// Equal words that were printed one after another, so close that they are written once.
struct Group<'a> {
    text: &'a str,
    first_px: f64,
    last_px: f64,
    task: Option<TaskId>,
    count: usize,
    /// How it is written, where it has room.
    label: Option<Label>,
}

struct Row<'a> {
    y_px: f64,
    width_px: f64,
    blocks: Vec<Block>,
    labels: Vec<Label>,
    group: Option<Group<'a>>,
}

impl<'a> Row<'a> {
    fn new(y_px: f64, width_px: f64) -> Self {
        Self { y_px, width_px, blocks: Vec::new(), labels: Vec::new(), group: None }
    }

    fn sort(&mut self) {
        self.blocks.sort_by(|one, other| one.left_px.total_cmp(&other.left_px));
        let mut reach_px = f64::MIN;
        for block in &mut self.blocks {
            reach_px = block.right_px.max(reach_px);
            block.reach_px = reach_px;
        }
    }

    fn add(&mut self, x_px: f64, task: TaskId, text: &'a str) {
        if let Some(group) = self.group.as_ref().filter(|group| group.takes(x_px, text)) {
            let task = group.task.filter(|other| *other == task);
            let mut grown = Group { last_px: x_px, task, count: group.count + 1, label: None, ..*group };
            // Where the count has no room, the words alone are better than nothing.
            grown.label = self.placed(&grown).or_else(|| group.label.clone());
            self.group = Some(grown);
            return;
        }
        self.close();
        let mut group = Group { text, first_px: x_px, last_px: x_px, task: Some(task), count: 1, label: None };
        group.label = self.placed(&group);
        self.group = Some(group);
    }

    fn close(&mut self) {
        self.labels.extend(self.group.take().and_then(|group| group.label));
    }

    fn end(mut self) -> Vec<Label> {
        self.close();
        self.labels
    }

    /// Behind what it belongs to, or before it.
    fn placed(&self, group: &Group) -> Option<Label> {
        let text = group.words();
        let width_px = letters::width_px(&text);
        let free_px = self.labels.last().map_or(0.0, |label| label.end_px() + GAP_PX);
        let lefts_px = [group.last_px + GAP_PX, group.first_px - GAP_PX - width_px];
        lefts_px.into_iter().find_map(|x_px| {
            let has_room = x_px >= free_px && x_px + width_px <= self.width_px;
            let is_on_solid = has_room.then(|| self.ground(x_px, x_px + width_px, group.task)).flatten()?;
            Some(Label { x_px, y_px: self.y_px, task: group.task, is_on_solid, text: text.clone() })
        })
    }

    /// Whether words there would stand on a solid mark; `None` if they can't stand there: on what another task did, or
    /// across the edge of a solid mark.
    fn ground(&self, left_px: f64, right_px: f64, task: Option<TaskId>) -> Option<bool> {
        let from = self.blocks.partition_point(|block| block.reach_px <= left_px);
        let under = self.blocks[from..].iter().take_while(|block| block.left_px < right_px);
        let mut is_on_solid = false;
        for block in under.filter(|block| block.right_px > left_px) {
            let is_own = task == Some(block.task);
            let is_within = block.left_px <= left_px && right_px <= block.right_px;
            if !is_own || (block.is_solid && !is_within) {
                return None;
            }
            is_on_solid |= block.is_solid;
        }
        Some(is_on_solid)
    }
}

impl Group<'_> {
    /// Whether the same words at another place are written together with these.
    fn takes(&self, x_px: f64, text: &str) -> bool {
        let free_px = match &self.label {
            Some(label) => label.end_px().max(self.last_px),
            None => self.last_px + letters::width_px(&self.words()),
        };
        text == self.text && x_px < free_px + GAP_PX
    }

    fn words(&self) -> String {
        let words = match self.text.char_indices().nth(MOST_LETTERS) {
            Some((end, _)) => format!("{}…", &self.text[..end]),
            None => self.text.to_owned(),
        };
        if self.count > 1 { format!("{words} ×{}", self.count) } else { words }
    }
}

impl Label {
    /// Its right edge.
    pub fn end_px(&self) -> f64 {
        self.x_px + letters::width_px(&self.text)
    }
}
