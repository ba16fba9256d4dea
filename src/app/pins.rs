//! Runs of an earlier text of a list that the reader has pinned: they lie under those of the text as it is now, before and
//! after a change. What is pinned is noted beside the list, and its runs are found again among those that this browser
//! keeps: a note is a few words, and runs are kept anyway.

use std::cell::RefCell;
use std::rc::Rc;

use super::files::archive::ListId;
use super::{ByModel, Effect, Run, ShownSeries, State, lists};
use crate::engine::Model;
use crate::record::Record;
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
    /// The same under the run that it was laid under last.
    laid: RefCell<Option<(Rc<Analysis>, Rc<Analysis>)>>,
}

impl Pinned {
    fn new(text: Rc<str>, series: &Series) -> (Model, Self) {
        let series = series.clone();
        let view = Rc::new(series.analysis());
        (series.record().subject.model(), Self { text, series, view, laid: RefCell::default() })
    }

    /// What it shows, on the rows of a later run.
    fn under(&self, later: &Rc<Analysis>) -> Rc<Analysis> {
        let mut laid = self.laid.borrow_mut();
        // While a run goes on its tasks and its lanes stay what they are.
        let fits = |of: &Analysis| of.tasks == later.tasks && of.lanes == later.lanes;
        match &*laid {
            Some((of, under)) if fits(of) => under.clone(),
            _ => laid.insert((later.clone(), Rc::new(self.view.laid_under(later)))).1.clone(),
        }
    }
}

/// That the runs of a model under a text are pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    model: Model,
    list: ListId,
}

/// All that is pinned: the runs of one list at a time, whatever its text has become, and notes for all lists.
#[derive(Debug, Default)]
pub struct Pins {
    /// Where that list is kept.
    list: Option<Rc<str>>,
    of: ByModel<Pinned>,
    /// By where lists are kept, what is pinned beside them.
    noted: Vec<(Rc<str>, Vec<Mark>)>,
    /// What has been looked for since that list lies on the desk.
    sought: (Option<Rc<str>>, Vec<ListId>),
}

/// What a panel says about pins.
#[derive(Debug, Clone, PartialEq)]
pub enum Pin {
    /// Its runs can be pinned: they are of an earlier text.
    Offered,
    /// Its runs are pinned, and nothing newer has run.
    Set,
    /// Those are pinned that were measured before its own.
    Before(Rc<Analysis>),
}

impl Pins {
    /// What was noted in earlier visits, by where lists are kept.
    pub(super) fn new(notes: &[(String, String)]) -> Self {
        let mark = |word: &str| {
            let (model, list) = word.split_once(':')?;
            Some(Mark { model: Model::from_id(model)?, list: ListId(u64::from_str_radix(list, 16).ok()?) })
        };
        let marks =
            |(list, note): &(String, String)| (list.as_str().into(), note.split(' ').filter_map(mark).collect());
        Self { noted: notes.iter().map(marks).collect(), ..Self::default() }
    }

    /// The lists whose runs are pinned somewhere: they stay, whatever else has to go.
    pub(super) fn lists(&self) -> Vec<ListId> {
        self.noted.iter().flat_map(|(_, marks)| marks).map(|mark| mark.list).collect()
    }

    /// The room that they take.
    pub(super) fn bytes(&self) -> usize {
        self.of.values().map(|pinned| pinned.series.bytes()).sum()
    }

    /// Lets the spans of an attempt go; `false` if there are none to go.
    pub(super) fn shed(&mut self) -> bool {
        self.of.values_mut().any(|pinned| pinned.series.shed())
    }

    fn marks(&self, list: &str) -> &[Mark] {
        self.noted.iter().find(|(of, _)| **of == *list).map_or(&[], |(_, marks)| marks)
    }

    /// Changes what is noted beside a list.
    fn note(&mut self, list: &Rc<str>, change: impl FnOnce(&mut Vec<Mark>)) -> Effect {
        let mut marks = self.marks(list).to_vec();
        change(&mut marks);
        let words: Vec<String> = marks.iter().map(|mark| format!("{}:{:x}", mark.model.id(), mark.list.0)).collect();
        self.noted.retain(|(of, _)| of != list);
        if !marks.is_empty() {
            self.noted.push((list.clone(), marks));
        }
        Effect::NotePins { list: list.clone(), note: words.join(" ") }
    }
}

/// Pins the runs of a model, or of all models, that are of an earlier text.
pub(super) fn pin(state: &mut State, only: Option<Model>) -> Vec<Effect> {
    let list = lists::place(state);
    let of_model = |run: &&ShownSeries| only.is_none_or(|model| model == run.series.record().subject.model());
    let runs = state.over().filter(|run| state.can_be_pinned(run)).filter(of_model);
    let pinned: Vec<_> = runs.map(|run| Pinned::new(run.text.clone(), &run.series)).collect();
    take_in(state, list, pinned)
}

