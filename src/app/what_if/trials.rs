//! Real runs that the module wants, at places of its curve: they go the way of all runs, never two at once, and what comes
//! of them goes to the module and not to the panels.

use std::collections::VecDeque;

use crate::app::live_run::{LiveRun, Next};
use crate::app::{Effect, Moment, Notice, State, Told, expected, running};
use crate::engine::RunId;
use crate::engine::model::task_infos;
use crate::record::{Outcome, Record};
use crate::stats::what_if::Reading;
use crate::trace::Trace;
use crate::wire::order::RunOrder;
use crate::wire::what_if::{Order, Wanted, encode_order};

/// Runs that the module wants.
#[derive(Debug, Default)]
pub struct Trials {
    queue: VecDeque<Wanted>,
    live: Option<(Wanted, LiveRun)>,
}

impl Trials {
    /// Whether one runs or is about to.
    pub fn is_busy(&self) -> bool {
        self.live.is_some() || !self.queue.is_empty()
    }

    /// The number of the run that is under way.
    pub fn number(&self) -> Option<RunId> {
        self.live.as_ref().map(|(_, run)| run.number)
    }

    /// The run that is under way, to be changed.
    pub fn live(&mut self) -> Option<&mut LiveRun> {
        self.live.as_mut().map(|(_, run)| run)
    }
}

/// The module wants these, so many times: round by round, so that whatever disturbs the machine hits all alike.
pub(super) fn want(state: &mut State, wanted: &[Wanted], times: u32) -> Vec<Effect> {
    if state.is_busy() {
        return vec![tell(&Order::NoMore)];
    }
    // All that they need are started now, and not while something is measured.
    let threads = wanted.iter().map(|wanted| wanted.model.threads(wanted.plan.tasks.len(), &wanted.options)).max();
    let mut effects: Vec<Effect> = threads.filter(|threads| *threads > 0).map(Effect::Park).into_iter().collect();
    state.what_if.trials.queue = (0..times).flat_map(|_| wanted.iter().cloned()).collect();
    effects.extend(proceed(state));
    effects
}

/// Starts the next one if nothing runs.
fn proceed(state: &mut State) -> Vec<Effect> {
    if state.live().is_some() || state.what_if.trials.live.is_some() {
        return Vec::new();
    }
    let Some(wanted) = state.what_if.trials.queue.pop_front() else { return Vec::new() };
    let number = state.next_run;
    state.next_run = number.next();
    let lanes = wanted.model.lanes(&wanted.plan, &wanted.options);
    let trace = Trace::new(state.environment.clock_resolution_ns, lanes, task_infos(&wanted.plan));
    let trace = trace.with_resources(&wanted.plan.resources);
    let text = state.document.text.clone();
    let run = LiveRun::new(number, wanted.model, wanted.options, text, trace, &state.environment);
    state.what_if.trials.live = Some((wanted, run));
    assign(state).into_iter().collect()
}

/// Starts the run that is under way; where it is not known yet how fast this machine computes, that is measured first.
pub(in crate::app) fn assign(state: &State) -> Option<Effect> {
    let (wanted, run) = state.what_if.trials.live.as_ref()?;
    let Some(calibration) = state.calibration else { return Some(Effect::Calibrate) };
    let Wanted { model, options, plan, .. } = wanted.clone();
    Some(Effect::Start(RunOrder { run: run.number, model, options, plan, calibration, fault: None, files: None }))
}

/// Something happens to the run that is under way.
pub(in crate::app) fn go_on(state: &mut State, happens: impl FnOnce(LiveRun) -> Next) -> Vec<Effect> {
    let Some((wanted, run)) = state.what_if.trials.live.take() else { return Vec::new() };
    match happens(run) {
        Next::Live(run) => {
            state.what_if.trials.live = Some((wanted, run));
            Vec::new()
        }
        Next::Over(record) => {
            expected::correct_pace(state, &record);
            let mut effects = vec![measured(wanted.ticket, reading(&record))];
            if !record.counts() && record.outcome != Outcome::Stopped {
                state.notices = record.notes.first().cloned().map(Notice::TrialFailed).into_iter().collect();
            }
            effects.extend(proceed(state));
            effects
        }
    }
}

/// Something is told of it.
pub(in crate::app) fn hear(state: &mut State, told: Told, moment: Moment) -> Vec<Effect> {
    go_on(state, |run| run.hear(told, moment))
}

/// It all has to stop.
pub(in crate::app) fn stop(state: &mut State, moment: Moment) -> Vec<Effect> {
    if !state.what_if.trials.is_busy() {
        return Vec::new();
    }
    state.what_if.trials.queue.clear();
    let mut effects = vec![tell(&Order::NoMore)];
    let Some(run) = state.what_if.trials.live() else { return effects };
    let at_once = running::ends_at_once(run);
    effects.extend(go_on(state, |run| run.stop(at_once, moment)));
    effects.push(Effect::Stop);
    effects
}

fn reading(record: &Record) -> Option<Reading> {
    record.counts().then(|| Reading::of(&record.trace))
}

/// Tells the module what came of a run.
fn measured(ticket: u32, reading: Option<Reading>) -> Effect {
    tell(&Order::Measured { ticket, reading })
}

fn tell(order: &Order) -> Effect {
    Effect::WhatIf(Some(encode_order(order)))
}
