//! Runs, one after another: the reader asks for them, workers tell of them, and each ends as a record.

use std::rc::Rc;
use std::sync::Arc;

use super::live_run::{LiveRun, Next};
use super::press::{self, Press};
use super::run::is_large;
use super::what_if::trials;
use super::{Compared, Effect, Moment, Notice, Run, ShownSeries, State, Told, expected, kept_runs, look};
use crate::engine::model::task_infos;
use crate::engine::{Calibration, Model, Options, RunId};
use crate::program::Plan;
use crate::record::{Origin, Outcome, Trouble};
use crate::stats::Analysis;
use crate::trace::Trace;
use crate::wire::order::RunOrder;

/// What follows the end of a large run is done turn by turn: all at once it would hold the page for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rest {
    /// Nothing is to follow.
    #[default]
    Over,
    /// What the run shows is to be on the page next.
    Shows,
    /// It is on the page: runs are kept next, or the next one begins.
    GoesOn,
}

/// Parks as many workers as the list would need threads, so that starting them is cheap when it runs.
pub(super) fn park(state: &State) -> Option<Effect> {
    state.calibration?;
    let tasks = state.document.parsed().task_count();
    let able = state
        .shown
        .iter()
        .filter(|model| state.options.needs_shared_memory(**model) && state.refusal(**model).is_none());
    able.map(|model| model.threads(tasks, &state.options)).max().map(Effect::Park)
}

/// The reader wants these models to run.
pub(super) fn run(state: &mut State, models: &[Model], moment: Moment) -> Vec<Effect> {
    // Never two at once: what is asked for during a run is left, and the buttons say so.
    if state.is_busy() {
        return Vec::new();
    }
    state.notices.clear();
    state.view = state.wanted_view.take();
    look::forget(state);
    state.look.range = state.wanted_range.take();
    let (able, unable): (Vec<Model>, Vec<Model>) = models.iter().partition(|model| state.refusal(**model).is_none());
    if able.is_empty() {
        let refusal = unable.first().and_then(|model| state.refusal(*model));
        state.notices.extend(refusal.map(Notice::Refused));
        return Vec::new();
    }
    let Some(plan) = state.document.plan().cloned() else { return Vec::new() };
    expected::renew(state);
    // Round by round, so that whatever disturbs the machine hits all models alike.
    for _ in 0..state.repeat.times() {
        state.queue.extend(&able);
    }
    state.press = Some(Press::new(state, able.len(), moment));
    state.compared = Some(Compared { text: state.document.text.clone(), plan, origin: Origin::Measured });
    proceed(state, moment)
}

/// Starts the next run if none is under way.
pub(super) fn proceed(state: &mut State, moment: Moment) -> Vec<Effect> {
    if state.live().is_some() || state.rest != Rest::Over || kept_runs::takes_turn(state) {
        return Vec::new();
    }
    let Some(&model) = state.queue.front() else { return Vec::new() };
    state.queue.pop_front();
    // The list as it was when the reader pressed the button, whatever is typed meanwhile.
    let Some(Compared { text, plan, .. }) = state.compared.clone() else { return Vec::new() };
    if let Some(press) = &mut state.press {
        press.passed_ms = moment.clock_ms - press.started_ms;
    }
    let number = state.next_run;
    state.next_run = number.next();
    let options = options(state);
    let trace = Trace::new(
        state.environment.clock_resolution_ns,
        model.lanes(&plan, &options),
        press::tasks(state).unwrap_or_else(|| task_infos(&plan).into()),
    )
    .with_resources(&plan.resources);
    let run = Box::new(LiveRun::new(number, model, options, text, trace, &state.environment));
    let earlier = press::earlier(state, model);
    state.runs.insert(model, Run::Live { run, earlier });
    vec![assign(state, number, model, &plan)]
}

/// What was chosen about the models when the reader pressed Run.
fn options(state: &State) -> Options {
    state.press.map_or(state.options, |press| press.options)
}

/// Starts a run; where it is not known yet how fast this machine computes, that is measured first.
fn assign(state: &State, run: RunId, model: Model, plan: &Arc<Plan>) -> Effect {
    match state.calibration {
        Some(calibration) => {
            let options = options(state);
            let plan = plan.clone();
            Effect::Start(RunOrder { run, model, options, plan, calibration, fault: None, files: None })
        }
        None => Effect::Calibrate,
    }
}

