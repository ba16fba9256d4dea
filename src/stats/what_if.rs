//! Curves: what is expected of a list, place by place along an axis, what was measured there, and what no run of it can
//! do better than.

use super::figures::{FIGURES, Figure, Quantity, Value};
use super::{Figures, nearest_rank, speedup};
use crate::engine::virtual_time::simulate_within;
use crate::engine::what_if::{Axis, Bounds, Case};
use crate::engine::{Model, Options};
use crate::time::SECOND;
use crate::trace::{End, TaskId, Trace, What};

/// What can stand along the height of a curve.
pub const HEIGHTS: [Quantity; 5] =
    [Quantity::Makespan, Quantity::Speedup, Quantity::Throughput, Quantity::LatencyP50, Quantity::LatencyP95];

/// A figure that can stand along the height of a curve, by its name in files.
pub fn height_from_key(key: &str) -> Option<Quantity> {
    HEIGHTS.into_iter().find(|height| figure(*height).key == key)
}

/// How a figure is called.
pub fn figure(quantity: Quantity) -> &'static Figure {
    FIGURES.iter().find(|figure| figure.quantity == quantity).unwrap_or(&FIGURES[0])
}

/// The figures of one run that curves are made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Start of the run to the last end, in nanoseconds.
    pub makespan_ns: u64,
    /// Half of the tasks took no longer, in nanoseconds.
    pub latency_p50_ns: u64,
    /// 95 of 100 tasks took no longer, in nanoseconds.
    pub latency_p95_ns: u64,
    /// Tasks that came to their own end.
    pub finished: u64,
}

impl From<&Figures> for Reading {
    fn from(figures: &Figures) -> Self {
        let seconds = figures.makespan_ns as f64 / SECOND as f64;
        Self {
            makespan_ns: figures.makespan_ns,
            latency_p50_ns: figures.latency.p50_ns,
            latency_p95_ns: figures.latency.p95_ns,
            finished: (figures.throughput_per_s * seconds).round() as u64,
        }
    }
}

impl Reading {
    /// What is expected of a case under a model; `None` if finding out takes more effort than the case allows.
    pub fn expected(case: &Case, model: Model) -> Option<Self> {
        simulate_within(&case.plan, model, &case.setup).map(|trace| Self::of(&trace))
    }

    /// That of a run that is over.
    pub fn of(trace: &Trace) -> Self {
        let mut latencies_ns = Vec::with_capacity(trace.tasks.len());
        for task in (0..trace.tasks.len() as u32).map(TaskId) {
            let mut events = trace.events(task);
            let Some(first) = events.next() else { continue };
            if let Some((end_ns, End::Done | End::Failed | End::Rejected | End::TimedOut | End::Endless)) =
                events.last().and_then(|last| match last.what {
                    What::End { end, .. } => Some((last.at_ns, end)),
                    What::Enter { .. } | What::Told(_) => None,
                })
            {
                latencies_ns.push(end_ns - first.at_ns);
            }
        }
        latencies_ns.sort_unstable();
        Self {
            makespan_ns: trace.last_ns(),
            latency_p50_ns: nearest_rank(&latencies_ns, 50),
            latency_p95_ns: nearest_rank(&latencies_ns, 95),
            finished: latencies_ns.len() as u64,
        }
    }

    /// One of its figures; `sequential_ns` is how long the same takes one task after another.
    pub fn value(&self, quantity: Quantity, sequential_ns: Option<u64>) -> Option<Value> {
        match quantity {
            Quantity::Makespan => Some(Value::Time(self.makespan_ns)),
            Quantity::LatencyP50 => Some(Value::Time(self.latency_p50_ns)),
            Quantity::LatencyP95 => Some(Value::Time(self.latency_p95_ns)),
            Quantity::Throughput => per_second(self.finished, self.makespan_ns),
            Quantity::Speedup => speedup(sequential_ns?, self.makespan_ns).map(Value::Times),
            _ => None,
        }
    }
}

fn per_second(tasks: u64, makespan_ns: u64) -> Option<Value> {
    (makespan_ns > 0).then(|| Value::PerSecond(tasks as f64 * SECOND as f64 / makespan_ns as f64))
}

/// A value as a height, in nanoseconds, times, or tasks in a second.
pub fn height_of(value: Value) -> f64 {
    match value {
        Value::Time(whole) | Value::Pause(whole) | Value::Bytes(whole) => whole as f64,
        Value::Average(height) | Value::Times(height) | Value::Share(height) | Value::PerSecond(height) => height,
        Value::Count(count) | Value::Cores { without: count, .. } => f64::from(count),
    }
}

