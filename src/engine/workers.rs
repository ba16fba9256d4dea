//! What a run of a list takes under each model, and whether it can be had.

use std::cmp::Reverse;

use super::{Model, Options, Refusal, WORKER_LIMIT};
use crate::program::{Plan, Step};
use crate::time::SECOND;
use crate::trace::{Lane, LaneKind};

/// The page may stand still for so long in one run, and no longer: browsers offer to close pages that do.
const PAGE_LIMIT_NS: u64 = 20 * SECOND;

impl Model {
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
            Self::Pool | Self::Offload if !options.has_processes(self) => options.size(self).unwrap_or(1),
            Self::Sequential | Self::Async | Self::Pool | Self::Processes | Self::ProcessPool | Self::Offload => 0,
        }
    }

    /// How many tasks can be under way at once; the others queue for their turn.
    pub fn most_at_once(self, options: &Options) -> usize {
        match self {
            Self::Sequential => 1,
            Self::Pool => options.pool.max(1),
            Self::ProcessPool => options.process_pool.max(1),
            Self::Async | Self::Threads | Self::Gil | Self::Processes | Self::Offload => usize::MAX,
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
            Self::Pool | Self::ProcessPool => {
                let mut lanes = numbered(options.size(self).unwrap_or(1), "slot", LaneKind::Slot);
                let main = match self {
                    Self::Pool => lane("main thread", LaneKind::Thread),
                    _ => lane("main process", LaneKind::Process),
                };
                lanes.extend(self.has_main(plan).then_some(main));
                lanes
            }
            Self::Offload => {
                let mut lanes = vec![lane("event loop", LaneKind::Loop)];
                lanes.extend(numbered(options.offload, "slot", LaneKind::Slot));
                lanes
            }
        }
    }
}

/// More carried data at once than this is not good for a browser.
pub const DATA_LIMIT: u64 = 2_000_000_000;

/// Why the processes of a model can't hold what a plan carries; `None` if they can, or if it has none.
pub fn refusal_of_data(model: Model, plan: &Plan, options: &Options) -> Option<Refusal> {
    let bytes = match model {
        Model::Processes => carried_at_once(plan),
        _ if options.has_processes(model) => {
            let mut carried: Vec<u64> = plan.tasks.iter().filter_map(|task| task.how.carries).collect();
            carried.sort_unstable_by_key(|bytes| Reverse(*bytes));
            carried.truncate(options.size(model).unwrap_or(1));
            carried.iter().sum()
        }
        _ => 0,
    };
    (bytes > DATA_LIMIT).then_some(Refusal::TooMuchData { model, bytes })
}

/// How much data of a plan is carried at once, at most, where every task has a process: tasks that come after others are
/// not there at the same time.
fn carried_at_once(plan: &Plan) -> u64 {
    let mut at_once: Vec<u64> = vec![0; plan.groups.len()];
    // What comes after a group, all together; groups may stand in any order.
    let depth = |group: usize| {
        let before = |group: &usize| plan.tasks.get(plan.groups[*group].start)?.after.first().copied();
        std::iter::successors(Some(group), before).take(plan.groups.len()).count()
    };
    let mut order: Vec<usize> = (0..plan.groups.len()).collect();
    order.sort_by_key(|group| Reverse(depth(*group)));
    let mut total = 0;
    for group in order {
        let tasks = &plan.tasks[plan.groups[group].clone()];
        let own: u64 = tasks.iter().filter_map(|task| task.how.carries).sum();
        let most = own.max(at_once[group]);
        match tasks.first().and_then(|task| task.after.first()) {
            Some(before) => at_once[*before] += most,
            None => total += most,
        }
    }
    total
}

/// Why the page's own loop can't run a plan; `None` if it can.
pub fn refusal_on_page(plan: &Plan) -> Option<Refusal> {
    let asks_held = |step: &Step<u64>| matches!(step, Step::Fetch(_, fetch, _) if fetch.is_blocking);
    if plan.tasks.iter().flat_map(|task| &task.steps).any(asks_held) {
        return Some(Refusal::RequestsOnPage);
    }
    if !plan.files().is_nothing() {
        return Some(Refusal::FilesOnPage);
    }
    let held_ns = held_ns(plan);
    (held_ns > PAGE_LIMIT_NS).then_some(Refusal::HoldsPage { held_ns })
}

/// How long a plan holds whoever runs all of it.
fn held_ns(plan: &Plan) -> u64 {
    let steps = plan.tasks.iter().flat_map(|task| &task.steps);
    let held = steps.map(|step| match step {
        step if step.holds() => step.computing().or(step.waiting()).copied().unwrap_or(0),
        _ => 0,
    });
    held.fold(0, u64::saturating_add)
}
