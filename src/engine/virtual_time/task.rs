//! A task of a run in virtual time.

use std::pin::Pin;

use super::ready::Ready;
use crate::engine::{Ended, Progress};

/// Something that is performed.
pub(super) type Pending<'p, T> = Pin<Box<dyn Future<Output = T> + 'p>>;

/// A task of the plan.
pub(super) enum Task<'p> {
    /// It has not arrived, or has ended.
    Absent,
    /// It has arrived, and nobody has taken it.
    Arrived(Progress),
    /// It has begun; gives its end.
    Begun(Pending<'p, Ended>),
}

/// Who waits and can be told to end meanwhile.
#[derive(Clone)]
pub(super) struct Tellable {
    /// The lane that it holds, if it holds one.
    pub lane: Option<usize>,
}

/// How many that take no slot of a pool have arrived and not ended.
pub(super) fn live_outside(tasks: &[Task], ready: &Ready) -> usize {
    if !ready.has_main() {
        return 0;
    }
    let is_live = |(index, task): &(usize, &Task)| ready.is_outside(*index) && !matches!(task, Task::Absent);
    tasks.iter().enumerate().filter(is_live).count()
}
