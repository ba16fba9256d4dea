//! A thread that waits for a future by being held.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::signals::Signals;
use crate::time::Clock;

/// Performs a future on this thread. What is pending holds the thread until it is woken, or the run is stopped: then the
/// future is asked once more, and has to look for itself. Only for threads that share their memory: nobody wakes others.
pub fn block_on<T>(future: impl Future<Output = T>, signals: &Arc<Signals>, clock: &impl Clock) -> T {
    let waker = Waker::from(signals.clone());
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        let seen = signals.sleepers.count();
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        signals.sleepers.wait(seen, None, clock);
    }
}
