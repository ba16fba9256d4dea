//! Pointers and fingers that are held down on a diagram: one moves the picture or marks a range, two spread it or close it.

use super::{Action, LookAction};
use crate::chart::Window;

/// A pointer that has moved this far drags; until then it may be a tap.
const DRAG_PX: f64 = 3.0;
/// Fingers closer than this are taken to be this far apart.
const LEAST_SPREAD_PX: f64 = 24.0;

/// One of them.
#[derive(Debug, Clone, Copy)]
struct Held {
    id: i32,
    x_px: f64,
}

#[derive(Debug, Clone, Copy, Default)]
enum Drag {
    /// Not far enough for a drag yet; the moment to mark from, if it is to mark.
    #[default]
    Rests,
    RestsToMark(u64),
    Moves,
    Marks(u64),
}

/// What is held down on one diagram.
#[derive(Debug, Default)]
pub struct Gesture {
    held: Vec<Held>,
    drag: Drag,
}

impl Gesture {
    /// A pointer comes down there. Given a moment, it marks a range from then; without, it moves the picture.
    pub fn press(&mut self, id: i32, x_px: f64, marks_from_ns: Option<u64>) {
        self.release(id);
        self.held.push(Held { id, x_px });
        // Whatever the first one did: with a second one the picture is spread.
        self.drag = match marks_from_ns {
            Some(from_ns) if self.held.len() == 1 => Drag::RestsToMark(from_ns),
            _ => Drag::Rests,
        };
    }

    /// A pointer is lifted, or taken away by the browser: what that asks for. A range that was marked is the one that was
    /// wanted: the next drag moves the picture again.
    pub fn release(&mut self, id: i32) -> Option<Action> {
        self.held.retain(|held| held.id != id);
        let drag = std::mem::take(&mut self.drag);
        matches!(drag, Drag::Marks(_)).then_some(Action::Look(LookAction::Marks(false)))
    }

    /// A pointer is there now: what that asks for. `None` if it only hovers, or may still be a tap.
    pub fn moved(&mut self, id: i32, x_px: f64, window: &Window) -> Option<Vec<Action>> {
        let at = self.held.iter().position(|held| held.id == id)?;
        match self.held[..] {
            [one] => self.drag(one, x_px, window),
            [first, second, ..] if at < 2 => {
                self.held[at].x_px = x_px;
                Some(spread((first.x_px, second.x_px), (self.held[0].x_px, self.held[1].x_px), window))
            }
            _ => Some(Vec::new()),
        }
    }

    fn drag(&mut self, from: Held, x_px: f64, window: &Window) -> Option<Vec<Action>> {
        let is_far = (x_px - from.x_px).abs() > DRAG_PX;
        match self.drag {
            Drag::Rests if is_far => self.drag = Drag::Moves,
            Drag::RestsToMark(from_ns) if is_far => self.drag = Drag::Marks(from_ns),
            Drag::Rests | Drag::RestsToMark(_) => return None,
            Drag::Moves | Drag::Marks(_) => {}
        }
        self.held[0].x_px = x_px;
        Some(vec![match self.drag {
            Drag::Marks(from_ns) => Action::Look(LookAction::Range(Some((from_ns, window.at_ns(x_px))))),
            _ => pan(x_px - from.x_px, window),
        }])
    }
}

/// The picture goes along by so much.
fn pan(by_px: f64, window: &Window) -> Action {
    Action::Pan(-by_px / window.width_px.max(1.0))
}

/// What lay under both fingers stays there.
fn spread(from_px: (f64, f64), to_px: (f64, f64), window: &Window) -> Vec<Action> {
    let apart = |(a_px, b_px): (f64, f64)| (a_px - b_px).abs().max(LEAST_SPREAD_PX);
    let middle = |(a_px, b_px): (f64, f64)| f64::midpoint(a_px, b_px);
    let factor = apart(from_px) / apart(to_px);
    vec![Action::Zoom { factor, x_px: middle(from_px) }, pan(middle(to_px) - middle(from_px), window)]
}
