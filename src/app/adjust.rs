//! Durations that the reader changes where they stand in the list: by keys, or by dragging.

use super::history::{Selection, byte_of, units_of};
use super::{Effect, Moment, State, lists};
use crate::program::DurationField;
use crate::time::duration_text;

/// Dragging this far is one step.
const STEP_PX: f64 = 4.0;

/// How a duration is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// By a key: so many steps up, or down if there are fewer than none.
    Steps {
        /// How many.
        steps: i32,
        /// Whether they are ten times as large.
        is_coarse: bool,
    },
    /// By dragging: all of one drag can be undone at once.
    To {
        /// How long it is to be, in nanoseconds.
        ns: u64,
        /// The number of the drag.
        drag: u32,
    },
}

/// A duration that is being dragged.
#[derive(Debug, Clone, PartialEq)]
pub struct Drag {
    /// Where it stands in the text, in UTF-16 code units.
    pub at: usize,
    field: DurationField,
    number: u32,
    from_px: f64,
}

impl Drag {
    /// The drag called `number`, of a duration of this text, begins there.
    pub fn new(text: &str, field: DurationField, number: u32, from_px: f64) -> Self {
        Self { at: units_of(text, field.bytes.start), field, number, from_px }
    }

    /// Whether the pointer has gone so far that it drags, and doesn't only click.
    pub fn is_drag(&self, x_px: f64) -> bool {
        (x_px - self.from_px).abs() >= STEP_PX
    }

    /// What it has come to there.
    pub fn to(&self, x_px: f64, is_coarse: bool) -> Adjustment {
        let steps = ((x_px - self.from_px) / STEP_PX) as i32;
        Adjustment::To { ns: self.field.stepped(steps, is_coarse), drag: self.number }
    }
}

/// What a duration of the text will be called after this; `None` if there is none at this place.
pub fn adjusted(text: &str, at: usize, adjustment: Adjustment) -> Option<(DurationField, String)> {
    let field = DurationField::at(text, byte_of(text, at))?;
    let ns = match adjustment {
        Adjustment::Steps { steps, is_coarse } => field.stepped(steps, is_coarse),
        Adjustment::To { ns, .. } => field.bounded(ns),
    };
    let written = if ns == field.ns { text[field.bytes.clone()].to_owned() } else { duration_text(ns) };
    Some((field, written))
}

/// The reader changes the duration at a place of the text, where this is selected.
pub fn adjust(
    state: &mut State,
    at: usize,
    adjustment: Adjustment,
    selected: Selection,
    moment: Moment,
) -> Vec<Effect> {
    let text = state.document.text.clone();
    let Some((field, written)) = adjusted(&text, at, adjustment) else { return Vec::new() };
    let (before, behind) = (&text[..field.bytes.start], &text[field.bytes.end..]);
    if text[field.bytes.clone()] == *written {
        return Vec::new();
    }
    let new = [before, &written, behind].concat();
    // What is selected stays selected, as far as it is left.
    let new_end = field.bytes.start + written.len();
    let carry = |units: usize| match byte_of(&text, units) {
        byte if byte >= field.bytes.end => units_of(&new, byte - field.bytes.end + new_end),
        byte => units_of(&new, byte.min(new_end)),
    };
    let after = Selection { start: carry(selected.start), end: carry(selected.end) };
    let (is_drag, drag) = match adjustment {
        Adjustment::Steps { .. } => (false, None),
        Adjustment::To { drag, .. } => (true, Some(drag)),
    };
    let removed = &text[field.bytes.clone()];
    state.desk.history.adjust((field.bytes.start, removed, &written), (selected, after), drag, moment.clock_ms);
    lists::write(state, &new, after, !is_drag, moment)
}