/// What an ideal line is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ideal {
    /// All computing, shared out evenly to all cores.
    Work,
    /// The longest chain of what comes one after another.
    Chain,
    /// The steps of a task alone.
    Task,
    /// The better of work and chain.
    Best,
}

/// What is known of one place of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Where it is, counted as the axis counts.
    pub place: u32,
    /// What no run can do better than.
    pub bounds: Bounds,
    /// How many tasks there are.
    pub tasks: u64,
    /// How long it takes one task after another, if that could be found out.
    pub sequential_ns: Option<u64>,
    /// By model, in the order of the lines.
    pub expected: Vec<Option<Reading>>,
}

impl Point {
    /// What is expected of a case at a place of an axis.
    pub fn of(case: &Case, axis: Axis, place: u32, models: &[Model]) -> Self {
        let case = case.at(axis, place);
        let expected: Vec<Option<Reading>> = models.iter().map(|model| Reading::expected(&case, *model)).collect();
        let known = models.iter().position(|model| *model == Model::Sequential);
        let sequential = known.map_or_else(|| Reading::expected(&case, Model::Sequential), |at| expected[at]);
        Self {
            place,
            bounds: Bounds::of(&case),
            tasks: case.plan.tasks.len() as u64,
            sequential_ns: sequential.map(|reading| reading.makespan_ns),
            expected,
        }
    }

    /// The height of a line.
    pub fn value(&self, line: usize, quantity: Quantity) -> Option<Value> {
        self.expected.get(line).copied().flatten()?.value(quantity, self.sequential_ns)
    }

    /// The ideal beside the lines.
    pub fn ideals(&self, quantity: Quantity) -> Vec<(Ideal, Value)> {
        let best_ns = self.bounds.makespan_ns();
        match quantity {
            Quantity::Makespan => {
                vec![(Ideal::Work, Value::Time(self.bounds.work_ns)), (Ideal::Chain, Value::Time(self.bounds.chain_ns))]
            }
            Quantity::LatencyP50 => vec![(Ideal::Task, Value::Time(self.bounds.task_p50_ns))],
            Quantity::LatencyP95 => vec![(Ideal::Task, Value::Time(self.bounds.task_p95_ns))],
            Quantity::Throughput => {
                per_second(self.tasks, best_ns).map(|value| (Ideal::Best, value)).into_iter().collect()
            }
            Quantity::Speedup => {
                let best = self.sequential_ns.and_then(|ns| speedup(ns, best_ns));
                best.map(|times| (Ideal::Best, Value::Times(times))).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What was measured of a model at a place of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Along what.
    pub axis: Axis,
    /// Where.
    pub place: u32,
    /// The model.
    pub model: Model,
    /// What it was told.
    pub options: Options,
    /// Whether it was measured elsewhere or earlier, and comes from a file.
    pub is_recorded: bool,
    /// What was expected then, if that was known.
    pub expected: Option<Reading>,
    /// One for each run.
    pub readings: Vec<Reading>,
}

/// Where runs that were measured lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The least.
    pub least: Value,
    /// The one in the middle.
    pub median: Value,
    /// The most.
    pub most: Value,
}

impl Sample {
    /// Whether both are of the same, measured in the same place.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.axis, self.place, self.model, self.is_recorded)
            == (other.axis, other.place, other.model, other.is_recorded)
            && self.options.are_same_to(self.model, &other.options)
    }

    /// Where its runs lie; `None` if there is nothing to say it by.
    pub fn spread(&self, quantity: Quantity, sequential_ns: Option<u64>) -> Option<Spread> {
        let mut values: Vec<Value> =
            self.readings.iter().filter_map(|reading| reading.value(quantity, sequential_ns)).collect();
        values.sort_by(|a, b| height_of(*a).total_cmp(&height_of(*b)));
        Some(Spread { least: *values.first()?, median: values[(values.len() - 1) / 2], most: *values.last()? })
    }
}

/// Of places that are not known yet, the one to look at next: first the ends, then the middles between those that are
/// known, so that a curve has its form before it is whole.
pub fn next_place(places: &[u32], is_known: impl Fn(u32) -> bool) -> Option<u32> {
    let known: Vec<usize> = (0..places.len()).filter(|at| is_known(places[*at])).collect();
    let (first, last) = (0, places.len().checked_sub(1)?);
    if let Some(end) = [first, last].into_iter().find(|end| !known.contains(end)) {
        return Some(places[end]);
    }
    let widest = known.windows(2).max_by_key(|pair| (pair[1] - pair[0], std::cmp::Reverse(pair[0])))?;
    (widest[1] - widest[0] > 1).then(|| places[usize::midpoint(widest[0], widest[1])])
}
