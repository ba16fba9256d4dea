//! The models: what each is called and what it is made of.

use crate::program::{Limits, Plan, PlannedHow, PlannedTask, body_length};
use crate::trace::{TaskId, TaskInfo};

/// More workers at once than this are not good for a browser; models with a worker per task refuse longer lists.
pub const WORKER_LIMIT: usize = Limits::LIST.slots as usize;

/// A way of running the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// One worker, tasks one after another.
    Sequential,
    /// One event loop, every task a future.
    Async,
    /// One thread per task, all in one memory.
    Threads,
    /// The same threads, of which only the one that holds a lock computes.
    Gil,
    /// So many threads, taking tasks from one queue.
    Pool,
    /// One worker per task, each with its own memory.
    Processes,
    /// So many workers with memories of their own, taking tasks from one queue.
    ProcessPool,
    /// One event loop that hands whatever would hold it to a thread pool.
    Offload,
}

impl Model {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 8] = [
        Self::Sequential,
        Self::Async,
        Self::Threads,
        Self::Gil,
        Self::Pool,
        Self::Processes,
        Self::ProcessPool,
        Self::Offload,
    ];

    /// Those that a first visit shows.
    pub const SIMPLE: [Self; 4] = [Self::Sequential, Self::Async, Self::Threads, Self::Processes];

    /// The id in addresses and files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sequential => "sequential",
            Self::Async => "async",
            Self::Threads => "threads",
            Self::Gil => "gil",
            Self::Pool => "pool",
            Self::Processes => "processes",
            Self::ProcessPool => "process-pool",
            Self::Offload => "offload",
        }
    }

    /// The model with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.id() == id)
    }

    /// The name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sequential => "Sequential",
            Self::Async => "Async",
            Self::Threads => "Threads",
            Self::Gil => "Threads with a GIL",
            Self::Pool => "Thread pool",
            Self::Processes => "Processes",
            Self::ProcessPool => "Process pool",
            Self::Offload => "Async + pool",
        }
    }

    /// How a task is performed that takes no slot of a pool: a loop does itself what it would hand to one.
    #[must_use]
    pub fn outside(self) -> Self {
        if self == Self::Offload { Self::Async } else { self }
    }

    /// Whether a plan has a worker of its own for what takes no slot of its pool.
    pub fn has_main(self, plan: &Plan) -> bool {
        matches!(self, Self::Pool | Self::ProcessPool) && plan.has_outside()
    }

    /// Whether tasks queue for a worker.
    pub fn has_queue(self) -> bool {
        matches!(self, Self::Sequential | Self::Pool | Self::ProcessPool | Self::Offload)
    }

    /// Whether its tasks run on an event loop, where they can be awaited.
    pub fn has_event_loop(self) -> bool {
        matches!(self, Self::Async | Self::Offload)
    }

    /// Whether every task gets a worker of its own.
    pub fn has_worker_per_task(self) -> bool {
        matches!(self, Self::Threads | Self::Gil | Self::Processes)
    }

    /// Whether its workers have memories of their own, so that what tasks share is a copy in each.
    pub fn has_own_memories(self) -> bool {
        matches!(self, Self::Processes | Self::ProcessPool)
    }

    /// How much data of a task this model copies at its start, and at its end: none where memory is shared, or where it is
    /// performed by whoever leads the run.
    pub fn copies(self, how: &PlannedHow) -> Option<u64> {
        let has_own_memory = self == Self::Processes || (self == Self::ProcessPool && !how.is_outside);
        how.carries.filter(|_| has_own_memory)
    }

    /// Whether a lock must be held to compute or print, whatever is chosen about it.
    pub fn has_lock(self) -> bool {
        matches!(self, Self::Gil)
    }

    /// Whether a task that is `locked` under it waits for that lock, and for none that the list names: on a loop those are
    /// awaited.
    pub fn is_locked_by_gil(self) -> bool {
        matches!(self, Self::Gil | Self::Offload)
    }
}

/// What a trace keeps of the plan's tasks.
pub fn task_infos(plan: &Plan) -> Vec<TaskInfo> {
    let info = |task: &PlannedTask| TaskInfo {
        name: task.name.clone(),
        group: task.group as u32,
        after: task.after.iter().map(|group| *group as u32).collect(),
        steps: task.steps.clone(),
        turns: task.how.turns,
        spawned_by: task.spawned_by.map(|by| TaskId(by as u32)),
        once: (task.steps.len() - body_length(&task.steps)) as u32,
        timeout_ns: task.how.timeout_ns,
        priority: task.priority,
    };
    plan.tasks.iter().map(info).collect()
}
