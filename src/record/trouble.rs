//! What goes wrong outside of what a list says: with workers, with what is said to them, with the browser.

/// Something went wrong. Texts are the browser's own words, without more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The browser refused to start a worker; why.
    NoWorker(String),
    /// The browser refused to hand the page's code to a worker; why.
    CodeRefused(String),
    /// The script at this address could not be loaded by a worker.
    ScriptNotLoaded(String),
    /// A worker could not start; why.
    NotStarted(String),
    /// A worker died; of what.
    Died(String),
    /// A worker panicked; with which message.
    Panicked(String),
    /// A worker's memory is full.
    MemoryFull {
        /// How much more it would have needed.
        wanted_bytes: u64,
    },
    /// The worker of a task died while it performed another one.
    DiedWithAnother(Box<Trouble>),
    /// The clock stands still.
    ClockStopped,
    /// A host was asked to be a process.
    TasksToHost,
    /// A host was asked for threads, which share a memory that it has not.
    ThreadsToHost,
    /// A process was asked for something else than tasks.
    OthersToProcess,
    /// A run was to start while another one is under way.
    RunUnderWay,
    /// A message could not be read.
    Unreadable(Message, DecodeError),
    /// The browser can't do something; why.
    Browser(String),
    /// A picture can't be made; why.
    Picture(String),
    /// The file of this name is not there any more.
    FileLost(String),
}

/// Which message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// The order of a host.
    HostOrder,
    /// The order of a process.
    ProcessOrder,
    /// What a worker reports.
    Report,
    /// What the module reports that reads and writes files.
    FileReport,
}

/// Why bytes are no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// They end in the middle of a value.
    Truncated,
    /// A number is larger than its type.
    TooLarge,
    /// A tag stands for nothing.
    UnknownTag(u8),
    /// A text is no UTF-8.
    NotText,
    /// Something follows the end.
    Trailing,
    /// The values are readable but contradict each other.
    Inconsistent,
}
