//! What tasks act on each other by, as it is written: how it changed, and what shared numbers were in the end.

use serde::{Deserialize, Serialize};

use crate::stats::shares;
use crate::trace::{Change, Deed, Trace};

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

    pub(super) fn deed(self) -> Deed {
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
    let value = |change: &Change| {
        let name = trace.resources.get(change.resource.0 as usize)?.name.to_string();
        let did = Did::ALL.into_iter().find(|did| did.deed() == change.deed);
        let copy = change.copy.map(|lane| lane.0);
        Some(SharedValue { at_ns: change.at_ns, task: change.task.0, name, value: change.after, did, copy })
    };
    trace.changes().iter().filter_map(value).collect()
}

/// What each shared number was in the end, where that is known.
pub(super) fn last_values(trace: &Trace) -> Vec<LastValue> {
    let own = shares(trace).into_iter().filter(|share| share.copy.is_none() && !trace.is_bare());
    own.map(|share| LastValue { name: share.name.to_string(), value: share.value }).collect()
}
