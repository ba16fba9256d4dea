//! The question "what if": the same list on another machine, with other pools, more tasks, other waits or arrivals; and
//! what no run of it can do better than. Everything here is expected, and nothing is measured.

mod arrivals;
mod axis;
mod bounds;
mod waiting;

pub use arrivals::rate_per_s;
pub use axis::Axis;
pub use bounds::Bounds;

use std::sync::Arc;

use super::Options;
use super::virtual_time::Setup;
use crate::program::{Plan, Program, UnrolledSize};

/// Most tasks that are performed in virtual time.
pub const MOST_TASKS: usize = 1_000_000;
/// Most of their steps, and most bytes of names and texts in them: no more fit into a memory.
const MOST_STEPS: usize = 20_000_000;
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// How many times as many copies of every task can be performed in virtual time; 0 if there are too many already.
pub fn most_times(program: &Program) -> usize {
    let UnrolledSize { tasks, steps, bytes } = program.unrolled_size();
    let sizes = [(MOST_TASKS, tasks), (MOST_STEPS, steps), (MOST_BYTES, bytes)];
    let times = sizes.into_iter().filter_map(|(most, size)| most.checked_div(size));
    times.min().unwrap_or(1)
}

/// A list, and what it would run on.
#[derive(Debug, Clone)]
pub struct Case {
    /// The list as it is written.
    pub program: Arc<Program>,
    /// The same unrolled.
    pub plan: Arc<Plan>,
    /// The machine, and what the reader has chosen about the models.
    pub setup: Setup,
}

impl Case {
    /// What the models are told at a place of an axis.
    pub fn options_at(&self, axis: Axis, place: u32) -> Options {
        let options = self.setup.options;
        if axis != Axis::Pool {
            return options;
        }
        let size = place as usize;
        Options { pool: size, process_pool: size, offload: size, ..options }
    }

    /// The same with one thing changed: `place` counts what the axis counts.
    #[must_use]
    pub fn at(&self, axis: Axis, place: u32) -> Self {
        let mut case = self.clone();
        match axis {
            Axis::Pool => case.setup.options = self.options_at(axis, place),
            Axis::Tasks => {
                let program = axis::multiplied(&self.program, place);
                case.plan = Arc::new(Plan::of(&program));
                case.program = Arc::new(program);
            }
            Axis::Cores => case.setup.machine.cores = place as usize,
            Axis::Waiting => case.plan = Arc::new(waiting::with_share(&self.plan, place)),
            Axis::Arrivals => case.plan = Arc::new(arrivals::with_rate(&self.plan, place)),
        }
        case
    }
}
