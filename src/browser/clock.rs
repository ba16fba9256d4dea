//! The clock that all lanes share: `performance.timeOrigin + performance.now()`, relative to the start of the run.

use wasm_bindgen::prelude::*;

use crate::time::{Clock, MS};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
    static TIME_ORIGIN: f64;

    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
}

/// Nanoseconds since the start of a run, on whatever worker it is read.
#[derive(Debug, Clone, Copy)]
pub struct RunClock {
    /// The start of the run on this context's own `performance.now()`.
    start_ms: f64,
}

impl RunClock {
    /// A run that starts now.
    pub fn start() -> Self {
        Self { start_ms: performance_now() }
    }

    /// A run that started then, in milliseconds since the epoch, perhaps in another worker.
    pub fn since(origin_ms: f64) -> Self {
        Self { start_ms: origin_ms - TIME_ORIGIN.with(|origin| *origin) }
    }

    /// A moment of this context's own `performance.now()`.
    pub fn at_ns(&self, now_ms: f64) -> u64 {
        // A float to an unsigned integer saturates: a moment before the start is the start.
        ((now_ms - self.start_ms) * MS as f64).round() as u64
    }

    /// The start in milliseconds since the epoch, to tell another worker.
    pub fn origin_ms(&self) -> f64 {
        TIME_ORIGIN.with(|origin| *origin) + self.start_ms
    }
}

impl Clock for RunClock {
    fn now_ns(&self) -> u64 {
        self.at_ns(performance_now())
    }
}

/// Milliseconds since the epoch by the system's clock, which goes on while the machine sleeps.
pub fn wall_ms() -> f64 {
    date_now()
}

/// The step of this browser's clock in nanoseconds: the smallest difference seen between two readings.
pub fn resolution_ns() -> u64 {
    let mut smallest_ns = u64::MAX;
    let mut last_ms = performance_now();
    // A clock of 100 µs steps changes within 100 µs; five changes show the step.
    for _ in 0..5 {
        let next_ms = loop {
            let now_ms = performance_now();
            if now_ms > last_ms {
                break now_ms;
            }
        };
        smallest_ns = smallest_ns.min(((next_ms - last_ms) * MS as f64).round() as u64);
        last_ms = next_ms;
    }
    smallest_ns
}
