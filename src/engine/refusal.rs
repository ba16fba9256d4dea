//! Why a model can't run.

use super::Model;

/// Why a model can't run a list here and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The list has no task.
    NoTask,
    /// The list has an error.
    HasError,
    /// The model would need a worker for each of so many tasks, see [`super::WORKER_LIMIT`].
    TooManyWorkers {
        /// The model.
        model: Model,
        /// The tasks.
        tasks: usize,
    },
    /// On the page's own loop a blocking request would keep the page still.
    RequestsOnPage,
    /// On the page's own loop no file can be worked on as the list says.
    FilesOnPage,
    /// On the page's own loop the list would keep the page still for so long.
    HoldsPage {
        /// In nanoseconds.
        held_ns: u64,
    },
    /// Its processes would hold so much carried data at once, see [`super::DATA_LIMIT`].
    TooMuchData {
        /// The model.
        model: Model,
        /// In bytes.
        bytes: u64,
    },
    /// Its workers would have to share memory.
    NoSharedMemory(NoSharedMemory),
}

/// Why workers can't share memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSharedMemory {
    /// The browser can't do that at all.
    Unsupported,
    /// The page is not cross-origin isolated: its server sends no headers for it.
    NotIsolated,
    /// The page came over plain http, and no header isolates it.
    PlainHttp,
    /// The page stands in a frame that is not cross-origin isolated.
    InFrame,
}
