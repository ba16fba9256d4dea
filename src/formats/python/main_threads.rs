//! What starts a thread for each task, and waits for them.

use super::Dialect;
use super::code::Code;
use super::resources::args;
use super::writer::Writer;

impl Writer<'_> {
    /// `main` of a program with a thread for each task.
    pub fn main_threads(&mut self) -> String {
        self.imports.insert("threading");
        let mut code = Code::default();
        code.block("def main():", |code| {
            self.make_resources(code);
            let starts = self.starts();
            if let [only] = starts[..] {
                self.threads(only, "threads", code);
            } else {
                for task in &starts {
                    let handles = self.handles[*task].clone();
                    self.threads(*task, &handles, code);
                }
                let all: Vec<String> = starts.iter().map(|task| ["*", &self.handles[*task]].concat()).collect();
                code.call("threads = [", &all, "]");
            }
            code.block("for thread in threads:", |code| code.line("thread.start()"));
            code.block("for thread in threads:", |code| code.line("thread.join()"));
        });
        code.text()
    }

    /// Makes what runs the copies of a task.
    pub fn threads(&self, task: usize, handles: &str, code: &mut Code) {
        let args = args(&self.given(task, true));
        let class = if self.dialect == Dialect::Threads { "threading.Thread" } else { "multiprocessing.Process" };
        let thread = format!("{class}(target={}{args})", self.functions[task]);
        let head = format!("{handles} = [");
        match self.clause(task) {
            Some(clause) => code.comprehension(&head, &thread, &clause, "]"),
            None => code.call(&head, &[thread], "]"),
        }
    }
}
