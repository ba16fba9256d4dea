//! What hands the tasks to a pool, or starts a process for each, when it is time.

use super::code::Code;
use super::function::at;
use super::writer::Writer;
use super::{Dialect, Unsaid};
use crate::program::TaskDeclaration;

impl Writer<'_> {
    /// `main` of a program that leads its tasks.
    pub fn main_pool(&mut self) -> String {
        let mut code = Code::default();
        let size = self.size.map(|size| format!("max_workers={size}")).unwrap_or_default();
        let executor = self.dialect.executor();
        if self.dialect.is_pool() {
            self.futures.insert(executor);
        }
        if self.dialect.has_own_memories() && (self.dialect == Dialect::Processes || self.has_given()) {
            self.imports.insert("multiprocessing");
        }
        if self.needs.iter().any(|needs| !needs.resources.is_empty()) && self.dialect == Dialect::ThreadPool {
            self.imports.insert("threading");
        }
        code.block("def main():", |code| {
            self.room(code);
            let with = match self.dialect {
                Dialect::Processes => {
                    self.make_resources(code);
                    return self.lead(code);
                }
                Dialect::ProcessPool if self.has_given() => {
                    code.block("with multiprocessing.Manager() as manager:", |code| {
                        self.make_resources(code);
                        code.block(&format!("with {executor}({size}) as pool:"), |code| self.lead(code));
                    });
                    return;
                }
                _ => format!("with {executor}({size}) as pool:"),
            };
            self.make_resources(code);
            code.block(&with, |code| self.lead(code));
        });
        code.text()
    }

    /// Whether tasks are given something by which they act on each other.
    fn has_given(&self) -> bool {
        self.needs.iter().any(|needs| !needs.resources.is_empty())
    }

    /// Starts all tasks, each when those that it comes after have ended.
    fn lead(&mut self, code: &mut Code) {
        let program = self.program;
        let starts = self.starts();
        if self.dialect == Dialect::Processes {
            for task in &starts {
                let handles = self.handles[*task].clone();
                self.threads(*task, &handles, code);
            }
        }
        let comes_later = |task: &&usize| !program.tasks[**task].after.is_empty();
        let (later, first): (Vec<&usize>, Vec<&usize>) = starts.iter().partition(comes_later);
        let is_late = |task: &TaskDeclaration| at(task).is_some();
        if first.iter().any(|task| is_late(&program.tasks[**task])) {
            self.imports.insert("sched");
            code.line("arrivals = sched.scheduler()");
            for task in &first {
                self.enter(**task, code);
            }
            if !later.is_empty() {
                self.remark(&Unsaid::Nothing("at".to_owned()), code);
            }
            code.line("arrivals.run()");
        } else {
            for task in &first {
                self.start(**task, code);
            }
        }
        let mut waited: Vec<usize> = Vec::new();
        for task in &later {
            let after = &program.tasks[**task].after;
            if after.iter().any(|before| !waited.contains(before)) {
                // Whoever comes after these has to come after all that was waited for before.
                let all = self.closure(after);
                if waited.iter().any(|other| !all.contains(other)) || is_late(&program.tasks[**task]) {
                    self.remark(&Unsaid::Nothing("after".to_owned()), code);
                }
                let new: Vec<usize> = after.iter().copied().filter(|before| !waited.contains(before)).collect();
                self.wait_for(&new, code);
                waited = all;
            } else if self.closure(after).len() < waited.len() {
                self.remark(&Unsaid::Nothing("after".to_owned()), code);
            }
            self.start(**task, code);
        }
        self.report(&starts, code);
    }

    /// These tasks, and all that they come after.
    fn closure(&self, tasks: &[usize]) -> Vec<usize> {
        let mut all = tasks.to_vec();
        let mut at = 0;
        while let Some(task) = all.get(at).copied() {
            for before in &self.program.tasks[task].after {
                if !all.contains(before) {
                    all.push(*before);
                }
            }
            at += 1;
        }
        all
    }

    fn wait_for(&mut self, tasks: &[usize], code: &mut Code) {
        let handles: Vec<&str> = tasks.iter().map(|task| self.handles[*task].as_str()).collect();
        let all = match handles[..] {
            [one] => one.to_owned(),
            _ => format!("[*{}]", handles.join(", *")),
        };
        if self.dialect == Dialect::Processes {
            return code.block(&format!("for process in {all}:"), |code| code.line("process.join()"));
        }
        self.futures.insert("wait");
        code.line(format!("wait({all})"));
    }

    /// Starts the copies of a task now.
    fn start(&mut self, task: usize, code: &mut Code) {
        if self.dialect == Dialect::Processes {
            let head = format!("for process in {}:", self.handles[task]);
            return code.block(&head, |code| code.line("process.start()"));
        }
        let call = self.submit(task);
        let is_kept = self.is_kept(task);
        let head = format!("{} = [", self.handles[task]);
        match self.clause(task) {
            Some(clause) if is_kept => code.comprehension(&head, &call, &clause, "]"),
            Some(clause) => code.block(&format!("{clause}:"), |code| code.line(&call)),
            None if is_kept => code.call(&head, &[call], "]"),
            None => code.line(&call),
        }
    }

    /// Has the copies of a task started when it is time.
    fn enter(&mut self, task: usize, code: &mut Code) {
        let declaration = &self.program.tasks[task];
        let delay = at(declaration).unwrap_or_else(|| "0".to_owned());
        let uses_copy = delay.contains("copy");
        if self.dialect == Dialect::Processes {
            let handles = self.handles[task].clone();
            let head = if uses_copy {
                format!("for copy, process in enumerate({handles}, 1):")
            } else {
                format!("for process in {handles}:")
            };
            return code.block(&head, |code| code.line(format!("arrivals.enter({delay}, 1, process.start)")));
        }
        let given: Vec<String> = std::iter::once(self.functions[task].clone()).chain(self.given(task, true)).collect();
        let arguments = if given.len() == 1 { format!("({},)", given[0]) } else { format!("({})", given.join(", ")) };
        if self.is_kept(task) {
            self.remark(&Unsaid::Nothing("after".to_owned()), code);
        }
        let call = format!("arrivals.enter({delay}, 1, pool.submit, {arguments})");
        match declaration.copies {
            Some(copies) if uses_copy => {
                code.block(&format!("for copy in range(1, {}):", copies + 1), |code| code.line(&call));
            }
            Some(_) => {
                let clause = self.clause(task).unwrap_or_default();
                code.block(&format!("{clause}:"), |code| code.line(&call));
            }
            None => code.line(&call),
        }
    }

    fn submit(&self, task: usize) -> String {
        let given: Vec<String> = std::iter::once(self.functions[task].clone()).chain(self.given(task, true)).collect();
        format!("pool.submit({})", given.join(", "))
    }

    /// Whether something is to be known of a task later.
    fn is_kept(&self, task: usize) -> bool {
        let is_awaited = self.program.tasks.iter().any(|other| other.after.contains(&task));
        is_awaited || self.dialect.is_pool() && Self::can_fail(&self.program.tasks[task])
    }

    /// Says which tasks have failed, which a pool keeps to itself.
    fn report(&mut self, starts: &[usize], code: &mut Code) {
        let has_time = self.program.tasks.iter().all(|task| at(task).is_none());
        let fails = |task: &&usize| Self::can_fail(&self.program.tasks[**task]);
        let failing: Vec<&str> = starts.iter().filter(fails).map(|task| self.handles[*task].as_str()).collect();
        if !self.dialect.is_pool() || failing.is_empty() || !has_time {
            return;
        }
        self.imports.insert("sys");
        let all = match failing[..] {
            [one] => one.to_owned(),
            _ => format!("[*{}]", failing.join(", *")),
        };
        code.block(&format!("for future in {all}:"), |code| {
            code.block("if future.exception():", |code| {
                code.line("print(f\"failed: {future.exception()!r}\", file=sys.stderr)");
            });
        });
    }
}
