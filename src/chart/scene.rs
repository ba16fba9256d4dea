//! A scene: the shapes of one diagram, in drawing order.

use super::layout::{Layout, Strip};
use super::{Window, ticks};
use crate::trace::{State, TaskId, Timeline};

/// A span, or several that are too narrow to be told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Left edge.
    pub x_px: f64,
    /// Top edge.
    pub y_px: f64,
    /// Width.
    pub width_px: f64,
    /// Height.
    pub height_px: f64,
    /// Index of the task's color.
    pub color: usize,
    /// How it is drawn.
    pub state: State,
    /// Index of the (first) span in the timeline.
    pub span: usize,
}

/// What was printed, written where it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Left edge.
    pub x_px: f64,
    /// Baseline.
    pub y_px: f64,
    /// Index of the task's color.
    pub color: usize,
    /// Whether it stands on a solid mark, and is written in the ground's color.
    pub is_on_solid: bool,
    /// The words.
    pub text: String,
}

/// One diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width.
    pub width_px: f64,
    /// Height.
    pub height_px: f64,
    /// Where grid lines stand.
    pub grid_px: Vec<f64>,
    /// Lane rows: top and height.
    pub rows_px: Vec<(f64, f64)>,
    /// The spans.
    pub marks: Vec<Mark>,
    /// The printed words.
    pub labels: Vec<Label>,
}

/// A running span is at least this wide: printing takes no time, and has to be seen.
const LEAST_PX: f64 = 2.0;
/// Width of a letter of the labels' font, and their gap.
const LETTER_PX: f64 = 6.7;
const LABEL_GAP_PX: f64 = 5.0;
/// Longest label, in letters.
const LABEL_LETTERS: usize = 18;
/// Solid marks wider than this hide words in their color.
const SOLID_PX: f64 = 3.0;
/// Labels stand in rows of at least this height.
const LABEL_ROW_PX: f64 = 11.0;

/// The diagram of a run in a window.
pub fn scene(timeline: &Timeline, layout: &Layout, window: &Window) -> Scene {
    let mut scene = Scene {
        width_px: window.width_px,
        height_px: layout.height_px,
        grid_px: ticks(window).into_iter().map(|tick| tick.x_px).collect(),
        rows_px: layout.strips[..layout.rows].iter().map(|row| (row.top_px, row.height_px)).collect(),
        marks: marks(timeline, layout, window),
        labels: Vec::new(),
    };
    scene.labels = labels(timeline, layout, window, &scene.marks);
    scene
}

fn color_of(task: TaskId) -> usize {
    task.0 as usize % super::palette::COLORS
}

fn marks(timeline: &Timeline, layout: &Layout, window: &Window) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    // The last pixel column that each row has a narrow mark in: a second one there would only hide the first.
    let mut taken: std::collections::HashMap<(usize, State), i64> = std::collections::HashMap::new();
    for (index, span) in timeline.spans.iter().enumerate() {
        if span.end_ns < window.start_ns || span.start_ns > window.end_ns {
            continue;
        }
        // What is far outside is cut off: canvases don't like numbers of any size.
        let x_px = window.x_px(span.start_ns).max(-LEAST_PX - 8.0);
        let end_px = window.x_px(span.end_ns).min(window.width_px + 8.0);
        let least_px = if span.state == State::Running { LEAST_PX } else { 1.0 };
        let Some(strip) = layout.strip_of(index, span) else { continue };
        let Strip { top_px: y_px, height_px } = layout.strips[strip];
        let width_px = (end_px - x_px).max(least_px);
        if width_px < 1.5 {
            let column = x_px.round() as i64;
            if taken.insert((strip, span.state), column) == Some(column) {
                continue;
            }
        }
        marks.push(Mark {
            x_px,
            y_px,
            width_px,
            height_px,
            color: color_of(span.task),
            state: span.state,
            span: index,
        });
    }
    // Running marks last: a printing that took no time lies on the edge of a long wait.
    marks.sort_by_key(|mark| mark.state == State::Running);
    marks
}

/// Labels where they have room; equal ones at one place are counted.
fn labels(timeline: &Timeline, layout: &Layout, window: &Window, marks: &[Mark]) -> Vec<Label> {
    if layout.row_px < LABEL_ROW_PX {
        return Vec::new();
    }
    let mut rows: Vec<LabelRow> = (0..layout.rows).map(|_| LabelRow::default()).collect();
    for line in &timeline.output {
        if line.at_ns < window.start_ns || line.at_ns > window.end_ns {
            continue;
        }
        let Some(row) = layout.row_of(line).and_then(|row| rows.get_mut(row)) else { continue };
        row.add(window.x_px(line.at_ns) + LABEL_GAP_PX, color_of(line.task), &line.text);
    }
    let solid: Vec<&Mark> =
        marks.iter().filter(|mark| mark.state == State::Running && mark.width_px > SOLID_PX).collect();
    let placed = rows.into_iter().zip(&layout.strips);
    placed
        .flat_map(|(row, strip)| row.labels(strip.top_px + strip.height_px / 2.0 + 4.0, window.width_px, &solid))
        .collect()
}

/// A label that can be read: beside all solid marks, or within one. `None` if it lies across an edge.
fn with_room(mut label: Label, solid: &[&Mark]) -> Option<Label> {
    let end_px = label.end_px();
    let mut under = solid.iter().filter(|mark| {
        (mark.y_px..mark.y_px + mark.height_px).contains(&(label.y_px - 4.0))
            && mark.x_px < end_px
            && label.x_px < mark.x_px + mark.width_px
    });
    if let Some(mark) = under.next() {
        label.is_on_solid = true;
        let is_within = mark.x_px <= label.x_px && end_px <= mark.x_px + mark.width_px;
        return (is_within && under.next().is_none()).then_some(label);
    }
    Some(label)
}

#[derive(Default)]
struct LabelRow {
    labels: Vec<(f64, usize, String, usize)>,
}

impl LabelRow {
    fn add(&mut self, x_px: f64, color: usize, text: &str) {
        let text: String = match text.char_indices().nth(LABEL_LETTERS) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        };
        if text.is_empty() {
            return;
        }
        if let Some((last_px, last_color, last, count)) = self.labels.last_mut() {
            let close = x_px - *last_px < (last.chars().count() + 3) as f64 * LETTER_PX + LABEL_GAP_PX;
            if close && *last == text {
                *count += 1;
                *last_color = color;
                return;
            }
            if close {
                return;
            }
        }
        self.labels.push((x_px, color, text, 1));
    }

    fn labels(self, y_px: f64, width_px: f64, solid: &[&Mark]) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for (x_px, color, text, count) in self.labels {
            let text = if count > 1 { format!("{text} ×{count}") } else { text };
            let label = Label { x_px, y_px, color, is_on_solid: false, text };
            let before = label.before(labels.last().map_or(0.0, Label::end_px), width_px);
            labels.extend(before.and_then(|label| with_room(label, solid)).or_else(|| with_room(label, solid)));
        }
        labels
    }
}

impl Label {
    fn end_px(&self) -> f64 {
        self.x_px + self.text.chars().count() as f64 * LETTER_PX
    }

    /// The same before what it belongs to, if the picture's edge would cut it off behind, and there is room.
    fn before(&self, free_px: f64, width_px: f64) -> Option<Self> {
        let x_px = 2.0 * (self.x_px - LABEL_GAP_PX) - self.end_px();
        (self.end_px() > width_px && x_px > free_px).then(|| Self { x_px, ..self.clone() })
    }
}
