//! The lanes, and how those that compute share the cores.

/// Work is counted in this fraction of a nominal nanosecond. Up to 16 lanes divide it (it is their least common
/// multiple), so that shares are exact for as many; beyond, each change in who computes rounds off less than a millionth
/// of a nanosecond.
const UNITS_PER_NS: u128 = 720_720;

/// What a lane is doing.
#[derive(Debug, Clone, Copy)]
enum Activity {
    /// Nothing.
    Free,
    /// Starting, or holding its thread, for this task until then.
    Until { task: usize, until_ns: u64 },
    /// Waiting for somebody else, for this task.
    Parked,
    /// Computing for this task, with so much work left.
    Compute { task: usize, left_units: u128 },
}

/// All lanes of a model.
#[derive(Debug)]
pub(super) struct Crew {
    lanes: Vec<Activity>,
    cores: usize,
    now_ns: u64,
}

impl Crew {
    pub(super) fn new(lanes: usize, cores: usize) -> Self {
        Self { lanes: vec![Activity::Free; lanes], cores: cores.max(1), now_ns: 0 }
    }

    /// The first lane from this one on that does nothing.
    pub(super) fn free_lane(&self, from: usize) -> Option<usize> {
        (from..self.lanes.len()).find(|lane| matches!(self.lanes[*lane], Activity::Free))
    }

    /// A lane waits until it is resumed, freed, or given something else to do.
    pub(super) fn park(&mut self, lane: usize) {
        self.lanes[lane] = Activity::Parked;
    }

    /// A lane does nothing any more.
    pub(super) fn free(&mut self, lane: usize) {
        self.lanes[lane] = Activity::Free;
    }

    /// Interrupts a lane that computes; gives the work that is left.
    pub(super) fn interrupt(&mut self, lane: usize) -> Option<(usize, u128)> {
        let Activity::Compute { task, left_units } = self.lanes[lane] else { return None };
        self.lanes[lane] = Activity::Parked;
        Some((task, left_units))
    }

    /// A lane goes on computing.
    pub(super) fn resume(&mut self, lane: usize, task: usize, left_units: u128) {
        self.lanes[lane] = Activity::Compute { task, left_units };
    }

    /// A lane is busy with a task for so long, without computing.
    pub(super) fn hold(&mut self, lane: usize, task: usize, length_ns: u64) {
        self.lanes[lane] = Activity::Until { task, until_ns: self.now_ns.saturating_add(length_ns) };
    }

    /// A lane computes for a task.
    pub(super) fn compute(&mut self, lane: usize, task: usize, nominal_ns: u64) {
        self.lanes[lane] = Activity::Compute { task, left_units: u128::from(nominal_ns) * UNITS_PER_NS };
    }

    /// When the next lane is done with what it does. An instant between two nanoseconds counts as the later one.
    pub(super) fn next_end_ns(&self) -> Option<u64> {
        let (served, sharing) = self.share();
        let end_ns = |activity: &Activity| match *activity {
            Activity::Free | Activity::Parked => None,
            Activity::Until { until_ns, .. } => Some(until_ns),
            Activity::Compute { left_units, .. } => {
                let left_ns = (left_units * sharing).div_ceil(served * UNITS_PER_NS);
                Some(self.now_ns.saturating_add(u64::try_from(left_ns).unwrap_or(u64::MAX)))
            }
        };
        self.lanes.iter().filter_map(end_ns).min()
    }

    /// Time passes, no further than to the next end.
    pub(super) fn advance(&mut self, now_ns: u64) {
        let (served, sharing) = self.share();
        let passed_ns = u128::from(now_ns - self.now_ns);
        self.now_ns = now_ns;
        for activity in &mut self.lanes {
            if let Activity::Compute { left_units, .. } = activity {
                *left_units = left_units.saturating_sub(passed_ns * UNITS_PER_NS * served / sharing);
            }
        }
    }

    /// If this lane is done with what it does: frees it, and gives the task it did it for.
    pub(super) fn release(&mut self, lane: usize) -> Option<usize> {
        let task = match self.lanes[lane] {
            Activity::Until { task, until_ns } if until_ns <= self.now_ns => task,
            Activity::Compute { task, left_units: 0 } => task,
            _ => return None,
        };
        self.lanes[lane] = Activity::Free;
        Some(task)
    }

    /// How many lanes there are.
    pub(super) fn len(&self) -> usize {
        self.lanes.len()
    }

    /// Each computing lane gets the first of these / the second of a core; neither is zero.
    fn share(&self) -> (u128, u128) {
        let computing =
            self.lanes.iter().filter(|activity| matches!(activity, Activity::Compute { .. })).count().max(1);
        (computing.min(self.cores) as u128, computing as u128)
    }
}
