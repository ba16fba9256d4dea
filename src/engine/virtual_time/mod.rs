//! What a run would look like on an ideal machine, in virtual time: the figures *expected*, never *measured*.
//!
//! It is the very code that really runs: [`perform`](super::perform()) performs the tasks, [`Arrivals`](super::Arrivals)
//! says what arrives, [`act`](super::act()) what a step means, [`gil`](super::gil) when the lock changes hands. Only the
//! runtime under it is another one, with nothing added by browser or machine but what [`Machine`] names. Printing, waking
//! and giving way take no time.
//!
//! What happens at one instant happens in this order, so that a simulation always gives the same trace:
//! 1. Lanes whose start, wait or computing is over go on, in the order of the lanes, each until it is busy or free.
//! 2. Tasks arrive, in list order. Those that others waited for come after the end they waited for.
//! 3. Timers go off, in the order of their due times; at the same time, in the order in which they were set. Tasks whose
//!    time is over are told to end.
//! 4. Free lanes take tasks one by one; after each, 2 and 3 are looked at again. The slots of a pool behind a loop take
//!    what was handed to them.
//! 5. Whoever has got the lock goes on. It changes hands when it was let go, or was asked for long enough.
//!
//! A task that gives way lets 2 and 3 happen before it queues again.

mod cores;
mod ending;
mod executor;
mod handing_over;
mod lanes;
mod lock;
mod parent;
mod process_start;
mod processes;
mod ready;
mod request;
mod runtime;
mod slot;
mod slots;
mod task;
mod timers;

use std::fmt;
use std::sync::Arc;

use super::model::task_infos;
use super::{CopySpeed, FileSpeed, Halt, Model, Options};
use crate::program::Plan;
use crate::trace::Trace;
use executor::Executor;
pub use process_start::{START_THREADS, start_computes_ns, start_waits_ns};

/// The machine that is simulated. How long its threads and processes take to start is measured elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Computing lanes beyond this many share the cores equally; 0 counts as 1.
    pub cores: usize,
    /// How long a process takes to start where two cores have nothing else to do, in nanoseconds: it computes in a part
    /// of that, see [`start_computes_ns`]. Where it is 0 it never is `starting`.
    pub process_start_ns: u64,
    /// How long a thread takes to start, in nanoseconds. Where it is 0 it never is `starting`.
    pub thread_start_ns: u64,
}

/// How much there was to do for a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effort {
    /// Instants at which something happened.
    pub instants: usize,
    /// How often a task went on.
    pub polls: usize,
}

impl Effort {
    /// All of it.
    pub fn total(&self) -> usize {
        self.instants + self.polls
    }
}

/// Runs a plan under a model in virtual time, with pools of the sizes that nobody chose. Whether the model would refuse
/// the plan is not asked; a plan in which groups wait for each other in a circle ends where nothing can go on.
pub fn simulate(plan: &Plan, model: Model, machine: &Machine) -> Trace {
    simulate_with(plan, model, &Options::for_cores(machine.cores), machine)
}

/// How late this machine wakes who waits, and answers who asks, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lateness {
    /// Who waits holding a thread.
    pub hold_ns: u64,
    /// Who awaits a timer of a loop.
    pub timer_ns: u64,
    /// Who asks a server: until the first byte is there.
    pub first_byte_ns: u64,
    /// The same, from there on for each million bytes.
    pub megabyte_ns: u64,
}

impl Lateness {
    /// How long the bytes of an answer take.
    fn transfer_ns(&self, bytes: u64) -> u64 {
        (u128::from(bytes) * u128::from(self.megabyte_ns) / 1_000_000) as u64
    }
}

/// How much longer computing takes on this machine than it was calibrated to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interference {
    /// By how many thousandths, while one core computes.
    pub alone_per_mille: u64,
    /// The same, while several cores compute and slow each other down.
    pub together_per_mille: u64,
    /// How much longer, each time that it had to hand a lock over and goes on later.
    pub switch_ns: u64,
}

