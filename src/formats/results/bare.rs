//! Runs whose spans were not kept, from what is written: their figures and their output.

use super::v2::Record;
use super::{LATEST_NS, ReadList, RunDamage, Scalar};
use crate::stats::{Figures, Latency, Level, Requests, Why};
use crate::time::SECOND;
use crate::trace::{OutputLine, TaskId, TaskInfo, Trace};

impl Record {
    /// The trace of such a run, without its events.
    ///
    /// # Errors
    /// If it names a time that can't be.
    pub fn bare_trace(&self, clock_resolution_ns: u64, list: &ReadList) -> Result<Trace, RunDamage> {
        let printed_ns = self.output.iter().map(|line| line.at_ns).max().unwrap_or_default();
        let makespan_ns = self.whole("makespan_ns");
        let went_ns = self.why.and_then(|parts| parts.sum_ns()).unwrap_or_default();
        let longest_ns = self.latencies_ns.iter().copied().max().unwrap_or_default();
        if clock_resolution_ns > SECOND || printed_ns.max(makespan_ns).max(went_ns).max(longest_ns) > LATEST_NS {
            return Err(RunDamage::ImpossibleTime);
        }
        // A trace with no task has nothing to leave out.
        let unknown = [TaskInfo::unknown()];
        let infos = if list.tasks.is_empty() { &unknown } else { &list.tasks[..] };
        Ok(Trace::new(clock_resolution_ns, self.restored_lanes(), infos.to_vec()).without_events())
    }

    /// The figures of such a run, as they are written.
    pub fn bare_figures(&self) -> Figures {
        let count = |key| u32::try_from(self.whole(key)).unwrap_or(u32::MAX);
        Figures {
            makespan_ns: self.whole("makespan_ns"),
            concurrency: Level { average: self.real("concurrency"), peak: count("concurrency_peak") },
            parallelism: Level { average: self.real("parallelism"), peak: count("parallelism_peak") },
            oversubscription_peak: count("oversubscription_peak"),
            utilization: self.real("utilization"),
            latency: Latency {
                p50_ns: self.whole("latency_p50_ns"),
                p95_ns: self.whole("latency_p95_ns"),
                max_ns: self.whole("latency_max_ns"),
            },
            startup_ns: self.whole("startup_ns"),
            queueing_ns: self.whole("queueing_ns"),
            lock_wait_ns: self.whole("lock_wait_ns"),
            overrun_ns: self.whole("overrun_ns"),
            loop_lag_ns: self.stats.get("loop_lag_ns").and_then(Scalar::as_whole),
            requests: self.bare_requests(),
            throughput_per_s: self.real("throughput_per_s"),
            lanes: self.lanes.len() as u32,
            page_frozen_ns: self.frozen_ns(),
            speedup: None,
        }
    }

    fn bare_requests(&self) -> Option<Requests> {
        let most = self.stats.get("requests_in_flight").and_then(Scalar::as_whole)?;
        Some(Requests { most: u32::try_from(most).unwrap_or(u32::MAX), bytes: self.whole("received_bytes") })
    }

    /// What the makespan of such a run went to.
    pub fn bare_why(&self) -> Why {
        self.why.map(|parts| Why::of_totals(parts.totals_ns())).unwrap_or_default()
    }

    /// The lines that such a run printed.
    pub fn bare_output(&self) -> Vec<OutputLine> {
        let line = |line: &super::Line| OutputLine {
            at_ns: line.at_ns,
            task: TaskId(line.task),
            lane: None,
            text: line.text.as_str().into(),
        };
        self.output.iter().map(line).collect()
    }

    /// The tasks of such a run that failed.
    pub fn bare_failures(&self) -> Vec<(TaskId, String)> {
        self.failures.iter().map(|failure| (TaskId(failure.task), failure.message.clone())).collect()
    }

    /// How long each task of such a run took.
    pub fn bare_latencies_ns(&self) -> Vec<u64> {
        let mut latencies_ns = self.latencies_ns.clone();
        latencies_ns.sort_unstable();
        latencies_ns
    }

    /// When the page stood still, from and to, and never longer than any run is.
    pub fn frozen(&self) -> Vec<(u64, u64)> {
        self.frozen.iter().map(|stretch| (stretch.start_ns, stretch.end_ns)).collect()
    }

    /// For how long it did in all.
    pub(super) fn frozen_ns(&self) -> u64 {
        self.frozen.iter().map(|stretch| stretch.end_ns - stretch.start_ns).sum()
    }

    fn whole(&self, key: &str) -> u64 {
        self.stats.get(key).and_then(Scalar::as_whole).unwrap_or_default()
    }

    fn real(&self, key: &str) -> f64 {
        self.stats.get(key).and_then(Scalar::as_float).unwrap_or_default()
    }
}
