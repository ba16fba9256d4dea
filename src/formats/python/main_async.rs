//! What starts the coroutines, and waits for them.

use super::code::Code;
use super::helpers::Helper;
use super::writer::Writer;
use super::{Dialect, Unsaid};
use crate::program::{Step, TaskDeclaration};

impl Writer<'_> {
    /// `main` of a program with an event loop.
    pub fn main_async(&mut self) -> String {
        self.imports.insert("asyncio");
        let mut code = Code::default();
        code.block("async def main():", |code| {
            if let Some(size) = self.size.filter(|_| self.dialect == Dialect::AsyncioPool) {
                self.futures.insert("ThreadPoolExecutor");
                code.line("loop = asyncio.get_running_loop()");
                code.line(format!("loop.set_default_executor(ThreadPoolExecutor(max_workers={size}))"));
            }
            self.room(code);
            self.make_resources(code);
            let starts: Vec<usize> = self.starts();
            let is_referenced = |task: &TaskDeclaration| {
                !task.after.is_empty() || task.how.until.is_some() || task.how.together.is_some()
            };
            let mut awaited = Vec::new();
            if self.program.tasks.iter().any(is_referenced) {
                for task in &starts {
                    let (call, clause) = self.coroutine(*task);
                    let (head, call) = (format!("{} = [", self.handles[*task]), format!("asyncio.create_task({call})"));
                    match clause {
                        Some(clause) => code.comprehension(&head, &call, &clause, "]"),
                        None => code.call(&head, &[call], "]"),
                    }
                }
                let handles = self.in_list_order().into_iter().map(|task| ["*", &self.handles[task]].concat());
                awaited.extend(handles);
                self.endings(&mut awaited);
            } else {
                awaited.extend(starts.iter().map(|task| match self.coroutine(*task) {
                    (call, Some(clause)) => format!("*({call} {clause})"),
                    (call, None) => call,
                }));
            }
            self.gather(awaited, code);
        });
        code.text()
    }

    /// Says that those for whom there is no room in the queue of a pool are not rejected.
    pub fn room(&self, code: &mut Code) {
        let room = self.program.slots.and_then(|slots| slots.room);
        if let Some(room) = room.filter(|_| self.dialect.is_pool() || self.dialect == Dialect::AsyncioPool) {
            self.remark(&Unsaid::Nothing(format!("room {room}")), code);
        }
    }

    /// The call of a task's coroutine, and for which copies.
    fn coroutine(&self, task: usize) -> (String, Option<String>) {
        let call = format!("{}({})", self.functions[task], self.given(task, true).join(", "));
        (call, self.clause(task))
    }

    /// For which copies a task is started.
    pub fn clause(&self, task: usize) -> Option<String> {
        let copies = self.program.tasks[task].copies?;
        Some(if self.needs[task].copy {
            format!("for copy in range(1, {})", copies + 1)
        } else {
            format!("for _ in range({copies})")
        })
    }

    /// Tasks that arrive by themselves, in the order of the list.
    pub fn in_list_order(&self) -> Vec<usize> {
        (0..self.program.tasks.len()).filter(|task| !self.program.tasks[*task].how.spawned).collect()
    }

    /// The same, each behind those that it comes after.
    pub fn starts(&self) -> Vec<usize> {
        let mut left = self.in_list_order();
        let mut starts: Vec<usize> = Vec::new();
        while !left.is_empty() {
            let is_next = |task: &usize| self.program.tasks[*task].after.iter().all(|before| !left.contains(before));
            let next = left.iter().position(is_next).unwrap_or(0);
            starts.push(left.remove(next));
        }
        starts
    }

    /// Who is cancelled when others end or fail.
    fn endings(&mut self, awaited: &mut Vec<String>) {
        let program = self.program;
        for task in self.in_list_order() {
            if let Some(until) = program.tasks[task].how.until {
                self.help(Helper::CancelAfter);
                awaited.push(format!("cancel_after({}, {})", self.handles[until], self.handles[task]));
            }
        }
        let mut words: Vec<&str> = Vec::new();
        for word in program.tasks.iter().filter_map(|task| task.how.together.as_deref()) {
            if words.contains(&word) {
                continue;
            }
            words.push(word);
            self.help(Helper::FailTogether);
            let is_member = |task: &usize| program.tasks[*task].how.together.as_deref() == Some(word);
            let members: Vec<String> =
                self.in_list_order().into_iter().filter(is_member).map(|task| self.handles[task].clone()).collect();
            awaited.push(match &members[..] {
                [one] => format!("fail_together({one})"),
                more => format!("fail_together([*{}])", more.join(", *")),
            });
        }
    }

    fn gather(&mut self, mut awaited: Vec<String>, code: &mut Code) {
        let program = self.program;
        let fails = program.tasks.iter().any(Self::can_fail);
        let is_broken = fails || program.tasks.iter().any(Self::can_be_told);
        if is_broken {
            awaited.push("return_exceptions=True".to_owned());
        }
        let head = if fails { "results = await asyncio.gather(" } else { "await asyncio.gather(" };
        code.call(head, &awaited, ")");
        if program.tasks.iter().any(|task| task.steps.iter().any(|step| matches!(step, Step::Spawn(_)))) {
            code.block("while others := asyncio.all_tasks() - {asyncio.current_task()}:", |code| {
                code.line("await asyncio.wait(others)");
            });
        }
        if fails {
            self.imports.insert("sys");
            code.block("for result in results:", |code| {
                code.block("if isinstance(result, Exception):", |code| {
                    code.line("print(f\"failed: {result!r}\", file=sys.stderr)");
                });
            });
        }
    }
}