fn take_in(state: &mut State, list: Option<Rc<str>>, pinned: Vec<(Model, Pinned)>) -> Vec<Effect> {
    if state.pins.list != list {
        (state.pins.list, state.pins.of) = (list.clone(), ByModel::default());
    }
    let marks: Vec<Mark> =
        pinned.iter().map(|(model, pinned)| Mark { model: *model, list: ListId::of(&pinned.text) }).collect();
    for (model, pinned) in pinned {
        state.pins.of.insert(model, pinned);
    }
    let add = |noted: &mut Vec<Mark>| {
        noted.retain(|old| marks.iter().all(|new| new.model != old.model));
        noted.extend(&marks);
    };
    // A list from a link is kept nowhere, so nothing can be noted beside it.
    list.map(|list| state.pins.note(&list, add)).into_iter().collect()
}

/// Pins the runs of a model no longer.
pub(super) fn unpin(state: &mut State, model: Model) -> Vec<Effect> {
    state.pins.of.take(model);
    let list = state.pins.list.clone();
    list.map(|list| state.pins.note(&list, |marks| marks.retain(|mark| mark.model != model))).into_iter().collect()
}

/// Where the list on the desk is kept, and the text beside it whose runs are to be found, if there is one.
pub(super) fn sought(state: &mut State) -> Option<(Rc<str>, ListId)> {
    let list = lists::place(state)?;
    if state.pins.sought.0.as_ref() != Some(&list) {
        state.pins.sought = (Some(list.clone()), Vec::new());
    }
    let Pins { list: shown, of, sought: (_, asked), .. } = &state.pins;
    let is_here = |mark: &Mark| *shown == Some(list.clone()) && of.get(&mark.model).is_some();
    let mut missing = state.pins.marks(&list).iter().filter(|mark| !is_here(mark) && !asked.contains(&mark.list));
    let found = missing.next()?.list;
    state.pins.sought.1.push(found);
    Some((list, found))
}

/// The runs of a text that was sought beside a list are here; of those that are not kept any longer the note goes.
pub(super) fn found(state: &mut State, list: &Rc<str>, of: ListId, text: &Rc<str>, all: &[Series]) -> Vec<Effect> {
    let marks = state.pins.marks(list).iter().filter(|mark| mark.list == of);
    let is_marked = |series: &&Series| marks.clone().any(|mark| mark.model == series.record().subject.model());
    let marked: Vec<&Series> = all.iter().filter(is_marked).collect();
    let gone = |mark: &Mark| mark.list == of && marked.iter().all(|of| of.record().subject.model() != mark.model);
    let gone: Vec<Model> = marks.clone().filter(|mark| gone(mark)).map(|mark| mark.model).collect();
    let pinned = marked.into_iter().filter(|series| state.is_of_here(&series.origin));
    let pinned: Vec<_> = pinned.map(|series| Pinned::new(text.clone(), series)).collect();
    let mut effects = Vec::new();
    if !gone.is_empty() {
        let forget = |marks: &mut Vec<Mark>| marks.retain(|mark| mark.list != of || !gone.contains(&mark.model));
        effects.push(state.pins.note(list, forget));
    }
    if !pinned.is_empty() && lists::place(state).as_ref() == Some(list) {
        effects.extend(take_in(state, Some(list.clone()), pinned));
    }
    effects
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
        let is_of_list = self.pins.list == lists::place(self);
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

    /// What is pinned of a model, on the rows of its run of another text, or of what is expected before there is one.
    pub fn under(&self, model: Model) -> Option<Rc<Analysis>> {
        let pinned = self.pinned(model)?;
        match self.runs.get(&model) {
            Some(run) => (*run.text() != pinned.text).then(|| pinned.under(run.view())),
            None => self.expected(model).map(|expected| pinned.under(&expected.view)),
        }
    }

    /// The run that is shown of that, where it lies under another one.
    pub(super) fn before_of(&self, model: Model) -> Option<&Record> {
        let is_under = self.under(model).is_some() && self.runs.get(&model).is_some();
        self.pinned(model).filter(|_| is_under).map(|pinned| &**pinned.series.record())
    }

    /// How long the pinned runs are that are shown, in nanoseconds.
    pub(super) fn pinned_ends_ns(&self) -> impl Iterator<Item = u64> {
        self.shown.iter().filter_map(|model| self.pinned(*model)).map(|pinned| pinned.view.timeline.makespan_ns)
    }

    /// What is pinned and compared with runs of another text.
    pub fn before(&self) -> impl Iterator<Item = &Pinned> {
        let is_other = |pinned: &&Pinned| self.compared.as_ref().is_some_and(|list| list.text != pinned.text);
        Model::ALL.into_iter().filter_map(|model| self.pinned(model)).filter(is_other)
    }
}
