//! The steps of a task.

use std::ops::Range;
use std::sync::Arc;

use super::body::Around;
use super::code::Code;
use super::helpers::Helper;
use super::literal::{self, Piece};
use super::needs::children;
use super::writer::{Writer, can_break};
use super::{Dialect, Unsaid};
use crate::program::format::step_text;
use crate::program::{ByItem, Durations, ResourceKind, Step, Value};

impl Writer<'_> {
    /// Steps one after another; those between a `lock` and its `unlock` stand in a block.
    pub fn steps(&mut self, around: &Around, steps: Range<usize>, code: &mut Code) {
        let program = self.program;
        let all = &program.tasks[around.task].steps;
        let mut place = steps.start;
        while place < steps.end {
            if let Step::Lock(name, within) = &all[place]
                && !self.is_rate(name)
                && let Some(unlock) = matching(&all[place..steps.end]).map(|length| place + length)
            {
                let within = within.as_ref().map(|within| literal::durations(within, around.copies));
                self.held(around, name, within, place + 1..unlock, code);
                place = unlock + 1;
                continue;
            }
            self.step(around, place, code);
            place += 1;
        }
    }

    /// What is done while a permit is held.
    fn held(&mut self, around: &Around, name: &str, within: Option<String>, steps: Range<usize>, code: &mut Code) {
        let permit = self.named(name);
        if self.is_given_back_sooner(around, &steps) {
            self.remark(&Unsaid::GivenBackSooner(name.to_owned()), code);
        }
        if let Some(within) = within {
            self.acquire(&permit, Some(&within), code);
            code.block("try:", |code| self.steps(around, steps, code));
            code.block("finally:", |code| code.line(format!("{permit}.release()")));
            return;
        }
        let with = if self.dialect.is_async() { "async with" } else { "with" };
        code.block(&format!("{with} {permit}:"), |code| self.steps(around, steps, code));
    }

    /// Whether what stands behind `rescue` or `finally` may come while these steps hold a permit.
    fn is_given_back_sooner(&self, around: &Around, steps: &Range<usize>) -> bool {
        let declaration = &self.program.tasks[around.task];
        let is_told = self.dialect.is_async() && Self::can_be_told(declaration);
        let may_break = is_told || declaration.steps[steps.clone()].iter().any(can_break);
        may_break && declaration.steps[steps.end..].iter().any(Step::is_section)
    }

    fn acquire(&mut self, permit: &str, within: Option<&str>, code: &mut Code) {
        match within {
            Some(within) if self.dialect.is_async() => {
                code.line(format!("await asyncio.wait_for({permit}.acquire(), {within})"));
            }
            Some(within) => {
                code.block(&format!("if not {permit}.acquire(timeout={within}):"), |code| {
                    code.line(format!("raise TimeoutError({})", literal::string(permit)));
                });
            }
            None => code.line(format!("{}{permit}.acquire()", self.wait())),
        }
    }

    /// One step.
    fn step(&mut self, around: &Around, place: usize, code: &mut Code) {
        let program = self.program;
        let step = &program.tasks[around.task].steps[place];
        let within = step.within().map(|within| literal::durations(within, around.copies));
        let within = within.as_deref();
        let lasting = |durations: &Durations| literal::durations(durations, around.copies);
        match step {
            Step::Print(text) => {
                if matches!(self.dialect, Dialect::Threads | Dialect::ThreadPool) {
                    self.help(Helper::Print);
                }
                let line = literal::formatted(&self.pieces(around, text));
                code.call("print(", &[line], ")");
            }
            Step::Sleep(durations) => self.sleep(&lasting(durations), code),
            Step::Block(durations) => self.hold("time.sleep", &lasting(durations), code),
            Step::Cpu(durations) => self.compute(Helper::Compute, &lasting(durations), code),
            Step::Native(durations) => self.compute(Helper::ComputeNatively, &lasting(durations), code),
            Step::ByItem(by) => match by {
                ByItem::Sleep => self.sleep("item", code),
                ByItem::Block => self.hold("time.sleep", "item", code),
                ByItem::Cpu => self.compute(Helper::Compute, "item", code),
                ByItem::Native => self.compute(Helper::ComputeNatively, "item", code),
            },
            Step::Yield => self.sleep("0", code),
            Step::Fail(first, text) => fail(around, (place, *first), text, code),
            Step::Lock(name, _) => self.lock(name, within, code),
            Step::Unlock(name) if self.is_rate(name) => self.remark(&Unsaid::NothingHeld(name.to_string()), code),
            Step::Unlock(name) if !self.was_locked(around, place, name) => {
                self.remark(&Unsaid::NothingHeld(name.to_string()), code);
            }
            Step::Unlock(name) => code.line(format!("{}.release()", self.named(name))),
            Step::Send(name, value, _) => self.send(around, name, value.as_ref(), within, code),
            Step::Receive(name, _) => self.receive(around, name, within, code),
            Step::Meet(name, _) => self.meet(name, within, code),
            Step::Add(..) | Step::Load(_) | Step::Store(..) => self.share(step, code),
            Step::Spawn(_) => self.spawn(step, code),
            Step::Join(_) => self.join(within, code),
            Step::Fetch(durations, fetch, _) => {
                self.request(step, &lasting(durations), fetch.is_blocking, within, code);
            }
            Step::File(..) => self.remark(&Unsaid::Nothing(step_text(step)), code),
            Step::Rescue | Step::Finally => {}
        }
    }

    /// A wait that stands in for a request.
    fn request(&mut self, step: &Step, seconds: &str, is_blocking: bool, within: Option<&str>, code: &mut Code) {
        self.remark(&Unsaid::Request(step_text(step)), code);
        match within {
            Some(within) if self.dialect.is_async() && !is_blocking => {
                code.line(format!("await asyncio.wait_for(asyncio.sleep({seconds}), {within})"));
            }
            within => {
                if within.is_some() {
                    self.remark(&Unsaid::Nothing("within".to_owned()), code);
                }
                if is_blocking { self.hold("time.sleep", seconds, code) } else { self.sleep(seconds, code) }
            }
        }
    }

    /// What stands in front of what is awaited.
    pub fn wait(&self) -> &'static str {
        if self.dialect.is_async() { "await " } else { "" }
    }

    /// A wait that can be awaited.
    pub fn sleep(&mut self, seconds: &str, code: &mut Code) {
        let module = if self.dialect.is_async() { "asyncio" } else { "time" };
        self.imports.insert(module);
        code.line(format!("{}{module}.sleep({seconds})", self.wait()));
    }

    /// A call that holds whoever makes it.
    fn hold(&mut self, call: &str, seconds: &str, code: &mut Code) {
        self.imports.insert("time");
        if self.dialect == Dialect::AsyncioPool {
            return code.line(format!("await asyncio.to_thread({call}, {seconds})"));
        }
        code.line(format!("{call}({seconds})"));
    }

    fn compute(&mut self, helper: Helper, seconds: &str, code: &mut Code) {
        self.help(helper);
        let call = if helper == Helper::Compute { "compute" } else { "compute_natively" };
        self.hold(call, seconds, code);
    }

    fn lock(&mut self, name: &str, within: Option<&str>, code: &mut Code) {
        let permit = self.named(name);
        if !self.is_rate(name) {
            self.remark(&Unsaid::LoosePermit(name.to_owned()), code);
        }
        if self.is_rate(name) && within.is_some() && !self.dialect.is_async() {
            self.remark(&Unsaid::Nothing("within".to_owned()), code);
            return self.acquire(&permit, None, code);
        }
        self.acquire(&permit, within, code);
    }

    fn send(&mut self, around: &Around, name: &str, value: Option<&Value>, within: Option<&str>, code: &mut Code) {
        let queue = self.named(name);
        let item = match value {
            Some(Value::Lasting(durations)) => literal::durations(durations, around.copies),
            Some(Value::Word(text)) => {
                let filled = text.replace("{copy}", "1").replace("{turn}", "1");
                if matches!(Value::of_text(&filled), Value::Lasting(_)) {
                    self.remark(&Unsaid::ItemText(text.to_string()), code);
                }
                literal::formatted(&split(text, &numbers_of(around)))
            }
            None if self.is_printed(name) => "\"\"".to_owned(),
            None => "None".to_owned(),
        };
        self.patiently(&queue, "put", &item, within, code);
    }

    fn receive(&mut self, around: &Around, name: &str, within: Option<&str>, code: &mut Code) {
        let queue = self.named(name);
        let target = if around.uses_item { "item = " } else { "" };
        match within {
            Some(within) if self.dialect.is_async() => {
                code.line(format!("{target}await asyncio.wait_for({queue}.get(), {within})"));
            }
            Some(within) => code.line(format!("{target}{queue}.get(timeout={within})")),
            None => code.line(format!("{target}{}{queue}.get()", self.wait())),
        }
    }

    fn patiently(&mut self, object: &str, call: &str, item: &str, within: Option<&str>, code: &mut Code) {
        match within {
            Some(within) if self.dialect.is_async() => {
                code.line(format!("await asyncio.wait_for({object}.{call}({item}), {within})"));
            }
            Some(within) => code.line(format!("{object}.{call}({item}, timeout={within})")),
            None => code.line(format!("{}{object}.{call}({item})", self.wait())),
        }
    }

    fn meet(&mut self, name: &str, within: Option<&str>, code: &mut Code) {
        let barrier = self.named(name);
        match within {
            Some(within) if self.dialect.is_async() => {
                code.line(format!("await asyncio.wait_for({barrier}.wait(), {within})"));
            }
            Some(within) => {
                self.remark(&Unsaid::BrokenBarrier(name.to_owned()), code);
                code.line(format!("{barrier}.wait({within})"));
            }
            None => code.line(format!("{}{barrier}.wait()", self.wait())),
        }
    }

    /// A text to be printed, in parts.
    fn pieces(&mut self, around: &Around, text: &Arc<str>) -> Vec<Piece> {
        let mut values = numbers_of(around);
        if around.receives {
            let is_lasting = self.program.tasks.iter().flat_map(|task| &task.steps);
            let is_lasting =
                is_lasting.into_iter().any(|step| matches!(step, Step::Send(_, Some(Value::Lasting(_)), _)));
            if is_lasting && text.contains("{item}") {
                self.help(Helper::AsText);
            }
            values.push(("{item}".to_owned(), if is_lasting { "as_text(item)" } else { "item" }.to_owned()));
        }
        if text.contains("{elapsed}") {
            self.imports.insert("time");
        }
        values.push(("{elapsed}".to_owned(), "time.perf_counter() - start:.3f".to_owned()));
        for (place, resource) in self.program.resources.iter().enumerate() {
            if matches!(resource.kind, ResourceKind::Share { .. }) {
                let value = if self.is_given(place) { ".value" } else { "" };
                values.push((["{", &resource.name, "}"].concat(), [&self.resources[place], value].concat()));
            }
        }
        split(text, &values)
    }

    /// Whether a task has locked a limit before this step of it.
    fn was_locked(&self, around: &Around, place: usize, limit: &str) -> bool {
        let before = &self.program.tasks[around.task].steps[..place];
        before.iter().any(|step| matches!(step, Step::Lock(name, _) if **name == *limit))
    }

    /// Whether somebody prints what comes out of a queue.
    fn is_printed(&self, queue: &str) -> bool {
        self.program.tasks.iter().any(|task| {
            let receives = task.steps.iter().any(|step| matches!(step, Step::Receive(name, _) if **name == *queue));
            receives && task.steps.iter().any(|step| matches!(step, Step::Print(text) if text.contains("{item}")))
        })
    }

    /// The tasks that a step spawns.
    pub fn child(&self, step: &Step) -> Option<usize> {
        children(self.program, std::slice::from_ref(step)).first().copied()
    }
}

