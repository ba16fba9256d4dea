//! A task of a run in virtual time.

use std::pin::Pin;

use crate::engine::Progress;

/// Something that is performed.
pub(super) type Pending<'p, T> = Pin<Box<dyn Future<Output = T> + 'p>>;

/// A task of the plan.
pub(super) enum Task<'p> {
    /// It has not arrived, or has ended.
    Absent,
    /// It has arrived, and nobody has taken it.
    Arrived(Progress),
    /// It has begun; gives the time of its end.
    Begun(Pending<'p, u64>),
}
