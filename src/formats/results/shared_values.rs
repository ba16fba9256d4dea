//! What tasks act on each other by, as it is written: how it changed, and what shared numbers were in the end.

use serde::{Deserialize, Serialize};

use crate::program::{Limits, Resource, ResourceId, ResourceKind};
use crate::stats::shares;
use crate::trace::{Change, Deed, LaneId, TaskId, Trace};

/// What a shared number was at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedValue {
    /// When.
    pub at_ns: u64,
    /// Id of the task that changed it.
    pub task: u32,
    /// What the list calls it.
    pub name: String,
    /// The number.
    pub value: i64,
    /// What the task has done to a shared number; absent where it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did: Option<Did>,
    /// Id of the lane of the process whose own copy it was; absent where there is one for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<u32>,
}

/// What a task can do to a shared number, see [`crate::trace::Deed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the word of the deed's own type")]
pub enum Did {
    Load,
    Print,
    Add,
    Store,
    Set,
}

/// What a shared number was in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastValue {
    /// What the list calls it.
    pub name: String,
    /// The number.
    pub value: i64,
}

impl Did {
    const ALL: [Self; 5] = [Self::Load, Self::Print, Self::Add, Self::Store, Self::Set];

    fn deed(self) -> Deed {
        match self {
            Self::Load => Deed::Loaded,
            Self::Print => Deed::Printed,
            Self::Add => Deed::Added,
            Self::Store => Deed::Stored,
            Self::Set => Deed::Set,
        }
    }
}

/// How what tasks act on each other by has changed.
pub(super) fn written_values(trace: &Trace) -> Vec<SharedValue> {
    let value = |change: Change| {
        let name = trace.resources.get(change.resource.0 as usize)?.name.to_string();
        let did = Did::ALL.into_iter().find(|did| did.deed() == change.deed);
        let copy = change.copy.map(|lane| lane.0);
        Some(SharedValue { at_ns: change.at_ns, task: change.task.0, name, value: change.after, did, copy })
    };
    trace.changes().into_iter().filter_map(value).collect()
}

/// What each shared number was in the end.
pub(super) fn last_values(trace: &Trace) -> Vec<LastValue> {
    let own = shares(trace).into_iter().filter(|share| share.copy.is_none());
    own.map(|share| LastValue { name: share.name.to_string(), value: share.value }).collect()
}

/// What tasks acted on each other by, as far as it changed, and how it did.
pub(super) fn restored_changes(values: &[SharedValue], shares: &[LastValue]) -> (Vec<Resource>, Vec<Change>) {
    let share = |share: &LastValue| Resource {
        name: share.name.as_str().into(),
        kind: ResourceKind::Share { initial: share.value, is_everywhere: false },
    };
    let mut resources: Vec<Resource> = shares.iter().take(Limits::LIST.resources).map(share).collect();
    let mut last: Vec<i64> = shares.iter().map(|share| share.value).collect();
    let mut changes = Vec::with_capacity(values.len());
    for (order, written) in (0..).zip(values) {
        let known = resources.iter().position(|resource| *resource.name == *written.name);
        let place = known.unwrap_or(resources.len());
        if known.is_none() {
            if place == Limits::LIST.resources {
                continue;
            }
            resources.push(Resource { name: written.name.as_str().into(), kind: ResourceKind::LOCK });
            last.push(0);
        }
        let before = std::mem::replace(&mut last[place], written.value);
        changes.push(Change {
            at_ns: written.at_ns,
            order,
            task: TaskId(written.task),
            resource: ResourceId(place as u32),
            before,
            after: written.value,
            deed: written.did.map_or(Deed::Moved, Did::deed),
            copy: written.copy.map(LaneId),
        });
    }
    (resources, changes)
}
