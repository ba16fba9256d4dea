//! What requests brought: beside the spans in which they were waited for, since few tasks ask anybody.

use super::TaskId;

/// The answer to a request, as whoever asked had it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Which task.
    pub task: TaskId,
    /// The step at which it asked.
    pub step: u32,
    /// When its first byte was there, in nanoseconds since the start of the run; `None` where only the whole was seen.
    pub first_ns: Option<u64>,
    /// When all of it was.
    pub last_ns: u64,
    /// How many bytes it had.
    pub bytes: u64,
}
