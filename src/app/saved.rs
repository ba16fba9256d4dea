//! Runs that would be gone with the page.

use super::{Run, State};
use crate::engine::Model;

impl State {
    /// Whether something was measured that would be gone with the page: its reader is asked before it is left.
    pub fn has_unsaved_runs(&self) -> bool {
        let is_unsaved = |run: &Run| match run {
            Run::Live(run) => run.event_count() > 0,
            Run::Over(run) => !run.is_saved && run.record().trace.event_count() > 0,
        };
        // A frame has no way to keep anything, and its page is somebody else's.
        !self.embed && self.runs.values().any(is_unsaved)
    }

    /// The reader has these runs as a file now.
    pub(super) fn note_saved(&mut self, numbers: &[u32]) {
        for model in Model::ALL {
            if let Some(Run::Over(run)) = self.runs.get_mut(&model) {
                run.is_saved |= numbers.contains(&run.number);
            }
        }
    }
}
