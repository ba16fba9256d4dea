//! What is changed from one end of a curve to the other, and where it is looked at.

use super::{Case, arrivals, most_times};
use crate::program::{Program, TaskDeclaration};

/// What lies along a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// How many slots each pool has.
    Pool,
    /// How many times as many copies of every task.
    Tasks,
    /// How many cores the machine has.
    Cores,
    /// Which part of each task is waiting, in percent.
    Waiting,
    /// How many copies of a task arrive in a second.
    Arrivals,
}

/// Every size of a pool up to here is looked at.
const SMALL_POOLS: u32 = 32;
/// The cores of machines there are.
const CORES: [u32; 13] = [1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 48, 64];
/// Within ten times of one another, places on a curve that goes far.
const MANTISSAS: [f64; 12] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
/// More tasks than this at one place of a curve would keep the reader waiting for all others.
const TASKS_OF_CURVE: usize = 20_000;
/// Arrivals are looked at between so many times fewer and more than those that the list has.
const AROUND: f64 = 10.0;
/// In steps of ten.
const PERCENT: u32 = 100;

impl Axis {
    /// All of them, as they are offered.
    pub const ALL: [Self; 5] = [Self::Pool, Self::Tasks, Self::Cores, Self::Waiting, Self::Arrivals];

    /// Its id in links and files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Pool => "pool",
            Self::Tasks => "tasks",
            Self::Cores => "cores",
            Self::Waiting => "waiting",
            Self::Arrivals => "arrivals",
        }
    }

    /// The axis with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|axis| axis.id() == id)
    }

    /// Whether this machine can be made so; it has the cores that it has.
    pub fn can_be_measured(self) -> bool {
        self != Self::Cores
    }

    /// Whether equal ratios are equally far apart on it, rather than equal differences.
    pub fn is_by_ratio(self, places: &[u32]) -> bool {
        match self {
            Self::Waiting => false,
            Self::Pool => places.last().is_some_and(|last| *last > 2 * SMALL_POOLS),
            Self::Tasks | Self::Cores | Self::Arrivals => true,
        }
    }

    /// Where a curve of this case is looked at, in order; nowhere if it has nothing that could be changed so.
    pub fn places(self, case: &Case) -> Vec<u32> {
        let tasks = case.plan.tasks.len();
        match self {
            Self::Pool => {
                let options = &case.setup.options;
                let most = options.pool.max(options.process_pool).max(options.offload).max(SMALL_POOLS as usize);
                let far = (most > SMALL_POOLS as usize).then(|| spread(f64::from(SMALL_POOLS + 1), most as f64));
                (1..=SMALL_POOLS).chain(far.into_iter().flatten()).collect()
            }
            Self::Tasks => {
                let of_curve = (TASKS_OF_CURVE.max(tasks) / tasks.max(1)).min(1000);
                match of_curve.min(most_times(&case.program)) {
                    0 => Vec::new(),
                    most => spread(1.0, most as f64),
                }
            }
            Self::Cores => CORES.to_vec(),
            Self::Waiting => (0..=PERCENT).step_by(10).collect(),
            Self::Arrivals => match arrivals::rate_per_s(&case.plan) {
                None => Vec::new(),
                Some(rate) => spread((rate / AROUND).max(1.0), (rate * AROUND).max(AROUND)),
            },
        }
    }

    /// Where the case itself stands on this axis, if it stands on it at one place.
    pub fn own_place(self, case: &Case) -> Option<u32> {
        let options = &case.setup.options;
        match self {
            Self::Pool => {
                let is_one = options.pool == options.process_pool && options.pool == options.offload;
                is_one.then_some(options.pool as u32)
            }
            Self::Tasks => Some(1),
            Self::Cores => Some(case.setup.machine.cores as u32),
            Self::Waiting => None,
            Self::Arrivals => arrivals::rate_per_s(&case.plan).map(|rate| rate.round() as u32).filter(|rate| *rate > 0),
        }
    }
}

/// Round numbers between two, both ends included where they are whole.
fn spread(from: f64, to: f64) -> Vec<u32> {
    let round = (0..7).flat_map(|exponent| MANTISSAS.iter().map(move |digits| digits * 10_f64.powi(exponent)));
    let whole = round.filter(|place| *place >= from && *place <= to && place.fract() == 0.0).map(|place| place as u32);
    let mut places: Vec<u32> = [from as u32, to as u32].into_iter().chain(whole).filter(|place| *place > 0).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// So many times as many copies of every task, as far as there may be so many tasks.
pub(super) fn multiplied(program: &Program, times: u32) -> Program {
    let most = u32::try_from(most_times(program)).unwrap_or(u32::MAX);
    let times = times.clamp(1, most.max(1));
    let more = |task: &TaskDeclaration| {
        let copies = task.copies.map_or((times > 1).then_some(times), |copies| Some(copies * times));
        TaskDeclaration { copies, ..task.clone() }
    };
    Program {
        seed: program.seed,
        slots: program.slots,
        resources: program.resources.clone(),
        tasks: program.tasks.iter().map(more).collect(),
    }
}
