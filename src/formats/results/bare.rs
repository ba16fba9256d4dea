//! Runs whose spans were not kept, from what is written: their figures and their output.

use super::v2::Record;
use super::{LATEST_NS, RunDamage, Scalar};
use crate::stats::{Figures, Latency, Level, Why};
use crate::time::SECOND;
use crate::trace::{OutputLine, TaskId, TaskInfo, Trace};

impl Record {
    /// The trace of such a run, without its events.
    ///
    /// # Errors
    /// If it names a time that can't be.
    pub fn bare_trace(&self, clock_resolution_ns: u64, infos: &[TaskInfo]) -> Result<Trace, RunDamage> {
        let printed_ns = self.output.iter().map(|line| line.at_ns).max().unwrap_or_default();
        let makespan_ns = self.whole("makespan_ns");
        let went_ns = self.why.and_then(|parts| parts.sum_ns()).unwrap_or_default();
        if clock_resolution_ns > SECOND || printed_ns.max(makespan_ns).max(went_ns) > LATEST_NS {
            return Err(RunDamage::ImpossibleTime);
        }
        // A trace with no task has nothing to leave out.
        let unknown = [TaskInfo { name: String::new(), group: 0, after: [].into(), steps: Vec::new(), turns: 1 }];
        let infos = if infos.is_empty() { &unknown } else { infos };
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
            loop_lag_ns: self.stats.get("loop_lag_ns").and_then(Scalar::as_whole),
            throughput_per_s: self.real("throughput_per_s"),
            lanes: self.lanes.len() as u32,
            page_frozen_ns: 0,
            speedup: None,
        }
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

    fn whole(&self, key: &str) -> u64 {
        self.stats.get(key).and_then(Scalar::as_whole).unwrap_or_default()
    }

    fn real(&self, key: &str) -> f64 {
        self.stats.get(key).and_then(Scalar::as_float).unwrap_or_default()
    }
}
