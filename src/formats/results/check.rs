//! What the types can't say: ids count from 0, references lead somewhere, time goes forward, and what was waited for can
//! be waited for.

use super::v2::{Awaited, Outcome, Record, Results, Series, State, Subject, WhatIf};
use super::{Damage, Fields, LATEST_NS, ReadError, RunDamage, Scalar};
use crate::engine::{BEYOND_SHARES, Model};
use crate::program::Limits;
use crate::stats::FIGURES;

/// Figures that files of earlier releases don't have.
const LATER: [&str; 3] = ["oversubscription_peak", "overrun_ns", "page_frozen_ns"];

pub(super) fn results(results: &Results) -> Result<(), ReadError> {
    for series in &results.series {
        if series.records.is_empty() {
            return Err(ReadError::Damaged(Damage::NoRuns(series.label())));
        }
        for (index, record) in series.records.iter().enumerate() {
            check(series, record).map_err(|what| series.damage(index, what))?;
        }
    }
    let is_sound = results.what_if.as_ref().is_none_or(WhatIf::is_sound);
    if is_sound { Ok(()) } else { Err(ReadError::Damaged(Damage::WhatIf)) }
}

fn check(series: &Series, run: &Record) -> Result<(), RunDamage> {
    let are_counted = |ids: &mut dyn Iterator<Item = u32>| ids.zip(0..).all(|(id, index): (u32, u32)| id == index);
    // Where no task is written, lines still say whose they are.
    let tasks = if run.figures_only { Limits::LIST.tasks } else { run.tasks.len() };
    let is_task = |task: u32| (task as usize) < tasks;
    let spans = || run.spans.iter().chain(&run.given_up);
    let is_bare = run.tasks.is_empty() && spans().next().is_none() && run.values.is_empty() && run.requests.is_empty();
    let is_lane = |lane: Option<u32>| lane.is_none_or(|lane| (lane as usize) < run.lanes.len());
    let is_few = |count: usize| count <= Limits::LIST.tasks;
    let rules = [
        (run.counts().into_iter().all(is_few), RunDamage::TooMany),
        (are_counted(&mut run.lanes.iter().map(|lane| lane.id)), RunDamage::LaneIds),
        (are_counted(&mut run.tasks.iter().map(|task| task.id)), RunDamage::TaskIds),
        (spans().all(|span| is_task(span.task)), RunDamage::UnknownTask),
        (spans().all(|span| is_lane(span.lane)), RunDamage::UnknownLane),
        (spans().all(|span| span.start_ns <= span.end_ns), RunDamage::BackwardSpan),
        (run.output.iter().all(|line| is_task(line.task)), RunDamage::UnknownPrinter),
        (run.failures.iter().all(|failure| is_task(failure.task)), RunDamage::UnknownFailure),
        (stood_still(run), RunDamage::ImpossibleTime),
        (run.requests.iter().all(|request| is_task(request.task)), RunDamage::Requests),
        (run.values.iter().all(|value| is_task(value.task)), RunDamage::UnknownSharer),
        (are_small(run), RunDamage::ImpossibleNumber),
        (!run.figures_only || is_bare, RunDamage::NotFiguresOnly),
        (waits_for_what_is_there(series, run), RunDamage::Awaited),
        (has_figures(&run.stats), RunDamage::Figures),
    ];
    rules.into_iter().find(|(is_kept, _)| !is_kept).map_or(Ok(()), |(_, broken)| Err(broken))
}

impl Record {
    /// Of what there can be no more than tasks in a list.
    fn counts(&self) -> [usize; 5] {
        [self.tasks.len(), self.lanes.len(), self.latencies_ns.len(), self.failures.len(), self.frozen.len()]
    }
}

/// Whether what tasks act on each other by was never more than it can be.
fn are_small(run: &Record) -> bool {
    let values = run.values.iter().map(|value| value.value).chain(run.shares.iter().map(|share| share.value));
    values.into_iter().all(|value| value.unsigned_abs() <= BEYOND_SHARES.unsigned_abs())
}

/// Whether the page stood still at times that can be.
fn stood_still(run: &Record) -> bool {
    run.frozen.iter().all(|stretch| stretch.start_ns <= stretch.end_ns && stretch.end_ns <= LATEST_NS)
}

/// Whether spans wait for the GIL exactly where one is to be had.
fn waits_for_what_is_there(series: &Series, run: &Record) -> bool {
    let Some(model) = series.model() else { return true };
    run.spans.iter().all(|span| match &span.awaited {
        Some(Awaited::Gil(is_so)) => *is_so && span.state == State::Locked && model.is_locked_by_gil(),
        Some(Awaited::Join(is_so)) => *is_so,
        Some(Awaited::Limit(_) | Awaited::Queue(_) | Awaited::Meet(_)) => true,
        None => span.state != State::Locked || !model.is_locked_by_gil(),
    })
}

fn has_figures(stats: &Fields) -> bool {
    let is_number = |key: &str| match stats.get(key) {
        Some(Scalar::Nothing | Scalar::Whole(_) | Scalar::Real(_)) => true,
        Some(Scalar::Text(_) | Scalar::Other) => false,
        None => LATER.contains(&key),
    };
    let filed = FIGURES.iter().filter(|figure| figure.is_filed);
    filed.into_iter().all(|figure| is_number(figure.key) || (figure.is_rare && stats.get(figure.key).is_none()))
}

/// How much of a stranger's word is said.
const MOST_LETTERS: usize = 24;

impl Series {
    /// The model that ran, if one did that is known here.
    pub fn model(&self) -> Option<Model> {
        match &self.subject {
            Subject::Model(id) => Model::from_id(id),
            Subject::Foreign(_) => None,
        }
    }

    /// What ran, in a word or a few.
    pub fn label(&self) -> String {
        let (Subject::Model(label) | Subject::Foreign(label)) = &self.subject;
        label.chars().take(MOST_LETTERS).collect()
    }

    /// Whether something is in it that no file of version 1 can say.
    pub fn is_of_later(&self) -> bool {
        let is_awaited_later = |awaited: &Option<Awaited>| !matches!(awaited, None | Some(Awaited::Gil(_)));
        self.records.iter().any(|run| {
            run.outcome == Outcome::Stuck
                || !run.values.is_empty()
                || !run.shares.is_empty()
                || !run.given_up.is_empty()
                || !run.requests.is_empty()
                || run.stats.get("requests_in_flight").is_some()
                || run
                    .spans
                    .iter()
                    .any(|span| span.state == State::Copying || span.item.is_some() || is_awaited_later(&span.awaited))
        })
    }

    /// What is wrong with one of its runs.
    pub fn damage(&self, index: usize, damage: RunDamage) -> ReadError {
        let run = (self.records.len() > 1).then_some(index + 1);
        ReadError::Damaged(Damage::InRun { of: self.label(), run, damage })
    }
}
