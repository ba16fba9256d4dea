//! The function of a task: when it begins, what it does whatever happens, and how it ends.

use super::body::Around;
use super::code::Code;
use super::literal;
use super::needs::counts_from_start;
use super::writer::Writer;
use super::{Dialect, Unsaid};
use crate::program::{Step, TaskDeclaration, Times, body_length};

impl Writer<'_> {
    /// The function of a task.
    pub fn function(&mut self, task: usize) -> String {
        let program = self.program;
        let declaration = &program.tasks[task];
        let mut code = Code::default();
        let word = if self.dialect.is_async() { "async def" } else { "def" };
        let given = self.given(task, true);
        let head = format!("{word} {}(", self.functions[task]);
        code.call(&head, &given, "):");
        code.indented(|code| {
            self.unsaid_of_line(declaration, code);
            let timeout = declaration.how.timeout.filter(|_| self.dialect.is_async());
            let Some(timeout) = timeout else {
                self.globals_of(declaration, code);
                self.arrival(declaration, code);
                self.whole(task, code);
                return;
            };
            code.block("async def work():", |code| {
                self.globals_of(declaration, code);
                self.whole(task, code);
            });
            code.line("");
            self.arrival(declaration, code);
            code.line(format!("await asyncio.wait_for(work(), {})", literal::range(timeout)));
        });
        code.text()
    }

    /// What of the task's line this language has nothing for.
    fn unsaid_of_line(&self, task: &TaskDeclaration, code: &mut Code) {
        let ends = [
            (task.how.timeout.is_some(), "timeout"),
            (task.how.until.is_some(), "until"),
            (task.how.together.is_some(), "together"),
        ];
        for (_, word) in ends.into_iter().filter(|(is_said, _)| *is_said && !self.dialect.is_async()) {
            self.remark(&Unsaid::Ends(word), code);
        }
        if task.how.carries.is_some() && self.dialect.has_own_memories() {
            self.remark(&Unsaid::Nothing("carries".to_owned()), code);
        }
        let is_queueing = self.dialect.is_pool() || self.dialect == Dialect::AsyncioPool;
        let places = [(task.how.priority.is_some(), "priority"), (task.how.outside, "outside")];
        for (_, word) in places.into_iter().filter(|(is_said, _)| *is_said && is_queueing) {
            self.remark(&Unsaid::Nothing(word.to_owned()), code);
        }
    }

    /// The shares that it writes.
    fn globals_of(&self, task: &TaskDeclaration, code: &mut Code) {
        let is_written = |place: &usize| {
            let name = &self.program.resources[*place].name;
            let writes = |step: &Step| matches!(step, Step::Add(own, _) | Step::Store(own, _) if own == name);
            !self.is_given(*place) && task.steps.iter().any(writes)
        };
        let written = (0..self.program.resources.len()).filter(is_written);
        let names: Vec<&str> = written.map(|place| self.resources[place].as_str()).collect();
        if !names.is_empty() {
            code.line(format!("global {}", names.join(", ")));
        }
    }

    /// Waits until it is time, and until what it comes after has ended.
    fn arrival(&mut self, task: &TaskDeclaration, code: &mut Code) {
        if !self.dialect.arrives_inside() {
            return;
        }
        let counts = counts_from_start(self.program, self.dialect);
        let late = |at: String| if counts { format!("start + {at} - time.perf_counter()") } else { at };
        match at(task).map(late) {
            // The first copy goes on at once.
            Some(at) if self.dialect.is_async() && task.at.is_none_or(|at| at.max_ns == 0) => {
                code.block("if copy > 1:", |code| self.sleep(&at, code));
            }
            Some(at) => self.sleep(&at, code),
            None => {}
        }
        if task.after.is_empty() {
            return;
        }
        let handles: Vec<&str> = task.after.iter().map(|before| self.handles[*before].as_str()).collect();
        let all = match handles[..] {
            [one] => one.to_owned(),
            _ => format!("[*{}]", handles.join(", *")),
        };
        if self.dialect.is_async() {
            code.line(format!("await asyncio.wait({all})"));
        } else {
            code.block(&format!("for thread in {all}:"), |code| code.line("thread.join()"));
        }
    }

    /// All that it does once it has begun.
    fn whole(&mut self, task: usize, code: &mut Code) {
        let program = self.program;
        let declaration = &program.tasks[task];
        let steps = &declaration.steps;
        let around = self.around(task, code);
        let body = body_length(steps);
        let finally = steps.iter().position(|step| matches!(step, Step::Finally));
        let rescue = steps.iter().position(|step| matches!(step, Step::Rescue));
        let in_section = around.once();
        if rescue.is_none() && finally.is_none() {
            self.retried(&around, 0..body, code);
            return;
        }
        code.block("try:", |code| self.retried(&around, 0..body, code));
        if let Some(rescue) = rescue {
            let is_told = self.dialect.is_async() && Self::can_be_told(declaration);
            let caught = if is_told { "(Exception, asyncio.CancelledError)" } else { "Exception" };
            code.block(&format!("except {caught}:"), |code| {
                self.steps(&in_section, rescue + 1..finally.unwrap_or(steps.len()), code);
            });
        }
        if let Some(finally) = finally {
            code.block("finally:", |code| self.steps(&in_section, finally + 1..steps.len(), code));
        }
    }

    /// Declares what is counted or remembered, and says what is known around its steps.
    fn around(&mut self, task: usize, code: &mut Code) -> Around {
        let program = self.program;
        let declaration = &program.tasks[task];
        let counted = |step: &Step| matches!(step, Step::Fail(Some(_), _));
        let mut tries = Vec::new();
        for (place, _) in declaration.steps.iter().enumerate().filter(|(_, step)| counted(step)) {
            let name = self.names.give(&format!("{}_tries", self.functions[task]), "count");
            self.imports.insert("itertools");
            code.line(format!("{name} = itertools.count()"));
            tries.push((place, name));
        }
        if declaration.steps.iter().any(|step| matches!(step, Step::Spawn(_) | Step::Join(_))) {
            code.line("children = []");
        }
        let mut loaded = Vec::new();
        for step in &declaration.steps {
            let Some(place) = step.resource().and_then(|(name, _)| self.place(name)) else { continue };
            match step {
                Step::Load(_) => loaded.push(place),
                Step::Store(_, crate::program::Stored::More(_)) if !loaded.contains(&place) => {
                    // Who has read nothing takes it for what it was at the start.
                    code.line(format!("{} = {}", self.reads[place], self.initial(place)));
                    loaded.push(place);
                }
                _ => {}
            }
        }
        let is_printed = |step: &Step| matches!(step, Step::Print(text) if text.contains("{item}"));
        let uses_item = declaration.steps.iter().any(|step| is_printed(step) || matches!(step, Step::ByItem(_)));
        let receives = declaration.steps.iter().position(|step| matches!(step, Step::Receive(..)));
        let uses_it = |step: &Step| is_printed(step) || matches!(step, Step::ByItem(_));
        let first_use = declaration.steps.iter().position(uses_it);
        let has_sections = declaration.steps.iter().any(Step::is_section);
        if first_use.is_some_and(|used| receives.is_none_or(|receives| used < receives) || has_sections) {
            let is_text = receives.is_some() && declaration.steps.iter().any(is_printed);
            code.line(if is_text { "item = \"{item}\"" } else { "item = None" });
        }
        let turns = match declaration.how.times {
            None => 1,
            Some(Times::Count(times)) => times,
            Some(Times::Forever) => 0,
        };
        let copies = if declaration.how.spawned { None } else { Some(declaration.copies.unwrap_or(1)) };
        let has_number = declaration.copies.is_some() || declaration.how.spawned;
        let turn = (turns == 1).then_some(1);
        Around { task, tries, copies, has_number, turns, turn, uses_item, receives: receives.is_some() }
    }
}

/// How long after the start of the run a copy arrives, in seconds.
pub(super) fn at(task: &TaskDeclaration) -> Option<String> {
    let is_some = |range: &crate::program::DurationRange| range.max_ns > 0;
    let at = task.at.filter(is_some).map(literal::range);
    // A single task is the first copy.
    let every = task.every.filter(is_some).filter(|_| task.copies > Some(1)).map(literal::range);
    match (at, every) {
        (at, None) => at,
        (None, Some(every)) => Some(format!("{every} * (copy - 1)")),
        (Some(at), Some(every)) => Some(format!("{at} + {every} * (copy - 1)")),
    }
}
