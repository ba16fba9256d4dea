//! All changes of a run: as they came in, and in the order in which they happened.

use std::cell::OnceCell;
use std::cmp::Reverse;

use super::{Change, Deed};

/// All changes of a run. They are put in order when somebody asks, and then only once as long as no more come in: whoever
/// draws a run asks for every picture.
#[derive(Debug, Clone, Default)]
pub(super) struct Changes {
    told: Vec<Change>,
    in_order: OnceCell<Vec<Change>>,
    printed: OnceCell<Vec<Change>>,
}

/// Whether they were put in order already makes no difference.
impl PartialEq for Changes {
    fn eq(&self, other: &Self) -> bool {
        self.told == other.told
    }
}

impl Changes {
    pub fn extend(&mut self, changes: &[Change]) {
        if !changes.is_empty() {
            self.told.extend_from_slice(changes);
            (self.in_order, self.printed) = (OnceCell::new(), OnceCell::new());
        }
    }

    /// As they came in.
    pub fn told(&self) -> &[Change] {
        &self.told
    }

    /// In the order in which they happened, see [`Trace::changes`](super::Trace::changes).
    pub fn in_order(&self) -> &[Change] {
        self.in_order.get_or_init(|| in_order(&self.told))
    }

    /// The numbers that were printed, those that come next last: by task, and by share in the order in which they were.
    pub fn printed(&self) -> &[Change] {
        self.printed.get_or_init(|| {
            let printed = self.told.iter().filter(|change| change.deed == Deed::Printed);
            let mut printed: Vec<Change> = printed.copied().collect();
            printed.sort_by_key(|change| Reverse((change.task, change.at_ns, change.order)));
            printed
        })
    }

    /// The room that they take, put in order or not: sooner or later they are.
    pub fn bytes(&self) -> usize {
        2 * self.told.capacity() * size_of::<Change>()
    }
}

fn in_order(told: &[Change]) -> Vec<Change> {
    let mut changes = told.to_vec();
    if changes.iter().any(|change| change.deed.is_of_share()) {
        let memory = |change: &Change| (change.deed.is_of_share(), change.resource, change.copy);
        changes.sort_by_key(|change| (memory(change), change.order));
        for at in 1..changes.len() {
            if changes[at].deed.is_of_share() && memory(&changes[at - 1]) == memory(&changes[at]) {
                changes[at].at_ns = changes[at].at_ns.max(changes[at - 1].at_ns);
            }
        }
    }
    changes.sort_by_key(|change| (change.at_ns, change.order));
    changes
}
