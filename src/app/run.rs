//! The latest run of a model, as the page knows it.

use std::rc::Rc;

use super::live_run::{LARGE_EVENTS, LiveRun};
use crate::engine::Options;
use crate::record::{Origin, Record, Series};
use crate::stats::Analysis;

/// The latest run of a model: under way, or over.
#[derive(Debug)]
pub enum Run {
    /// It is under way.
    Live(Box<LiveRun>),
    /// It is over.
    Over(ShownSeries),
}

/// Runs that are over, as the page shows them.
#[derive(Debug)]
pub struct ShownSeries {
    /// The number of the latest of them.
    pub number: u32,
    /// The list that they ran.
    pub text: Rc<str>,
    /// Their records.
    pub series: Series,
    /// What the record shows that is shown.
    pub view: Rc<Analysis>,
    /// What it showed at the moment that is replayed, if that is before its end.
    pub replayed: Option<Rc<Analysis>>,
    /// Whether the reader has them as a file, every span of them.
    pub is_saved: bool,
}

impl ShownSeries {
    /// One run that has ended, or was opened.
    pub fn new(number: u32, text: Rc<str>, origin: Origin, record: Record) -> Self {
        let is_saved = origin.recording().is_some();
        let view = Rc::new(Analysis::of(&record));
        Self { number, text, series: Series::new(origin, Rc::new(record)), view, replayed: None, is_saved }
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
        self.record().trace.event_count() >= LARGE_EVENTS
    }

    /// Shows it as it was at this moment, or whole.
    pub(super) fn see(&mut self, at_ns: Option<u64>) {
        let Some(at_ns) = at_ns.filter(|at_ns| *at_ns < self.view.timeline.makespan_ns) else {
            self.replayed = None;
            return;
        };
        if self.replayed.as_ref().is_none_or(|seen| seen.elapsed_ns != at_ns) {
            self.replayed = Some(Rc::new(Analysis::until(self.record(), &self.view, at_ns)));
        }
    }
}

impl Run {
    /// The run that is under way.
    pub fn live(&self) -> Option<&LiveRun> {
        match self {
            Self::Live(run) => Some(run),
            Self::Over(_) => None,
        }
    }

    /// The runs that are over.
    pub fn over(&self) -> Option<&ShownSeries> {
        match self {
            Self::Live(_) => None,
            Self::Over(run) => Some(run),
        }
    }

    /// The list that it ran, or runs.
    pub fn text(&self) -> &Rc<str> {
        match self {
            Self::Live(run) => &run.text,
            Self::Over(run) => &run.text,
        }
    }

    /// What the reader had chosen about it.
    pub fn options(&self) -> &Options {
        match self {
            Self::Live(run) => &run.options,
            Self::Over(run) => &run.record().options,
        }
    }

    /// What has to be said about it, in whole sentences.
    pub fn notes(&self) -> &[String] {
        match self {
            Self::Live(run) => &run.notes,
            Self::Over(run) => &run.record().notes,
        }
    }

    /// What it shows, up to the last frame if it is under way.
    pub fn view(&self) -> &Rc<Analysis> {
        match self {
            Self::Live(run) => &run.view,
            Self::Over(run) => &run.view,
        }
    }

    /// What is shown of it: that, or as far as the replay has come.
    pub fn seen(&self) -> &Rc<Analysis> {
        match self {
            Self::Live(run) => &run.view,
            Self::Over(run) => run.seen(),
        }
    }
}
