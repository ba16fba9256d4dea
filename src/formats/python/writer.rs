//! Puts a program together: what it takes, what it brings along, its functions, and what starts them.

use std::collections::BTreeSet;

use super::code::Code;
use super::helpers::Helper;
use super::literal::is_drawn;
use super::names::Names;
use super::needs::{Needs, needs, step_durations};
use super::{Dialect, Unsaid};
use crate::program::{Program, ResourceKind, Step, TaskDeclaration};

/// What is known while a program is written.
pub(super) struct Writer<'p> {
    pub program: &'p Program,
    pub dialect: Dialect,
    /// How large the pool is, if that is said.
    pub size: Option<u32>,
    pub say: fn(&Unsaid) -> String,
    /// The functions of the tasks, and where their handles are kept.
    pub functions: Vec<String>,
    pub handles: Vec<String>,
    /// Counts the copies of what is spawned.
    pub counters: Vec<String>,
    pub resources: Vec<String>,
    /// The locks around shares, and what a task has read of them.
    pub share_locks: Vec<String>,
    pub reads: Vec<String>,
    pub names: Names,
    pub needs: Vec<Needs>,
    pub imports: BTreeSet<&'static str>,
    /// What is taken out of `concurrent.futures`.
    pub futures: BTreeSet<&'static str>,
    pub helpers: BTreeSet<Helper>,
    /// Shares around which a lock is taken.
    pub locked_shares: BTreeSet<usize>,
}

impl<'p> Writer<'p> {
    pub fn new(program: &'p Program, dialect: Dialect, size: Option<u32>, say: fn(&Unsaid) -> String) -> Self {
        let mut names = Names::new();
        let functions: Vec<String> = program.tasks.iter().map(|task| names.give(&task.name, "task")).collect();
        let kind = |kind: ResourceKind| match kind {
            ResourceKind::Limit { permits: 1 } => "lock",
            ResourceKind::Limit { .. } | ResourceKind::Rate { .. } => "limit",
            ResourceKind::Queue { .. } => "queue",
            ResourceKind::Meeting => "barrier",
            ResourceKind::Share { .. } => "share",
        };
        let resources = program.resources.iter();
        let resources: Vec<String> = resources.map(|one| names.give(&one.name, kind(one.kind))).collect();
        let mut related = |of: &[String], ending: &str| -> Vec<String> {
            of.iter().map(|name| names.give(&format!("{name}_{ending}"), ending)).collect()
        };
        let plain: Vec<String> =
            functions.iter().map(|name| name.strip_suffix("_task").unwrap_or(name).to_owned()).collect();
        let handles = related(&plain, dialect.handles());
        let counters = related(&functions, "copies");
        let (share_locks, reads) = (related(&resources, "lock"), related(&resources, "read"));
        Self {
            needs: needs(program, dialect),
            program,
            dialect,
            size,
            say,
            functions,
            handles,
            counters,
            resources,
            share_locks,
            reads,
            names,
            imports: BTreeSet::new(),
            futures: BTreeSet::new(),
            helpers: BTreeSet::new(),
            locked_shares: locked_shares(program, dialect),
        }
    }

    /// Says at this place what can't be said.
    pub fn remark(&self, unsaid: &Unsaid, code: &mut Code) {
        code.comment(&(self.say)(unsaid));
    }

    /// Brings a function along.
    pub fn help(&mut self, helper: Helper) {
        self.imports.extend(helper.imports());
        if helper == Helper::Rate {
            self.imports.insert(if self.dialect.is_async() { "asyncio" } else { "threading" });
        }
        self.helpers.insert(helper);
    }

    /// The program.
    pub fn write(mut self) -> String {
        let functions: Vec<String> = (0..self.program.tasks.len()).map(|task| self.function(task)).collect();
        let main = match self.dialect {
            Dialect::Asyncio | Dialect::AsyncioPool => self.main_async(),
            Dialect::Threads => self.main_threads(),
            Dialect::ThreadPool | Dialect::Processes | Dialect::ProcessPool => self.main_pool(),
        };
        let mut head = Code::default();
        if self.program.tasks.iter().any(has_draws) {
            self.imports.insert("random");
        }
        let globals = self.globals();
        for import in &self.imports {
            head.line(["import ", import].concat());
        }
        if !self.futures.is_empty() {
            let names: Vec<String> = self.futures.iter().map(|name| (*name).to_owned()).collect();
            head.line(format!("from concurrent.futures import {}", names.join(", ")));
        }
        let mut parts = vec![head.text()];
        if !globals.is_empty() {
            parts[0] = [&parts[0], "\n", &globals].concat();
        }
        parts.extend(self.helpers.iter().map(|helper| helper.text(self.dialect).to_owned()));
        parts.extend(functions);
        parts.push(main);
        let run = if self.dialect.is_async() { "asyncio.run(main())" } else { "main()" };
        parts.push(format!("if __name__ == \"__main__\":\n    {run}\n"));
        parts.join("\n\n")
    }

