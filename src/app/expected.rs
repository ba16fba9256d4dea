//! What is expected of the list in the editor, under every model that is shown: the list performed in virtual time, as
//! soon as it is understood. It never is measured, never compared, and labelled wherever it is seen.

use std::rc::Rc;

use super::pace::Pace;
use super::reduce::chosen;
use super::{ByModel, Effect, Environment, Run, State, predict, wording};
use crate::engine::virtual_time::{Setup, foresee};
use crate::engine::{Halt, Model, Options, Stuck};
use crate::program::{Parsed, Plan};
use crate::record::{Record, Standstill};
use crate::stats::{Agreement, Analysis, speedup};
use crate::trace::Trace;

/// Up to so many steps, of all models that are shown, are performed in the same moment as the letter that changed them;
/// more of them when the page has drawn that letter.
const STEPS_AT_ONCE: usize = 600;
/// So soon after it: the letter is drawn first.
const SOON_MS: u32 = 20;
/// More than so many steps, of all models that are shown, wait until the reader pauses: performing them would hold up the
/// next letter.
const STEPS_WHILE_TYPING: usize = 24_000;
/// Who has typed nothing for so long pauses.
const PAUSE_MS: u32 = 250;
/// A list of more steps than this is not performed: the page would stand still for whoever types.
const MOST_STEPS: usize = 12_000;
/// Nor is one that takes more effort than this under a model, such as a lock that changes hands all the time.
const MOST_EFFORT: usize = 40_000;

/// What is expected under a model.
#[derive(Debug)]
pub enum Outlook {
    /// This run.
    Run(Rc<Foreseen>),
    /// Nothing is known: performing the list would take too long.
    TooLarge,
}

/// A run that is expected.
#[derive(Debug)]
pub struct Foreseen {
    /// What happened in it.
    pub trace: Trace,
    /// What is derived from that.
    pub view: Rc<Analysis>,
    /// That nothing in it could go on at its end.
    pub standstill: Option<Rc<Standstill>>,
    /// Whether it is one order of many, of which times say nothing.
    pub is_order: bool,
}

impl Foreseen {
    /// How long it is expected to take, in nanoseconds; `None` of what says nothing about speed: a run that gets stuck, or
    /// one order of many.
    fn length_ns(&self) -> Option<u64> {
        (self.standstill.is_none() && !self.is_order).then_some(self.view.figures.makespan_ns)
    }
}

/// What the outlooks are of.
#[derive(Debug)]
struct Basis {
    text: Rc<str>,
    options: Options,
}

/// All that is expected.
#[derive(Debug)]
pub struct Expectations {
    /// Whether the reader wants to see them.
    pub is_on: bool,
    basis: Option<Basis>,
    outlooks: ByModel<Outlook>,
    /// The list as it was when a moment was asked for to make them, if one was.
    asked: Option<Rc<str>>,
    pace: Pace,
    agreement: Agreement,
}

impl Expectations {
    /// Nothing is expected yet.
    pub(super) fn new(is_on: bool) -> Self {
        let (basis, outlooks, asked) = (None, ByModel::default(), None);
        Self { is_on, basis, outlooks, asked, pace: Pace::default(), agreement: Agreement::default() }
    }

    /// How well runs measured here agreed with what was expected of them.
    pub fn agreement(&self) -> &Agreement {
        &self.agreement
    }
}

