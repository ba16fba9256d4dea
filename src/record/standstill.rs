//! That nothing in a run could go on any more.

use std::sync::Arc;

use crate::engine::{Shape, Stuck, StuckWait, Wanted};
use crate::program::{Resource, ResourceId};
use crate::trace::Tasks;

/// Nothing in a run could go on any more, see [`Stuck`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standstill {
    /// Who waited for what: in a circle, each for what the next one held, and the last one for what the first one held.
    pub waits: Vec<Awaiting>,
    /// What they are.
    pub shape: Shape,
    /// How many waited.
    pub waiting: usize,
    /// How many had arrived and could not be taken up, since all slots waited.
    pub queued: usize,
}

/// A task that waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaiting {
    /// Its name.
    pub task: String,
    /// What it waited for.
    pub wanted: Wanted,
    /// The name of what has that, if it has one.
    pub resource: Option<Arc<str>>,
    /// The name of who held it.
    pub holder: Option<String>,
}

impl Standstill {
    /// The same by names.
    pub fn of(stuck: &Stuck, tasks: &Tasks, resources: &[Resource]) -> Self {
        let named = |id: ResourceId| resources.get(id.0 as usize).map(|resource| resource.name.clone());
        let awaiting = |wait: &StuckWait| Awaiting {
            task: tasks.name(wait.task).to_owned(),
            wanted: wait.wanted,
            resource: wait.resource.and_then(named),
            holder: wait.holder.map(|holder| tasks.name(holder).to_owned()),
        };
        Self {
            waits: stuck.waits.iter().map(awaiting).collect(),
            shape: stuck.shape,
            waiting: stuck.waiting,
            queued: stuck.queued,
        }
    }
}
