//! What is expected of the list in the editor, under every model that is shown: the list performed in virtual time, as
//! soon as it is understood. It never is measured, never compared, and labelled wherever it is seen.

use std::rc::Rc;

use super::notice::Notice;
use super::outlook::{Asked, Basis, Outlook, foresee};
use super::pace::Pace;
use super::{ByModel, Effect, Run, State, predict, wording};
use crate::engine::virtual_time::Setup;
use crate::engine::{Model, Options};
use crate::program::Parsed;
use crate::record::{Note, Record, Standstill};
use crate::stats::{Agreement, Analysis, speedup};
use crate::wire::trouble::{Message, Trouble};
use crate::wire::what_if::{Foreseen, Foresight, Order, encode_order};

/// Up to so many steps, of all models that are shown, are performed in the same moment as the letter that changed them.
/// More of them are performed by a worker, while the page does something else.
const STEPS_AT_ONCE: usize = 400;
/// Unless one of them takes more effort than this, such as a lock that changes hands all the time.
const EFFORT_AT_ONCE: usize = 2_000;
/// A list of more steps than this is not performed: what came of it would hold up the page.
const MOST_STEPS: usize = 40_000;
/// Nor is one that takes more effort than this under a model.
const MOST_EFFORT: usize = 150_000;

/// All that is expected.
#[derive(Debug)]
pub struct Expectations {
    /// Whether the reader wants to see them.
    pub is_on: bool,
    basis: Option<Basis>,
    outlooks: ByModel<Outlook>,
    asked: Option<Asked>,
    /// What was found to take too much to be performed at once.
    is_not_at_once: Option<Basis>,
    /// The number of what was asked last.
    number: u32,
    /// Whether there is no worker to be asked: it could not be started, or died.
    is_alone: bool,
    pace: Pace,
    agreement: Agreement,
}

impl Expectations {
    /// Nothing is expected yet.
    pub(super) fn new(is_on: bool) -> Self {
        let (pace, agreement) = (Pace::default(), Agreement::default());
        let (basis, outlooks, asked, is_not_at_once) = (None, ByModel::default(), None, None);
        Self { is_on, basis, outlooks, asked, is_not_at_once, number: 0, is_alone: false, pace, agreement }
    }

    /// How well runs measured here agreed with what was expected of them.
    pub fn agreement(&self) -> &Agreement {
        &self.agreement
    }

    /// Whether a worker is being waited for.
    pub fn is_awaited(&self) -> bool {
        self.asked.is_some()
    }
}

/// A run of this list has ended here: it tells how good was what was expected, and more of the machine.
pub(super) fn learn(state: &mut State, text: &Rc<str>, record: &Record, view: &Analysis) {
    let model = record.subject.model();
    let outlook = state.expectations.outlooks.get(&model).filter(|_| state.is_basis(text, model, &record.options));
    if let Some(Outlook::Run(_, expected)) = outlook.filter(|_| record.counts()) {
        let expected_ns = expected.figures.makespan_ns;
        state.expectations.agreement.add(expected_ns, view.figures.makespan_ns);
    }
    state.expectations.pace.learn(record, view);
}

/// What is expected, as a panel shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// The run.
    pub view: Rc<Analysis>,
    /// How many times as fast as sequential it is, if that is shown.
    pub speedup: Option<f64>,
    /// That nothing in it can go on at its end.
    pub standstill: Option<Rc<Standstill>>,
    /// Whether it lies behind a measured run of the same list, and stands nowhere else.
    pub is_behind: bool,
    /// Whether the list has a problem since: then this is of the list as it was before.
    pub is_before_problem: bool,
}

/// Sees to it that what is expected is of the list as it is now; has a worker asked where that takes long.
pub(super) fn see(state: &mut State) -> Option<Effect> {
    let parsed = state.document.parsed();
    if !parsed.is_runnable() {
        // A problem may be half a word: what was understood before it stays. Without a task there is nothing.
        if parsed.task_count() == 0 {
            let expectations = &mut state.expectations;
            (expectations.basis, expectations.outlooks, expectations.asked) = (None, ByModel::default(), None);
        }
        return None;
    }
    if !state.expectations.is_on {
        state.expectations.asked = None;
        return None;
    }
    let is_known = |model: Model| state.expectations.outlooks.get(&model).is_some();
    if state.expectations.basis.as_ref().is_some_and(|basis| basis.is_of(state)) && able(state).all(is_known) {
        state.expectations.asked = None;
        return None;
    }
    if make(state) {
        return None;
    }
    if state.is_busy() || state.calibration.is_none() {
        // It would take a core from what is measured.
        return state.expectations.asked.take().map(|_| Effect::Foresee(None));
    }
    ask(state)
}

