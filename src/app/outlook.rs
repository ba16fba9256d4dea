//! What is expected of a list under a model: found out here and now, or told by a worker.

use std::rc::Rc;

use super::{ByModel, State};
use crate::engine::virtual_time::{Setup, foresee};
use crate::engine::{Halt, Model, Options, Stuck};
use crate::program::Plan;
use crate::record::{Note, Record, Standstill};
use crate::stats::Analysis;
use crate::trace::{Tasks, Timeline, Trace};
use crate::wire::bytes::DecodeError;
use crate::wire::what_if::{Foreseen, ForeseenRun, decode_run};

/// What is expected under a model.
#[derive(Debug)]
pub enum Outlook {
    /// This run, which shows this.
    Run(Rc<Record>, Rc<Analysis>),
    /// One order of many, which the reader wants to see: its times say nothing.
    Order(Rc<Record>, Rc<Analysis>),
    /// Nothing is known: performing the list would take too long.
    TooLarge,
}

impl Outlook {
    /// What is expected of a plan, with as many digits as stand beside what is measured here; `None` if it takes more
    /// effort than is allowed to find that out.
    pub(super) fn foresee(plan: &Plan, model: Model, setup: &Setup, resolution_ns: u64) -> Option<Self> {
        let (trace, halt) = foresee(plan, model, setup)?;
        let stuck = match halt {
            Some(Halt::Full) => return Some(Self::TooLarge),
            Some(Halt::Stuck(stuck)) => Some(stuck),
            None => None,
        };
        let run = Record::expected(model, setup, trace, stuck.as_ref());
        let view = Analysis::expected(&run, resolution_ns.max(1));
        Some(Self::Run(Rc::new(run), Rc::new(view)))
    }

    /// An order, and who waits for whom at its end.
    pub(super) fn order(mut order: Record, stuck: Option<&Stuck>, resolution_ns: u64) -> Self {
        let Trace { tasks, resources, .. } = &order.trace;
        order.notes.extend(stuck.map(|stuck| Note::Stuck(Standstill::of(stuck, tasks, resources))));
        let view = Analysis { why: None, ..Analysis::expected(&order, resolution_ns.max(1)) };
        Self::Order(Rc::new(order), Rc::new(view))
    }

    /// What there is to be shown of it.
    pub(super) fn shown(&self) -> Option<(&Rc<Record>, &Rc<Analysis>)> {
        match self {
            Self::Run(run, view) | Self::Order(run, view) => Some((run, view)),
            Self::TooLarge => None,
        }
    }

    /// How long it is expected to take, in nanoseconds; `None` of what says nothing about speed: a run that gets stuck, or
    /// one order of many.
    pub(super) fn length_ns(&self) -> Option<u64> {
        match self {
            Self::Run(run, view) => run.counts().then_some(view.figures.makespan_ns),
            Self::Order(..) | Self::TooLarge => None,
        }
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
                self.tasks = Some(trace.tasks.afresh());
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
