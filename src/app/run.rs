//! The latest run of a model, as the page knows it, with the attempts before it.

use std::rc::Rc;

use super::files::kept::Made;
use super::live_run::{LARGE_EVENTS, LiveRun};
use crate::engine::{Options, RunId};
use crate::record::{Note, Origin, Outcome, Record};
use crate::stats::{Analysis, Attempt, Series};

/// The runs of a model: one is under way, or all are over.
#[derive(Debug)]
pub enum Run {
    /// One is under way.
    Live {
        /// That one.
        run: Box<LiveRun>,
        /// Those that were made before it since the reader asked for them.
        earlier: Option<ShownSeries>,
    },
    /// They are over.
    Over(ShownSeries),
}

/// Runs that are over, as the page shows them.
#[derive(Debug)]
pub struct ShownSeries {
    /// The number of the first of them.
    pub(super) first: RunId,
    /// The number of the latest of them.
    pub number: RunId,
    /// The list that they ran.
    pub text: Rc<str>,
    /// The attempts, with their records.
    pub series: Series,
    /// What the attempt shows that is shown.
    pub view: Rc<Analysis>,
    /// Which attempt that is of: of a large run, what another one shows is derived in the next turn.
    view_of: usize,
    /// What it showed at the moment that is replayed, if that is before its end.
    pub replayed: Option<Rc<Analysis>>,
    /// Whether the reader has them as a file, every span of them.
    pub is_saved: bool,
    /// How many of them were given to be kept in this browser.
    pub(super) kept: usize,
}

impl ShownSeries {
    /// Runs that have ended, or were opened.
    pub fn new(number: RunId, text: Rc<str>, series: Series) -> Self {
        let is_saved = series.origin.place().is_some();
        let view = Rc::new(series.analysis());
        let view_of = series.shown();
        Self { first: number, number, text, series, view, view_of, replayed: None, is_saved, kept: 0 }
    }

    /// One run that has just ended here, of which all is derived once.
    pub(super) fn ended(number: RunId, text: Rc<str>, record: Record, view: Rc<Analysis>) -> Self {
        let series = Series::new(Origin::Measured, Attempt::of(&record, &view), Rc::new(record));
        Self { first: number, number, text, series, view, view_of: 0, replayed: None, is_saved: false, kept: 0 }
    }

    /// One more of them has ended. What the reader stopped is no attempt.
    pub(super) fn extend(&mut self, number: RunId, record: Record, view: Rc<Analysis>) {
        if record.outcome == Outcome::Stopped {
            return;
        }
        let is_large = is_large(&record);
        self.series.push(Attempt::of(&record, &view), Rc::new(record));
        (self.number, self.is_saved) = (number, false);
        if self.series.shown() + 1 == self.series.attempts().len() {
            (self.view, self.view_of) = (view, self.series.shown());
        } else if !is_large {
            self.see_shown();
        }
    }

    /// Derives what the attempt shows that is shown by now.
    pub(super) fn see_shown(&mut self) {
        if self.view_of != self.series.shown() {
            (self.view, self.view_of) = (Rc::new(self.series.analysis()), self.series.shown());
            self.replayed = None;
        }
    }

    /// Shows another attempt.
    pub(super) fn choose(&mut self, attempt: usize) {
        self.series.choose(attempt);
        self.see_shown();
    }

    /// Whether what is shown has a picture: of many attempts, the spans of some are not kept.
    pub fn has_spans(&self) -> bool {
        self.series.has_spans(self.series.shown())
    }

    /// How long the attempts took that nobody keeps yet.
    pub(super) fn unkept_ns(&self) -> u64 {
        self.series.attempts().iter().skip(self.kept).map(|attempt| attempt.figures.makespan_ns).sum()
    }

    /// Those attempts; `begun_ms` makes times of the numbers of this visit.
    pub(super) fn unkept(&self, begun_ms: u64) -> impl Iterator<Item = Made<'_>> {
        let press_ms = begun_ms + u64::from(self.first.0);
        let made = (0..).zip(self.series.records()).skip(self.kept);
        made.map(move |(place, (attempt, record))| Made { press_ms, place, attempt, record })
    }

    /// The record that is shown.
    pub fn record(&self) -> &Record {
        self.series.record()
    }

    /// The run as it is shown: whole, or as far as the replay has come.
    pub fn seen(&self) -> &Rc<Analysis> {
        self.replayed.as_ref().unwrap_or(&self.view)
    }

    /// Whether what is derived from it takes a while.
    pub(super) fn is_large(&self) -> bool {
        is_large(self.record())
    }

    /// Shows it as it was at this moment, or whole.
    pub(super) fn see(&mut self, at_ns: Option<u64>) {
        let ends_ns = self.view.timeline.reach_ns();
        let Some(at_ns) = at_ns.filter(|at_ns| self.has_spans() && *at_ns < ends_ns) else {
            self.replayed = None;
            return;
        };
        if self.replayed.as_ref().is_none_or(|seen| seen.elapsed_ns != at_ns) {
            self.replayed = Some(Rc::new(Analysis::until(self.record(), &self.view, at_ns)));
        }
    }
}

/// Whether what is derived from a run takes a while.
pub(super) fn is_large(record: &Record) -> bool {
    record.trace.event_count() >= LARGE_EVENTS
}

impl Run {
    /// The run that is under way.
    pub fn live(&self) -> Option<&LiveRun> {
        match self {
            Self::Live { run, .. } => Some(run),
            Self::Over(_) => None,
        }
    }

    /// The runs that are over, where none is under way.
    pub fn over(&self) -> Option<&ShownSeries> {
        match self {
            Self::Live { .. } => None,
            Self::Over(series) => Some(series),
        }
    }

    /// All runs that are over, also while one more is under way.
    pub fn series(&self) -> Option<&ShownSeries> {
        match self {
            Self::Live { earlier, .. } => earlier.as_ref(),
            Self::Over(series) => Some(series),
        }
    }

    /// The same, to be changed.
    pub(super) fn series_mut(&mut self) -> Option<&mut ShownSeries> {
        match self {
            Self::Live { earlier, .. } => earlier.as_mut(),
            Self::Over(series) => Some(series),
        }
    }

    /// The list that it ran, or runs.
    pub fn text(&self) -> &Rc<str> {
        match self {
            Self::Live { run, .. } => &run.text,
            Self::Over(run) => &run.text,
        }
    }

    /// What the reader had chosen about it.
    pub fn options(&self) -> &Options {
        match self {
            Self::Live { run, .. } => &run.options,
            Self::Over(run) => &run.record().options,
        }
    }

    /// What has to be said about it.
    pub fn notes(&self) -> &[Note] {
        match self {
            Self::Live { run, .. } => &run.notes,
            Self::Over(run) => &run.record().notes,
        }
    }

    /// What it shows, up to the last frame if it is under way.
    pub fn view(&self) -> &Rc<Analysis> {
        match self {
            Self::Live { run, .. } => &run.view,
            Self::Over(run) => &run.view,
        }
    }

    /// What is shown of it: that, or as far as the replay has come.
    pub fn seen(&self) -> &Rc<Analysis> {
        match self {
            Self::Live { run, .. } => &run.view,
            Self::Over(run) => run.seen(),
        }
    }
}
