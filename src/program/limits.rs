//! How far a task list may go. The parser, links, imports and forms all ask this one type.

use crate::time::SECOND;

/// The most that a task list may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text, in bytes of UTF-8.
    pub text_bytes: usize,
    /// Tasks, every copy counted.
    pub tasks: usize,
    /// Steps, those of every copy and every turn counted.
    pub steps: usize,
    /// How often a task may begin again.
    pub retries: u32,
    /// The highest priority.
    pub priority: u32,
    /// Slots of a pool, and workers of a run: more at once are not good for a browser.
    pub slots: u32,
    /// One duration, and also the last arrival of a task, in nanoseconds.
    pub duration_ns: u64,
    /// How much a task may carry, read or write, or one answer of a server has, in bytes.
    pub carried_bytes: u64,
    /// How long a server may take to answer, in nanoseconds: browsers give up on longer requests, or on whoever answers them.
    pub fetch_ns: u64,
    /// Names after `after`, those of every copy counted.
    pub dependencies: usize,
    /// Names of what tasks act on each other by.
    pub resources: usize,
    /// How many may hold a limit at once.
    pub permits: u32,
    /// The largest number that a list gives a share, or adds to it; and the smallest, below 0.
    pub number: i64,
    /// Names and texts of all copies together, in bytes: a long text in a task with many copies is what this stops.
    pub unrolled_bytes: usize,
}

impl Limits {
    /// The limits of every task list.
    pub const LIST: Self = Self {
        text_bytes: 256 * 1024,
        tasks: 10_000,
        steps: 100_000,
        retries: 100,
        priority: 1000,
        slots: 64,
        duration_ns: 600 * SECOND,
        carried_bytes: 64_000_000,
        fetch_ns: 30 * SECOND,
        dependencies: 1_000_000,
        resources: 100,
        permits: 1_000_000,
        number: 1_000_000,
        unrolled_bytes: 16 * 1024 * 1024,
    };
}

/// What a list has used up so far. Each method takes its share if that fits, and says whether it did.
#[derive(Debug, Default)]
pub(super) struct Spent {
    tasks: usize,
    steps: usize,
    dependencies: usize,
    unrolled_bytes: usize,
}

impl Spent {
    /// How many more tasks fit.
    pub fn tasks_left(&self) -> usize {
        Limits::LIST.tasks - self.tasks
    }

    /// Whether all of this fits.
    pub fn fits(&self, tasks: usize, steps: usize, bytes: usize) -> bool {
        let most = Limits::LIST;
        tasks <= most.tasks - self.tasks
            && steps <= most.steps - self.steps
            && bytes <= most.unrolled_bytes - self.unrolled_bytes
    }

    pub fn take_tasks(&mut self, count: usize) -> bool {
        take(&mut self.tasks, count, Limits::LIST.tasks)
    }

    pub fn take_steps(&mut self, count: usize) -> bool {
        take(&mut self.steps, count, Limits::LIST.steps)
    }

    pub fn take_dependencies(&mut self, count: usize) -> bool {
        take(&mut self.dependencies, count, Limits::LIST.dependencies)
    }

    pub fn take_bytes(&mut self, count: usize) -> bool {
        take(&mut self.unrolled_bytes, count, Limits::LIST.unrolled_bytes)
    }
}

fn take(spent: &mut usize, count: usize, most: usize) -> bool {
    let fits = count <= most - *spent;
    if fits {
        *spent += count;
    }
    fits
}
