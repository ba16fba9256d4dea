//! Which models exist, every scheduling decision as a pure function, the CPU kernel, and virtual time.
//! Knows no browser and no real sleeping.

pub mod act;
pub mod arrivals;
pub mod attempts;
pub mod batch;
pub mod behind;
pub mod carrying;
pub mod course;
pub mod endings;
pub mod files;
pub mod gil;
pub mod kernel;
pub mod model;
pub mod options;
pub mod perform;
pub mod progress;
pub mod queueing;
pub mod refusal;
pub mod repeat;
pub mod resources;
pub mod run_id;
pub mod runtime;
pub mod schedules;
pub mod virtual_time;
pub mod what_if;
pub mod workers;

pub use act::{Act, FileWork, HttpRequest, Io, Work, act};
pub use arrivals::{Arrivals, Leader, News, Spawned, lead};
pub use behind::Behind;
pub use carrying::{CopySpeed, Way};
pub use course::{Course, step_after};
pub use endings::{Ended, Endings, Telling};
pub use files::FileSpeed;
pub use kernel::Calibration;
pub use model::{Model, WORKER_LIMIT};
pub use options::Options;
pub use perform::{Handed, go_on, perform, perform_offloaded};
pub use progress::Progress;
pub use refusal::{NoSharedMemory, Refusal};
pub use repeat::Repeat;
pub use resources::{
    Answer, BEYOND_SHARES, Granted, Halt, Item, Memory, Reads, Resources, Room, Shape, Shares, Stuck, StuckWait, Wanted,
};
pub use run_id::RunId;
pub use runtime::{Answered, Asking, Broken, Reply, Runtime, Stopped, Unanswered};
pub use workers::{DATA_LIMIT, refusal_of_data, refusal_on_page};