/// The same before anything has happened: what takes long waits for that.
pub(super) fn see_first(state: &mut State) {
    if see(state).is_some() {
        state.expectations.asked = None;
    }
}

/// Finds out what is expected, if that can be done at once; whether it is known now.
fn make(state: &mut State) -> bool {
    let parsed = state.document.parsed();
    let is_too_large = steps(parsed) > MOST_STEPS;
    let is_tried = state.expectations.is_not_at_once.as_ref().is_some_and(|basis| basis.is_of(state));
    if !is_too_large && (is_tried || steps_of_all(state) > STEPS_AT_ONCE) {
        return false;
    }
    let plan = if is_too_large { None } else { state.document.plan() };
    let setup = setup(state, EFFORT_AT_ONCE);
    let resolution_ns = state.environment.clock_resolution_ns;
    let outlook = |model| {
        let run = match plan {
            Some(plan) => Some(foresee(plan, model, &setup)?),
            None => None,
        };
        Some((model, Outlook::of(run, resolution_ns)))
    };
    let outlooks: Option<ByModel<Outlook>> = able(state).map(outlook).collect();
    let basis = Basis::of(state);
    let expectations = &mut state.expectations;
    let Some(outlooks) = outlooks else {
        expectations.is_not_at_once = Some(basis);
        return false;
    };
    (expectations.basis, expectations.outlooks, expectations.asked) = (Some(basis), outlooks, None);
    true
}

/// Has a worker asked, unless it has been asked that already. What it was asked before isn't wanted any longer.
fn ask(state: &mut State) -> Option<Effect> {
    let models: Vec<Model> = able(state).collect();
    let is_asked = |asked: &Asked| asked.basis.is_of(state) && asked.models == models;
    if state.expectations.is_alone || state.expectations.asked.as_ref().is_some_and(is_asked) {
        return None;
    }
    let (basis, setup) = (Basis::of(state), setup(state, MOST_EFFORT));
    let expectations = &mut state.expectations;
    expectations.number += 1;
    let number = expectations.number;
    let foresight = Foresight { number, text: basis.text.to_string(), setup, models: models.clone() };
    expectations.asked = Some(Asked { number, basis, setup, tasks: None, models, outlooks: ByModel::default() });
    Some(Effect::Foresee(Some(encode_order(&Order::Foresee(foresight)))))
}

/// The worker has told what came of a list under one of the models, or why it is dead.
pub(super) fn hear(state: &mut State, told: Result<Foreseen, Trouble>) -> Option<Effect> {
    let resolution_ns = state.environment.clock_resolution_ns;
    let told = told.and_then(|foreseen| {
        let asked = state.expectations.asked.take_if(|asked| asked.number == foreseen.number);
        let take = |mut asked: Asked| asked.take(foreseen, resolution_ns).map(|()| asked);
        asked.map(take).transpose().map_err(|error| Trouble::Unreadable(Message::Report, error))
    });
    let expectations = &mut state.expectations;
    match told {
        Ok(Some(asked)) if asked.models.iter().all(|model| asked.outlooks.get(model).is_some()) => {
            (expectations.basis, expectations.outlooks) = (Some(asked.basis), asked.outlooks);
        }
        Ok(Some(asked)) => expectations.asked = Some(asked),
        // It isn't wanted any longer.
        Ok(None) => {}
        Err(trouble) => {
            (expectations.asked, expectations.is_alone) = (None, true);
            state.notify(Notice::Trouble(trouble));
            return Some(Effect::Foresee(None));
        }
    }
    None
}

/// A run is about to start: what is expected of it is made with all that is known of the machine by now, if that can be
/// done at once.
pub(super) fn renew(state: &mut State) {
    if state.expectations.is_on {
        make(state);
    }
}

