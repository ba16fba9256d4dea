//! What is expected of lists that take too long for the page: performed model by model, so that a newer list is heard of in
//! between.

use std::collections::VecDeque;

use crate::app::Document;
use crate::engine::virtual_time::{Setup, foresee};
use crate::engine::{Halt, Model, Stuck};
use crate::record::Record;
use crate::stats::Analysis;
use crate::wire::what_if::{Foreseen, Foresight, encode_run};

/// Finds out what is expected of the list that was asked about last.
#[derive(Debug, Default)]
pub(super) struct Foreseer {
    /// The list: of the next one only what differs is read.
    document: Option<Document>,
    /// What is still to be found out of it.
    left: Option<Left>,
}

#[derive(Debug)]
struct Left {
    number: u32,
    setup: Setup,
    models: VecDeque<Model>,
    /// Whether the tasks have been told.
    has_tasks: bool,
}

impl Foreseer {
    /// It is asked. What is left of a list before isn't wanted any longer.
    pub(super) fn ask(&mut self, foresight: Foresight) {
        let Foresight { number, text, setup, models } = foresight;
        match &mut self.document {
            Some(document) => document.change(&text),
            None => self.document = Some(Document::new(&text)),
        }
        self.left = Some(Left { number, setup, models: models.into(), has_tasks: false });
    }

    /// Whether something is left.
    pub(super) fn is_due(&self) -> bool {
        self.left.as_ref().is_some_and(|left| !left.models.is_empty())
    }

    /// What is expected under the next model.
    pub(super) fn next(&mut self) -> Option<Foreseen> {
        let left = self.left.as_mut()?;
        let model = left.models.pop_front()?;
        let plan = self.document.as_ref().and_then(Document::plan);
        let foreseen = plan.and_then(|plan| foresee(plan, model, &left.setup));
        let mut encode = |trace, stuck: Option<&Stuck>| {
            let has_tasks = std::mem::replace(&mut left.has_tasks, true);
            let run = Record::expected(model, &left.setup, trace, None);
            let view = Analysis::expected(&run, run.trace.clock_resolution_ns);
            encode_run(&run.trace, stuck, &view, !has_tasks)
        };
        let run = match foreseen {
            None | Some((_, Some(Halt::Full))) => None,
            Some((trace, Some(Halt::Stuck(stuck)))) => Some(encode(trace, Some(&stuck))),
            Some((trace, None)) => Some(encode(trace, None)),
        };
        Some(Foreseen { number: left.number, model, run })
    }
}
