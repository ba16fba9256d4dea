//! What the text box adds to what is typed: new lines keep the indentation of the line above.

use std::ops::Range;

use super::history::{Selection, Typed, byte_of, units_of};

/// Indentation that a new line was given, for as long as the caret has not gone elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indented {
    /// Where the caret stands, in bytes.
    caret: usize,
    /// How many of its blanks the reader has not typed over: who indents by hand gets what was typed.
    given: usize,
}

/// A text as it is after the reader typed, with what the text box does about it by itself. `indented` is about the line
/// that the caret is in.
pub fn completed(old: &str, typed: Typed, is_new_line: bool, indented: &mut Option<Indented>) -> Typed {
    let caret = byte_of(&typed.text, typed.after.end);
    let before = indented.take();
    if typed.composition.is_some() || typed.after.start != typed.after.end {
        return typed;
    }
    if is_new_line {
        return indent(typed, caret, indented);
    }
    let Some(Indented { caret: from, given }) = before else { return typed };
    let grown = typed.text.len().saturating_sub(old.len());
    // Something else may have been changed than what stands before the caret, in letters of other lengths.
    let is_before = old.get(..from).is_some_and(|before| typed.text.starts_with(before));
    let added = typed.text.get(from..caret).filter(|_| is_before && grown > 0 && caret == from + grown);
    let Some(added) = added else { return typed };
    let line = typed.text[..caret].rfind('\n').map_or(0, |end| end + 1);
    match (added, typed.text[line..caret].trim_start_matches([' ', '\t'])) {
        // A blank over a blank that is there already.
        (" ", "") if given > 0 => {
            *indented = Some(Indented { caret: from, given: given - 1 });
            let after = Selection::caret(typed.after.end - 1);
            Typed { text: old.to_owned(), after, ..typed }
        }
        // Tasks stand at the margin.
        (" ", "task ") if given > 0 => without(typed, line..caret - "task ".len()),
        _ => {
            *indented = Some(Indented { caret, given });
            typed
        }
    }
}

/// Gives the line that begins at the caret the indentation of the line above, which loses it if it has nothing else.
fn indent(typed: Typed, caret: usize, indented: &mut Option<Indented>) -> Typed {
    let Some(end) = caret.checked_sub(1).filter(|&end| typed.text.as_bytes().get(end) == Some(&b'\n')) else {
        return typed;
    };
    let start = typed.text[..end].rfind('\n').map_or(0, |end| end + 1);
    let above = &typed.text[start..end];
    let words = above.trim_start_matches([' ', '\t']);
    let indentation = above[..above.len() - words.len()].to_owned();
    if indentation.is_empty() {
        return typed;
    }
    let is_bare = words.is_empty();
    let mut text = typed.text;
    text.insert_str(caret, &indentation);
    if is_bare {
        text.replace_range(start..end, "");
    }
    let caret = if is_bare { caret } else { caret + indentation.len() };
    *indented = Some(Indented { caret, given: indentation.len() });
    let after = Selection::caret(units_of(&text, caret));
    Typed { text, after, ..typed }
}

fn without(typed: Typed, cut: Range<usize>) -> Typed {
    let after = Selection::caret(typed.after.end - cut.len());
    let mut text = typed.text;
    text.replace_range(cut, "");
    Typed { text, after, ..typed }
}

/// What is selected after a text was written anew line by line: the same letters of the same lines.
pub fn carried(old: &str, new: &str, selection: Selection) -> Selection {
    let carry = |units: usize| {
        let at = byte_of(old, units);
        let line = old[..at].matches('\n').count();
        let start = old[..at].rfind('\n').map_or(0, |end| end + 1);
        let Some(written) = new.split('\n').nth(line) else { return units_of(new, new.len()) };
        let blanks = |line: &str| line.len() - line.trim_start().len();
        let column = (at - start).saturating_sub(blanks(&old[start..]).min(at - start));
        let new_start: usize = new.split('\n').take(line).map(|line| line.len() + 1).sum();
        let end = new_start + written.len();
        units_of(new, (new_start + blanks(written) + column).min(end))
    };
    Selection { start: carry(selection.start), end: carry(selection.end) }
}

/// Some columns of a line, both as problems count them.
pub fn place(text: &str, line: usize, columns: &Range<usize>) -> Selection {
    let start: usize = text.split('\n').take(line.saturating_sub(1)).map(|line| line.len() + 1).sum();
    let start = start.min(text.len());
    let written = text[start..].split('\n').next().unwrap_or_default();
    let byte = |column: usize| written.char_indices().nth(column).map_or(written.len(), |(byte, _)| byte);
    Selection { start: units_of(text, start + byte(columns.start)), end: units_of(text, start + byte(columns.end)) }
}
