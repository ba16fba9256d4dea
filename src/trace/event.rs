//! Events: a closed enum without strings, so that a worker can write thousands of them cheaply.

/// A task: its index in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u32);

/// One row of the picture: a worker, a loop, a pool slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaneId(pub u32);

/// What a task is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Arrived, could run, nobody runs it.
    Queued,
    /// Its worker is starting.
    Starting,
    /// Computing or printing.
    Running,
    /// Awaiting: no thread is held.
    Waiting,
    /// Waiting with a thread held.
    Blocked,
    /// Waiting for a lock.
    Locked,
    /// Its data is on the way into a memory of its own, or out of it.
    Copying,
}

impl State {
    /// All of them, in the order of the legend.
    pub const ALL: [Self; 7] =
        [Self::Running, Self::Blocked, Self::Waiting, Self::Starting, Self::Copying, Self::Queued, Self::Locked];

    /// The word on screen and in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Blocked => "blocked",
            Self::Locked => "locked",
            Self::Copying => "copying",
        }
    }

    /// Whether a task in this state holds a lane; `queued` and `waiting` tasks hold none.
    pub fn holds_lane(self) -> bool {
        !matches!(self, Self::Queued | Self::Waiting)
    }
}

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// All steps done.
    Done,
    /// A `fail` step, or its worker died.
    Failed,
    /// The run was stopped, or it was told to end since others had ended.
    Cancelled,
    /// There was no room for it in the queue of a pool: it has failed.
    Rejected,
    /// It was told to end when its time was over: it has failed.
    TimedOut,
    /// It asked a server, and nobody answered: it has failed.
    NoServer,
    /// It asked a server, and the browser gave the request up: it has failed.
    CutOff,
    /// It worked on a file, and could not: it has failed.
    File(FileTrouble),
    /// It has no end of its own, and did as many steps as a list may have: it has failed.
    Endless,
}

/// Why a file could not be read, or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileTrouble {
    /// The browser gave no way to it.
    Refused,
    /// There was no room for what was to be written.
    Full,
    /// It is no longer there, or not whole.
    Gone,
}

impl FileTrouble {
    /// All of them, by their tags in bytes.
    pub const ALL: [Self; 3] = [Self::Refused, Self::Full, Self::Gone];

    /// What a task fails with.
    pub fn message(self) -> &'static str {
        match self {
            Self::Refused => "the browser refused to open the file",
            Self::Full => "the disk is full, or this site may store no more on it",
            Self::Gone => "the file is gone: what this site had stored was deleted meanwhile",
        }
    }

    /// The one that a task fails with this message by.
    pub fn of_message(message: Option<&str>) -> Option<Self> {
        Self::ALL.into_iter().find(|trouble| message == Some(trouble.message()))
    }
}

/// Why a task is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// It has had as much time as its line says.
    Timeout,
    /// The task has ended until which it goes on.
    Until,
    /// One of those that fail together has failed.
    Together,
}

impl Cause {
    /// All of them, by their tags in bytes.
    pub const ALL: [Self; 3] = [Self::Timeout, Self::Until, Self::Together];

    /// How a task ends that was told so.
    pub fn end(self) -> End {
        match self {
            Self::Timeout => End::TimedOut,
            Self::Until | Self::Together => End::Cancelled,
        }
    }
}

/// What a task fails with that nothing has ended.
pub const ENDLESS: &str = "it did 100,000 steps, and nothing ended it";

/// What a task fails with that asked a server where nothing stands in for one.
pub const NO_SERVER: &str = "nobody answered the request: no service worker stands in for a server here";

/// What a task fails with whose request the browser gave up.
pub const CUT_OFF: &str = "the browser gave the request up before its answer was whole";

/// What a rejected task fails with.
pub const REJECTED: &str = "rejected: the queue is full";

impl End {
    /// The word on screen and in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed
            | Self::Rejected
            | Self::TimedOut
            | Self::NoServer
            | Self::CutOff
            | Self::File(_)
            | Self::Endless => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the task has failed, for whatever reason.
    pub fn is_failure(self) -> bool {
        !matches!(self, Self::Done | Self::Cancelled)
    }
}

/// What an event says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The task enters a state, and leaves the one it was in.
    Enter {
        /// The state it enters.
        state: State,
        /// The lane it holds from now on; `None` exactly where [`State::holds_lane`] is false.
        lane: Option<LaneId>,
        /// The step it is at, if it is at one. Entering `Running` at a `print` step is the printing.
        step: Option<u32>,
    },
    /// The task is told to end. What it does goes on until that can take effect.
    Told(Cause),
    /// The task has ended.
    End {
        /// How.
        end: End,
        /// The step that failed, or the one it was at.
        step: Option<u32>,
    },
}

/// One thing that happened to one task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// When, in nanoseconds since the start of the run.
    pub at_ns: u64,
    /// To which task.
    pub task: TaskId,
    /// Its place among the events of this task, from 0 without a gap. It travels with the task from worker to worker,
    /// so that batches may arrive in any order, and a lost one is noticed.
    pub seq: u32,
    /// Its place among all events of the memory it was told in, and after those of other memories that led to it: where
    /// the clock gives two events the same time, the one with the lower order happened first.
    pub order: u32,
    /// What.
    pub what: What,
}
