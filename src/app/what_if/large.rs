//! Lists that are too large to run here: they are understood all the same, and what is expected of them can be found out.

use crate::engine::what_if::MOST_TASKS;
use crate::program::problem::{Problem, TaskLineProblem};
use crate::program::{Diagnostic, Parsed, parse};

/// What a text says, also where tasks have more copies than can run here; `None` if it can't be understood, or has more
/// tasks than can be performed at all.
pub(super) fn understood(text: &str) -> Option<Parsed> {
    let parsed = parse(text);
    if parsed.is_runnable() {
        return Some(parsed);
    }
    let errors = || parsed.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    let copies: Vec<(usize, u32)> = errors().map(|error| Some((error.line, copies(error)?))).collect::<Option<_>>()?;
    // With one copy each it may be a list; those that were meant are given back afterwards.
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for error in errors() {
        let line = lines.get_mut(error.line - 1)?;
        let letters: Vec<char> = line.chars().collect();
        let (before, rest) = letters.split_at_checked(error.columns.start)?;
        let behind = rest.get(error.columns.len()..)?;
        *line = before.iter().chain(&['x', '1']).chain(behind).collect();
    }
    let is_task = |line: &&String| line.split_whitespace().next() == Some("task");
    let declared = |number: usize| lines[..number].iter().filter(is_task).count() - 1;
    let mut smaller = parse(&lines.join("\n"));
    for (line, copies) in copies {
        smaller.program.tasks.get_mut(declared(line))?.copies = Some(copies);
    }
    (smaller.is_runnable() && smaller.task_count() <= MOST_TASKS).then_some(smaller)
}

/// How many copies are asked for, if that there are too many is the problem.
fn copies(error: &Diagnostic) -> Option<u32> {
    match &error.problem {
        Problem::TaskLine(TaskLineProblem::TooManyCopies(digits)) => digits.parse().ok(),
        _ => None,
    }
}
