//! What lies behind or under what is looked at: what was expected of it, or what was measured before a change.

use super::treatment::Style;
use crate::stats::{Analysis, Kind};
use crate::trace::Timeline;

/// What lies behind or under what is looked at, on the same lanes and tasks, or on some more.
#[derive(Debug, Clone, Copy)]
pub struct Behind<'a> {
    /// The spans.
    pub timeline: &'a Timeline,
    /// How they are drawn.
    pub style: Style,
}

impl<'a> Behind<'a> {
    /// What is expected lies behind, what was measured before under.
    pub fn of(view: &'a Analysis) -> Self {
        let style = if view.kind == Kind::Before { Style::Before } else { Style::Outline };
        Self { timeline: &view.timeline, style }
    }
}

/// Whose lanes and tasks have the rows of a picture: what was measured before may have had more of them.
pub fn rows_of<'a>(view: &'a Analysis, behind: Option<&'a Analysis>) -> &'a Analysis {
    behind.filter(|behind| behind.kind == Kind::Before).unwrap_or(view)
}
