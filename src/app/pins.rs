//! Runs of an earlier text of a list that the reader has pinned: they stand by those of the text as it is now, before and
//! after a change.

use std::rc::Rc;

use super::{ByModel, Run, ShownSeries, State};
use crate::engine::Model;
use crate::stats::{Analysis, Series};

/// Runs that are pinned.
#[derive(Debug)]
pub struct Pinned {
    /// The list that they ran.
    text: Rc<str>,
    /// Their attempts.
    pub series: Series,
    /// What the attempt shows that was shown.
    pub view: Rc<Analysis>,
}

/// All that is pinned: of one list at a time, whatever its text has become.
#[derive(Debug, Default)]
pub struct Pins {
    list: Option<Rc<str>>,
    of: ByModel<Pinned>,
}

/// What a panel says about pins.
#[derive(Debug, Clone, PartialEq)]
pub enum Pin {
    /// Its runs can be pinned: they are of an earlier text.
    Offered,
    /// Its runs are pinned, and nothing newer has run.
    Set,
    /// Those are pinned that stand before its own.
    Before(Rc<Analysis>),
}

/// Pins the runs of a model, or of all models, that are of an earlier text.
pub(super) fn pin(state: &mut State, only: Option<Model>) {
    if state.pins.list != state.desk.id {
        state.pins = Pins { list: state.desk.id.clone(), of: ByModel::default() };
    }
    let of_model = |run: &&ShownSeries| only.is_none_or(|model| model == run.series.record().subject.model());
    let pinned = |run: &ShownSeries| {
        let mut series = run.series.clone();
        // Of what is past, one picture is enough, and what all attempts took.
        while series.shed() {}
        (run.series.record().subject.model(), Pinned { text: run.text.clone(), series, view: run.view.clone() })
    };
    let pinned: Vec<_> = state.over().filter(|run| state.can_be_pinned(run)).filter(of_model).map(pinned).collect();
    for (model, pinned) in pinned {
        state.pins.of.insert(model, pinned);
    }
}

/// Pins the runs of a model no longer.
pub(super) fn unpin(state: &mut State, model: Model) {
    state.pins.of.take(model);
}

impl State {
    /// Whether runs are of an earlier text than the one in the editor, and can be compared with what it will show.
    fn can_be_pinned(&self, run: &ShownSeries) -> bool {
        run.text != self.document.text && self.is_of_here(&run.series.origin)
    }

    /// Whether there is something that can be pinned and isn't.
    pub fn can_pin(&self) -> bool {
        self.over().any(|run| self.pin(run.series.record().subject.model()) == Some(Pin::Offered))
    }

    /// What is pinned of a model, while another text of that list lies on the desk.
    fn pinned(&self, model: Model) -> Option<&Pinned> {
        let is_of_list = self.pins.list == self.desk.id;
        self.pins.of.get(&model).filter(|pinned| is_of_list && pinned.text != self.document.text)
    }

    /// What the panel of a model says about pins.
    pub(super) fn pin(&self, model: Model) -> Option<Pin> {
        let run = self.runs.get(&model);
        if let Some(pinned) = self.pinned(model) {
            let is_same = run.and_then(Run::series).is_some_and(|run| run.text == pinned.text);
            return Some(if is_same { Pin::Set } else { Pin::Before(pinned.view.clone()) });
        }
        run.and_then(Run::over).filter(|run| self.can_be_pinned(run)).map(|_| Pin::Offered)
    }

    /// What is pinned and compared with runs of another text.
    pub fn before(&self) -> impl Iterator<Item = &Pinned> {
        let is_other = |pinned: &&Pinned| self.compared.as_ref().is_some_and(|list| list.text != pinned.text);
        Model::ALL.into_iter().filter_map(|model| self.pinned(model)).filter(is_other)
    }
}
