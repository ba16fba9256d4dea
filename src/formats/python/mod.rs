//! The list as a Python program that runs as it stands: idiomatic, of the standard library alone, from Python 3.9 on, and
//! laid out as black does. What Python can't say is a remark at its place.

mod body;
mod code;
mod function;
mod helpers;
mod literal;
mod main_async;
mod main_pool;
mod main_threads;
mod measuring;
mod names;
mod needs;
mod resources;
mod step;
mod unsaid;
mod writer;

pub use measuring::{can_measure, measuring};
pub use unsaid::Unsaid;

use crate::program::Program;
use writer::Writer;

/// By what of Python a program runs the tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// One event loop.
    Asyncio,
    /// A thread for each task.
    Threads,
    /// A pool of threads.
    ThreadPool,
    /// A process for each task.
    Processes,
    /// A pool of processes.
    ProcessPool,
    /// One event loop, and threads for what would hold it.
    AsyncioPool,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Asyncio, Self::Threads, Self::ThreadPool, Self::Processes, Self::ProcessPool, Self::AsyncioPool];

    /// Whether tasks are coroutines.
    pub fn is_async(self) -> bool {
        matches!(self, Self::Asyncio | Self::AsyncioPool)
    }

    /// Whether each task begins at once, and waits by itself for what it comes after.
    fn arrives_inside(self) -> bool {
        self.is_async() || self == Self::Threads
    }

    /// Whether tasks queue for a worker.
    fn is_pool(self) -> bool {
        matches!(self, Self::ThreadPool | Self::ProcessPool)
    }

    /// Whether what tasks share is a copy in each.
    fn has_own_memories(self) -> bool {
        matches!(self, Self::Processes | Self::ProcessPool)
    }

    /// What handles of running tasks are called.
    fn handles(self) -> &'static str {
        match self {
            Self::Asyncio | Self::AsyncioPool => "tasks",
            Self::Threads => "threads",
            Self::ThreadPool | Self::ProcessPool => "futures",
            Self::Processes => "processes",
        }
    }

    /// What makes locks and their like.
    fn module(self) -> &'static str {
        match self {
            Self::Asyncio | Self::AsyncioPool => "asyncio",
            Self::Threads | Self::ThreadPool => "threading",
            Self::Processes => "multiprocessing",
            Self::ProcessPool => "manager",
        }
    }

    /// What makes queues.
    fn queues(self) -> &'static str {
        if matches!(self, Self::Threads | Self::ThreadPool) { "queue" } else { self.module() }
    }

    /// The class of its pool.
    fn executor(self) -> &'static str {
        if self == Self::ProcessPool { "ProcessPoolExecutor" } else { "ThreadPoolExecutor" }
    }
}

/// The program of a list that has no error, with a pool of this size, or of the size that Python gives it; its remarks are
/// worded so.
pub fn write(program: &Program, dialect: Dialect, size: Option<u32>, say: fn(&Unsaid) -> String) -> String {
    Writer::new(program, dialect, size, say).write()
}
