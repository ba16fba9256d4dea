//! The way back through the text of one list, the same for keys and buttons. Steps are differences, so that a long list
//! costs no more than what was changed in it, and typing is one step until it pauses or goes on elsewhere. The text
//! box's own is never used: it would bring one list's text into another.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::program::{common_end, common_start};

/// Typing that has paused this long goes on as a step of its own.
const PAUSE_MS: f64 = 1000.0;
/// Most letters that one key writes; what comes in at once in a longer piece was pasted, or is a program's.
const KEY_LETTERS: usize = 2;
/// Steps that can be undone, and the bytes of their texts.
const MOST_STEPS: usize = 1000;
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// What is selected in a text, in UTF-16 code units as a text box counts them; a caret where both ends are one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

impl Selection {
    /// A caret.
    pub fn caret(at: usize) -> Self {
        Self { start: at, end: at }
    }
}

/// A text that the text box holds after the reader wrote in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The whole text.
    pub text: String,
    /// What was selected before.
    pub before: Selection,
    /// And after it.
    pub after: Selection,
    /// The number of the composition that this is part of, where an input method composes letters: all of it is one
    /// step.
    pub composition: Option<u32>,
}

/// How a step came about, which decides what can join it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Written letter by letter.
    Written,
    /// Taken away letter by letter.
    Erased,
    /// Composed by an input method.
    Composed(u32),
    /// A duration that was changed where it stands: by keys, or by the drag of this number.
    Adjusted(Option<u32>),
    /// At once: pasted, or by a button.
    Whole,
}

/// One step: at a place, some text was replaced by another.
#[derive(Debug, Clone)]
struct Step {
    /// In bytes.
    at: usize,
    removed: String,
    inserted: String,
    before: Selection,
    after: Selection,
    manner: Manner,
    when_ms: f64,
}

impl Step {
    fn bytes(&self) -> usize {
        self.removed.len() + self.inserted.len()
    }

    /// The other way round.
    fn back(&self, text: &str) -> Option<(Rc<str>, Selection)> {
        Some((spliced(text, self.at, &self.inserted, &self.removed)?, self.before))
    }

    fn forth(&self, text: &str) -> Option<(Rc<str>, Selection)> {
        Some((spliced(text, self.at, &self.removed, &self.inserted)?, self.after))
    }

    /// Whether `next`, made right after this one, is part of it.
    fn takes(&self, next: &Self) -> bool {
        let end = self.at + self.inserted.len();
        match (self.manner, next.manner) {
            (Manner::Composed(one), Manner::Composed(other)) => {
                one == other && next.at <= end && self.at <= next.at + next.removed.len()
            }
            (Manner::Written, Manner::Written) => {
                next.removed.is_empty() && next.at == end && next.when_ms - self.when_ms < PAUSE_MS
            }
            (Manner::Erased, Manner::Erased) => {
                let is_beside = next.at + next.removed.len() == self.at || next.at == self.at;
                is_beside && next.when_ms - self.when_ms < PAUSE_MS
            }
            (Manner::Adjusted(one), Manner::Adjusted(other)) => {
                let is_same = next.at == self.at && next.removed == self.inserted;
                is_same && one == other && (one.is_some() || next.when_ms - self.when_ms < PAUSE_MS)
            }
            _ => false,
        }
    }

    /// Makes this and `next`, whose places touch, one step.
    fn join(&mut self, next: &Self) {
        let end = self.at + self.inserted.len();
        let next_end = next.at + next.removed.len();
        let earlier = self.at.saturating_sub(next.at);
        let later = next_end.saturating_sub(end);
        let kept_before = next.at.saturating_sub(self.at);
        let kept_after = end.saturating_sub(next_end);
        self.removed.insert_str(0, &next.removed[..earlier]);
        self.removed.push_str(&next.removed[next.removed.len() - later..]);
        let tail = self.inserted.len() - kept_after;
        self.inserted.replace_range(kept_before..tail, &next.inserted);
        self.at = self.at.min(next.at);
        self.after = next.after;
        self.when_ms = next.when_ms;
    }
}

/// The steps of one list that can be undone and done again.
#[derive(Debug, Clone, Default)]
pub struct History {
    past: VecDeque<Step>,
    future: Vec<Step>,
    /// Whether the next step may join the last one.
    is_open: bool,
}

