//! The models: what each is called and what it is made of.

use crate::program::{Plan, PlannedStep};
use crate::trace::{Lane, LaneKind, StepInfo, TaskInfo};

/// More workers at once than this are not good for a browser; models with a worker per task refuse longer lists.
pub const WORKER_LIMIT: usize = 64;

/// A way of running the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// One worker, tasks one after another.
    Sequential,
    /// One event loop, every task a future.
    Async,
    /// One thread per task, all in one memory.
    Threads,
    /// One worker per task, each with its own memory.
    Processes,
}

impl Model {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 4] = [Self::Sequential, Self::Async, Self::Threads, Self::Processes];

    /// The id in addresses and files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sequential => "sequential",
            Self::Async => "async",
            Self::Threads => "threads",
            Self::Processes => "processes",
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
            Self::Processes => "Processes",
        }
    }

    /// What it is made of, in a few words for its panel.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Sequential => "one worker, one task after another",
            Self::Async => "one event loop, every task a future",
            Self::Threads => "one worker per task, one shared memory",
            Self::Processes => "one worker per task, a memory each",
        }
    }

    /// Whether its workers share one memory, which a browser allows only on isolated pages.
    pub fn needs_shared_memory(self) -> bool {
        matches!(self, Self::Threads)
    }

    /// Whether its tasks run on an event loop, where they can be awaited.
    pub fn has_event_loop(self) -> bool {
        matches!(self, Self::Async)
    }

    /// Whether every task gets a worker of its own.
    pub fn has_worker_per_task(self) -> bool {
        matches!(self, Self::Threads | Self::Processes)
    }

    /// Why this model can't run the plan, as a sentence with the way out; `None` if it can.
    pub fn refusal(self, plan: &Plan) -> Option<String> {
        let tasks = plan.tasks.len();
        if tasks == 0 {
            return Some("The list has no task yet: write one, or pick an example.".to_owned());
        }
        (self.has_worker_per_task() && tasks > WORKER_LIMIT).then(|| {
            format!(
                "{} gives every task a worker of its own, and a browser is good for about {WORKER_LIMIT} of them, not \
                 {tasks}. A pool, or an event loop, runs many tasks on few workers: try Async.",
                self.name()
            )
        })
    }

    /// The rows of its picture for this plan.
    pub fn lanes(self, plan: &Plan) -> Vec<Lane> {
        let lane = |name: &str, kind| Lane { name: name.to_owned(), kind };
        let numbered = |name: &str, kind| {
            (1..=plan.tasks.len()).map(|number| Lane { name: format!("{name} {number}"), kind }).collect()
        };
        match self {
            Self::Sequential => vec![lane("worker", LaneKind::Worker)],
            Self::Async => vec![lane("event loop", LaneKind::Loop)],
            Self::Threads => numbered("thread", LaneKind::Thread),
            Self::Processes => numbered("process", LaneKind::Process),
        }
    }
}

/// What a trace keeps of the plan's tasks.
pub fn task_infos(plan: &Plan) -> Vec<TaskInfo> {
    let info = |step: &PlannedStep| match step {
        PlannedStep::Print(text) => StepInfo::Print(text.clone()),
        PlannedStep::Sleep(ns) => StepInfo::Sleep(*ns),
        PlannedStep::Block(ns) => StepInfo::Block(*ns),
        PlannedStep::Cpu(ns) => StepInfo::Cpu(*ns),
        PlannedStep::Yield => StepInfo::Yield,
        PlannedStep::Fail(text) => StepInfo::Fail(text.clone()),
    };
    plan.tasks
        .iter()
        .map(|task| TaskInfo {
            name: task.name.clone(),
            group: task.group as u32,
            steps: task.steps.iter().map(info).collect(),
        })
        .collect()
}
