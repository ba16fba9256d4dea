//! What tasks ask the browser for: requests and files.

use super::{files, requests};
use crate::browser::clock::RunClock;
use crate::engine::{Io, Reply};
use crate::time::Clock;
use crate::trace::TaskId;

/// Asks for this task, and awaits what comes of it until it is to leave.
///
/// # Errors
/// If nothing comes of it.
pub async fn awaited(io: Io, task: TaskId, clock: &impl Clock, leave: impl Future<Output = ()>) -> Reply {
    match io {
        Io::Request(request) => requests::awaited(request, clock, leave).await.map(Some),
        Io::File(work) => files::awaited(work, task, leave).await.map(|()| None),
    }
}

/// Asks in a call that holds this thread, by the clock of the run and that of this worker; what comes in pieces goes on for as
/// long as it is to.
///
/// # Errors
/// If nothing comes of it.
pub fn held(io: Io, (clock, own): (&impl Clock, &RunClock), goes_on: impl Fn() -> bool) -> Reply {
    match io {
        Io::Request(request) => requests::held(request, clock, own).map(Some),
        Io::File(work) => files::held(work, goes_on).map(|()| None),
    }
}
