//! The `slots` line: how large the pools are that a list is about.

use super::attributes::is_digits;
use super::diagnostic::Notes;
use super::lexer::Span;
use super::nearest::nearest;
use super::problem::excerpt;
use super::{Limits, Problem};

/// The pools that a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slots {
    /// How many slots each has; never 0.
    pub size: u32,
    /// How many tasks may queue for one; who arrives beyond is rejected. Without it all may.
    pub room: Option<u32>,
}

impl Slots {
    /// The line, as a list writes it.
    pub fn text(&self) -> String {
        match self.room {
            Some(room) => format!("slots {} room {room}", self.size),
            None => format!("slots {}", self.size),
        }
    }
}

/// Reads what follows the word `slots`.
pub(super) fn read_slots<'t>(keyword: Span<'t>, rest: Span<'t>, notes: &mut Notes) -> Option<Slots> {
    let (size, rest) = rest.split_word();
    let size = read_count("slots", keyword, size, 1..=Limits::LIST.slots, notes)?;
    let (word, rest) = rest.split_word();
    if word.text.is_empty() {
        return Some(Slots { size, room: None });
    }
    if word.text != "room" {
        notes.report(word.columns(), Problem::NotRoom(excerpt(word.text)));
        if nearest(word.text, ["room"]).is_some() {
            notes.fix(word.columns(), "room");
        }
        return None;
    }
    let (room, extra) = rest.split_word();
    let room = read_count("room", word, room, 0..=Limits::LIST.tasks as u32, notes)?;
    if !extra.text.is_empty() {
        let statement = excerpt(&format!("slots {size} room {room}"));
        notes.report(extra.columns(), Problem::Extra { statement, is_comment: extra.text.starts_with('#') });
    }
    Some(Slots { size, room: Some(room) })
}

fn read_count(
    keyword: &'static str,
    place: Span,
    number: Span,
    can_be: std::ops::RangeInclusive<u32>,
    notes: &mut Notes,
) -> Option<u32> {
    if number.text.is_empty() {
        notes.report(place.columns(), Problem::MissingNumber(keyword));
        return None;
    }
    let count = number.text.parse().ok().filter(|count| is_digits(number.text) && can_be.contains(count));
    if count.is_none() {
        let (least, most) = (*can_be.start(), *can_be.end());
        let word = excerpt(number.text);
        notes.report(number.columns(), Problem::NotACount { word, keyword, least, most });
    }
    count
}
