//! What became of the numbers that tasks share: what each was in the end, and which additions are left in it.

use std::sync::Arc;

use crate::program::{Resource, ResourceId, ResourceKind};
use crate::trace::{Change, Deed, LaneId, TaskId, Trace};

/// What became of a number in one memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Its name.
    pub name: Arc<str>,
    /// Which number.
    pub resource: ResourceId,
    /// The lane of the process whose own copy of it this is; `None` where there is one of it alone, and for the one that
    /// processes have copies of.
    pub copy: Option<LaneId>,
    /// What it was in the end.
    pub value: i64,
    /// How often was added to it since it was set last, by `add` or by `store`.
    pub additions: usize,
    /// How many of these are left in the end: all others were overwritten by who hadn't seen them.
    pub left: usize,
    /// Who overwrote the most in one step, and when, in nanoseconds since the start of the run.
    pub worst: Option<(TaskId, u64)>,
    /// Who added to it last, and when.
    pub last: Option<(TaskId, u64)>,
}

impl Shared {
    /// How many additions were overwritten.
    pub fn overwritten(&self) -> usize {
        self.additions - self.left
    }
}

/// All of them, in the order of the list, each before its copies.
pub fn shares(trace: &Trace) -> Vec<Shared> {
    let is_share = |kind| matches!(kind, ResourceKind::Share { .. });
    if !trace.resources.iter().any(|resource| is_share(resource.kind)) {
        return Vec::new();
    }
    let own = trace.changes().iter().filter(|change| change.deed.is_of_share());
    let mut changes: Vec<Change> = own.copied().collect();
    // Within a memory they stay in the order in which they happened.
    changes.sort_by_key(|change| (change.resource, change.copy));
    let mut found = Vec::new();
    let mut rest = &changes[..];
    for (resource, known) in (0..).map(ResourceId).zip(trace.resources.iter()) {
        if !is_share(known.kind) {
            continue;
        }
        let own;
        (own, rest) = rest.split_at(rest.partition_point(|change| change.resource <= resource));
        if own.first().is_none_or(|change| change.copy.is_some()) {
            found.push(became(resource, known, &[], trace.tasks.len()));
        }
        let memories = own.chunk_by(|one, other| one.copy == other.copy);
        found.extend(memories.map(|memory| became(resource, known, memory, trace.tasks.len())));
    }
    found
}

/// What became of a number, of all that was done to it in one memory, in order. Each time it is written there is a new
/// number, which holds whatever was added to the one that it comes from: the last one read by who stores, and the last one
/// at all for who adds in one step. What is left in the end are the additions on the way back from the last number.
fn became(resource: ResourceId, known: &Resource, changes: &[Change], tasks: usize) -> Shared {
    // For each number the one that it comes from; itself where it comes from none.
    let mut written = vec![0];
    let mut seen = vec![0; tasks];
    let mut worst: Option<(usize, &Change)> = None;
    for change in changes {
        let last = written.len() - 1;
        let read = seen.get_mut(change.task.0 as usize);
        match change.deed {
            Deed::Loaded => read.into_iter().for_each(|read| *read = last),
            Deed::Added => written.push(last),
            Deed::Set => written.push(last + 1),
            Deed::Stored => {
                let from = read.map_or(0, |read| *read);
                if last > from && worst.is_none_or(|(most, _)| last - from > most) {
                    worst = Some((last - from, change));
                }
                written.push(from);
            }
            Deed::Moved | Deed::Printed => {}
        }
    }
    let mut at = written.len() - 1;
    let mut left = 0;
    while written[at] != at {
        left += 1;
        at = written[at];
    }
    let additions = written.iter().enumerate().skip(at + 1).filter(|(place, from)| *place != **from).count();
    let initial = match known.kind {
        ResourceKind::Share { initial, .. } => initial,
        _ => 0,
    };
    let value = changes.last().map_or(initial, |change| change.after);
    let place = |change: &Change| (change.task, change.at_ns);
    let worst = worst.filter(|_| additions > left).map(|(_, change)| place(change));
    let last = changes.iter().rfind(|change| matches!(change.deed, Deed::Added | Deed::Stored)).map(place);
    Shared {
        name: known.name.clone(),
        resource,
        copy: changes.first().and_then(|change| change.copy),
        value,
        additions,
        left,
        worst,
        last,
    }
}
