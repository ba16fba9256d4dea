//! What is expected of a list under a model: found out here and now, or told by a worker.

use std::rc::Rc;

use super::{ByModel, State};
use crate::engine::virtual_time::{self, Setup};
use crate::engine::{Model, Options};
use crate::program::Plan;
use crate::record::Record;
use crate::stats::Analysis;
use crate::trace::{Tasks, Timeline};
use crate::wire::bytes::DecodeError;
use crate::wire::what_if::{Foreseen, ForeseenRun, decode_run};

/// What is expected under a model.
#[derive(Debug)]
pub enum Outlook {
    /// This run, which shows this.
    Run(Rc<Record>, Rc<Analysis>),
    /// Nothing is known: performing the list would take too long.
    TooLarge,
}

impl Outlook {
    /// What is known of a run, with as many digits as stand beside what is measured here.
    pub(super) fn of(run: Option<Record>, resolution_ns: u64) -> Self {
        let Some(run) = run else { return Self::TooLarge };
        let view = Rc::new(Analysis::expected(&run, resolution_ns.max(1)));
        Self::Run(Rc::new(run), view)
    }
}

/// What the outlooks are of.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    pub text: Rc<str>,
    pub options: Options,
}

impl Basis {
    pub fn of(state: &State) -> Self {
        Self { text: state.document.text.clone(), options: state.options }
    }

    /// Whether it is the list and the options as they are now.
    pub fn is_of(&self, state: &State) -> bool {
        Rc::ptr_eq(&self.text, &state.document.text) && self.options == state.options
    }
}

/// What a worker was asked, and what has come of it so far: it is shown when all of it is there.
#[derive(Debug)]
pub(super) struct Asked {
    pub number: u32,
    pub basis: Basis,
    pub setup: Setup,
    /// The tasks of the list, as soon as they are told.
    pub tasks: Option<Tasks>,
    pub models: Vec<Model>,
    pub outlooks: ByModel<Outlook>,
}

impl Asked {
    /// Takes in what was told of it.
    pub fn take(&mut self, foreseen: Foreseen, resolution_ns: u64) -> Result<(), DecodeError> {
        let Foreseen { model, run, .. } = foreseen;
        let outlook = match run {
            None => Outlook::TooLarge,
            Some(bytes) => {
                let ForeseenRun { trace, stuck, figures, why } = decode_run(&bytes, self.tasks.as_ref())?;
                self.tasks = Some(trace.tasks.clone());
                let timeline = Timeline::of(&trace, None);
                let run = Record::expected(model, &self.setup, trace, stuck.as_ref());
                let view = Analysis::foreseen(&run, timeline, figures, why, resolution_ns.max(1));
                Outlook::Run(Rc::new(run), Rc::new(view))
            }
        };
        self.outlooks.insert(model, outlook);
        Ok(())
    }
}

/// The run that is expected of a plan, unless it would take too much to find out.
pub(super) fn foresee(plan: &Plan, model: Model, setup: &Setup) -> Option<Record> {
    let (trace, stuck) = virtual_time::foresee(plan, model, setup)?;
    Some(Record::expected(model, setup, trace, stuck.as_ref()))
}
