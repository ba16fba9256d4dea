//! Figures about runs, all derived from the trace when asked, so that they never contradict the picture.
//! What each figure means is section 3 of the design.

mod agreement;
mod analysis;
mod attempt;
pub mod because;
mod before;
pub mod comparison;
mod copy_speed;
mod differ;
pub mod figures;
pub mod findings;
mod histogram;
pub mod lessons;
mod loop_lag;
mod nominal;
pub mod orders;
pub mod outliers;
mod part;
mod process_start;
mod quickness;
mod requests;
mod series;
mod shares;
mod slowdown;
mod spread;
mod summary;
mod sweep;
mod tally;
pub mod trust;
pub mod what_if;
mod whole;
pub mod why;

pub use agreement::Agreement;
pub use analysis::{Analysis, Kind};
pub use attempt::{Attempt, counted};
pub use comparison::{Comparison, Row};
pub use copy_speed::copy_speed;
pub use differ::differ;
pub use figures::FIGURES;
pub use histogram::Bins;
pub use part::Part;
pub use process_start::process_start_ns;
pub use quickness::too_quick_per_mille;
pub use requests::Requests;
pub use series::{Series, Session};
pub use shares::{Shared, shares};
pub use slowdown::Slowdown;
pub use spread::Spread;
pub use summary::Summary;
pub use sweep::on_cores;
pub use tally::{Tally, tallies};
pub use trust::{Circumstances, doubts};
pub use why::Why;

use crate::program::ResourceKind;
use crate::time::SECOND;
use crate::trace::{End, Span, State, Tasks, Timeline, Trace};

/// How many of something there were: over the whole run, and at the busiest instant.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Level {
    /// Average over the makespan; 0 where the makespan is.
    pub average: f64,
    /// The most at one instant. Something that took no time was there at no instant.
    pub peak: u32,
}

/// How long tasks took from arrival to end, those that were cancelled left out; all 0 where none is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Latency {
    /// Half of the tasks took no longer, in nanoseconds.
    pub p50_ns: u64,
    /// 95 of 100 tasks took no longer, in nanoseconds.
    pub p95_ns: u64,
    /// The longest, in nanoseconds.
    pub max_ns: u64,
}

/// All figures of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Start of the run to the last end, in nanoseconds.
    pub makespan_ns: u64,
    /// Tasks started and not finished.
    pub concurrency: Level,
    /// Average: nominal computing time of the `cpu` steps that were completed / makespan. As the work is nominal, it
    /// can't exceed the cores; measured, it may by a hair, where calibration took the machine for a little slower than
    /// it is. Peak: lanes that were `running`, but never more than there are cores.
    pub parallelism: Level,
    /// Lanes that were `running` beyond the cores, where most were: ready, and without a core of their own.
    pub oversubscription_peak: u32,
    /// Running time / (lanes × makespan), between 0 and 1.
    pub utilization: f64,
    /// Arrival to end of a task.
    pub latency: Latency,
    /// Total time in `starting`, in nanoseconds.
    pub startup_ns: u64,
    /// Total time in `queued`, in nanoseconds.
    pub queueing_ns: u64,
    /// Total time in `locked`, in nanoseconds.
    pub lock_wait_ns: u64,
    /// Total time that tasks went on after they were told to end, and slots with what was given up, in nanoseconds.
    pub overrun_ns: u64,
    /// The longest time the event loop was held without a turn, in nanoseconds; `None` where there is no loop.
    pub loop_lag_ns: Option<u64>,
    /// What was asked of servers; `None` where nobody asked one.
    pub requests: Option<Requests>,
    /// Tasks finished, those that were cancelled left out, per second of the makespan; 0 where the makespan is.
    pub throughput_per_s: f64,
    /// How many lanes there were.
    pub lanes: u32,
    /// Total time the page stood still, in nanoseconds. No trace says it: it is what was seen around the run.
    pub page_frozen_ns: u64,
    /// Sequential makespan / this one; `None` until the two are compared, see [`Comparison`].
    pub speedup: Option<f64>,
}

