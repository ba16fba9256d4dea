//! When two moments are alike: who holds what and who waits for it is all that counts, not when or how it came to that.

use std::hash::{Hash, Hasher};

use super::Resources;

impl PartialEq for Resources {
    fn eq(&self, other: &Self) -> bool {
        self.things == other.things && self.waits == other.waits
    }
}

impl Eq for Resources {}

impl Hash for Resources {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.things.hash(state);
        self.waits.hash(state);
    }
}
