//! What stands around the steps of a task: it is tried again, and done over and over.

use std::ops::Range;

use super::code::Code;
use super::literal;
use super::writer::Writer;
use crate::program::{Step, Times};

/// What is known around the steps of a task.
#[derive(Debug, Clone)]
pub(super) struct Around {
    pub task: usize,
    /// What counts how often a step was reached, by its place.
    pub tries: Vec<(usize, String)>,
    /// How many copies there are; `None` if there may be any number.
    pub copies: Option<u32>,
    /// Whether copies are told apart.
    pub has_number: bool,
    /// How many turns there are; 0 where there is no end.
    pub turns: u32,
    /// Which turn it is, where that is known.
    pub turn: Option<u32>,
    pub uses_item: bool,
    pub receives: bool,
}

impl Around {
    /// The same for steps that are done once.
    pub fn once(&self) -> Self {
        Self { turn: (self.turns > 0).then_some(self.turns), ..self.clone() }
    }

    /// What stands for the turn.
    pub fn turn(&self) -> Option<String> {
        self.turn.map(|turn| turn.to_string())
    }
}

impl Writer<'_> {
    /// The turns, tried as often as the list says.
    pub fn retried(&mut self, around: &Around, steps: Range<usize>, code: &mut Code) {
        let program = self.program;
        let declaration = &program.tasks[around.task];
        let body = &declaration.steps[steps.clone()];
        let Some(retry) = declaration.how.retry.filter(|_| !self.failures(body).is_empty()) else {
            return self.turns(around, steps, code);
        };
        let failures = match &self.failures(body)[..] {
            [one] => one.clone(),
            more => format!("({})", more.join(", ")),
        };
        code.block(&format!("for attempt in range({}):", retry.times + 1), |code| {
            code.block("try:", |code| {
                self.turns(around, steps, code);
                if !matches!(body.last(), Some(Step::Fail(None, _))) {
                    code.line("break");
                }
            });
            code.block(&format!("except {failures}:"), |code| {
                code.block(&format!("if attempt == {}:", retry.times), |code| code.line("raise"));
                match retry.every {
                    Some(every) => self.sleep(&format!("{} * 2**attempt", literal::range(every)), code),
                    None if self.dialect.is_async() => self.sleep("0", code),
                    None => {}
                }
            });
        });
    }

    /// What is raised by steps that fail.
    fn failures(&mut self, steps: &[Step]) -> Vec<String> {
        let mut failures: Vec<&str> = Vec::new();
        for step in steps {
            let failure = match step {
                Step::Fail(..) => "RuntimeError",
                _ if step.within().is_none() => continue,
                _ if self.dialect.is_async() => "asyncio.TimeoutError",
                Step::Send(..) => "queue.Full",
                Step::Receive(..) => "queue.Empty",
                Step::Meet(..) => "threading.BrokenBarrierError",
                _ => "TimeoutError",
            };
            if failure.starts_with("queue.") {
                self.imports.insert("queue");
            }
            if !failures.contains(&failure) {
                failures.push(failure);
            }
        }
        failures.into_iter().map(str::to_owned).collect()
    }

    fn turns(&mut self, around: &Around, steps: Range<usize>, code: &mut Code) {
        let program = self.program;
        let declaration = &program.tasks[around.task];
        let uses_turn = declaration.steps.iter().any(|step| match step {
            Step::Print(text) | Step::Send(_, Some(crate::program::Value::Word(text)), _) => text.contains("{turn}"),
            _ => false,
        });
        let head = match declaration.how.times {
            None | Some(Times::Count(1)) => return self.steps(around, steps, code),
            Some(Times::Count(times)) if uses_turn => format!("for turn in range(1, {}):", times + 1),
            Some(Times::Count(times)) => format!("for _ in range({times}):"),
            Some(Times::Forever) if steps.is_empty() => return,
            Some(Times::Forever) if uses_turn => {
                self.imports.insert("itertools");
                "for turn in itertools.count(1):".to_owned()
            }
            Some(Times::Forever) => "while True:".to_owned(),
        };
        code.block(&head, |code| self.steps(around, steps, code));
    }
}
