//! A task with all its lines, as a list that is being written is read: taken as a whole where nothing in it has changed.

use super::How;
use super::cached_line::{CachedLine, Said};
use super::weight::text_bytes;

/// A `task` line with what follows it up to the next one. What stands before the first task is a block too, and the first.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// How many lines it has.
    pub lines: usize,
    /// Its steps, and the bytes of their names and texts.
    pub steps: usize,
    pub text_bytes: usize,
    /// How its task is done.
    how: How,
    /// Whether one of them acts on other tasks.
    pub acts: bool,
    /// Whether no line of it gives cause to say something, wherever it stands: then it can be taken as a whole.
    pub is_quiet: bool,
    /// Which task it made when it was last taken as a whole, unless a line of it has changed since.
    pub made: Option<usize>,
}

impl Block {
    fn add(&mut self, line: &CachedLine) {
        self.lines += 1;
        let is_head = matches!(line.said, Said::Seed(_) | Said::Slots(_) | Said::Resource(_));
        self.is_quiet &= line.problems.is_empty() && !is_head;
        if let Said::Task(task) = &line.said {
            self.how = task.how.clone();
        }
        if let Said::Step(Some(step)) = &line.said {
            self.steps += 1;
            self.text_bytes += text_bytes(step, &self.how);
            self.acts |= step.acts();
        }
    }

    /// The blocks of some lines, of which the first begins a block.
    pub fn of(lines: &[CachedLine]) -> Vec<Self> {
        let mut blocks: Vec<Self> = Vec::new();
        for line in lines {
            let is_task = matches!(line.said, Said::Task(_));
            if is_task || blocks.is_empty() {
                blocks.push(Self { is_quiet: is_task, ..Self::default() });
            }
            if let Some(block) = blocks.last_mut() {
                block.add(line);
            }
        }
        blocks
    }
}
