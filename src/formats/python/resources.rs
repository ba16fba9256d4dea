//! What tasks act on each other by, and what they spawn.

use super::code::Code;
use super::helpers::Helper;
use super::literal;
use super::writer::Writer;
use super::{Dialect, Unsaid};
use crate::program::{ResourceKind, Step, Stored};

impl Writer<'_> {
    /// The name of what a step names.
    pub fn named(&self, name: &str) -> String {
        self.place(name).map(|place| self.resources[place].clone()).unwrap_or_default()
    }

    /// Whether it is a limit that fills up by itself.
    pub fn is_rate(&self, name: &str) -> bool {
        self.place(name).is_some_and(|place| matches!(self.program.resources[place].kind, ResourceKind::Rate { .. }))
    }

    /// Whether functions are given a share, and don't have it around them.
    pub fn is_given(&self, place: usize) -> bool {
        let kind = self.program.resources[place].kind;
        matches!(kind, ResourceKind::Share { is_everywhere: true, .. }) && self.dialect.has_own_memories()
    }

    /// What a share is at the start.
    pub fn initial(&self, place: usize) -> i64 {
        if let ResourceKind::Share { initial, .. } = self.program.resources[place].kind { initial } else { 0 }
    }

    /// What is done to a number that tasks share.
    pub fn share(&mut self, step: &Step, code: &mut Code) {
        let Some(place) = step.resource().and_then(|(name, _)| self.place(name)) else { return };
        let value = if self.is_given(place) { ".value" } else { "" };
        let (share, read) = ([&self.resources[place], value].concat(), self.reads[place].clone());
        match step {
            Step::Add(_, by) => {
                let added = if *by < 0 { format!("{share} -= {}", -by) } else { format!("{share} += {by}") };
                let has_own = self.dialect.has_own_memories();
                let lock = match self.dialect {
                    Dialect::Processes if self.is_given(place) => {
                        format!("{}.get_lock()", self.resources[place])
                    }
                    // Whoever has a memory of its own has nobody who comes between.
                    _ if self.dialect.is_async() || has_own && !self.is_given(place) => return code.line(added),
                    _ => self.share_locks[place].clone(),
                };
                code.block(&format!("with {lock}:"), |code| code.line(added));
            }
            Step::Load(_) => code.line(format!("{read} = {share}")),
            Step::Store(_, Stored::Number(number)) => code.line(format!("{share} = {number}")),
            Step::Store(_, Stored::More(more)) if *more < 0 => code.line(format!("{share} = {read} - {}", -more)),
            Step::Store(_, Stored::More(more)) => code.line(format!("{share} = {read} + {more}")),
            _ => {}
        }
    }

    /// Makes all that tasks act on each other by.
    pub fn make_resources(&mut self, code: &mut Code) {
        if self.needs.iter().any(|needs| needs.start) {
            self.imports.insert("time");
            code.line("start = time.perf_counter()");
        }
        for place in 0..self.program.resources.len() {
            if self.needs.iter().any(|needs| needs.resources.contains(&place)) {
                self.make_resource(place, code);
            }
        }
        for child in 0..self.program.tasks.len() {
            if self.needs.iter().any(|needs| needs.copies_of.contains(&child)) {
                self.imports.insert("itertools");
                if self.spawners(child) > 1 || self.dialect.has_own_memories() {
                    self.remark(&Unsaid::Numbered(self.program.tasks[child].name.clone()), code);
                }
                code.line(format!("{} = itertools.count(1)", self.counters[child]));
            }
        }
    }

    fn make_resource(&mut self, place: usize, code: &mut Code) {
        let (name, kind) = (self.resources[place].clone(), self.program.resources[place].kind);
        let module = self.dialect.module();
        let made = match kind {
            ResourceKind::Limit { permits } => {
                if !self.dialect.is_async() {
                    self.remark(&Unsaid::FirstCome, code);
                }
                let semaphore = if permits == 1 { "Lock()".to_owned() } else { format!("Semaphore({permits})") };
                format!("{module}.{semaphore}")
            }
            ResourceKind::Rate { permits, every_ns } => {
                if self.dialect.has_own_memories() {
                    self.remark(&Unsaid::Rate(self.program.resources[place].name.to_string()), code);
                }
                self.help(Helper::Rate);
                format!("Rate({permits}, {})", literal::seconds(every_ns))
            }
            ResourceKind::Queue { room } => {
                let module = self.dialect.queues();
                if module == "queue" {
                    self.imports.insert(module);
                }
                format!("{module}.Queue({})", room.map(|room| room.to_string()).unwrap_or_default())
            }
            ResourceKind::Meeting => {
                let original = &self.program.resources[place].name;
                let parties = self.parties(original);
                if self.is_uneven(original) {
                    self.remark(&Unsaid::Barrier(original.to_string()), code);
                }
                if self.dialect.is_async() {
                    self.help(Helper::Barrier);
                    format!("Barrier({parties})")
                } else {
                    format!("{module}.Barrier({parties})")
                }
            }
            ResourceKind::Share { initial, .. } => {
                if self.dialect == Dialect::ProcessPool && self.locked_shares.contains(&place) {
                    code.line(format!("{} = manager.Lock()", self.share_locks[place]));
                }
                format!("{module}.Value(\"q\", {initial})")
            }
        };
        code.line(format!("{name} = {made}"));
    }

    /// How many tasks come to a meeting.
    fn parties(&self, name: &str) -> u32 {
        let comes = |step: &Step| matches!(step, Step::Meet(own, _) if **own == *name);
        let tasks = self.program.tasks.iter().filter(|task| task.steps.iter().any(comes));
        tasks.map(|task| task.copies.unwrap_or(1)).sum()
    }

    /// Whether somebody may end who others would wait for at a meeting.
    fn is_uneven(&self, name: &str) -> bool {
        let meetings =
            |steps: &[Step]| steps.iter().filter(|step| matches!(step, Step::Meet(own, _) if **own == *name)).count();
        let coming = self.program.tasks.iter().filter(|task| meetings(&task.steps) > 0);
        let counts: Vec<usize> = coming.clone().map(|task| meetings(&task.steps) * task.how.turns() as usize).collect();
        let may_end = |task: &crate::program::TaskDeclaration| {
            Self::can_fail(task)
                || Self::can_be_told(task)
                || task.how.spawned
                || task.steps.iter().any(Step::is_section)
        };
        counts.windows(2).any(|pair| pair[0] != pair[1]) || coming.clone().any(may_end)
    }

    /// How many tasks spawn another one.
    fn spawners(&self, child: usize) -> u32 {
        let spawns = |step: &Step| self.child(step) == Some(child);
        let tasks = self.program.tasks.iter().filter(|task| task.steps.iter().any(spawns));
        // One that is spawned itself may be there several times.
        tasks.map(|task| if task.how.spawned { 2 } else { task.copies.unwrap_or(1) }).sum()
    }

    /// Starts a task that is spawned.
    pub fn spawn(&mut self, step: &Step, code: &mut Code) {
        let Some(child) = self.child(step) else { return };
        let mut given = self.given(child, false);
        if self.needs[child].copy {
            given.insert(0, format!("next({})", self.counters[child]));
        }
        let function = &self.functions[child];
        let args = args(&given);
        match self.dialect {
            Dialect::Asyncio | Dialect::AsyncioPool => {
                let call = format!("asyncio.create_task({function}({}))", given.join(", "));
                code.call("children.append(", &[call], ")");
            }
            Dialect::Threads | Dialect::Processes => {
                let class =
                    if self.dialect == Dialect::Threads { "threading.Thread" } else { "multiprocessing.Process" };
                code.call(&format!("child = {class}("), &[format!("target={function}{args}")], ")");
                code.line("child.start()");
                code.line("children.append(child)");
            }
            Dialect::ThreadPool | Dialect::ProcessPool => {
                self.remark(&Unsaid::Nothing(format!("spawn {}", self.program.tasks[child].name)), code);
            }
        }
    }

    /// Waits for all that the task has spawned.
    pub fn join(&mut self, within: Option<&str>, code: &mut Code) {
        let is_async = self.dialect.is_async();
        match within {
            _ if self.dialect.is_pool() => self.remark(&Unsaid::Nothing("join".to_owned()), code),
            None if is_async => code.block("if children:", |code| code.line("await asyncio.wait(children)")),
            Some(within) if is_async => code.block("if children:", |code| {
                code.line(format!("done, late = await asyncio.wait(children, timeout={within})"));
                code.block("if late:", |code| code.line("raise asyncio.TimeoutError"));
            }),
            None => code.block("for child in children:", |code| code.line("child.join()")),
            Some(within) => {
                self.imports.insert("time");
                code.line(format!("deadline = time.monotonic() + {within}"));
                code.block("for child in children:", |code| {
                    code.line("child.join(max(0, deadline - time.monotonic()))");
                    code.block("if child.is_alive():", |code| code.line("raise TimeoutError(\"join\")"));
                });
            }
        }
    }
}

/// The arguments of a thread's function.
pub(super) fn args(given: &[String]) -> String {
    match given {
        [] => String::new(),
        [one] => format!(", args=({one},)"),
        more => format!(", args=({})", more.join(", ")),
    }
}
