//! What a run would look like on an ideal machine, in virtual time: the figures *expected*, never *measured*.
//!
//! The decisions are those of the real runtimes, taken in the same places ([`Arrivals`](super::Arrivals) says what
//! arrives, [`act`](super::act()) what a step means), with nothing added by browser or machine but what [`Machine`]
//! names. Printing, waking and giving way take no time.
//!
//! What happens at one instant happens in this order, so that a simulation always gives the same trace:
//! 1. Lanes whose start, wait or computing is over go on, in the order of the lanes, each until it is busy or free.
//! 2. Tasks arrive, in list order. Those that others waited for come after the end they waited for.
//! 3. Timers go off, in the order of their due times; at the same time, in the order in which they were set.
//! 4. Free lanes take tasks one by one; after each, 2 and 3 are looked at again. The slots of a pool behind a loop take
//!    what was handed to them.
//! 5. Whoever has got the lock goes on. It changes hands when it was let go, or was asked for long enough.
//!
//! A task that gives way lets 2 and 3 happen before it queues again.

mod crew;
mod ledger;
mod line;
mod lock;
mod simulation;

use super::model::task_infos;
use super::{Model, Options};
use crate::program::Plan;
use crate::trace::Trace;

/// The machine that is simulated. How long its threads and processes take to start is measured elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Computing lanes beyond this many share the cores equally; 0 counts as 1.
    pub cores: usize,
    /// How long a process takes to start, in nanoseconds. Where it is 0 it never is `starting`.
    pub process_start_ns: u64,
    /// How long a thread takes to start, in nanoseconds. Where it is 0 it never is `starting`.
    pub thread_start_ns: u64,
}

/// Runs a plan under a model in virtual time, with pools of the sizes that nobody chose. Whether the model would refuse
/// the plan is not asked; a plan in which groups wait for each other in a circle ends where nothing can go on.
pub fn simulate(plan: &Plan, model: Model, machine: &Machine) -> Trace {
    simulate_with(plan, model, &Options::for_cores(machine.cores), machine)
}

/// Runs a plan under a model with these options in virtual time.
pub fn simulate_with(plan: &Plan, model: Model, options: &Options, machine: &Machine) -> Trace {
    let mut trace = Trace::new(1, model.lanes(plan, options), task_infos(plan));
    trace.extend(&simulation::Simulation::new(plan, model, trace.lanes.len(), *machine).run());
    trace
}