impl History {
    /// Whether something can be undone.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether something undone can be done again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        self.past.iter().chain(&self.future).map(Step::bytes).sum()
    }

    /// Notes that the reader wrote in the text box.
    pub fn type_in(&mut self, old: &str, typed: &Typed, now_ms: f64) {
        let caret = byte_of(&typed.text, typed.after.end);
        let (at, removed, inserted) = difference(old, &typed.text, caret);
        let manner = match typed.composition {
            Some(number) => Manner::Composed(number),
            None if inserted.is_empty() && is_of_one_key(removed) => Manner::Erased,
            None if !inserted.is_empty() && is_of_one_key(inserted) => Manner::Written,
            None => Manner::Whole,
        };
        let (removed, inserted) = (removed.to_owned(), inserted.to_owned());
        let (before, after) = (typed.before, typed.after);
        self.add(Step { at, removed, inserted, before, after, manner, when_ms: now_ms });
    }

    /// Notes that the text was changed at once, as by a button; what was selected before, and is after it.
    pub fn rewrite(&mut self, old: &str, new: &str, before: Selection, after: Selection) {
        let (at, removed, inserted) = difference(old, new, new.len());
        let (removed, inserted) = (removed.to_owned(), inserted.to_owned());
        self.add(Step { at, removed, inserted, before, after, manner: Manner::Whole, when_ms: 0.0 });
    }

    /// Notes that a duration was changed where it stands, in bytes: what was there, and what is there now; what was
    /// selected before and is now; the number of the drag that it is part of, if it is.
    pub fn adjust(
        &mut self,
        (at, removed, inserted): (usize, &str, &str),
        (before, after): (Selection, Selection),
        drag: Option<u32>,
        now_ms: f64,
    ) {
        let (removed, inserted, manner) = (removed.to_owned(), inserted.to_owned(), Manner::Adjusted(drag));
        self.add(Step { at, removed, inserted, before, after, manner, when_ms: now_ms });
    }

    fn add(&mut self, step: Step) {
        self.future.clear();
        match self.past.back_mut() {
            Some(last) if self.is_open && last.takes(&step) => {
                last.join(&step);
                if last.removed == last.inserted {
                    // A composition that was given up, or a drag that came back.
                    self.past.pop_back();
                }
            }
            _ => self.past.push_back(step),
        }
        self.is_open = true;
        let mut bytes = self.bytes();
        while self.past.len() > MOST_STEPS || (bytes > MOST_BYTES && self.past.len() > 1) {
            bytes -= self.past.pop_front().map_or(0, |step| step.bytes());
        }
    }

    /// Takes the last step back: the text before it, and what was selected in it.
    pub fn undo(&mut self, text: &str) -> Option<(Rc<str>, Selection)> {
        let step = self.past.pop_back()?;
        let before = step.back(text)?;
        self.future.push(step);
        self.is_open = false;
        Some(before)
    }

    /// Takes the step that was undone last again.
    pub fn redo(&mut self, text: &str) -> Option<(Rc<str>, Selection)> {
        let step = self.future.pop()?;
        let after = step.forth(text)?;
        self.past.push_back(step);
        self.is_open = false;
        Some(after)
    }
}

/// Whether one key may have written this or taken it away: a letter or two, or a new line with its indentation.
fn is_of_one_key(text: &str) -> bool {
    let is_line =
        text.strip_prefix('\n').is_some_and(|rest| rest.chars().all(|letter| letter == ' ' || letter == '\t'));
    is_line || text.chars().nth(KEY_LETTERS).is_none()
}

/// A text with a piece of it replaced; `None` if it isn't there.
fn spliced(text: &str, at: usize, old: &str, new: &str) -> Option<Rc<str>> {
    let rest = text.get(at..)?.strip_prefix(old)?;
    Some([&text[..at], new, rest].concat().into())
}

/// Where two texts differ: the place, what was there, and what is there now. What was written ends at the caret, as far
/// as that can be: among equal letters nothing else tells which is the new one.
fn difference<'t>(old: &'t str, new: &'t str, caret: usize) -> (usize, &'t str, &'t str) {
    let shorter = old.len().min(new.len());
    let end = common_end(old.as_bytes(), new.as_bytes());
    let behind_caret = end.min(new.len() - caret.min(new.len())).min(old.len());
    let mut same_start = common_start(old.as_bytes(), new.as_bytes()).min(shorter - behind_caret);
    let mut same_end = end.min(shorter - same_start);
    while !(old.is_char_boundary(same_start) && new.is_char_boundary(same_start)) {
        same_start -= 1;
    }
    while !(old.is_char_boundary(old.len() - same_end) && new.is_char_boundary(new.len() - same_end)) {
        same_end -= 1;
    }
    (same_start, &old[same_start..old.len() - same_end], &new[same_start..new.len() - same_end])
}

/// The byte that a place in UTF-16 code units stands at; the end of the text if it is shorter.
pub fn byte_of(text: &str, units: usize) -> usize {
    // Of ASCII alone a letter is one of both.
    if text.as_bytes().get(..units).is_some_and(<[u8]>::is_ascii) {
        return units;
    }
    let mut left = units;
    for (byte, letter) in text.char_indices() {
        if left == 0 {
            return byte;
        }
        left = left.saturating_sub(letter.len_utf16());
    }
    text.len()
}

/// The place in UTF-16 code units of a byte.
pub fn units_of(text: &str, byte: usize) -> usize {
    let before = &text[..text.floor_char_boundary(byte)];
    if before.is_ascii() { before.len() } else { before.encode_utf16().count() }
}