/// Copy and turn, where these are known before the program runs as text.
fn numbers_of(around: &Around) -> Vec<(String, String)> {
    let copy = if around.has_number { "copy" } else { "1" };
    let turn = around.turn().unwrap_or_else(|| "turn".to_owned());
    vec![("{copy}".to_owned(), copy.to_owned()), ("{turn}".to_owned(), turn)]
}

/// A text in parts: what stands for a value, and what is text.
fn split(text: &str, values: &[(String, String)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let found = values.iter().find(|(name, _)| rest.starts_with(name.as_str()));
        let Some((name, value)) = found else {
            plain.push(letter);
            rest = &rest[letter.len_utf8()..];
            continue;
        };
        rest = &rest[name.len()..];
        if value.bytes().all(|byte| byte.is_ascii_digit()) {
            plain.push_str(value);
            continue;
        }
        // The time is a number, and what it is counted in.
        let unit = if name == "{elapsed}" { " s" } else { "" };
        pieces.push(Piece::Text(std::mem::take(&mut plain)));
        pieces.push(Piece::Value(value.clone()));
        plain.push_str(unit);
    }
    pieces.push(Piece::Text(plain));
    pieces
}

/// How far behind the `lock` that these steps begin with its `unlock` stands, if all that is locked between is unlocked
/// between, in turn.
fn matching(steps: &[Step]) -> Option<usize> {
    let mut held: Vec<&str> = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        match step {
            Step::Lock(name, _) => held.push(name),
            Step::Unlock(name) if held.last() == Some(&&**name) => {
                held.pop();
            }
            Step::Unlock(_) => return None,
            _ => {}
        }
        if held.is_empty() {
            return Some(place);
        }
    }
    None
}

/// A step that fails, perhaps only at first.
fn fail(around: &Around, (place, first): (usize, Option<u32>), text: &str, code: &mut Code) {
    let raise = format!("raise RuntimeError({})", literal::string(text));
    let tries = around.tries.iter().find(|(counted, _)| *counted == place);
    match (first, tries) {
        (Some(first), Some((_, tries))) => {
            code.block(&format!("if next({tries}) < {first}:"), |code| code.line(raise));
        }
        _ => code.line(raise),
    }
}
