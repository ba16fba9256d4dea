//! One diagram in a frame of another page: `?embed=1`.

use super::{Environment, State};
use crate::engine::{Model, Options, Refusal};
use crate::words;

/// What a frame shows of the models that its address asks for: the first, and where that can't run in this browser or
/// this frame, one beside it that can.
pub fn shown(asked: &[Model], environment: &Environment, options: &Options) -> Vec<Model> {
    let first = asked.first().copied().unwrap_or(Model::Async);
    if environment.refusal(first, options).is_none() {
        return vec![first];
    }
    // Processes come nearest to threads, and need nothing that can be refused.
    let other = asked.iter().copied().find(|model| environment.refusal(*model, options).is_none());
    vec![first, other.unwrap_or(Model::Processes)]
}

/// What has to be said about that; `None` where the frame shows what was asked for.
pub fn sentence(state: &State) -> Option<String> {
    let [refused, other] = state.shown[..] else { return None };
    let Some(Refusal::NoSharedMemory(reason)) = state.environment.refusal(refused, &state.options) else { return None };
    Some(words::shown_instead(refused, other, reason))
}

/// The code of a frame that shows what a link holds, for a page of the reader's own.
pub fn code(address: &str, title: &str) -> String {
    let (page, fragment) = address.split_once('#').unwrap_or((address, ""));
    let title = title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<iframe src=\"{page}?embed=1#{fragment}\" title=\"{title}, measured\" width=\"100%\" height=\"520\" \
         allow=\"cross-origin-isolated\"></iframe>"
    )
}
