//! The types of the results file, field by field as it is written. Ids are indices: they count from 0. Times are
//! nanoseconds since the start of the run.

use serde::Serialize;
use serde_json::{Map, Value};

/// The whole file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    /// Always [`super::FORMAT`].
    pub format: String,
    /// Always [`super::VERSION`].
    pub version: u64,
    /// The task list that all runs ran, as text.
    pub program: String,
    /// Where they ran.
    pub environment: Environment,
    /// The runs.
    pub runs: Vec<Run>,
}

impl Results {
    /// A file of runs that belong to one text.
    pub fn new(program: String, environment: Environment, runs: Vec<Run>) -> Self {
        Self { format: super::FORMAT.to_owned(), version: super::VERSION, program, environment, runs }
    }
}

/// The browser and the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// What the browser calls itself.
    pub user_agent: String,
    /// How many cores it says there are.
    pub cores: u32,
    /// Whether the page was cross-origin isolated, so that memory could be shared.
    pub isolated: bool,
    /// The step of its clock in nanoseconds; digits of times below it mean nothing.
    pub clock_resolution_ns: u64,
    /// How fast it computes.
    pub calibration: Calibration,
}

/// See [`crate::engine::Calibration`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Calibration {
    /// Iterations of the kernel in a second, alone on one idle core.
    pub iterations_per_second: u64,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Id of the model, see [`crate::engine::Model::from_id`]. A later Interleave may know more of them.
    pub model: String,
    /// What the model was told: `size` of a pool, `loop` of async.
    pub options: Map<String, Value>,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether its figures can be trusted; `notes` say why not.
    pub trusted: bool,
    /// What has to be said about it, in whole sentences.
    pub notes: Vec<String>,
    /// The rows of its picture.
    pub lanes: Vec<Lane>,
    /// The tasks, in list order.
    pub tasks: Vec<Task>,
    /// What each task did, one span after another, tasks in list order.
    pub spans: Vec<Span>,
    /// The printed lines, in the order in which they were printed.
    pub output: Vec<Line>,
    /// The figures, derived from all this.
    pub stats: Stats,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Every task came to its own end.
    Done,
    /// It broke off.
    Failed,
    /// It was stopped.
    Stopped,
}

/// See [`crate::trace::Lane`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lane {
    /// Its index.
    pub id: u32,
    /// Its name on screen.
    pub name: String,
    /// What it is made of.
    pub kind: Kind,
}

/// See [`crate::trace::LaneKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the word of the trace's own type")]
pub enum Kind {
    Worker,
    Loop,
    Thread,
    Process,
    Slot,
}

/// See [`crate::trace::TaskTimes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Its index.
    pub id: u32,
    /// Its name on screen.
    pub name: String,
    /// When it arrived; null if the run was over before.
    pub arrived_ns: Option<u64>,
    /// When its worker took it; null if none did.
    pub started_ns: Option<u64>,
    /// When it ended.
    pub ended_ns: Option<u64>,
    /// How it ended.
    pub outcome: Option<End>,
    /// What it failed with.
    pub message: Option<String>,
}

/// See [`crate::trace::End`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the word of the trace's own type")]
pub enum End {
    Done,
    Failed,
    Cancelled,
}

/// See [`crate::trace::Span`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Id of the lane; null while the task holds none (`queued`, `waiting`).
    pub lane: Option<u32>,
    /// Id of the task.
    pub task: u32,
    /// Index of the step in the task; null if it is at none.
    pub step: Option<u32>,
    /// What the task was doing.
    pub state: State,
    /// From.
    pub start_ns: u64,
    /// To.
    pub end_ns: u64,
    /// Its place among the spans on lanes that begin at this very time; absent where they happened as one would think:
    /// first those that took no time, and else in the order of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
}

/// See [`crate::trace::State`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the word of the trace's own type")]
pub enum State {
    Queued,
    Starting,
    Running,
    Waiting,
    Blocked,
    Locked,
}

/// One printed line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// When.
    pub at_ns: u64,
    /// Id of the task.
    pub task: u32,
    /// The line.
    pub text: String,
}

/// The figures of a run, see [`crate::stats::Figures`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[allow(missing_docs, reason = "each is a field of the figures, with its name flattened")]
pub struct Stats {
    pub makespan_ns: u64,
    /// Sequential makespan / this one; null without a sequential run to compare with.
    pub speedup: Option<f64>,
    pub concurrency: f64,
    pub concurrency_peak: u32,
    pub parallelism: f64,
    pub parallelism_peak: u32,
    /// Absent in files of release 0.1.0, where `parallelism_peak` counts these too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oversubscription_peak: Option<u32>,
    pub utilization: f64,
    pub latency_p50_ns: u64,
    pub latency_p95_ns: u64,
    pub latency_max_ns: u64,
    pub startup_ns: u64,
    pub queueing_ns: u64,
    pub lock_wait_ns: u64,
    /// Null where there is no loop.
    pub loop_lag_ns: Option<u64>,
    pub throughput_per_s: f64,
}
