//! What the page and its workers say to each other. One build speaks to itself, so these carry no version.

use serde::{Deserialize, Serialize};

/// Asked of a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// Measure how fast this machine runs the kernel.
    Calibrate,
    /// Run a plan.
    Run(RunOrder),
    /// Run these tasks one after another, as a process.
    Tasks(TasksOrder),
}

/// A plan to run and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunOrder {
    /// The number of the run.
    pub run: u32,
    /// Id of the model.
    pub model: String,
    /// See [`crate::engine::Calibration`].
    pub iterations_per_second: u64,
    /// Address of the script that starts workers.
    pub worker_script: String,
    /// How many workers its pool has, where it has one.
    pub pool_size: u32,
    /// See [`super::batch::encode_plan`].
    #[serde(with = "whole")]
    pub plan: Vec<u8>,
    /// A fault to inject, in tests.
    pub fault: Option<Fault>,
}

/// Tasks for a worker with a memory of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TasksOrder {
    /// The number of the run.
    pub run: u32,
    /// Id of the model.
    pub model: String,
    /// See [`crate::engine::Calibration`].
    pub iterations_per_second: u64,
    /// Start of the run in milliseconds since the epoch.
    pub origin_ms: f64,
    /// The lane they run on.
    pub lane: u32,
    /// How far their parent has counted, see [`crate::trace::Event::order`].
    pub order: u32,
    /// See [`super::handed::encode_handed`].
    #[serde(with = "whole")]
    pub tasks: Vec<u8>,
    /// A fault to inject, in tests.
    pub fault: Option<Fault>,
}

/// A panic on purpose, so that tests can see what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The task that panics.
    pub task: u32,
    /// The step at which it does.
    pub step: u32,
}

/// Told by a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Report {
    /// It is ready for orders.
    Ready,
    /// How fast this machine runs the kernel: iterations in a second.
    Calibrated(u64),
    /// A run has begun: its start in milliseconds since the epoch.
    Started {
        /// The number of the run.
        run: u32,
        /// The start.
        origin_ms: f64,
    },
    /// What happened, see [`super::batch::encode_events`].
    Events {
        /// The number of the run.
        run: u32,
        /// The events.
        #[serde(with = "whole")]
        batch: Vec<u8>,
    },
    /// Something went wrong outside what the list says.
    Trouble {
        /// The number of the run.
        run: u32,
        /// The task it happened to, if to one.
        task: Option<u32>,
        /// What, as a sentence.
        message: String,
    },
    /// A process has ended the tasks it was given.
    TasksEnded {
        /// The number of the run.
        run: u32,
        /// The tasks and when they ended, in nanoseconds since the start of the run.
        ended: Vec<(u32, u64)>,
        /// How far it has counted, see [`crate::trace::Event::order`].
        order: u32,
    },
    /// The run is over: no worker of it does anything any more.
    Ended {
        /// The number of the run.
        run: u32,
    },
}

/// The bytes of a message.
///
/// # Errors
/// As `postcard` says; none is known for these types.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, String> {
    postcard::to_allocvec(message).map_err(|error| format!("A message could not be written: {error}."))
}

/// The message in these bytes.
///
/// # Errors
/// If they are not one.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|error| format!("A message could not be read: {error}."))
}

/// Bytes that are written and read as a whole, and not one by one as other lists are.
mod whole {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        <&[u8]>::deserialize(deserializer).map(<[u8]>::to_vec)
    }
}
