//! A task with all its lines, as a list that is being written is read: taken as a whole where nothing in it has changed.

use super::How;
use super::cached_line::{CachedLine, Said};
use super::section::Section;
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
    /// How many of these steps, and of these bytes, are done once.
    pub once: (usize, usize),
    section: Section,
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
            let bytes = text_bytes(step, &self.how);
            self.text_bytes += bytes;
            self.is_quiet &= self.section.step(step).is_ok();
            if self.section > Section::Body {
                self.once.0 += 1;
                self.once.1 += bytes;
            }
            self.acts |= step.acts();
        }
    }

    /// How many steps it makes, and the bytes of their texts, where its task has so many copies and turns.
    pub fn unrolled(&self, copies: usize, turns: u32) -> (usize, usize) {
        let of = |all: usize, once: usize| copies.saturating_mul((turns as usize).saturating_mul(all - once) + once);
        (of(self.steps, self.once.0), of(self.text_bytes, self.once.1))
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
