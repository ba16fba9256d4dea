//! What is compared: the runs that are over and belong to the list that ran last.

use std::rc::Rc;
use std::sync::Arc;

use super::{Environment, ShownSeries, State};
use crate::engine::Model;
use crate::program::Plan;
use crate::record::{Origin, Outcome, Place};
use crate::stats::comparison::sequential_ns;
use crate::stats::lessons::{self, Answer, Seen};
use crate::stats::{Analysis, Comparison, Series, Session, speedup};

/// The list that ran last, as it was then.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Its text.
    pub text: Rc<str>,
    /// What runs.
    pub plan: Arc<Plan>,
    /// Where its runs come from.
    pub origin: Origin,
}

impl State {
    pub(super) fn is_compared(&self, run: &ShownSeries) -> bool {
        self.compared.as_ref().is_some_and(|list| {
            let is_alike = match (&list.origin, &run.series.origin) {
                (Origin::Measured, origin) => self.is_of_here(origin),
                (Origin::Kept(list), Origin::Kept(run)) => list.place.is_like(&run.place),
                (list, run) => list == run,
            };
            list.text == run.text && is_alike
        })
    }

    /// Whether what comes from there can be compared with what is measured here and now.
    pub(super) fn is_of_here(&self, origin: &Origin) -> bool {
        match origin {
            Origin::Measured => true,
            Origin::Kept(kept) => self.here().is_some_and(|here| here.is_like(&kept.place)),
            Origin::Expected | Origin::Recorded(_) => false,
        }
    }

    /// Finished runs that belong to the text of the latest run.
    pub fn compared_runs(&self) -> impl Iterator<Item = &ShownSeries> {
        self.over().filter(|run| self.is_compared(run))
    }

    /// What the runs of the example on the desk show; nothing for other lists, and none of a recorded one.
    pub fn verdict(&self) -> Vec<Answer> {
        let is_here = |run: &&ShownSeries| run.text == self.document.text && self.is_of_here(&run.series.origin);
        let is_over =
            |run: &&ShownSeries| run.record().trusted && matches!(run.record().outcome, Outcome::Done | Outcome::Stuck);
        let counted = self.compared_runs().filter(is_here).filter(is_over);
        let counted: Vec<_> = counted.map(|run| (run, self.expected_of(run))).collect();
        let seen = counted.iter().map(|(run, expected)| Seen {
            view: &run.view,
            is_done: run.record().counts(),
            orders: &run.series.summary().orders,
            expected: expected.as_deref(),
        });
        let seen: Vec<Seen> = seen.collect();
        self.document.example.map(|example| lessons::verdict(example, &seen)).unwrap_or_default()
    }

    /// What was expected of runs, where the reader sees that beside them.
    fn expected_of(&self, run: &ShownSeries) -> Option<Rc<Analysis>> {
        let expected = self.expected(run.record().subject.model())?;
        expected.is_behind.then_some(expected.view)
    }

    fn compared_series(&self) -> Vec<&Series> {
        self.compared_runs().map(|run| &run.series).collect()
    }

    /// Their comparison.
    pub fn comparison(&self) -> Comparison {
        let before: Vec<&Series> = self.before().map(|pinned| &pinned.series).collect();
        Comparison::of(&self.compared_series()).with_before(&before)
    }

    /// How many times as fast the attempt that is shown was as the list one task after another, where both can be compared.
    pub(super) fn speedup(&self, run: &ShownSeries) -> Option<f64> {
        let attempt = run.series.attempt();
        let one_by_one_ns = sequential_ns(&self.compared_series())?;
        let is_told = self.is_compared(run) && attempt.counts();
        is_told.then(|| speedup(one_by_one_ns, attempt.figures.makespan_ns)).flatten()
    }

    /// They as a session, or of them those of one model; `None` before there are any.
    pub fn session(&self, only: Option<Model>) -> Option<Session> {
        let is_wanted = |run: &&ShownSeries| only.is_none_or(|model| model == run.record().subject.model());
        let series: Vec<_> = self.compared_runs().filter(is_wanted).map(|run| run.series.clone()).collect();
        // Of several machines it is this one, and whatever was measured elsewhere says so.
        let place = series.first()?.origin.place();
        let place = place.filter(|place| series.iter().all(|series| series.origin.place() == Some(place))).cloned();
        Some(Session { text: self.compared.as_ref()?.text.clone(), place: place.or_else(|| self.here())?, series })
    }

    /// Where runs are measured now; `None` before that is known.
    pub(super) fn here(&self) -> Option<Place> {
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
        match self.compared.as_ref().and_then(|list| list.origin.place()) {
            Some(place) => {
                Environment { cores: place.cores as usize, clock_resolution_ns: place.clock_resolution_ns, ..here }
            }
            None => here,
        }
    }
}
