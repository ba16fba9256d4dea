//! What a model does with a step: the one place where the models differ in how they treat the same list.

use super::Model;
use crate::program::{Fetch, FileUse, Step, Transfer};
use crate::trace::State;

/// What whoever runs the task does at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Prints the step's line.
    Print,
    /// Does this on its own lane.
    Work(Work),
    /// Hands this to a thread pool, and awaits it; the loop is free meanwhile.
    Offload(Work),
    /// Awaits a timer of so many nanoseconds; the loop is free meanwhile.
    Await(u64),
    /// Asks a server and awaits its answer; the loop is free meanwhile.
    Fetch(HttpRequest),
    /// Reads or writes a file and awaits that; the loop is free meanwhile.
    File(FileWork),
    /// Goes to the back of the loop's queue.
    GiveWay,
    /// Lets another task have the lock, if one waits for it.
    HandOver,
    /// Nothing: there is nobody to give way to.
    Pass,
    /// Fails: the first so many times, or always.
    Fail(Option<u32>),
    /// Reads or writes what the step names, which needs what computing needs.
    Share,
    /// Asks for what the step names. Where that has to be waited for, the task is in this state meanwhile.
    Ask(State),
    /// Spawns a task, and lets it be performed to its end before it goes on.
    Call,
}

/// What holds a lane: the task's own, or a slot of the pool that it is handed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Computing, for so many nominal nanoseconds.
    Compute(u64),
    /// The same without the lock, where computing takes one.
    ComputeFree(u64),
    /// A blocking call of so many nanoseconds.
    Hold(u64),
    /// A wait of so many nanoseconds that holds whoever waits, and ends when the task is told to end.
    Pause(u64),
    /// Asks a server in a blocking call, which holds whoever asks.
    Fetch(HttpRequest),
    /// Reads or writes a file in a blocking call, which holds whoever does it.
    File(FileWork),
}

/// What is asked of the browser, and waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Io {
    /// A request.
    Request(HttpRequest),
    /// A file.
    File(FileWork),
}

impl Io {
    /// How long a blocking call goes on with it, if not for ever.
    pub fn within_ns(self) -> Option<u64> {
        match self {
            Self::Request(request) => request.within_ns,
            Self::File(file) => file.within_ns,
        }
    }
}

/// What a server is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpRequest {
    /// How long after it was asked it answers, in nanoseconds.
    pub answer_ns: u64,
    /// How many bytes its answer has.
    pub bytes: u64,
    /// How long a blocking call waits for that, if not for ever.
    pub within_ns: Option<u64>,
}

/// What a step does to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileWork {
    /// What is done to it.
    pub usage: FileUse,
    /// How much of it.
    pub bytes: u64,
    /// How long a blocking call goes on with it, if not for ever.
    pub within_ns: Option<u64>,
}

/// What this model does with this step.
pub fn act(model: Model, step: &Step<u64>) -> Act {
    let work = |work| if model == Model::Offload { Act::Offload(work) } else { Act::Work(work) };
    match step {
        Step::Print(_) => Act::Print,
        Step::Cpu(ns) => work(Work::Compute(*ns)),
        Step::Native(ns) => work(Work::ComputeFree(*ns)),
        Step::Block(ns) => work(Work::Hold(*ns)),
        Step::Sleep(ns) if model.has_event_loop() => Act::Await(*ns),
        Step::Sleep(ns) => Act::Work(Work::Pause(*ns)),
        Step::Fetch(ns, fetch, within) => match request(*ns, *fetch, *within) {
            request if model.has_event_loop() && !fetch.is_blocking => Act::Fetch(request),
            request => work(Work::Fetch(request)),
        },
        Step::File(usage, transfer, within) => match file_work(*usage, *transfer, *within) {
            file if model.has_event_loop() && !transfer.is_blocking => Act::File(file),
            file => work(Work::File(file)),
        },
        Step::Yield if model.has_event_loop() => Act::GiveWay,
        Step::Yield if model.has_lock() => Act::HandOver,
        // One task after another has nobody to give way to; threads have a scheduler that doesn't wait to be asked.
        // Who comes to `rescue` or `finally` goes on; whoever performs a step by item knows that, and with it a step that
        // lasts so long.
        Step::Yield | Step::Rescue | Step::Finally | Step::ByItem(_) => Act::Pass,
        Step::Fail(first, _) => Act::Fail(*first),
        Step::Add(..) | Step::Load(_) | Step::Store(..) => Act::Share,
        // One task after another has nobody who could perform it meanwhile.
        Step::Spawn(_) if model == Model::Sequential => Act::Call,
        Step::Lock(..)
        | Step::Unlock(_)
        | Step::Send(..)
        | Step::Receive(..)
        | Step::Meet(..)
        | Step::Spawn(_)
        | Step::Join(_)
            if model.has_event_loop() =>
        {
            Act::Ask(State::Waiting)
        }
        Step::Lock(..) | Step::Unlock(_) => Act::Ask(State::Locked),
        Step::Send(..) | Step::Receive(..) | Step::Meet(..) | Step::Spawn(_) | Step::Join(_) => {
            Act::Ask(State::Blocked)
        }
    }
}

fn request(answer_ns: u64, fetch: Fetch, within_ns: Option<u64>) -> HttpRequest {
    HttpRequest { answer_ns, bytes: fetch.bytes(), within_ns }
}

fn file_work(usage: FileUse, transfer: Transfer, within_ns: Option<u64>) -> FileWork {
    FileWork { usage, bytes: transfer.bytes(), within_ns }
}
