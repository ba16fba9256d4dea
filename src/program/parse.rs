//! From text to program. Never fails as a whole: what can be understood is, and the rest is said line by line.

use std::rc::Rc;

use super::{Diagnostic, Limits, Program, TaskDeclaration, spawning};

/// What was understood of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The program, as far as it was understood. Whatever the text, it is within [`Limits::LIST`] and its `after`
    /// are indices of its tasks, each once and without a circle.
    pub program: Program,
    /// What there is to say, in the order of the text.
    pub diagnostics: Rc<[Diagnostic]>,
}

impl Parsed {
    /// Whether the list can run: it has a task, and no error.
    pub fn is_runnable(&self) -> bool {
        !self.program.tasks.is_empty() && !self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Tasks, every copy counted, and all that may be spawned.
    pub fn task_count(&self) -> usize {
        if self.spawns() { spawning::count(&self.program).0 } else { self.program.tasks.iter().map(copies).sum() }
    }

    /// Steps, those of every copy and every turn counted.
    pub fn step_count(&self) -> usize {
        if self.spawns() {
            return spawning::count(&self.program).1;
        }
        self.program.tasks.iter().map(|task| unrolled(task).saturating_mul(task.steps.len())).sum()
    }

    /// Whether it has tasks that others spawn.
    fn spawns(&self) -> bool {
        self.program.tasks.iter().any(|task| task.how.spawned)
    }
}

/// Tasks that a declaration makes.
pub(super) fn copies(task: &TaskDeclaration) -> usize {
    task.copies.unwrap_or(1) as usize
}

/// How often each of its steps is done: in every turn of every copy.
pub(super) fn unrolled(task: &TaskDeclaration) -> usize {
    copies(task).saturating_mul(task.how.turns() as usize)
}

/// The lines that are within the limit, all of them in most cases; the first line beyond is left empty.
pub(super) fn fitting(text: &str) -> &str {
    if text.len() <= Limits::LIST.text_bytes {
        return text;
    }
    let end = text.floor_char_boundary(Limits::LIST.text_bytes);
    &text[..text[..end].rfind('\n').map_or(0, |newline| newline + 1)]
}
