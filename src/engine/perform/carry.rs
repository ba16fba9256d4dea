//! What a task carries, where it has to be copied: in before its first step, and out behind its last one.

use super::{Progress, Runtime, Stopped};
use crate::engine::Way;
use crate::trace::{LaneId, State};

/// Copies so much data, if any; it belongs to no step.
pub(super) async fn carry<R: Runtime>(
    runtime: &R,
    lane: LaneId,
    progress: &mut Progress,
    bytes: Option<u64>,
    way: Way,
) -> Result<(), Stopped> {
    let Some(bytes) = bytes else { return Ok(()) };
    runtime.emit(progress.enter(runtime.now_ns(), State::Copying, Some(lane), None));
    runtime.carry(bytes, way).await
}