/// A run of this list has ended here: it tells how good was what was expected, and more of the machine.
pub(super) fn learn(state: &mut State, text: &Rc<str>, record: &Record, view: &Analysis) {
    let model = record.subject.model();
    let outlook = state.expectations.outlooks.get(&model).filter(|_| state.is_basis(text, model, &record.options));
    if let Some(Outlook::Run(foreseen)) = outlook.filter(|_| record.counts())
        && !foreseen.is_order
    {
        let expected_ns = foreseen.view.figures.makespan_ns;
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
    /// Whether it is one order of many, of which times say nothing.
    pub is_order: bool,
    /// Whether the list has a problem since: then this is of the list as it was before.
    pub is_before_problem: bool,
}

/// Sees to it that what is expected is of the list as it is now; asks for a moment to do so where that takes long.
pub(super) fn see(state: &mut State) -> Option<Effect> {
    let parsed = state.document.parsed();
    if !parsed.is_runnable() {
        // A problem may be half a word: what was understood before it stays. Without a task there is nothing.
        if parsed.task_count() == 0 {
            (state.expectations.basis, state.expectations.outlooks) = (None, ByModel::default());
        }
        return None;
    }
    if !state.expectations.is_on || is_made(state) {
        return None;
    }
    let steps = steps_of_all(state);
    if steps <= STEPS_AT_ONCE || self::steps(parsed) > MOST_STEPS {
        make(state);
        return None;
    }
    if state.expectations.asked.is_some() {
        return None;
    }
    state.expectations.asked = Some(state.document.text.clone());
    Some(Effect::Expect { after_ms: if steps > STEPS_WHILE_TYPING { PAUSE_MS } else { SOON_MS } })
}

/// Whether what is expected is of the list as it is now, with the options as they are, under all models that are shown.
fn is_made(state: &State) -> bool {
    let expectations = &state.expectations;
    let is_same = |basis: &Basis| Rc::ptr_eq(&basis.text, &state.document.text) && basis.options == state.options;
    let is_known = |model: Model| expectations.outlooks.get(&model).is_some();
    expectations.basis.as_ref().is_some_and(is_same) && able(state).all(is_known)
}

/// The moment that was asked for. If something was typed meanwhile that makes too much of it, another one is asked for.
pub(super) fn make_in_time(state: &mut State) {
    let asked = state.expectations.asked.take();
    let is_typing = asked.is_some_and(|text| !Rc::ptr_eq(&text, &state.document.text));
    if !is_typing || steps_of_all(state) <= STEPS_WHILE_TYPING {
        make(state);
    }
}

fn make(state: &mut State) {
    let parsed = state.document.parsed();
    if !parsed.is_runnable() || is_made(state) {
        return;
    }
    let plan = (steps(parsed) <= MOST_STEPS).then(|| state.document.plan()).flatten();
    let setup = setup(state, MOST_EFFORT);
    let outlook = |model| (model, outlook(plan.map(|plan| &**plan), model, &setup, &state.environment));
    let outlooks = able(state).map(outlook).collect();
    let expectations = &mut state.expectations;
    expectations.outlooks = outlooks;
    expectations.basis = Some(Basis { text: state.document.text.clone(), options: state.options });
}

/// One order of this list is shown as what is expected under its model, until the list is another one or runs. Whoever
/// asks for it wants to see what is expected; if the list is another one by now, it says nothing of that.
pub(super) fn show_order(state: &mut State, text: &str, order: Record, stuck: Option<&Stuck>) -> Vec<Effect> {
    if *text != *state.document.text {
        return Vec::new();
    }
    let was_on = std::mem::replace(&mut state.expectations.is_on, true);
    // What is expected under the other models is made first: later it would take the place of the order.
    make(state);
    let Record { subject, cores, trace, .. } = order;
    let view = Rc::new(Analysis::expected(&subject, cores, &trace, state.environment.clock_resolution_ns.max(1)));
    let standstill = stuck.map(|stuck| Rc::new(Standstill::of(stuck, &trace.tasks, &trace.resources)));
    let foreseen = Foreseen { trace, view, standstill, is_order: true };
    state.expectations.outlooks.insert(subject.model(), Outlook::Run(Rc::new(foreseen)));
    if was_on { Vec::new() } else { chosen(state) }
}

/// A run is about to start: what is expected of it is made with all that is known of the machine by now.
pub(super) fn renew(state: &mut State) {
    state.expectations.basis = None;
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

fn outlook(plan: Option<&Plan>, model: Model, setup: &Setup, environment: &Environment) -> Outlook {
    let foreseen = plan.and_then(|plan| foresee(plan, model, setup));
    let Some((trace, halt)) = foreseen else { return Outlook::TooLarge };
    let stuck = match halt {
        Some(Halt::Full) => return Outlook::TooLarge,
        Some(Halt::Stuck(stuck)) => Some(stuck),
        None => None,
    };
    // As many digits as stand beside what is measured here.
    let resolution_ns = environment.clock_resolution_ns.max(1);
    let view = Rc::new(Analysis::expected(&model.into(), environment.cores, &trace, resolution_ns));
    let standstill = stuck.map(|stuck| Rc::new(Standstill::of(&stuck, &trace.tasks, &trace.resources)));
    Outlook::Run(Rc::new(Foreseen { trace, view, standstill, is_order: false }))
}

impl State {
    /// What is expected under a model, as its panel shows it; `None` where nothing is, or the reader doesn't want to see.
    pub fn expected(&self, model: Model) -> Option<Expected> {
        let Outlook::Run(foreseen) = self.outlook(model)? else { return None };
        let run = self.runs.get(&model);
        let is_behind = !foreseen.is_order && run.is_some_and(|run| self.foresees(run));
        // While something else of this model runs, that is what is looked at.
        if run.is_some_and(|run| run.live().is_some()) && !is_behind {
            return None;
        }
        let view = foreseen.view.clone();
        let sequential = self.outlook(Model::Sequential).and_then(|outlook| match outlook {
            Outlook::Run(sequential) => sequential.length_ns(),
            Outlook::TooLarge => None,
        });
        let standstill = foreseen.standstill.clone();
        let both_ns = sequential.zip(foreseen.length_ns());
        let speedup = both_ns.and_then(|(sequential_ns, own_ns)| speedup(sequential_ns, own_ns));
        Some(Expected {
            view,
            speedup,
            standstill,
            is_behind,
            is_order: foreseen.is_order,
            is_before_problem: !self.document.parsed().is_runnable(),
        })
    }

    /// Whether the list is too large for anything to be expected under a model.
    pub fn is_too_large_to_expect(&self, model: Model) -> bool {
        let is_idle = self.runs.get(&model).is_none_or(|run| run.live().is_none());
        is_idle && matches!(self.outlook(model), Some(Outlook::TooLarge))
    }

    /// What lies behind a measured run, if it is shown.
    pub(super) fn behind(&self, model: Model) -> Option<&Trace> {
        let run = self.runs.get(&model)?;
        match self.outlook(model)? {
            Outlook::Run(foreseen) => Some(&foreseen.trace).filter(|_| !foreseen.is_order && self.foresees(run)),
            Outlook::TooLarge => None,
        }
    }

    fn outlook(&self, model: Model) -> Option<&Outlook> {
        let outlook = self.expectations.outlooks.get(&model).filter(|_| self.expectations.is_on)?;
        // An order was asked for, and tells nobody how long anything takes.
        let is_order = matches!(outlook, Outlook::Run(foreseen) if foreseen.is_order);
        (is_order || !predict::hides_expected(self, model)).then_some(outlook)
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
