//! Numbers that tasks share, at a moment of a run.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::script::names;
use super::setting::Setting;
use crate::program::{ResourceId, ResourceKind, Step, Stored};
use crate::trace::{Change, Deed, TaskId};

/// A number, and how often it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Word {
    number: i64,
    writes: u32,
}

/// What a task has read of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Read {
    task: u32,
    place: u32,
    word: Word,
}

/// The shares of a run.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Memories {
    /// By memory, and by place among the things of the list.
    words: Vec<Vec<Word>>,
    reads: Vec<Read>,
    /// How many writes were overwritten by who hadn't seen them.
    pub(super) lost: u32,
    done: Done,
}

/// What was done since that was asked last; it makes no difference to what can come.
#[derive(Debug, Clone, Default)]
struct Done(Vec<Change>);

impl PartialEq for Done {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Done {}

impl Hash for Done {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Memories {
    pub(super) fn of(setting: &Setting) -> Self {
        let initial = setting.plan.resources.iter().map(|resource| match resource.kind {
            ResourceKind::Share { initial, .. } => Word { number: initial, writes: 0 },
            _ => Word { number: 0, writes: 0 },
        });
        let first: Vec<Word> = initial.collect();
        let processes = if setting.scripts.is_copied.contains(&true) { setting.plan.tasks.len() } else { 0 };
        Self { words: vec![first; processes + 1], reads: Vec::new(), lost: 0, done: Done::default() }
    }

    /// In which memory a task finds a share.
    fn memory(setting: &Setting, task: u32, place: usize) -> usize {
        if setting.scripts.is_copied[place] { task as usize + 1 } else { 0 }
    }

    /// Does what a step says with the share of this place.
    pub(super) fn act(&mut self, setting: &Setting, task: u32, place: usize, step: &Step<u64>) {
        let memory = Self::memory(setting, task, place);
        let before = self.words[memory][place];
        let own = |read: &Read| (read.task, read.place) == (task, place as u32);
        let (number, deed) = match step {
            Step::Add(_, by) => (before.number.wrapping_add(*by), Deed::Added),
            Step::Store(_, Stored::Number(number)) => (*number, Deed::Set),
            Step::Store(_, Stored::More(more)) => {
                let initial = || Self::of(setting).words[0][place];
                let read = self.reads.iter().find(|read| own(read)).map_or_else(initial, |read| read.word);
                self.lost += before.writes - read.writes;
                (read.number.wrapping_add(*more), Deed::Stored)
            }
            _ => {
                self.reads.retain(|read| !own(read));
                self.reads.push(Read { task, place: place as u32, word: before });
                // Who has read the same is alike, whoever came first.
                self.reads.sort_unstable_by_key(|read| (read.task, read.place));
                return;
            }
        };
        self.words[memory][place] = Word { number, writes: before.writes + 1 };
        if memory == 0 {
            self.note(task, place, (before.number, number), deed);
        }
    }

    fn note(&mut self, task: u32, place: usize, (before, after): (i64, i64), deed: Deed) {
        let order = self.done.0.len() as u32;
        let (task, resource) = (TaskId(task), ResourceId(place as u32));
        self.done.0.push(Change { at_ns: 0, order, task, resource, before, after, deed, copy: None });
    }

    /// A line as a task prints it.
    pub(super) fn filled(&mut self, setting: &Setting, task: u32, text: &Arc<str>) -> Arc<str> {
        let mut filled = text.clone();
        if !text.contains('{') {
            return filled;
        }
        for (place, resource) in setting.plan.resources.iter().enumerate() {
            if names(text, resource) {
                let number = self.words[Self::memory(setting, task, place)][place].number;
                filled = filled.replace(&["{", &resource.name, "}"].concat(), &number.to_string()).into();
                self.note(task, place, (number, number), Deed::Printed);
            }
        }
        filled
    }

    /// What was done since this was asked last.
    pub(super) fn take_done(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.done.0)
    }

    /// What shares are in the memory of all, by place.
    pub(super) fn numbers(&self) -> impl Iterator<Item = i64> {
        self.words[0].iter().map(|word| word.number)
    }

    /// Whoever has ended asks for nothing any more.
    pub(super) fn ended(&mut self, task: u32) {
        self.reads.retain(|read| read.task != task);
    }
}
