//! What is compared: the runs that are over and belong to the list that ran last.

use std::rc::Rc;

use super::{Environment, ShownSeries, State};
use crate::engine::Model;
use crate::program::Plan;
use crate::record::{Origin, Place, Record};
use crate::stats::lessons::{self, Answer};
use crate::stats::{Analysis, Comparison, Figures, Session};

/// The list that ran last, as it was then.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Its text.
    pub text: Rc<str>,
    /// What runs.
    pub plan: Rc<Plan>,
    /// Where its runs come from.
    pub origin: Origin,
}

impl State {
    pub(super) fn is_compared(&self, run: &ShownSeries) -> bool {
        self.compared.as_ref().is_some_and(|list| list.text == run.text && list.origin == run.series.origin)
    }

    /// Finished runs that belong to the text of the latest run.
    pub fn compared_runs(&self) -> impl Iterator<Item = &ShownSeries> {
        self.over().filter(|run| self.is_compared(run))
    }

    /// What the runs of the example on the desk show; nothing for other lists, and none of a recorded one.
    pub fn verdict(&self) -> Vec<Answer> {
        let is_here = |run: &&ShownSeries| run.text == self.document.text && run.series.origin == Origin::Measured;
        let counted = self.compared_runs().filter(is_here).filter(|run| run.record().counts());
        let measured: Vec<&Analysis> = counted.map(|run| &*run.view).collect();
        self.document.example.map(|example| lessons::verdict(example, &measured)).unwrap_or_default()
    }

    /// Their comparison.
    pub fn comparison(&self) -> Comparison {
        let runs: Vec<(&Record, &Figures)> =
            self.compared_runs().map(|run| (run.record(), &run.view.figures)).collect();
        Comparison::of(&runs)
    }

    /// They as a session, or of them those of one model; `None` before there are any.
    pub fn session(&self, only: Option<Model>) -> Option<Session> {
        let is_wanted = |run: &&ShownSeries| only.is_none_or(|model| model == run.record().subject.model());
        let series: Vec<_> = self.compared_runs().filter(is_wanted).map(|run| run.series.clone()).collect();
        if series.is_empty() {
            return None;
        }
        Some(Session { text: self.compared.as_ref()?.text.clone(), place: self.place()?, series })
    }

    /// Where the runs that are compared were measured; `None` before that is known.
    fn place(&self) -> Option<Place> {
        if let Some(recording) = self.compared.as_ref().and_then(|list| list.origin.recording()) {
            return Some(recording.place.clone());
        }
        let Environment { user_agent, cores, isolated, clock_resolution_ns, .. } = &self.environment;
        Some(Place {
            user_agent: user_agent.clone(),
            cores: *cores as u32,
            isolated: *isolated,
            clock_resolution_ns: *clock_resolution_ns,
            calibration: self.calibration?,
        })
    }

    /// The cores and the clock that the runs that are compared were measured with.
    pub fn compared_environment(&self) -> Environment {
        let here = self.environment.clone();
        match self.compared.as_ref().and_then(|list| list.origin.recording()) {
            Some(recording) => Environment {
                cores: recording.place.cores as usize,
                clock_resolution_ns: recording.place.clock_resolution_ns,
                ..here
            },
            None => here,
        }
    }
}