/// The reader wants to see what is expected, or no longer.
pub(super) fn toggle(state: &mut State) {
    state.expectations.is_on = !state.expectations.is_on;
}

/// What a run in virtual time is told of this machine, and of what the reader has chosen.
pub(super) fn setup(state: &State, most_effort: usize) -> Setup {
    state.expectations.pace.setup(&state.environment, state.options, most_effort)
}

/// The models that are shown and could run so many tasks, here or elsewhere.
fn able(state: &State) -> impl Iterator<Item = Model> {
    let tasks = state.document.parsed().task_count();
    state.shown.iter().copied().filter(move |model| model.refusal(tasks).is_none())
}

/// What there is to do: as many steps, and an end for each task.
fn steps(parsed: &Parsed) -> usize {
    parsed.step_count() + parsed.task_count()
}

/// The same under all models that are shown.
fn steps_of_all(state: &State) -> usize {
    steps(state.document.parsed()) * state.shown.len()
}

impl State {
    /// What is expected under a model, as its panel shows it; `None` where nothing is, or the reader doesn't want to see.
    pub fn expected(&self, model: Model) -> Option<Expected> {
        let Outlook::Run(record, view) = self.outlook(model)? else { return None };
        let run = self.runs.get(&model);
        let is_behind = run.is_some_and(|run| self.foresees(run));
        // While something else of this model runs, that is what is looked at.
        if run.is_some_and(|run| run.live().is_some()) && !is_behind {
            return None;
        }
        let view = view.clone();
        let sequential = self.outlook(Model::Sequential).and_then(|outlook| match outlook {
            // A run that gets stuck is no measure of speed.
            Outlook::Run(other, sequential) if other.counts() && record.counts() => {
                Some(sequential.figures.makespan_ns)
            }
            Outlook::Run(..) | Outlook::TooLarge => None,
        });
        let standstill = record.notes.iter().find_map(|note| match note {
            Note::Stuck(standstill) => Some(Rc::new(standstill.clone())),
            _ => None,
        });
        let speedup = sequential.and_then(|sequential_ns| speedup(sequential_ns, view.figures.makespan_ns));
        Some(Expected {
            view,
            speedup,
            standstill,
            is_behind,
            is_before_problem: !self.document.parsed().is_runnable(),
        })
    }

    /// Whether the list is too large for anything to be expected under a model.
    pub fn is_too_large_to_expect(&self, model: Model) -> bool {
        let is_idle = self.runs.get(&model).is_none_or(|run| run.live().is_none());
        is_idle && matches!(self.outlook(model), Some(Outlook::TooLarge))
    }

    /// What lies behind a measured run, if it is shown.
    pub(super) fn behind(&self, model: Model) -> Option<&Record> {
        let run = self.runs.get(&model)?;
        match self.outlook(model)? {
            Outlook::Run(expected, _) => Some(&**expected).filter(|_| self.foresees(run)),
            Outlook::TooLarge => None,
        }
    }

    fn outlook(&self, model: Model) -> Option<&Outlook> {
        let is_hidden = !self.expectations.is_on || predict::hides_expected(self, model);
        self.expectations.outlooks.get(&model).filter(|_| !is_hidden)
    }

    /// Whether what is expected is of the list and of the options of this run, and of this machine.
    fn foresees(&self, run: &Run) -> bool {
        let is_here = run.over().is_none_or(|run| self.is_of_here(&run.series.origin));
        is_here && self.is_basis(run.text(), run.view().subject.model(), run.options())
    }

    /// Whether what is expected is of this list, under this model with these options.
    fn is_basis(&self, text: &Rc<str>, model: Model, options: &Options) -> bool {
        self.expectations.basis.as_ref().is_some_and(|basis| {
            basis.text == *text && wording::measured_with(model, options, &basis.options).is_none()
        })
    }

    /// How long the expected runs that are shown are, in nanoseconds.
    pub(super) fn expected_ends_ns(&self) -> impl Iterator<Item = u64> {
        self.shown.iter().filter_map(|model| self.expected(*model)).map(|expected| expected.view.figures.makespan_ns)
    }
}
