//! What a key does in a diagram, and in the text box.

use super::adjust::Adjustment;
use super::history::Selection;
use super::{Action, Look, LookAction, OfferAction, RenameAction, Way};
use crate::engine::Model;

/// How much one press of a key zooms and moves.
const ZOOM: f64 = 0.7;
const PAN: f64 = 0.2;

/// A key that was pressed.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a> {
    /// What is written on it, `KeyboardEvent.key`: what it types, or the name of what it does.
    pub written: &'a str,
    /// Where it lies, `KeyboardEvent.code`; empty where there is no keyboard to lie on.
    pub place: &'a str,
}

impl<'a> Key<'a> {
    /// What the key is here. The four letters lie together, whatever is written on them, by whatever script and case: `W`
    /// is where a French keyboard has its `Z`. Signs are what is written, and only else where they lie.
    fn name(self) -> &'a str {
        match (self.place, self.written) {
            ("KeyW", _) | ("", "w" | "W") => "w",
            ("KeyA", _) | ("", "a" | "A") => "a",
            ("KeyS", _) | ("", "s" | "S") => "s",
            ("KeyD", _) | ("", "d" | "D") => "d",
            // Such a letter that lies elsewhere.
            (_, "w" | "a" | "s" | "d") => "",
            (_, "+" | "=" | "-" | "0" | "," | ".") => self.written,
            ("Digit0", _) => "0",
            ("Comma", _) => ",",
            ("Period", _) => ".",
            _ => self.written,
        }
    }
}

/// What a key does in the text box together with Control or Command, `code` being its place on the keyboard; `None` if it
/// is the browser's.
pub fn in_text_box(key: &str, code: &str, has_shift: bool) -> Option<Action> {
    let mut letters = key.chars();
    let letter = match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii() => letter.to_ascii_lowercase(),
        // Another script's keyboard: its keys go by their places.
        (Some(_), None) => code.strip_prefix("Key").and_then(|letter| letter.chars().next())?.to_ascii_lowercase(),
        _ => return (key == "Enter" && !has_shift).then_some(Action::RunAll),
    };
    match (letter, has_shift) {
        ('z', false) => Some(Action::Undo),
        ('z', true) | ('y', false) => Some(Action::Redo),
        _ => None,
    }
}

/// What a key does in the text box wherever the caret is, which is selected there; `None` if it is the browser's.
pub fn beside_caret(key: &str, has_control: bool, caret: Selection) -> Option<Action> {
    match (key, has_control) {
        (" ", true) => Some(Action::Offer(OfferAction::Ask(caret))),
        ("F2", false) => Some(Action::Rename(RenameAction::Ask(Some(caret)))),
        _ => None,
    }
}

/// What a key does together with Alt to the duration that the caret is in; `None` if it is the browser's.
pub fn adjustment(key: &str, has_shift: bool) -> Option<Adjustment> {
    let steps = match key {
        "ArrowUp" => 1,
        "ArrowDown" => -1,
        _ => return None,
    };
    Some(Adjustment::Steps { steps, is_coarse: has_shift })
}

/// What a key does in the diagram of a model, which is `width_px` wide; `None` if it is the browser's.
/// `follows_click` if the diagram was clicked, and not come to with the keyboard.
pub fn action(key: Key, follows_click: bool, look: &Look, model: Model, width_px: f64) -> Option<Action> {
    let key = key.name();
    let zoom = |factor: f64| Action::Zoom { factor, x_px: width_px / 2.0 };
    if look.focus.is_some_and(|focus| focus.model == model) {
        let walk = match key {
            "ArrowLeft" | "a" => Some(LookAction::Go(Way::Before)),
            "ArrowRight" | "d" => Some(LookAction::Go(Way::After)),
            "ArrowUp" | "w" => Some(LookAction::Go(Way::Above)),
            "ArrowDown" | "s" => Some(LookAction::Go(Way::Below)),
            "Enter" => Some(LookAction::MarkFocus),
            _ => None,
        };
        if let Some(walk) = walk {
            return Some(Action::Look(walk));
        }
    }
    Some(match key {
        // Whoever has clicked in a diagram and goes on reading the page means to scroll it.
        "ArrowUp" | "ArrowDown" if follows_click => return None,
        "ArrowLeft" | "a" => Action::Pan(-PAN),
        "ArrowRight" | "d" => Action::Pan(PAN),
        "+" | "=" | "w" | "ArrowUp" => zoom(ZOOM),
        "-" | "s" | "ArrowDown" => zoom(1.0 / ZOOM),
        "0" => Action::Fit,
        "Enter" => Action::Look(LookAction::Enter(model)),
        "Escape" => Action::Look(LookAction::Leave),
        " " => Action::Look(LookAction::Play),
        "," => Action::Look(LookAction::Step { back: true }),
        "." => Action::Look(LookAction::Step { back: false }),
        _ => return None,
    })
}
