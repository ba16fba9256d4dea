//! The part of time that is in view.

use super::{ShownSeries, State};
use crate::chart::Window;

impl State {
    /// The part of time that all diagrams show.
    pub fn window(&self) -> Window {
        let whole = self.whole_window();
        match self.view {
            Some((start_ns, end_ns)) if !self.is_busy() => Window { start_ns, end_ns, ..whole },
            _ => whole,
        }
    }

    /// The window in which every run that is shown is seen whole, and what is expected.
    pub fn whole_window(&self) -> Window {
        let live_ns = self.live().map(|run| run.view.elapsed_ns);
        let shown = self.shown.iter().filter_map(|model| self.runs.get(model)?.series());
        // While a list runs, runs of other lists don't set the scale.
        let same = |run: &&ShownSeries| !self.is_busy() || self.is_compared(run);
        // Of several attempts all have a dot on the axis.
        let attempts = |run: &ShownSeries| run.series.attempts().iter().map(|of| of.figures.makespan_ns).max();
        // A slot of the one that is shown may have gone on after its last task.
        let reach = |run: &ShownSeries| Some(attempts(run)?.max(run.view.timeline.reach_ns()));
        let ended = shown.filter(same).filter_map(reach);
        // Measured bars grow over the ones that were expected of this list: the scale stands still meanwhile.
        let is_of_this = !self.is_busy() || self.compared.as_ref().is_some_and(|list| list.text == self.document.text);
        let expected = self.expected_ends_ns().filter(|_| is_of_this);
        Window::fit(ended.chain(expected).chain(self.pinned_ends_ns()), live_ns, self.shown_width_px())
    }
}
