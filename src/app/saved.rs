//! Runs that would be gone with the page.

use super::{Run, State};

impl State {
    /// Whether something was measured that would be gone with the page: its reader is asked before it is left.
    pub fn has_unsaved_runs(&self) -> bool {
        let is_unsaved = |run: &Run| {
            run.recording.is_none() && run.trace.event_count() > 0 && !self.saved_runs.contains(&run.number)
        };
        // A frame has no way to keep anything, and its page is somebody else's.
        !self.embed && self.runs.values().any(is_unsaved)
    }
}
