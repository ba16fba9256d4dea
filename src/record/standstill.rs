//! That nothing in a run could go on any more.

use std::sync::Arc;

use crate::engine::{Stuck, StuckWait, Wanted};
use crate::program::Resource;
use crate::trace::Tasks;

/// Nothing in a run could go on any more, see [`Stuck`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standstill {
    /// Who waited for what: in a circle, each for what the next one held, and the last one for what the first one held.
    pub waits: Vec<Awaiting>,
    /// Whether it is a circle.
    pub is_circle: bool,
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
    /// The name of what has that.
    pub resource: Arc<str>,
    /// The name of who held it.
    pub holder: Option<String>,
}

impl Standstill {
    /// The same by names.
    pub fn of(stuck: &Stuck, tasks: &Tasks, resources: &[Resource]) -> Self {
        let awaiting = |wait: &StuckWait| {
            let resource = resources.get(wait.resource.0 as usize)?;
            Some(Awaiting {
                task: tasks.name(wait.task).to_owned(),
                wanted: wait.wanted,
                resource: resource.name.clone(),
                holder: wait.holder.map(|holder| tasks.name(holder).to_owned()),
            })
        };
        Self {
            waits: stuck.waits.iter().filter_map(awaiting).collect(),
            is_circle: stuck.is_circle,
            waiting: stuck.waiting,
            queued: stuck.queued,
        }
    }
}
