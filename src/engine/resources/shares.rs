//! Numbers that tasks share, in a memory of theirs: of one worker, of threads, of one process, or of the parent of
//! processes. Whoever works in that memory reads and writes them one instruction at a time, and what lies between two
//! instructions is anybody's.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::program::{Limits, Resource, ResourceId, ResourceKind, Step, Stored};
use crate::trace::{Change, Deed, LaneId, TaskId};

/// So many bits of a word count how often its number was written.
const WRITES_BITS: u32 = 24;

const _: () = {
    let most_writes = Limits::LIST.steps * (Limits::LIST.retries as usize + 1);
    assert!(most_writes < 1 << WRITES_BITS, "no run writes so often that the count is full");
};

/// No share is as large as this: numbers wrap around before, as those of machines do.
pub const BEYOND_SHARES: i64 = 1 << (63 - WRITES_BITS);

/// A number and how often it was written, in one word: so each instruction says exactly what came before it. Numbers wrap
/// around beyond some 500 thousand million, see [`BEYOND_SHARES`].
#[derive(Debug, Clone, Copy)]
struct Word(i64);

impl Word {
    fn new(number: i64) -> Self {
        Self(number << WRITES_BITS)
    }

    fn number(self) -> i64 {
        self.0 >> WRITES_BITS
    }

    fn writes(self) -> u32 {
        (self.0 & ((1 << WRITES_BITS) - 1)) as u32
    }

    /// The word after so much was added to its number.
    fn plus(self, by: i64) -> Self {
        Self(self.0.wrapping_add(Self::new(by).0 + 1))
    }

    /// The word after this number was written over its own.
    fn then(self, number: i64) -> Self {
        Self(Self::new(number).0 | i64::from(self.writes() + 1))
    }
}

/// Which numbers a memory holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Holds {
    /// All that there are.
    #[default]
    All,
    /// Copies of those that are not shared everywhere, for the process on this lane.
    Copies(LaneId),
    /// Those that are shared everywhere.
    Everywhere,
}

/// The shares of a run in one memory.
#[derive(Debug, Default)]
pub struct Shares {
    table: Vec<Resource>,
    /// One for each of the table: those of others than shares are never used.
    words: Box<[AtomicI64]>,
    holds: Holds,
}

/// What a task has read of shares, until it ends.
#[derive(Debug, Clone, Default)]
pub struct Reads(Vec<(ResourceId, i64)>);

impl Reads {
    fn note(&mut self, resource: ResourceId, number: i64) {
        self.0.retain(|(known, _)| *known != resource);
        self.0.push((resource, number));
    }

    fn of(&self, resource: ResourceId) -> Option<i64> {
        self.0.iter().find(|(known, _)| *known == resource).map(|(_, number)| *number)
    }
}

impl Shares {
    /// Those of a run in one memory.
    pub fn of(table: &[Resource]) -> Self {
        Self::holding(table, Holds::All)
    }

    /// The copies of the process on this lane.
    pub fn copies(table: &[Resource], lane: LaneId) -> Self {
        Self::holding(table, Holds::Copies(lane))
    }

    /// What the parent of processes keeps for all of them.
    pub fn everywhere(table: &[Resource]) -> Self {
        Self::holding(table, Holds::Everywhere)
    }

    fn holding(table: &[Resource], holds: Holds) -> Self {
        let is_share = |resource: &Resource| matches!(resource.kind, ResourceKind::Share { .. });
        if !table.iter().any(is_share) {
            return Self { holds, ..Self::default() };
        }
        let word = |resource: &Resource| AtomicI64::new(Word::new(initial(resource)).0);
        Self { table: table.to_vec(), words: table.iter().map(word).collect(), holds }
    }

