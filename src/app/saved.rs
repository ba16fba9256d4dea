//! Runs that would be gone with the page.

use super::{Run, ShownSeries, State};
use crate::engine::RunId;

impl State {
    /// Whether something was measured that would be gone with the page: its reader is asked before it is left.
    pub fn has_unsaved_runs(&self) -> bool {
        let is_unsaved = |run: &Run| {
            let is_told = run.live().is_some_and(|run| run.event_count() > 0);
            let has_lost = |run: &ShownSeries| !run.is_saved && run.record().trace.event_count() > 0;
            is_told || run.series().is_some_and(has_lost)
        };
        // A frame has no way to keep anything, and its page is somebody else's.
        !self.embed && self.runs.values().any(is_unsaved)
    }

    /// The reader has these runs as a file now.
    pub(super) fn note_saved(&mut self, numbers: &[RunId]) {
        for run in self.runs.values_mut().filter_map(Run::series_mut) {
            run.is_saved |= numbers.contains(&run.number);
        }
    }
}
