//! Names of tasks where they stand in a list: which one is at a place, and the list with that task called otherwise.

use std::ops::Range;

use super::keyword::TASK;
use super::line::{Statement, read_line};
use super::task_line::{TaskLine, written_name};

/// The name that a place of a text, in bytes, is in or beside; else that of the task to which its line belongs.
pub fn task_at(text: &str, place: usize) -> Option<String> {
    let start = text.get(..place)?.rfind('\n').map_or(0, |end| end + 1);
    let end = text[place..].find('\n').map_or(text.len(), |end| place + end);
    let here = &text[start..end];
    if let Some(task) = task_line(here) {
        let is_here = |columns: &Range<usize>| {
            let bytes = bytes_of(here, columns);
            (bytes.start..=bytes.end).contains(&(place - start))
        };
        let here = names(&task).find(|(_, columns)| is_here(columns)).map(|(name, _)| name);
        return here.or(task.name.as_deref()).map(str::to_owned);
    }
    text[..start].lines().rev().find_map(task_line)?.name
}

/// The names of all tasks that a list has lines for.
pub fn task_names(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(task_line).filter_map(|task| task.name)
}

/// The list with the task that is called `old` called `new`, wherever it is named.
pub fn renamed(text: &str, old: &str, new: &str) -> String {
    let new = written_name(new);
    let mut written = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let task = task_line(line);
        let mut rest = 0;
        for (_, columns) in task.iter().flat_map(names).filter(|(name, _)| *name == old) {
            let bytes = bytes_of(line, columns);
            written.push_str(&line[rest..bytes.start]);
            written.push_str(&new);
            rest = bytes.end;
        }
        written.push_str(&line[rest..]);
    }
    written
}

/// The names of tasks on a line, each with where it stands: its own one, and those that it waits for.
fn names(task: &TaskLine) -> impl Iterator<Item = (&str, &Range<usize>)> {
    let own = task.name.as_deref().map(|name| (name, &task.columns));
    own.into_iter().chain(task.after.iter().map(|name| (name.text.as_str(), &name.columns)))
}

/// What a line says of a task, if it begins one.
fn task_line(line: &str) -> Option<TaskLine> {
    if !line.trim_start().starts_with(TASK.word) {
        return None;
    }
    match read_line(1, line).statement {
        Statement::Task(task) => Some(task),
        _ => None,
    }
}

fn bytes_of(line: &str, columns: &Range<usize>) -> Range<usize> {
    let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte);
    byte(columns.start)..byte(columns.end)
}
