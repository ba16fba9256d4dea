//! Who goes first where tasks queue for a worker.

use std::collections::VecDeque;

/// Puts something into a queue that is in order: behind all that have the same priority or a higher one.
pub fn queue<T>(queue: &mut VecDeque<T>, new: T, priority: impl Fn(&T) -> u32) {
    let own = priority(&new);
    let place = queue.iter().rposition(|other| priority(other) >= own).map_or(0, |last| last + 1);
    queue.insert(place, new);
}
