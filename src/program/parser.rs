//! Reading a list while it is written: only lines that are new are read, and only tasks that have changed are made.

use std::ops::Range;
use std::rc::Rc;

use super::Parsed;
use super::block::Block;
use super::builder::Builder;
use super::cached_line::{CachedLine, cells};
use super::parse::fitting;

/// Compared at once where two texts are, in bytes.
const CHUNK: usize = 256;

/// A parser that remembers the list. What it says is what [`parse`] says of the text that it was given last.
#[derive(Debug)]
pub struct Parser {
    text: Rc<str>,
    lines: Vec<CachedLine>,
    blocks: Vec<Block>,
    parsed: Parsed,
}

/// Reads a task list. Takes time in proportion to the text.
pub fn parse(text: &str) -> Parsed {
    Parser::new(text.into()).into_parsed()
}

impl Parser {
    /// Reads a list.
    pub fn new(text: Rc<str>) -> Self {
        let lines: Vec<CachedLine> = fitting(&text).split('\n').map(CachedLine::read).collect();
        let blocks = Block::of(&lines);
        let mut parser = Self { text, lines, blocks, parsed: Parsed::default() };
        parser.build();
        parser
    }

    /// What is understood of the text.
    pub fn parsed(&self) -> &Parsed {
        &self.parsed
    }

    /// How many lines the text has: at least one.
    pub fn line_count(&self) -> usize {
        self.lines.len() + self.beyond().matches('\n').count()
    }

    /// How wide the widest line is at most, in letters of the usual width.
    pub fn widest_cells(&self) -> usize {
        let beyond = self.beyond().split('\n').map(cells);
        self.lines.iter().map(|line| line.cells).chain(beyond).max().unwrap_or_default()
    }

    /// What isn't read, since the text is over the limit.
    fn beyond(&self) -> &str {
        &self.text[fitting(&self.text).len()..]
    }

    /// The same, for good.
    pub fn into_parsed(self) -> Parsed {
        self.parsed
    }

    /// Reads what has changed. Takes time in proportion to that, and but little for each task and each byte that has not.
    pub fn update(&mut self, text: Rc<str>) {
        let before = std::mem::replace(&mut self.text, text);
        let text = self.text.clone();
        let (old, new) = (fitting(&before), fitting(&text));
        let (above, below) = self.unchanged_lines(old, new);
        let changed = above..self.lines.len() - below;
        let start: usize = self.lines[..above].iter().map(|line| line.bytes + 1).sum();
        let end = new.len() - self.lines[changed.end..].iter().map(|line| line.bytes + 1).sum::<usize>();
        let read: Vec<CachedLine> = new[start..end].split('\n').map(CachedLine::read).collect();
        let now = above..above + read.len();
        self.lines.splice(changed.clone(), read);
        self.regroup(&changed, now.end);
        self.build();
    }

    /// How many lines at the beginning and at the end are the same in two texts, of which the lines are the first one's.
    fn unchanged_lines(&self, old: &str, new: &str) -> (usize, usize) {
        let start = common_start(old.as_bytes(), new.as_bytes());
        let end = common_end(&old.as_bytes()[start..], &new.as_bytes()[start..]);
        let within = |lines: &mut dyn Iterator<Item = &CachedLine>, most: usize| {
            let mut bytes = 0;
            // The line break beside it is the same as well.
            lines
                .take_while(|line| {
                    bytes += line.bytes + 1;
                    bytes <= most
                })
                .count()
        };
        let above = within(&mut self.lines.iter(), start);
        (above, within(&mut self.lines[above + 1..].iter().rev(), end))
    }

    /// Makes the blocks of changed lines anew. `old` are the lines that were replaced, `end` is where those end that
    /// stand there now.
    fn regroup(&mut self, old: &Range<usize>, end: usize) {
        let mut first = 0;
        let mut start = 0;
        // A line that has ceased to be a task's belongs to the block above.
        while first + 1 < self.blocks.len() && start + self.blocks[first].lines < old.start {
            start += self.blocks[first].lines;
            first += 1;
        }
        let mut last = first;
        let mut old_end = start;
        while last < self.blocks.len() && old_end < old.end {
            old_end += self.blocks[last].lines;
            last += 1;
        }
        let new_end = end + (old_end - old.end);
        self.blocks.splice(first..last, Block::of(&self.lines[start..new_end]));
    }

    fn build(&mut self) {
        let made = std::mem::take(&mut self.parsed.program.tasks);
        let mut builder = Builder::new(self.blocks.len(), made);
        let mut start = 0;
        for block in &mut self.blocks {
            let end = start + block.lines;
            builder.block(start + 1, block, &self.lines[start..end]);
            start = end;
        }
        if !self.beyond().is_empty() {
            builder.text_too_large(self.lines.len(), &self.text);
        }
        self.parsed = builder.finish(&self.text);
    }
}

/// How many bytes two texts have in common at their beginning.
pub fn common_start(one: &[u8], other: &[u8]) -> usize {
    let chunks = one.chunks(CHUNK).zip(other.chunks(CHUNK)).take_while(|(one, other)| one == other);
    let start = chunks.map(|(chunk, _)| chunk.len()).sum::<usize>();
    start + equal_bytes(one[start..].iter().zip(&other[start..]))
}

/// How many bytes two texts have in common at their end.
pub fn common_end(one: &[u8], other: &[u8]) -> usize {
    let chunks = one.rchunks(CHUNK).zip(other.rchunks(CHUNK)).take_while(|(one, other)| one == other);
    let end = chunks.map(|(chunk, _)| chunk.len()).sum::<usize>();
    end + equal_bytes(one[..one.len() - end].iter().rev().zip(other[..other.len() - end].iter().rev()))
}

fn equal_bytes<'b>(pairs: impl Iterator<Item = (&'b u8, &'b u8)>) -> usize {
    pairs.take_while(|(one, other)| one == other).count()
}
