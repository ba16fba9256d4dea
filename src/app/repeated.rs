//! What several attempts of a model show together, as its panel tells it.

use std::rc::Rc;

use super::State;
use crate::engine::Model;
use crate::record::Note;
use crate::stats::figures::Quantity;
use crate::stats::{FIGURES, Spread, Summary, Tally, tallies};

/// What several attempts show together.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeated {
    /// Times, orders of output, and attempts that stand out.
    pub summary: Rc<Summary>,
    /// How figures are spread.
    pub spreads: Vec<(Quantity, Spread)>,
    /// What attempts show, and how many of them.
    pub findings: Vec<Tally>,
    /// Of how many attempts it is known what they show.
    pub known: usize,
    /// Which attempts were left out because they can't be trusted, and what has to be said about each.
    pub left_out: Vec<(usize, Vec<Note>)>,
}

impl Repeated {
    /// How a figure is spread.
    pub fn spread(&self, quantity: Quantity) -> Option<&Spread> {
        self.spreads.iter().find(|(of, _)| *of == quantity).map(|(_, spread)| spread)
    }
}

impl State {
    /// What the attempts of a model show together; `None` where it was not repeated.
    pub(super) fn repeated(&self, model: Model) -> Option<Repeated> {
        let run = self.runs.get(&model)?;
        let series = &run.series()?.series;
        let attempts = Some(series.attempts()).filter(|attempts| attempts.len() > 1)?;
        let spread = |figure| Spread::of_figure(figure, attempts).filter(|spread| spread.count > 1);
        let shown = run.over().map_or(&[][..], |run| &run.view.findings);
        let (findings, known) = tallies(shown, attempts);
        let doubted = series.records().enumerate().filter(|(_, (_, record))| !record.trusted);
        Some(Repeated {
            summary: series.summary().clone(),
            spreads: FIGURES.iter().filter_map(|figure| Some((figure.quantity, spread(figure)?))).collect(),
            findings,
            known,
            left_out: doubted.map(|(attempt, (_, record))| (attempt, record.notes.clone())).collect(),
        })
    }
}
