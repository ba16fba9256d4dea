//! What is expected of the list in the editor, under every model that is shown: the list performed in virtual time, as
//! soon as it is understood. It never is measured, never compared, and labelled wherever it is seen.

use std::rc::Rc;

use super::notice::Notice;
use super::outlook::{Asked, Basis, Outlook};
use super::pace::Pace;
use super::reduce::chosen;
use super::{ByModel, Effect, Run, State, predict, wording};
use crate::engine::virtual_time::Setup;
use crate::engine::{CopySpeed, Model, Options, Stuck};
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
    /// What the reader wants to see in the place of some of them, and of what.
    orders: Option<(Basis, ByModel<Outlook>)>,
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
        let (basis, outlooks, orders, asked, is_not_at_once) = (None, ByModel::default(), None, None, None);
        Self { is_on, basis, outlooks, orders, asked, is_not_at_once, number: 0, is_alone: false, pace, agreement }
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
    correct_pace(state, record);
    let model = record.subject.model();
    let outlook = state.expectations.outlooks.get(&model).filter(|_| state.is_basis(text, model, &record.options));
    if let Some(Outlook::Run(_, expected)) = outlook.filter(|_| record.counts()) {
        let expected_ns = expected.figures.makespan_ns;
        state.expectations.agreement.add(expected_ns, view.figures.makespan_ns);
    }
    let ran = state.compared.as_ref().filter(|compared| compared.text == *text).map(|compared| compared.plan.clone());
    state.expectations.pace.learn(record, view, ran.as_deref());
}

/// What a run has computed quicker than it can is more work from now on: the fastest that was seen counts, as it does when
/// the pace is measured.
pub(super) fn correct_pace(state: &mut State, record: &Record) {
    if let Some(per_mille) = record.too_quick_per_mille() {
        state.calibration = state.calibration.map(|calibration| calibration.quicker(per_mille));
        state.expectations.pace.forget_computing();
    }
}

/// It was measured how fast this machine copies data: what was expected before may be of another speed.
pub(super) fn learn_copying(state: &mut State, speed: CopySpeed) {
    state.expectations.pace.copying = speed;
    if state.document.parsed().carries() {
        state.expectations.basis = None;
    }
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
    /// Whether it is one order of many, of which times say nothing.
    pub is_order: bool,
    /// Whether the list has a problem since: then this is of the list as it was before.
    pub is_before_problem: bool,
}

/// Sees to it that what is expected is of the list as it is now; has a worker asked where that takes long.
pub(super) fn see(state: &mut State) -> Option<Effect> {
    if state.expectations.orders.as_ref().is_some_and(|(basis, _)| !basis.is_of(state)) {
        state.expectations.orders = None;
    }
    let parsed = state.document.parsed();
    if !parsed.is_runnable() {
        // A problem may be half a word: what was understood before it stays. Without a task there is nothing.
        if parsed.task_count() > 0 {
            return None;
        }
        (state.expectations.basis, state.expectations.outlooks) = (None, ByModel::default());
        return give_up(state);
    }
    if !state.expectations.is_on || is_known(state) || make(state) {
        return give_up(state);
    }
    if state.is_busy() || state.calibration.is_none() {
        // It would take a core from what is measured.
        return give_up(state);
    }
    ask(state)
}

/// Whether what is expected is of the list as it is now, with the options as they are, under all models that are shown.
fn is_known(state: &State) -> bool {
    let Expectations { basis, outlooks, .. } = &state.expectations;
    basis.as_ref().is_some_and(|basis| basis.is_of(state)) && able(state).all(|model| outlooks.get(&model).is_some())
}

/// What the worker was asked isn't wanted any longer.
fn give_up(state: &mut State) -> Option<Effect> {
    state.expectations.asked.take().map(|_| Effect::Foresee(None))
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
    let outlook = |model| match plan {
        Some(plan) => Outlook::foresee(plan, model, &setup, resolution_ns),
        None => Some(Outlook::TooLarge),
    };
    let outlooks: Option<ByModel<Outlook>> = able(state).map(|model| Some((model, outlook(model)?))).collect();
    let basis = Some(Basis::of(state));
    let expectations = &mut state.expectations;
    let Some(outlooks) = outlooks else {
        expectations.is_not_at_once = basis;
        return false;
    };
    (expectations.basis, expectations.outlooks) = (basis, outlooks);
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

/// One order of this list is shown in the place of what is expected under its model, until the list is another one or
/// runs. Whoever asks for it wants to see what is expected; if the list is another one by now, it says nothing of that.
pub(super) fn show_order(state: &mut State, text: &str, order: Record, stuck: Option<&Stuck>) -> Vec<Effect> {
    if *text != *state.document.text {
        return Vec::new();
    }
    let model = order.subject.model();
    let order = Outlook::order(order, stuck, state.environment.clock_resolution_ns);
    let basis = Basis::of(state);
    let (_, orders) = state.expectations.orders.get_or_insert_with(|| (basis, ByModel::default()));
    orders.insert(model, order);
    let was_on = std::mem::replace(&mut state.expectations.is_on, true);
    if was_on { Vec::new() } else { chosen(state) }
}

/// A run is about to start: what is expected of it is made with all that is known of the machine by now, if that can be
/// done at once. What was expected of another list stands beside no run.
pub(super) fn renew(state: &mut State) {
    state.expectations.orders = None;
    let is_made = state.expectations.is_on && make(state);
    if !is_made && !state.expectations.basis.as_ref().is_some_and(|basis| basis.is_of(state)) {
        (state.expectations.basis, state.expectations.outlooks) = (None, ByModel::default());
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
        let outlook = self.outlook(model)?;
        let (record, view) = outlook.shown()?;
        let is_order = matches!(outlook, Outlook::Order(..));
        let run = self.runs.get(&model);
        let is_behind = !is_order && run.is_some_and(|run| self.foresees(run));
        // While something else of this model runs, that is what is looked at.
        if run.is_some_and(|run| run.live().is_some()) && !is_behind {
            return None;
        }
        let sequential_ns = self.outlook(Model::Sequential).and_then(Outlook::length_ns);
        let both_ns = sequential_ns.zip(outlook.length_ns());
        let speedup = both_ns.and_then(|(sequential_ns, own_ns)| speedup(sequential_ns, own_ns));
        let standstill = record.notes.iter().find_map(|note| match note {
            Note::Stuck(standstill) => Some(Rc::new(standstill.clone())),
            _ => None,
        });
        let view = view.clone();
        Some(Expected {
            view,
            speedup,
            standstill,
            is_behind,
            is_order,
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
            Outlook::Order(..) | Outlook::TooLarge => None,
        }
    }

    /// What is expected under a model, or the order that the reader wants to see in its place: that one was asked for, and
    /// tells nobody how long anything takes.
    fn outlook(&self, model: Model) -> Option<&Outlook> {
        let Expectations { is_on, orders, outlooks, .. } = &self.expectations;
        let order = orders.as_ref().and_then(|(_, orders)| orders.get(&model));
        let expected = || outlooks.get(&model).filter(|_| !predict::hides_expected(self, model));
        order.or_else(expected).filter(|_| *is_on)
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
