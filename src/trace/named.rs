//! What tasks act on each other by, over time, and who gave whom what it waited for.

use super::{Change, TaskId, Trace};
use crate::program::{Resource, ResourceKind};

/// How much there was of something by which tasks act on each other: of a limit how many permits were taken, of a queue how
/// many items were in it, of a meeting how many had come, of a share what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub resource: Resource,
    /// How much there was from when on, in order of time; before the first of them there was nothing.
    pub steps: Vec<(u64, i64)>,
    /// Who made it more last.
    pub last_rise: Option<TaskId>,
}

impl Named {
    /// Those of a run, from its changes in their order.
    pub(super) fn all(trace: &Trace, changes: &[Change]) -> Vec<Self> {
        let mut named: Vec<Self> = trace
            .resources
            .iter()
            .map(|resource| Self { resource: resource.clone(), steps: first(resource), last_rise: None })
            .collect();
        // Of a share of which each process has a copy, there is the one that all began with.
        for change in changes.iter().filter(|change| change.copy.is_none() && change.after != change.before) {
            if let Some(thing) = named.get_mut(change.resource.0 as usize) {
                thing.steps.push((change.at_ns, change.after));
                if change.after > change.before {
                    thing.last_rise = Some(change.task);
                }
            }
        }
        named
    }

    /// The most there ever was.
    pub fn most(&self) -> i64 {
        self.steps.iter().map(|(_, amount)| *amount).max().unwrap_or(0)
    }

    /// The most there could be; `None` where nothing bounds it.
    pub fn bound(&self) -> Option<i64> {
        match self.resource.kind {
            ResourceKind::Limit { permits } | ResourceKind::Rate { permits, .. } => Some(permits.into()),
            ResourceKind::Queue { room } => room.map(i64::from),
            ResourceKind::Meeting | ResourceKind::Share { .. } => None,
        }
    }

    /// From where to where a picture of it goes: from nothing, or less, to the most there could be, or was.
    pub fn bounds(&self) -> (i64, i64) {
        let least = self.steps.iter().map(|(_, amount)| *amount).min().unwrap_or(0);
        (least.min(0), self.bound().unwrap_or(0).max(self.most()))
    }
}

/// What a share is at the start.
fn first(resource: &Resource) -> Vec<(u64, i64)> {
    match resource.kind {
        ResourceKind::Share { initial, .. } => vec![(0, initial)],
        _ => Vec::new(),
    }
}

/// A task has got what another one gave back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Given {
    /// Who got it.
    pub to: TaskId,
    /// When.
    pub at_ns: u64,
    /// From whom.
    pub by: TaskId,
}

impl Given {
    /// All that was given in a run, from its changes in their order; sorted.
    pub(super) fn all(changes: &[Change]) -> Vec<Self> {
        let mut given = Vec::new();
        let mut cause: Option<&Change> = None;
        for change in changes.iter().filter(|change| !change.deed.is_of_share()) {
            let rises = change.after > change.before;
            // What goes one way for one goes the other way, in the same moment, for whoever gets something by that.
            let by = cause.filter(|cause| {
                cause.resource == change.resource
                    && cause.at_ns == change.at_ns
                    && (cause.after > cause.before) != rises
            });
            match by {
                Some(by) if by.task != change.task => {
                    given.push(Self { to: change.task, at_ns: change.at_ns, by: by.task });
                }
                Some(_) => {}
                None => cause = Some(change),
            }
        }
        given.sort_unstable();
        given
    }
}
