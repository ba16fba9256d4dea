//! What processes do in virtual time besides their tasks: they start, and copy what these carry.

use super::request::Request;
use super::runtime::VirtualLane;
use crate::engine::{Runtime, Stopped, Way};

impl VirtualLane {
    /// The parent of its process does this for it, as soon as it has nothing else to do.
    async fn at_parent(&self, units: u128) {
        if units == 0 {
            return;
        }
        let is_free = self.world.parent.borrow_mut().try_take(self.lane);
        if !is_free {
            self.request(Request::Parent).await;
        }
        self.request(Request::Compute(units)).await;
        self.world.parent.borrow_mut().release(self.lane);
    }

    /// Computes as a process does that starts, if so much is left of it.
    pub(super) async fn start(&self, computes_ns: u64) {
        if computes_ns > 0 {
            self.request(Request::Start(self.amount(computes_ns))).await;
        }
    }

    /// Copies so much data of its task, there or back.
    pub(super) async fn copies(&self, bytes: u64, way: Way) -> Result<(), Stopped> {
        let units = self.amount(self.world.copying.length_ns(bytes));
        // A core is busy with both halves; the parent's comes first on the way in.
        if way == Way::Out {
            self.compute(units / 2).await?;
        }
        self.at_parent(units - units / 2).await;
        if way == Way::In {
            self.compute(units / 2).await?;
        }
        Ok(())
    }
}
