//! What is offered beside the caret while the list is typed, and which of it is chosen. Typing is never in its way: only
//! the arrows choose, and only what was chosen is taken by Enter.

use super::history::{Selection, byte_of, units_of};
use super::{Effect, Moment, State, lists};
use crate::program::{Offers, offers};

/// What is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The words, and what they take the place of.
    pub offers: Offers,
    /// The one that the reader has come to.
    pub chosen: Option<usize>,
}

/// What is offered, and what isn't any more.
#[derive(Debug, Clone, Default)]
pub struct Offering {
    /// What is offered now.
    pub shown: Option<Offered>,
    /// Where the word begins, in bytes, for which the reader wants nothing offered.
    declined: Option<usize>,
}

/// What the reader does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferAction {
    /// Asks what can stand where the caret is.
    Ask(Selection),
    /// Goes on to the next one, or back.
    Next {
        /// Whether it goes back.
        back: bool,
    },
    /// Takes this one.
    Take(usize),
    /// Wants nothing offered here.
    Decline,
    /// Goes elsewhere.
    Leave,
}

impl Offered {
    /// What a key does while this is offered; `None` if it does what it does anyway.
    pub fn key(&self, key: &str, has_shift: bool) -> Option<OfferAction> {
        match key {
            "ArrowDown" => Some(OfferAction::Next { back: false }),
            "ArrowUp" => Some(OfferAction::Next { back: true }),
            "Enter" if !has_shift => self.chosen.map(OfferAction::Take),
            "Tab" if !has_shift => Some(OfferAction::Take(self.chosen.unwrap_or_default())),
            "Escape" => Some(OfferAction::Decline),
            "ArrowLeft" | "ArrowRight" | "Home" | "End" | "PageUp" | "PageDown" => Some(OfferAction::Leave),
            _ => None,
        }
    }
}

/// The reader has typed, and the caret is there.
pub fn typed(state: &mut State, after: Selection) {
    let found = find(state, after).filter(|found| found.is_due);
    let declined = state.offering.declined.filter(|word| found.as_ref().is_some_and(|found| found.word == *word));
    let shown = found.filter(|_| declined.is_none()).map(|offers| Offered { offers, chosen: None });
    state.offering = Offering { shown, declined };
}

/// The reader does something about what is offered.
pub fn reduce(state: &mut State, action: OfferAction, moment: Moment) -> Vec<Effect> {
    match action {
        OfferAction::Ask(selection) => {
            let shown = find(state, selection).map(|offers| Offered { offers, chosen: None });
            state.offering = Offering { shown, declined: None };
        }
        OfferAction::Next { back } => {
            if let Some(Offered { offers, chosen }) = &mut state.offering.shown {
                let last = offers.list.len() - 1;
                *chosen = match (*chosen, back) {
                    (None, false) => Some(0),
                    (None, true) => Some(last),
                    // Past the end stands what was typed, and nothing chosen.
                    (Some(at), false) => (at < last).then_some(at + 1),
                    (Some(at), true) => at.checked_sub(1),
                };
            }
        }
        OfferAction::Take(index) => return take(state, index, moment),
        OfferAction::Decline => {
            let word = state.offering.shown.take().map(|shown| shown.offers.word);
            state.offering.declined = word;
        }
        OfferAction::Leave => state.offering.shown = None,
    }
    Vec::new()
}

/// Writes what is offered in place of what was typed of it.
fn take(state: &mut State, index: usize, moment: Moment) -> Vec<Effect> {
    let Some(Offered { offers, .. }) = state.offering.shown.take() else { return Vec::new() };
    let Some(offer) = offers.list.get(index) else { return Vec::new() };
    let text = state.document.text.clone();
    let (Some(before), Some(behind)) = (text.get(..offers.bytes.start), text.get(offers.bytes.end..)) else {
        return Vec::new();
    };
    let new = [before, &offer.written, behind].concat();
    let after = Selection::caret(units_of(&new, before.len() + offer.written.len()));
    let selected = Selection::caret(units_of(&text, offers.bytes.end));
    state.desk.history.rewrite(&text, &new, selected, after);
    let effects = lists::write(state, &new, after, true, moment);
    typed(state, after);
    effects
}

fn find(state: &State, selection: Selection) -> Option<Offers> {
    let text = &state.document.text;
    let caret = byte_of(text, selection.end);
    (selection.start == selection.end).then(|| offers(text, &state.document.parsed().program, caret)).flatten()
}
