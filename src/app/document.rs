//! The list in the editor: its text, and what is understood of it.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::program::{Diagnostic, Parsed, Parser, Plan, examples};

/// The text and what was understood of it.
#[derive(Debug)]
pub struct Document {
    /// The text, which is the document.
    pub text: Rc<str>,
    /// The example it is, letter for letter.
    pub example: Option<&'static examples::Example>,
    parser: Parser,
    /// Made when it is first asked for: most texts are but one key away from the next.
    plan: OnceCell<Option<Arc<Plan>>>,
}

impl Document {
    /// Reads a text.
    pub fn new(text: &str) -> Self {
        let text: Rc<str> = text.into();
        Self { example: example(&text), parser: Parser::new(text.clone()), plan: OnceCell::new(), text }
    }

    /// Reads another text, which takes the less time the more of it is as it was.
    pub fn change(&mut self, text: &str) {
        self.text = text.into();
        self.example = example(text);
        self.parser.update(self.text.clone());
        self.plan = OnceCell::new();
    }

    /// What the parser says.
    pub fn parsed(&self) -> &Parsed {
        self.parser.parsed()
    }

    /// What the editor shows of it.
    pub fn view(&self) -> DocumentView {
        let parsed = self.parsed();
        DocumentView {
            text: self.text.clone(),
            lines: self.parser.line_count(),
            widest_cells: self.parser.widest_cells(),
            tasks: parsed.task_count(),
            steps: parsed.step_count(),
            diagnostics: parsed.diagnostics.clone(),
        }
    }

    /// What would run; `None` if the text has an error, or no task.
    pub fn plan(&self) -> Option<&Arc<Plan>> {
        let parsed = self.parsed();
        let plan = || parsed.is_runnable().then(|| Arc::new(Plan::of(&parsed.program)));
        self.plan.get_or_init(plan).as_ref()
    }
}

/// What the editor shows of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentView {
    /// The text.
    pub text: Rc<str>,
    /// How many lines it has.
    pub lines: usize,
    /// How wide the widest of them is at most, in letters of the usual width.
    pub widest_cells: usize,
    /// Tasks, every copy counted.
    pub tasks: usize,
    /// Steps, those of every copy counted.
    pub steps: usize,
    /// What there is to say, in the order of the text.
    pub diagnostics: Rc<[Diagnostic]>,
}

fn example(text: &str) -> Option<&'static examples::Example> {
    examples::EXAMPLES.iter().find(|example| example.text == text)
}