/// The reader wants it all to stop.
pub(super) fn stop(state: &mut State, moment: Moment) -> Vec<Effect> {
    if !state.is_busy() {
        return Vec::new();
    }
    state.queue.clear();
    let Some(run) = state.live() else { return trials::stop(state, moment) };
    let at_once = ends_at_once(run);
    go_on(state, |run| run.stop(at_once, moment));
    vec![Effect::Stop]
}

/// Workers with a memory of their own are ended on the spot; those that share memory end by themselves.
pub(super) fn ends_at_once(run: &LiveRun) -> bool {
    !run.options.needs_shared_memory(run.model) || run.is_starting()
}

/// Something is told of the run that is under way, or of workers.
pub(super) fn hear(state: &mut State, told: Told, moment: Moment) -> Vec<Effect> {
    match told {
        Told::Calibrated(calibration) => return calibrated(state, calibration),
        Told::Copied(speed) => {
            expected::learn_copying(state, speed);
            return Vec::new();
        }
        Told::NoRun(trouble) => return without_worker(state, trouble, moment),
        told if told.run().is_some() && told.run() == state.what_if.trials.number() => {
            return trials::hear(state, told, moment);
        }
        // Stale: of a run that is over.
        told if told.run() != state.live().map(|run| run.number) => return Vec::new(),
        told => go_on(state, |run| run.hear(told, moment)),
    }
    proceed(state, moment)
}

/// A worker can't start, or is dead, that works for no run.
fn without_worker(state: &mut State, trouble: Trouble, moment: Moment) -> Vec<Effect> {
    if !state.is_busy() || state.calibration.is_some() {
        state.notify(Notice::Trouble(trouble));
        return Vec::new();
    }
    // The run that waits for it can't start either, nor can those that wait for that one.
    state.queue.clear();
    let lost = trials::stop(state, moment);
    if !lost.is_empty() {
        state.notify(Notice::Trouble(trouble.clone()));
    }
    go_on(state, |run| {
        let lost = Told::Lost(run.number, trouble);
        run.hear(lost, moment)
    });
    lost
}

fn calibrated(state: &mut State, calibration: Calibration) -> Vec<Effect> {
    // Once a session: a run may have asked again while it was being measured.
    if state.calibration.is_some() {
        return Vec::new();
    }
    state.calibration = Some(calibration);
    let mut effects: Vec<Effect> = park(state).into_iter().collect();
    // A run may have been waiting for this.
    if let (Some(run), Some(Compared { plan, .. })) = (state.live(), &state.compared) {
        effects.push(assign(state, run.number, run.model, plan));
    }
    effects.extend(trials::assign(state));
    effects
}

/// A new picture is due.
pub(super) fn frame(state: &mut State, moment: Moment) -> Vec<Effect> {
    if std::mem::take(&mut state.rest) == Rest::Shows {
        state.runs.values_mut().filter_map(Run::series_mut).for_each(ShownSeries::see_shown);
        state.rest = Rest::GoesOn;
        return Vec::new();
    }
    go_on(state, |run| run.frame(moment));
    let mut effects = proceed(state, moment);
    effects.extend(trials::go_on(state, |run| run.frame(moment)));
    effects
}

/// Changes the run that is under way, whoever wanted it.
pub(super) fn each_live(state: &mut State, mut change: impl FnMut(&mut LiveRun)) {
    if let Some(run) = state.what_if.trials.live() {
        change(run);
    }
    if let Some(Run::Live { run, .. }) = state.active().and_then(|model| state.runs.get_mut(&model)) {
        change(run);
    }
}

/// Something happens to the run that is under way.
pub(super) fn go_on(state: &mut State, happens: impl FnOnce(LiveRun) -> Next) {
    let Some(Run::Live { run, mut earlier }) = state.active().and_then(|model| state.runs.take(model)) else { return };
    let (model, number, text) = (run.model, run.number, run.text.clone());
    let run = match happens(*run) {
        Next::Live(run) => Run::Live { run: Box::new(run), earlier },
        Next::Over(record) => {
            let view = Rc::new(Analysis::of(&record));
            if is_large(&record) {
                state.rest = Rest::Shows;
            }
            expected::learn(state, &text, &record, &view);
            if record.outcome == Outcome::Failed {
                // It would again.
                state.queue.retain(|queued| *queued != model);
            }
            Run::Over(match earlier.take() {
                Some(mut series) => {
                    series.extend(number, record, view);
                    series
                }
                None => ShownSeries::ended(number, text, record, view),
            })
        }
    };
    let is_over = run.live().is_none();
    state.runs.insert(model, run);
    if is_over {
        press::make_room(state);
    }
}
