//! Statements that are added to a list at once, for who would rather not type them.

use std::ops::Range;

use super::Keyword;
use super::format::INDENT;
use super::keyword::TASK;
use super::rename::task_names;

/// Names of new tasks, as long as they last.
const NAMES: &str = "abcdefghijklmnopqrstuvwxyz";

/// A list with one more line, and which bytes of it are to be written over: what the line says by way of example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The list.
    pub text: String,
    /// What the reader will write anew.
    pub example: Range<usize>,
}

/// A list with another task: behind the one to which a place of the text, in bytes, belongs.
pub fn with_task(text: &str, place: usize) -> Added {
    let taken: Vec<String> = task_names(text).collect();
    let is_free = |name: &String| !taken.contains(name);
    let letters = NAMES.chars().map(String::from);
    let numbers = (1..taken.len() + 2).map(|number| format!("task{number}"));
    let name = letters.chain(numbers).find(is_free).unwrap_or_default();
    let end = block_end(text, place);
    with_line(text, end, TASK.word, &name)
}

/// A list with another step: below the line of a place, or at the end of the task's steps. Where there is no task yet, it
/// gets one.
pub fn with_step(text: &str, place: usize, step: Keyword) -> Added {
    if !text.lines().any(is_task) {
        let Added { text, example } = with_task(text, place);
        return with_step(&text, example.end, step);
    }
    let first = text.split('\n').take_while(|line| !is_task(line)).map(|line| line.len() + 1).sum::<usize>();
    // Above the first task no step can stand.
    let place = place.max(first);
    let line_end = text[place..].find('\n').map_or(text.len(), |end| place + end);
    let at = written_end(text, block_start(text, line_end), line_end);
    let word = [&" ".repeat(INDENT), step.word].concat();
    with_line(text, at, &word, step.argument)
}

/// A list with another line behind the one that ends at this byte.
fn with_line(text: &str, at: usize, word: &str, example: &str) -> Added {
    let (before, behind) = text.split_at(at);
    let line_break = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let gap = if example.is_empty() { "" } else { " " };
    let start = before.len() + line_break.len() + word.len() + gap.len();
    // A list ends with the end of a line, and what stood behind goes on in one of its own.
    let end = if behind.starts_with('\n') { "" } else { "\n" };
    let text = [before, line_break, word, gap, example, end, behind].concat();
    Added { text, example: start..start + example.len() }
}

fn is_task(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix(TASK.word);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Where the task begins that a place belongs to; the start of the text if it stands above all tasks.
fn block_start(text: &str, place: usize) -> usize {
    let mut start = 0;
    let mut at = 0;
    for line in text[..place].split_inclusive('\n') {
        if is_task(line) {
            start = at;
        }
        at += line.len();
    }
    start
}

/// Where the last statement ends of the task that a place belongs to: comments behind it may be about the next one.
fn block_end(text: &str, place: usize) -> usize {
    let line_end = text[place..].find('\n').map_or(text.len(), |end| place + end);
    let start = block_start(text, line_end);
    let (mut at, mut end) = (start, None);
    for (index, line) in text[start..].split_inclusive('\n').enumerate() {
        if index > 0 && is_task(line) {
            break;
        }
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            end = Some(at + line.trim_end_matches('\n').len());
        }
        at += line.len();
    }
    end.unwrap_or_else(|| written_end(text, start, at))
}

/// Where the last line ends between two places that has something on it, without its line break.
fn written_end(text: &str, from: usize, to: usize) -> usize {
    let end = from + text[from..to].trim_end().len();
    end + text[end..].find('\n').unwrap_or(text.len() - end)
}