/// What a run in virtual time is told besides what runs, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setup {
    /// What the reader has chosen.
    pub options: Options,
    /// The machine.
    pub machine: Machine,
    /// How late it wakes who waits.
    pub lateness: Lateness,
    /// How much its cores slow each other down.
    pub interference: Interference,
    /// How fast it copies data from memory to memory.
    pub copying: CopySpeed,
    /// How fast it reads and writes files.
    pub files: FileSpeed,
    /// A run with more to do than this is given up, see [`Effort`].
    pub most_effort: usize,
}

/// Runs a plan under a model in virtual time, unless that takes more effort than is allowed.
pub fn simulate_within(plan: &Plan, model: Model, setup: &Setup) -> Option<Trace> {
    foresee(plan, model, setup).map(|(trace, _)| trace)
}

/// The same, and why it could not go on to its end, if so.
pub fn foresee(plan: &Plan, model: Model, setup: &Setup) -> Option<(Trace, Option<Halt>)> {
    let (trace, effort, halt) = performed(plan, model, setup);
    (effort.total() <= setup.most_effort).then_some((trace, halt))
}

/// Runs a plan under a model with these options in virtual time.
pub fn simulate_with(plan: &Plan, model: Model, options: &Options, machine: &Machine) -> Trace {
    simulate_counted(plan, model, options, machine).0
}

/// The same, and how much there was to do.
pub fn simulate_counted(plan: &Plan, model: Model, options: &Options, machine: &Machine) -> (Trace, Effort) {
    let setup = Setup {
        options: *options,
        machine: *machine,
        lateness: Lateness::default(),
        interference: Interference::default(),
        copying: CopySpeed::default(),
        files: FileSpeed::default(),
        most_effort: usize::MAX,
    };
    let (trace, effort, _) = performed(plan, model, &setup);
    (trace, effort)
}

/// The trace of a run of this plan that has not begun.
fn empty_trace(plan: &Plan, model: Model, setup: &Setup) -> Trace {
    Trace::new(1, model.lanes(plan, &setup.options), task_infos(plan)).with_resources(&plan.resources)
}

fn performed(plan: &Plan, model: Model, setup: &Setup) -> (Trace, Effort, Option<Halt>) {
    let mut trace = empty_trace(plan, model, setup);
    let mut executor = Executor::new(plan, model, setup, trace.lanes.len());
    executor.go_on(usize::MAX);
    let (effort, halt) = executor.over(&mut trace);
    (trace, effort, halt)
}

/// A run in virtual time that is performed part by part: of a plan so large that whoever asks has to do other things in
/// between.
pub struct Simulation {
    trace: Trace,
    executor: Executor<'static, Arc<Plan>>,
    most_effort: usize,
}

impl Simulation {
    /// One that has not begun.
    pub fn new(plan: Arc<Plan>, model: Model, setup: &Setup) -> Self {
        let trace = empty_trace(&plan, model, setup);
        let executor = Executor::new(plan, model, setup, trace.lanes.len());
        Self { trace, executor, most_effort: setup.most_effort }
    }

    /// Goes on, with so much effort; whether there is more to do.
    pub fn go_on(&mut self, effort: usize) -> bool {
        let is_more = self.executor.go_on(effort);
        // At the end there would be no room for all of them twice.
        self.executor.tell(&mut self.trace);
        is_more
    }

    /// How many tasks have ended, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.executor.ended(), self.trace.tasks.len())
    }

    /// What happened; `None` if it took more effort than is allowed.
    pub fn over(self) -> Option<Trace> {
        let Self { mut trace, executor, most_effort } = self;
        let (effort, _) = executor.over(&mut trace);
        (effort.total() <= most_effort).then_some(trace)
    }
}

impl fmt::Debug for Simulation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Simulation").field("progress", &self.progress()).finish_non_exhaustive()
    }
}