    /// Does what a step says with the share that it names; `None` if that isn't held here.
    pub fn act(&self, task: TaskId, step: &Step<u64>, reads: &mut Reads, at_ns: u64) -> Option<Change> {
        let (name, _) = step.resource()?;
        let place = self.table.iter().position(|known| known.name == *name).filter(|place| self.is_here(*place))?;
        let (word, resource) = (&self.words[place], ResourceId(place as u32));
        let (before, after, deed) = match step {
            Step::Add(_, by) => {
                let before = Word(word.fetch_add(Word(0).plus(*by).0, Ordering::SeqCst));
                (before, before.plus(*by), Deed::Added)
            }
            Step::Store(_, Stored::Number(number)) => {
                let before = write(word, *number);
                (before, before.then(*number), Deed::Set)
            }
            Step::Store(_, Stored::More(more)) => {
                // Who has read nothing takes it for what it was at the start.
                let read = reads.of(resource).unwrap_or_else(|| initial(&self.table[place]));
                let before = write(word, read + more);
                (before, before.then(read + more), Deed::Stored)
            }
            Step::Load(_) => {
                let now = Word(word.load(Ordering::SeqCst));
                reads.note(resource, now.number());
                (now, now, Deed::Loaded)
            }
            _ => return None,
        };
        Some(self.change((task, at_ns), place, (before, after), deed))
    }

    /// Reads the shares held here that a text names in braces, as it is printed.
    pub fn print(&self, task: TaskId, text: &str, at_ns: u64) -> Vec<Change> {
        let read = |place: usize| {
            let now = Word(self.words[place].load(Ordering::SeqCst));
            self.change((task, at_ns), place, (now, now), Deed::Printed)
        };
        self.named(text).filter(|place| self.is_here(*place)).map(read).collect()
    }

    /// Whether a step names a share that is held elsewhere.
    pub fn is_elsewhere(&self, step: &Step<u64>) -> bool {
        let is_elsewhere = |place: usize| !self.is_here(place);
        match step {
            Step::Print(text) => self.named(text).any(is_elsewhere),
            step => {
                let place =
                    step.resource().and_then(|(name, _)| self.table.iter().position(|known| known.name == *name));
                place.is_some_and(is_elsewhere)
            }
        }
    }

    /// The places of the shares that a text names in braces.
    fn named<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        let is_share = |resource: &Resource| matches!(resource.kind, ResourceKind::Share { .. });
        let is_named = move |resource: &Resource| text.contains(&["{", &resource.name, "}"].concat());
        let braces = text.contains('{');
        (0..self.table.len()).filter(move |place| {
            let resource = &self.table[*place];
            braces && is_share(resource) && is_named(resource)
        })
    }

    fn is_here(&self, place: usize) -> bool {
        let ResourceKind::Share { is_everywhere, .. } = self.table[place].kind else { return false };
        match self.holds {
            Holds::All => true,
            Holds::Copies(_) => !is_everywhere,
            Holds::Everywhere => is_everywhere,
        }
    }

    fn change(&self, (task, at_ns): (TaskId, u64), place: usize, (before, after): (Word, Word), deed: Deed) -> Change {
        let copy = match self.holds {
            Holds::Copies(lane) => Some(lane),
            Holds::All | Holds::Everywhere => None,
        };
        // What is read after a write comes between that one and the next.
        let order = 2 * after.writes() + u32::from(!deed.writes());
        let resource = ResourceId(place as u32);
        Change { at_ns, order, task, resource, before: before.number(), after: after.number(), deed, copy }
    }
}

/// What a share is at the start.
fn initial(resource: &Resource) -> i64 {
    match resource.kind {
        ResourceKind::Share { initial, .. } => initial,
        _ => 0,
    }
}

/// Writes a number, whatever has been written meanwhile; gives what it was written over.
fn write(word: &AtomicI64, number: i64) -> Word {
    let mut last = word.load(Ordering::SeqCst);
    loop {
        let next = Word(last).then(number).0;
        match word.compare_exchange_weak(last, next, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => return Word(last),
            Err(other) => last = other,
        }
    }
}
