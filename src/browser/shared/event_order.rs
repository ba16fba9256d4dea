//! In which order the events of a memory are told.

use std::sync::atomic::{AtomicU32, Ordering};

/// How many events were told in this memory, and in others before they handed something over to it: a static that all
/// threads see and no process shares.
static EVENTS_TOLD: AtomicU32 = AtomicU32::new(0);

/// The order of an event that is told now: all threads of a memory count in the same row.
pub fn next() -> u32 {
    EVENTS_TOLD.fetch_add(1, Ordering::Relaxed)
}

/// How far this memory has counted, for one that it hands something over to.
pub fn so_far() -> u32 {
    EVENTS_TOLD.load(Ordering::Relaxed)
}

/// What is told in this memory from now on comes after what another one had told by then.
pub fn go_on_after(others: u32) {
    EVENTS_TOLD.fetch_max(others, Ordering::Relaxed);
}
