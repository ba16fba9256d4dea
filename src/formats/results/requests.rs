//! What requests brought, as version 2 has it.

use serde::{Deserialize, Serialize};

use crate::trace::{Received, Span, TaskId, TaskInfo, Timeline, Trace};

/// See [`Received`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Id of the task that asked.
    pub task: u32,
    /// Index of the step at which it did.
    pub step: u32,
    /// Which turn of `times` it was, from 1; absent in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<u32>,
    /// When the first byte of the answer was there; absent where only the whole was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte_ns: Option<u64>,
    /// When all of it was.
    pub last_byte_ns: u64,
    /// How many bytes it had.
    pub bytes: u64,
}

/// Those of a run.
pub(super) fn written_requests(trace: &Trace, timeline: &Timeline) -> Vec<Request> {
    let written = |one: &Received| {
        let task = trace.tasks.get(one.task.0 as usize);
        let (step, turn) = task.map_or((one.step, 0), |task| task.place(one.step));
        Request {
            task: one.task.0,
            step,
            turn: (turn > 0).then_some(turn + 1),
            first_byte_ns: one.first_ns,
            last_byte_ns: one.last_ns,
            bytes: one.bytes,
        }
    };
    timeline.received.iter().map(written).collect()
}

/// What requests brought, as it was measured.
pub(super) fn restored_requests(written: &[Request], infos: &[TaskInfo]) -> Vec<Received> {
    written.iter().filter_map(|request| request.restored(infos)).collect()
}

/// Whether each of so many was answered while its task waited for that.
pub(super) fn are_answered(timeline: &Timeline, count: usize) -> bool {
    let is_in_order = |(_, span, one): &(usize, &Span, &Received)| {
        one.first_ns.is_none_or(|first_ns| (span.start_ns..=one.last_ns).contains(&first_ns))
    };
    timeline.all_received().filter(is_in_order).count() == count
}

impl Request {
    /// `None` if no step is the one that it names.
    fn restored(&self, infos: &[TaskInfo]) -> Option<Received> {
        let (info, turn) = (infos.get(self.task as usize)?, self.turn.unwrap_or(1).checked_sub(1)?);
        Some(Received {
            task: TaskId(self.task),
            step: info.step_at(self.step, turn)?,
            first_ns: self.first_byte_ns,
            last_ns: self.last_byte_ns,
            bytes: self.bytes,
        })
    }
}
