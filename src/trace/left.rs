//! What slots of a pool go on with although nobody waits for it any more: their tasks have given it up, and are elsewhere.

use super::{LaneId, TaskId};

/// What stands in files in place of a state where a slot goes on with what was given up.
pub const LEFT: &str = "given up";

/// A task has given up what a slot is at, or the slot is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// When, in nanoseconds since the start of the run.
    pub at_ns: u64,
    /// Which task.
    pub task: TaskId,
    /// The step that it was at.
    pub step: u32,
    /// The slot.
    pub lane: LaneId,
    /// Whether the slot is done with it; else it has only been given up.
    pub is_done: bool,
}

/// Each that was given up, and when its slot was done with it. A slot is at one thing at a time: the first that it is done
/// with is the first that it was left with.
pub(super) fn pairs(left: &[Left]) -> Vec<(Left, Option<u64>)> {
    let mut in_order = left.to_vec();
    in_order.sort_by_key(|left| (left.lane, left.at_ns));
    let mut pairs = Vec::new();
    for of_lane in in_order.chunk_by(|one, next| one.lane == next.lane) {
        let mut done_ns = of_lane.iter().filter(|left| left.is_done).map(|left| left.at_ns);
        pairs.extend(of_lane.iter().filter(|left| !left.is_done).map(|left| (*left, done_ns.next())));
    }
    pairs
}
