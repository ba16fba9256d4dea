//! What tasks carry into processes, as their parent has it: data that is cloned with a message, there and back.

use std::cell::RefCell;

use js_sys::{ArrayBuffer, Uint8Array};

use crate::browser::shared::event_order;
use crate::browser::workers::handle::Worker;
use crate::engine::Way;
use crate::program::Plan;
use crate::wire::order::Order;
use crate::wire::trouble::Trouble;

/// As much as this is kept at hand: a program has what it sends before it sends it. What is beyond is made when it is
/// wanted.
const MOST_BYTES: u64 = 128_000_000;

/// Data of each size that a plan has.
#[derive(Default)]
pub struct Cargo(RefCell<Vec<ArrayBuffer>>);

impl Cargo {
    /// What the tasks of this plan carry.
    pub fn of(plan: &Plan) -> Self {
        let mut sizes: Vec<u64> = plan.tasks.iter().filter_map(|task| task.how.carries).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let mut left = MOST_BYTES;
        sizes.retain(|bytes| {
            let fits = *bytes <= left;
            left -= if fits { *bytes } else { 0 };
            fits
        });
        Self(RefCell::new(sizes.into_iter().map(data).collect()))
    }

    /// Answers a process that wants its data, or has brought it back.
    ///
    /// # Errors
    /// If the browser can't copy it.
    pub fn answer(&self, worker: &Worker, bytes: u64, way: Way) -> Result<(), Trouble> {
        let order = Order::Carried { order: event_order::so_far() };
        if way == Way::Out {
            return worker.send(&order);
        }
        let known = self.0.borrow().iter().find(|data| u64::from(data.byte_length()) == bytes).cloned();
        worker.send_with(&order, &known.unwrap_or_else(|| data(bytes)))
    }
}

/// So much data, in memory that is really there: what nobody has written would be copied from nowhere.
pub fn data(bytes: u64) -> ArrayBuffer {
    let data = Uint8Array::new_with_length(bytes as u32);
    data.fill(1, 0, bytes as u32);
    data.buffer()
}
