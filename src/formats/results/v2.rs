//! The types of version 2, field by field as the file has them. Ids are indices: they count from 0. Times are nanoseconds
//! since the start of the run. A field that may be null must be there all the same.

use serde::{Deserialize, Deserializer, Serialize};

use super::Fields;
use super::incidents::{Failure, Stretch};
use super::requests::Request;
use super::shared_values::{LastValue, SharedValue};
use super::told::Told;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Always [`super::FORMAT`].
    pub format: String,
    /// Always [`super::VERSION`].
    pub version: u64,
    /// The task list that all of it ran, as text.
    pub program: String,
    /// Where it ran.
    pub environment: Environment,
    /// What ran.
    pub series: Vec<Series>,
    /// What was measured of "what if"; absent where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_if: Option<WhatIf>,
}

impl Results {
    /// A file of series that belong to one text.
    pub fn new(program: String, environment: Environment, series: Vec<Series>) -> Self {
        let (format, version) = (super::FORMAT.to_owned(), super::VERSION);
        Self { format, version, program, environment, series, what_if: None }
    }
}

/// Curves: what was measured at places of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIf {
    /// What lay along the curve that was looked at last, see [`crate::engine::what_if::Axis::id`].
    pub axis: String,
    /// What stood upwards: the field of the figure in `stats`.
    pub figure: String,
    /// What was measured, of this curve and others.
    pub points: Vec<CurvePoint>,
}

/// What was measured at a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Along what.
    pub axis: String,
    /// Where, counted as the axis counts.
    pub place: u32,
    /// What ran the list as it is there.
    pub subject: Subject,
    /// How it came into the file.
    pub origin: Origin,
    /// What the model was told there.
    pub options: Fields,
    /// What was expected; absent where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Reading>,
    /// Its runs, one after another.
    pub runs: Vec<Reading>,
}

/// The figures of a run that curves are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Start of the run to the last end.
    pub makespan_ns: u64,
    /// Half of the tasks took no longer.
    pub latency_p50_ns: u64,
    /// 95 of 100 tasks took no longer.
    pub latency_p95_ns: u64,
    /// How many tasks ended and were not cancelled.
    pub finished: u64,
}

/// The browser and the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calibration {
    /// Iterations of the kernel in a second, alone on one idle core.
    pub iterations_per_second: u64,
}

/// All that one subject did with the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What ran the list.
    pub subject: Subject,
    /// How it came into the file.
    pub origin: Origin,
    /// Where it ran; absent where that is the environment of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// What the model was told, see [`crate::formats::options`].
    pub options: Fields,
    /// Its runs, one after another.
    pub records: Vec<Record>,
}

/// What ran the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// A model, by its id, see [`crate::engine::Model::from_id`]. A later Interleave may know more of them.
    Model(String),
    /// Something else: `CPython 3.11 asyncio`.
    Foreign(String),
}

/// How a series came into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// It was measured where the file was written.
    Measured,
    /// It came from another results file.
    Recorded,
    /// It came from another program.
    Imported,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// How it ended.
    pub outcome: Outcome,
    /// Whether its figures can be trusted; `notes` say why not.
    pub trusted: bool,
    /// What has to be said about it, in whole sentences.
    pub notes: Vec<String>,
    /// Whether there was no room for its spans, as one of many: it has neither tasks nor spans then. Absent where it has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub figures_only: bool,
    /// How long each task took that came to its own end, from arrival to end, sorted: where there are no tasks that tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub latencies_ns: Vec<u64>,
    /// Tasks that failed: where there are none that tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
    /// When the page stood still; absent where it never did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frozen: Vec<Stretch>,
    /// The rows of its picture.
    pub lanes: Vec<Lane>,
    /// The tasks, in list order.
    pub tasks: Vec<Task>,
    /// What each task did, one span after another, tasks in list order.
    pub spans: Vec<Span>,
    /// What slots of a pool went on with after their tasks had given it up, as spans; absent where nothing was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_up: Vec<Span>,
    /// What requests brought, by task and time; absent where nobody was answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
    /// How what tasks act on each other by has changed, in the order in which it did.
    pub values: Vec<SharedValue>,
    /// What each shared number was in the end; absent where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<LastValue>,
    /// The printed lines, in the order in which they were printed.
    pub output: Vec<Line>,
    /// The figures, derived from all this: those of [`crate::stats::FIGURES`].
    pub stats: Fields,
    /// What the makespan went to; absent where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Parts>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Every task came to its own end.
    Done,
    /// It broke off.
    Failed,
    /// It was stopped.
    Stopped,
    /// Nothing in it could go on.
    Stuck,
}

/// See [`crate::trace::Lane`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Its index.
    pub id: u32,
    /// Its name on screen.
    pub name: String,
    /// What it is made of.
    pub kind: Kind,
}

/// See [`crate::trace::LaneKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its index.
    pub id: u32,
    /// Its name on screen.
    pub name: String,
    /// When it arrived; null if the run was over before.
    #[serde(deserialize_with = "or_null")]
    pub arrived_ns: Option<u64>,
    /// When its worker took it; null if none did.
    #[serde(deserialize_with = "or_null")]
    pub started_ns: Option<u64>,
    /// When it ended.
    #[serde(deserialize_with = "or_null")]
    pub ended_ns: Option<u64>,
    /// How it ended.
    #[serde(deserialize_with = "or_null")]
    pub outcome: Option<End>,
    /// What it failed with.
    #[serde(deserialize_with = "or_null")]
    pub message: Option<String>,
    /// When and why it was told to end. Absent where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

/// See [`crate::trace::End`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the word of the trace's own type")]
pub enum End {
    Done,
    Failed,
    Cancelled,
}

/// See [`crate::trace::Span`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Id of the lane; null while the task holds none (`queued`, `waiting`).
    #[serde(deserialize_with = "or_null")]
    pub lane: Option<u32>,
    /// Id of the task.
    pub task: u32,
    /// Index of the step in the task; null if it is at none.
    #[serde(deserialize_with = "or_null")]
    pub step: Option<u32>,
    /// Which turn of `times` it is, from 1; absent in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<u32>,
    /// What the task was doing.
    pub state: State,
    /// From.
    pub start_ns: u64,
    /// To.
    pub end_ns: u64,
    /// What it waited for, if that has a name.
    #[serde(rename = "for", deserialize_with = "or_null")]
    pub awaited: Option<Awaited>,
    /// The value of the item that its step depended on; absent where it depended on none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Its place among the spans on lanes that begin at this very time; absent where they happened as one would think:
    /// first those that took no time, and else in the order of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
}

/// See [`crate::trace::State`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the word of the trace's own type")]
pub enum State {
    Queued,
    Starting,
    Running,
    Waiting,
    Blocked,
    Locked,
    Copying,
}

/// What a span waits for. All but the GIL are for lists that can't be written yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is what its name says; the texts are names in the list")]
pub enum Awaited {
    Gil(bool),
    Limit(String),
    Queue(String),
    Meet(String),
    Join(bool),
}

/// One printed line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When.
    pub at_ns: u64,
    /// Id of the task.
    pub task: u32,
    /// The line.
    pub text: String,
}

/// What the makespan went to, see [`crate::stats::Why`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the word of the cause's own type")]
pub struct Parts {
    pub waiting_ns: u64,
    pub computing_ns: u64,
    pub lateness_ns: u64,
    pub contention_ns: u64,
    pub starting_ns: u64,
    pub queued_ns: u64,
    pub locked_ns: u64,
    pub copying_ns: u64,
    pub other_ns: u64,
}

/// What may be null, and must be there: serde's own rule lets it be absent.
pub(super) fn or_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}
