//! What tasks ask the browser for: requests and files.

use super::{files, requests};
use crate::engine::{Io, Unanswered};
use crate::trace::TaskId;

/// Asks for this task, and awaits what comes of it until it is to leave.
///
/// # Errors
/// If nothing comes of it.
pub async fn awaited(io: Io, task: TaskId, leave: impl Future<Output = ()>) -> Result<(), Unanswered> {
    match io {
        Io::Request(request) => requests::awaited(request, leave).await,
        Io::File(work) => files::awaited(work, task, leave).await,
    }
}

/// Asks in a call that holds this thread; what comes in pieces goes on for as long as it is to.
///
/// # Errors
/// If nothing comes of it.
pub fn held(io: Io, goes_on: impl Fn() -> bool) -> Result<(), Unanswered> {
    match io {
        Io::Request(request) => requests::held(request),
        Io::File(work) => files::held(work, goes_on),
    }
}
