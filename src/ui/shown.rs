//! What parts of a panel are given to show.

use crate::app::View;

/// A view as a property: the same one is equal, since a view never changes.
#[derive(Clone, Debug)]
pub struct Shown(pub std::rc::Rc<View>);

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        std::rc::Rc::ptr_eq(&self.0, &other.0)
    }
}
