//! From what is written back to what tasks acted on each other by, and how it changed.

use std::collections::HashMap;

use super::shared_values::Did;
use super::v2::{Awaited, Record, Span};
use crate::program::{Limits, Resource, ResourceId, ResourceKind};
use crate::trace::{Change, Deed, LaneId, Left, TaskId};

/// What tasks acted on each other by, and how it changed. `named` is what the list names; of what it doesn't name, the file
/// itself shows the kind.
pub(super) fn restored_changes(run: &Record, named: &[Resource]) -> (Vec<Resource>, Vec<Change>) {
    let mut resources = named.to_vec();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (place, resource) in resources.iter().enumerate() {
        places.entry(resource.name.to_string()).or_insert(place);
    }
    let written = run.values.iter().map(|value| &value.name).chain(run.shares.iter().map(|share| &share.name));
    for name in written {
        if resources.len() < Limits::LIST.resources && !places.contains_key(name) {
            places.insert(name.clone(), resources.len());
            resources.push(Resource { name: name.as_str().into(), kind: kind_of(run, name) });
        }
    }
    // What there was last, in each memory.
    let mut last: HashMap<(usize, Option<u32>), i64> = HashMap::new();
    let mut changes = Vec::with_capacity(run.values.len());
    for (order, written) in (0..).zip(&run.values) {
        let Some(place) = places.get(&written.name).copied() else { continue };
        let before = last.insert((place, written.copy), written.value).unwrap_or_else(|| at_start(&resources[place]));
        let deed = written.did.map_or(Deed::Moved, Did::deed);
        // Whoever only reads changes nothing.
        let before = if deed.is_of_share() && !deed.writes() { written.value } else { before };
        changes.push(Change {
            at_ns: written.at_ns,
            order,
            task: TaskId(written.task),
            resource: ResourceId(place as u32),
            before,
            after: written.value,
            deed,
            copy: written.copy.map(LaneId),
        });
    }
    (resources, changes)
}

fn at_start(resource: &Resource) -> i64 {
    match resource.kind {
        ResourceKind::Share { initial, .. } => initial,
        _ => 0,
    }
}

/// What something is that no line of the list names, by what was done with it and who waited for it.
fn kind_of(run: &Record, name: &str) -> ResourceKind {
    let mut values = run.values.iter().filter(|value| value.name == *name);
    let first = values.clone().find(|value| value.did.is_some());
    let last = run.shares.iter().find(|share| share.name == *name);
    if first.is_some() || last.is_some() {
        // What is read before anybody has written is what it was at the start.
        let initial = match values.next() {
            None => last.map_or(0, |share| share.value),
            Some(value) if matches!(value.did, Some(Did::Load | Did::Print)) => value.value,
            Some(_) => 0,
        };
        return ResourceKind::Share { initial, is_everywhere: false };
    }
    let awaited = run.spans.iter().filter_map(|span| span.awaited.as_ref());
    let mut kinds = awaited.filter_map(|awaited| match awaited {
        Awaited::Queue(queue) if queue == name => Some(ResourceKind::QUEUE),
        Awaited::Meet(meeting) if meeting == name => Some(ResourceKind::Meeting),
        _ => None,
    });
    kinds.next().unwrap_or(ResourceKind::LOCK)
}

/// What slots were left with, and when they were done with it; `step` counts the step of a span as the trace does.
pub(super) fn restored_left(run: &Record, step: impl Fn(&Span) -> Option<u32>) -> Vec<Left> {
    let left = |written: &Span| {
        let (task, lane, step) = (TaskId(written.task), LaneId(written.lane?), step(written)?);
        let at = |at_ns, is_done| Left { at_ns, task, step, lane, is_done };
        Some([at(written.start_ns, false), at(written.end_ns, true)])
    };
    run.given_up.iter().filter_map(left).flatten().collect()
}
