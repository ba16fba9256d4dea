//! Lines of Python, laid out as black does.

/// So wide a line may be.
const COLUMNS: usize = 88;

/// Lines of code, the next of which stands so far to the right.
#[derive(Debug, Default, Clone)]
pub(super) struct Code {
    lines: Vec<String>,
    indent: usize,
}

impl Code {
    /// One line.
    pub fn line(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        self.lines.push(if text.is_empty() { String::new() } else { format!("{:1$}{text}", "", self.indent * 4) });
    }

    /// A line with a bracket, and in it what is separated by commas: on one line if that fits.
    pub fn call(&mut self, head: &str, inside: &[String], tail: &str) {
        let joined = inside.join(", ");
        if self.fits(&[head, &joined, tail]) {
            return self.line([head, &joined, tail].concat());
        }
        self.line(head);
        self.inside(|code| {
            // A list that takes more than one line has a line for each.
            let is_list = head.ends_with('[');
            if inside.len() == 1 || !is_list && code.fits(&[&joined]) {
                return code.line(&joined);
            }
            for one in inside {
                code.line([one, ","].concat());
            }
        });
        self.line(tail);
    }

    /// The same with a comprehension in it.
    pub fn comprehension(&mut self, head: &str, element: &str, clause: &str, tail: &str) {
        let joined = [element, " ", clause].concat();
        if self.fits(&[head, &joined, tail]) {
            return self.line([head, &joined, tail].concat());
        }
        self.line(head);
        self.inside(|code| {
            if code.fits(&[&joined]) {
                return code.line(&joined);
            }
            code.line(element);
            code.line(clause);
        });
        self.line(tail);
    }

    /// A remark, on as many lines as it takes.
    pub fn comment(&mut self, text: &str) {
        let most = COLUMNS.saturating_sub(self.indent * 4 + 2).max(30);
        let mut line = String::new();
        for word in text.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > most {
                self.line(["# ", &line].concat());
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if !line.is_empty() {
            self.line(["# ", &line].concat());
        }
    }

    /// A line that ends in a colon, and what belongs to it; nothing is told to pass.
    pub fn block(&mut self, head: &str, inside: impl FnOnce(&mut Self)) {
        self.line(head);
        self.inside(|code| {
            inside_or_pass(code, inside);
        });
    }

    /// Lines that belong to the one before; nothing is told to pass.
    pub fn indented(&mut self, inside: impl FnOnce(&mut Self)) {
        self.inside(|code| inside_or_pass(code, inside));
    }

    fn inside(&mut self, inside: impl FnOnce(&mut Self)) {
        self.indent += 1;
        inside(self);
        self.indent -= 1;
    }

    fn fits(&self, parts: &[&str]) -> bool {
        self.indent * 4 + parts.iter().map(|part| part.chars().count()).sum::<usize>() <= COLUMNS
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The text.
    pub fn text(&self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }
}

fn inside_or_pass(code: &mut Code, inside: impl FnOnce(&mut Code)) {
    let before = code.lines.len();
    inside(code);
    // A remark alone is no statement.
    if code.lines[before..].iter().all(|line| line.trim_start().starts_with('#') || line.is_empty()) {
        code.line("pass");
    }
}
