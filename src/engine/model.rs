//! The models: what each is called and what it is made of.

use super::{Options, Refusal};
use crate::program::{Plan, PlannedTask, Step};
use crate::time::SECOND;
use crate::trace::{Lane, LaneKind, TaskInfo};

/// More workers at once than this are not good for a browser; models with a worker per task refuse longer lists.
pub const WORKER_LIMIT: usize = 64;

/// The page may stand still for so long in one run, and no longer: browsers offer to close pages that do.
const PAGE_LIMIT_NS: u64 = 20 * SECOND;

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

    /// Whether its workers share one memory, which a browser allows only on isolated pages.
    pub fn needs_shared_memory(self) -> bool {
        matches!(self, Self::Threads | Self::Gil | Self::Pool | Self::Offload)
    }

    /// Whether its tasks run on an event loop, where they can be awaited.
    pub fn has_event_loop(self) -> bool {
        matches!(self, Self::Async | Self::Offload)
    }

    /// Whether every task gets a worker of its own.
    pub fn has_worker_per_task(self) -> bool {
        matches!(self, Self::Threads | Self::Gil | Self::Processes)
    }

    /// Whether a lock must be held to compute or print.
    pub fn has_lock(self) -> bool {
        matches!(self, Self::Gil)
    }

    /// Why this model can't run so many tasks; `None` if it can.
    pub fn refusal(self, tasks: usize) -> Option<Refusal> {
        if tasks == 0 {
            return Some(Refusal::NoTask);
        }
        let has_too_many = self.has_worker_per_task() && tasks > WORKER_LIMIT;
        has_too_many.then_some(Refusal::TooManyWorkers { model: self, tasks })
    }

    /// How many threads a run of so many tasks takes, besides the one that leads it.
    pub fn threads(self, tasks: usize, options: &Options) -> usize {
        match self {
            Self::Threads | Self::Gil => tasks,
            Self::Pool | Self::Offload => options.size(self).unwrap_or(1),
            Self::Sequential | Self::Async | Self::Processes | Self::ProcessPool => 0,
        }
    }

    /// The rows of its picture for this plan.
    pub fn lanes(self, plan: &Plan, options: &Options) -> Vec<Lane> {
        let lane = |name: &str, kind| Lane { name: name.to_owned(), kind };
        let numbered = |count: usize, name: &str, kind| {
            (1..=count).map(|number| Lane { name: format!("{name} {number}"), kind }).collect::<Vec<_>>()
        };
        let tasks = plan.tasks.len();
        match self {
            Self::Sequential => vec![lane("worker", LaneKind::Worker)],
            Self::Async if options.page_loop => vec![lane("the page's loop", LaneKind::Loop)],
            Self::Async => vec![lane("event loop", LaneKind::Loop)],
            Self::Threads | Self::Gil => numbered(tasks, "thread", LaneKind::Thread),
            Self::Processes => numbered(tasks, "process", LaneKind::Process),
            Self::Pool => numbered(options.pool, "slot", LaneKind::Slot),
            Self::ProcessPool => numbered(options.process_pool, "slot", LaneKind::Slot),
            Self::Offload => {
                let mut lanes = vec![lane("event loop", LaneKind::Loop)];
                lanes.extend(numbered(options.offload, "slot", LaneKind::Slot));
                lanes
            }
        }
    }
}

/// Why the page's own loop can't run a plan; `None` if it can.
pub fn refusal_on_page(plan: &Plan) -> Option<Refusal> {
    let held_ns = held_ns(plan);
    (held_ns > PAGE_LIMIT_NS).then_some(Refusal::HoldsPage { held_ns })
}

/// How long a plan holds whoever runs all of it.
fn held_ns(plan: &Plan) -> u64 {
    let steps = plan.tasks.iter().flat_map(|task| &task.steps);
    let held = steps.map(|step| match step {
        Step::Cpu(ns) | Step::Block(ns) => *ns,
        Step::Print(_) | Step::Sleep(_) | Step::Yield | Step::Fail(_) => 0,
    });
    held.fold(0, u64::saturating_add)
}

/// What a trace keeps of the plan's tasks.
pub fn task_infos(plan: &Plan) -> Vec<TaskInfo> {
    let info = |task: &PlannedTask| TaskInfo {
        name: task.name.clone(),
        group: task.group as u32,
        after: task.after.iter().map(|group| *group as u32).collect(),
        steps: task.steps.clone(),
    };
    plan.tasks.iter().map(info).collect()
}
