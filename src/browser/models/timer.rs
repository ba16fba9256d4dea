//! Timers of an event loop.

use gloo_timers::future::TimeoutFuture;

use crate::time::{Clock, MS};

/// Ready when it is so late by this clock.
pub async fn until(due_ns: u64, clock: &impl Clock) {
    loop {
        let left_ns = due_ns.saturating_sub(clock.now_ns());
        if left_ns == 0 {
            return;
        }
        // Timers count whole milliseconds; a sleep is never shorter than it says.
        TimeoutFuture::new(left_ns.div_ceil(MS) as u32).await;
    }
}
