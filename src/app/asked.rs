//! What the address asks for by name, and what is said about names that nobody here has.

use super::{Link, Notice};
use crate::engine::Model;
use crate::program::examples::{self, Example};
use crate::program::nearest;

/// More unknown names than this, or longer ones, are not repeated.
const SHOWN_NAMES: usize = 5;
const SHOWN_LETTERS: usize = 24;

/// What an address asks for.
pub(super) struct Asked {
    /// The example, if there is one of that name.
    pub example: Option<&'static Example>,
    /// The models that there are, in the order of the address.
    pub models: Vec<Model>,
    /// What has to be said about the others.
    pub notices: Vec<Notice>,
}

impl Asked {
    pub(super) fn of(link: &Link) -> Self {
        let mut notices = Vec::new();
        let wanted = link.example.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let example = wanted.and_then(|id| examples::example(&id.to_ascii_lowercase()));
        if let (Some(wanted), None) = (wanted, example) {
            let meant = nearest(wanted, examples::EXAMPLES.iter().map(|example| example.id));
            notices.push(Notice::NoExample { wanted: shown(wanted), meant });
        }
        let names =
            link.models.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty());
        let (mut models, mut unknown) = (Vec::new(), Vec::new());
        for name in names {
            match Model::from_id(&name.to_ascii_lowercase()) {
                Some(model) => models.push(model),
                None => unknown.push(name),
            }
        }
        notices.extend(unknown_models(&unknown));
        Self { example, models, notices }
    }
}

/// What is said about models that nobody here has; nothing if there are none.
fn unknown_models(names: &[&str]) -> Option<Notice> {
    let shown = |name: &&str| (shown(name), nearest(name, Model::ALL.into_iter().map(Model::id)));
    let wanted = names.iter().take(SHOWN_NAMES).map(shown).collect();
    (!names.is_empty()).then_some(Notice::NoModels { wanted, is_longer: names.len() > SHOWN_NAMES })
}

/// A name of a stranger's.
fn shown(name: &str) -> String {
    name.chars().take(SHOWN_LETTERS).collect()
}
