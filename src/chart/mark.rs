//! A shape of a scene that stands for a span.

use crate::trace::{State, TaskId};

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
    /// In which strip of the layout.
    pub strip: usize,
    /// Whose span it is.
    pub task: TaskId,
    /// Index of the task's color.
    pub color: usize,
    /// How it is drawn.
    pub state: State,
    /// Index of the (first) span among those of its kind in the timeline.
    pub span: usize,
}
