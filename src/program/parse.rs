//! From text to program. Never fails as a whole: what can be understood is, and the rest is said line by line.

use std::rc::Rc;

use super::{Diagnostic, Limits, Program, spawning};

/// What was understood of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The program, as far as it was understood. Whatever the text, it is within [`Limits::LIST`] and its `after`
    /// are indices of its tasks, each once and without a circle.
    pub program: Program,
    /// What there is to say, in the order of the text.
    pub diagnostics: Rc<[Diagnostic]>,
    /// Counted once, since whoever types asks again and again.
    tasks: usize,
    steps: usize,
}

impl Parsed {
    pub(super) fn new(program: Program, diagnostics: Rc<[Diagnostic]>) -> Self {
        let (tasks, steps) = spawning::count(&program);
        Self { program, diagnostics, tasks, steps }
    }

    /// The same with so many copies of a task, as an index, be they more than can run; `None` if there is no such task.
    #[must_use]
    pub fn with_copies(mut self, task: usize, copies: u32) -> Option<Self> {
        self.program.tasks.get_mut(task)?.copies = Some(copies);
        Some(Self::new(self.program, self.diagnostics))
    }

    /// Whether the list can run: it has a task, and no error.
    pub fn is_runnable(&self) -> bool {
        !self.program.tasks.is_empty() && !self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Tasks, every copy counted, and all that may be spawned.
    pub fn task_count(&self) -> usize {
        self.tasks
    }

    /// Whether one of its tasks carries data.
    pub fn carries(&self) -> bool {
        self.program.tasks.iter().any(|task| task.how.carries.is_some())
    }

    /// Steps, those of every copy and every turn counted.
    pub fn step_count(&self) -> usize {
        self.steps
    }
}

/// The lines that are within the limit, all of them in most cases; the first line beyond is left empty.
pub(super) fn fitting(text: &str) -> &str {
    if text.len() <= Limits::LIST.text_bytes {
        return text;
    }
    let end = text.floor_char_boundary(Limits::LIST.text_bytes);
    &text[..text[..end].rfind('\n').map_or(0, |newline| newline + 1)]
}