    /// What stands in front of all functions.
    fn globals(&mut self) -> String {
        let mut code = Code::default();
        if self.dialect.has_own_memories() {
            self.imports.insert("functools");
            code.line("print = functools.partial(print, flush=True)");
        }
        if self.imports.contains("random") {
            self.remark(&Unsaid::Draws, &mut code);
            code.line(format!("random.seed({})", self.program.seed));
        }
        for (place, resource) in self.program.resources.iter().enumerate() {
            let ResourceKind::Share { initial, is_everywhere } = resource.kind else { continue };
            if is_everywhere && self.dialect.has_own_memories() {
                continue;
            }
            code.line(format!("{} = {initial}", self.resources[place]));
            if self.locked_shares.contains(&place) {
                self.imports.insert("threading");
                code.line(format!("{} = threading.Lock()", self.share_locks[place]));
            }
        }
        if code.is_empty() { String::new() } else { code.text() }
    }

    /// The place of what a step names.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.program.resources.iter().position(|resource| &*resource.name == name)
    }

    /// What a function is given, in order: which copy, then what it needs.
    pub fn given(&self, task: usize, with_copy: bool) -> Vec<String> {
        let needs = &self.needs[task];
        let mut given = Vec::new();
        if with_copy && needs.copy {
            given.push("copy".to_owned());
        }
        given.extend(needs.resources.iter().map(|place| self.resources[*place].clone()));
        if self.dialect == Dialect::ProcessPool {
            let is_locked = |place: &&usize| self.is_given(**place) && self.locked_shares.contains(*place);
            given.extend(needs.resources.iter().filter(is_locked).map(|place| self.share_locks[*place].clone()));
        }
        given.extend(needs.copies_of.iter().map(|child| self.counters[*child].clone()));
        if self.dialect.arrives_inside() {
            given.extend(self.program.tasks[task].after.iter().map(|before| self.handles[*before].clone()));
        }
        if needs.start {
            given.push("start".to_owned());
        }
        given
    }

    /// Whether a task can fail.
    pub fn can_fail(task: &TaskDeclaration) -> bool {
        task.how.timeout.is_some() || task.steps.iter().any(can_break)
    }

    /// Whether others can cancel it, or its time can be over.
    pub fn can_be_told(task: &TaskDeclaration) -> bool {
        task.how.timeout.is_some() || task.how.until.is_some() || task.how.together.is_some()
    }
}

/// Whether a task can fail at a step.
pub(super) fn can_break(step: &Step) -> bool {
    matches!(step, Step::Fail(..) | Step::ByItem(_)) || step.within().is_some()
}

/// Shares that need a lock to be added to.
fn locked_shares(program: &Program, dialect: Dialect) -> BTreeSet<usize> {
    let is_added_to = |name: &str| {
        let adds = |step: &Step| matches!(step, Step::Add(own, _) if **own == *name);
        program.tasks.iter().any(|task| task.steps.iter().any(adds))
    };
    let needs_lock = |place: &usize| {
        let ResourceKind::Share { is_everywhere, .. } = program.resources[*place].kind else { return false };
        let is_locked = match dialect {
            Dialect::Threads | Dialect::ThreadPool => true,
            Dialect::ProcessPool => is_everywhere,
            Dialect::Asyncio | Dialect::AsyncioPool | Dialect::Processes => false,
        };
        is_locked && is_added_to(&program.resources[*place].name)
    };
    (0..program.resources.len()).filter(needs_lock).collect()
}

/// Whether durations of a task are drawn.
fn has_draws(task: &TaskDeclaration) -> bool {
    let of_line = [task.at, task.every, task.how.timeout, task.how.retry.and_then(|retry| retry.every)];
    let is_range = |range: &crate::program::DurationRange| range.min_ns != range.max_ns;
    of_line.iter().flatten().any(is_range) || task.steps.iter().flat_map(step_durations).any(is_drawn)
}
