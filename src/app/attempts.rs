//! The attempts of a model, as its panel shows them: dots on the axis of time, one of which is looked at.

use super::{Run, State};
use crate::engine::Model;
use crate::record::Outcome;
use crate::words;

/// Several attempts of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempts {
    /// From the shortest to the longest.
    pub dots: Vec<Dot>,
    /// Whether one of them can be chosen: not while one more runs.
    pub can_choose: bool,
    /// What has to be said where not all pictures were kept.
    pub note: Option<String>,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dot {
    /// Which one, counted from 0.
    pub attempt: usize,
    /// When it had ended, in nanoseconds since its start.
    pub ends_ns: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// Whether it is looked at.
    pub is_shown: bool,
}

impl State {
    /// The attempts of a model; `None` where there is one at most.
    pub fn attempts(&self, model: Model) -> Option<Attempts> {
        let run = self.runs.get(&model)?;
        let series = &run.series()?.series;
        let all = series.attempts();
        if all.len() < 2 {
            return None;
        }
        let shown = series.shown();
        let dot = |(attempt, of): (usize, &crate::stats::Attempt)| Dot {
            attempt,
            ends_ns: of.figures.makespan_ns,
            outcome: of.outcome,
            trusted: of.trusted,
            is_shown: attempt == shown,
        };
        let mut dots: Vec<Dot> = all.iter().enumerate().map(dot).collect();
        dots.sort_by_key(|dot| dot.ends_ns);
        let gone = (0..all.len()).filter(|attempt| !series.has_spans(*attempt)).count();
        let is_gone = !series.has_spans(shown);
        let note = (gone > 0).then(|| words::spans_not_kept(gone, all.len(), is_gone.then_some(shown + 1)));
        Some(Attempts { dots, can_choose: matches!(run, Run::Over(_)), note })
    }
}