impl Figures {
    /// The figures of a run, from its trace and the timeline of the same moment, on a machine with so many cores; 0
    /// counts as 1.
    pub fn of(trace: &Trace, timeline: &Timeline, has_event_loop: bool, cores: usize) -> Self {
        let makespan_ns = timeline.makespan_ns;
        let total_ns = |state: State| {
            timeline.spans.iter().filter(|span| span.state == state).map(|span| u128::from(span.length_ns())).sum()
        };
        let running_ns: u128 = total_ns(State::Running);
        let latencies_ns = latencies_ns(timeline);
        let most_running = sweep::peak(running_intervals(timeline));
        let cores = u32::try_from(cores.max(1)).unwrap_or(u32::MAX);
        Self {
            makespan_ns,
            concurrency: concurrency(timeline),
            parallelism: Level {
                average: ratio(nominal::completed_ns(trace), u128::from(makespan_ns)),
                peak: most_running.min(cores),
            },
            oversubscription_peak: most_running.saturating_sub(cores),
            utilization: ratio(running_ns, trace.lanes.len() as u128 * u128::from(makespan_ns)),
            latency: Latency {
                p50_ns: nearest_rank(&latencies_ns, 50),
                p95_ns: nearest_rank(&latencies_ns, 95),
                max_ns: nearest_rank(&latencies_ns, 100),
            },
            startup_ns: total_ns(State::Starting) as u64,
            queueing_ns: total_ns(State::Queued) as u64,
            lock_wait_ns: lock_wait_ns(&trace.tasks, timeline),
            overrun_ns: overrun_ns(timeline),
            loop_lag_ns: has_event_loop.then(|| loop_lag::loop_lag_ns(trace, timeline)),
            requests: Requests::of(trace, timeline),
            throughput_per_s: latencies_ns.len() as f64 * ratio(u128::from(SECOND), u128::from(makespan_ns)),
            lanes: trace.lanes.len() as u32,
            page_frozen_ns: 0,
            speedup: None,
        }
    }
}

/// How long tasks waited for a lock, all together, holding a thread or not.
fn lock_wait_ns(tasks: &Tasks, timeline: &Timeline) -> u64 {
    let is_wait = |span: &&Span| {
        let limit = tasks.awaited(span).filter(|(_, kind)| matches!(kind, ResourceKind::Limit { .. }));
        span.state == State::Locked || limit.is_some()
    };
    timeline.spans.iter().filter(is_wait).map(Span::length_ns).sum()
}

/// How long tasks went on after they were told to end, and slots with what was given up, all together.
fn overrun_ns(timeline: &Timeline) -> u64 {
    let tasks = timeline.tasks.iter().filter_map(|times| times.overrun_ns(timeline.makespan_ns));
    tasks.chain(timeline.left.iter().map(Span::length_ns)).sum()
}

/// How many times as fast as one task after another; `None` where the run took no time.
pub fn speedup(sequential_makespan_ns: u64, makespan_ns: u64) -> Option<f64> {
    (makespan_ns > 0).then(|| sequential_makespan_ns as f64 / makespan_ns as f64)
}

/// The nearest-rank percentile of sorted values: the smallest of them that at least `percent` of 100 don't exceed.
/// It always is one of the values, never something between two; 0 where there are none.
pub fn nearest_rank(sorted: &[u64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

fn ratio(part: u128, whole: u128) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The latency of each task that came to its own end, sorted.
fn latencies_ns(timeline: &Timeline) -> Vec<u64> {
    let finished = timeline.tasks.iter().filter(|times| times.end.is_some_and(|end| end != End::Cancelled));
    let latency_ns = |(arrived_ns, ended_ns): (u64, u64)| ended_ns.saturating_sub(arrived_ns);
    let mut latencies: Vec<u64> =
        finished.filter_map(|times| times.arrived_ns.zip(times.ended_ns)).map(latency_ns).collect();
    latencies.sort_unstable();
    latencies
}

fn concurrency(timeline: &Timeline) -> Level {
    // While the run is live, what has not ended reaches to the moment of the timeline, which is its makespan.
    let alive = timeline.tasks.iter().filter_map(|times| {
        times.started_ns.map(|start_ns| (start_ns, times.ended_ns.unwrap_or(timeline.makespan_ns)))
    });
    let total_ns: u128 = alive.clone().map(|(start_ns, end_ns)| u128::from(end_ns.saturating_sub(start_ns))).sum();
    Level { average: ratio(total_ns, u128::from(timeline.makespan_ns)), peak: sweep::peak(alive) }
}

/// When lanes were `running`.
fn running_intervals(timeline: &Timeline) -> impl Iterator<Item = (u64, u64)> {
    timeline.spans.iter().filter(|span| span.state == State::Running).map(|span| (span.start_ns, span.end_ns))
}
