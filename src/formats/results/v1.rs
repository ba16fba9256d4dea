//! The types of version 1, where they are others than those of version 2. Files of release 0.1.0 are such; they stay
//! readable for ever, and for one release they can still be written.

use serde::{Deserialize, Serialize};

use super::v2::{self, Awaited, Environment, Lane, Line, Origin, Outcome, Series, State, Subject, Task, or_null};
use super::{Damage, Fields, ReadError, RunDamage};
use crate::engine::Model;

/// The whole file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Results {
    format: String,
    version: u64,
    program: String,
    environment: Environment,
    runs: Vec<Run>,
}

/// The one run of a model.
#[derive(Debug, Serialize, Deserialize)]
struct Run {
    model: String,
    options: Fields,
    outcome: Outcome,
    trusted: bool,
    notes: Vec<String>,
    lanes: Vec<Lane>,
    tasks: Vec<Task>,
    spans: Vec<Span>,
    output: Vec<Line>,
    stats: Fields,
}

#[derive(Debug, Serialize, Deserialize)]
struct Span {
    #[serde(deserialize_with = "or_null")]
    lane: Option<u32>,
    task: u32,
    #[serde(deserialize_with = "or_null")]
    step: Option<u32>,
    state: State,
    start_ns: u64,
    end_ns: u64,
    /// Absent in files of release 0.1.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    order: Option<u32>,
}

impl Results {
    /// The same as version 1 has it; `None` if it can't say all of it.
    pub fn of(results: &v2::Results) -> Option<Self> {
        let v2::Results { program, environment, series, what_if: None, .. } = results else { return None };
        let mut runs: Vec<Run> = Vec::with_capacity(series.len());
        for series in series {
            let run = Run::of(series)?;
            if runs.iter().any(|other| other.model == run.model) {
                return None;
            }
            runs.push(run);
        }
        let (program, environment) = (program.clone(), environment.clone());
        Some(Self { format: super::FORMAT.to_owned(), version: 1, program, environment, runs })
    }

    /// The same as version 2 has it.
    ///
    /// # Errors
    /// If it says what no file of version 1 says.
    pub fn newer(self) -> Result<v2::Results, ReadError> {
        let mut series: Vec<Series> = Vec::with_capacity(self.runs.len());
        for run in self.runs {
            let run = run.newer();
            if series.iter().any(|other| other.subject == run.subject) {
                return Err(ReadError::Damaged(Damage::TwoRuns(run.label())));
            }
            if run.is_of_later() {
                return Err(run.damage(0, RunDamage::OfLater));
            }
            series.push(run);
        }
        Ok(v2::Results::new(self.program, self.environment, series))
    }
}

impl Run {
    fn of(series: &Series) -> Option<Self> {
        let (Subject::Model(model), None, [record], false) =
            (&series.subject, &series.environment, &series.records[..], series.is_of_later())
        else {
            return None;
        };
        if record.figures_only
            || record.tasks.iter().any(|task| task.told.is_some())
            || record.spans.iter().any(|span| span.turn.is_some())
        {
            return None;
        }
        let span = |span: &v2::Span| {
            let v2::Span { lane, task, step, state, start_ns, end_ns, order, .. } = *span;
            Span { lane, task, step, state, start_ns, end_ns, order }
        };
        Some(Self {
            model: model.clone(),
            options: series.options.clone(),
            outcome: record.outcome,
            trusted: record.trusted,
            notes: record.notes.clone(),
            lanes: record.lanes.clone(),
            tasks: record.tasks.clone(),
            spans: record.spans.iter().map(span).collect(),
            output: record.output.clone(),
            stats: record.stats.without("page_frozen_ns").without("overrun_ns"),
        })
    }

    fn newer(self) -> Series {
        let has_lock = Model::from_id(&self.model).is_some_and(Model::has_lock);
        let span = |span: Span| {
            let Span { lane, task, step, state, start_ns, end_ns, order } = span;
            let awaited = (state == State::Locked && has_lock).then_some(Awaited::Gil(true));
            v2::Span { lane, task, step, turn: None, state, start_ns, end_ns, awaited, item: None, order }
        };
        let record = v2::Record {
            outcome: self.outcome,
            trusted: self.trusted,
            notes: self.notes,
            figures_only: false,
            latencies_ns: Vec::new(),
            failures: Vec::new(),
            frozen: Vec::new(),
            lanes: self.lanes,
            tasks: self.tasks,
            spans: self.spans.into_iter().map(span).collect(),
            given_up: Vec::new(),
            requests: Vec::new(),
            values: Vec::new(),
            shares: Vec::new(),
            output: self.output,
            stats: self.stats,
            why: None,
        };
        Series {
            subject: Subject::Model(self.model),
            // Version 1 doesn't tell.
            origin: Origin::Measured,
            environment: None,
            options: self.options,
            records: vec![record],
        }
    }
}
