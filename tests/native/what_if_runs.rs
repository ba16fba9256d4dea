//! What if, as the page knows it: the module is asked when there is something to ask, and real runs that it wants go the
//! way of all runs.

use std::sync::Arc;

use super::app::{isolated, page};
use interleave::app::opened::shared;
use interleave::app::{Action, Effect, Link, Moment, State, Told, WhatIfAction, reduce};
use interleave::chart::palette::Theme;
use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{Calibration, Model, Options, RunId};
use interleave::program::{Plan, parse};
use interleave::stats::what_if::Reading;
use interleave::trace::{Event, TaskId};
use interleave::wire::trouble::Trouble;
use interleave::wire::what_if::{Order, Question, Report, Wanted, decode_order};

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 0, thread_start_ns: 0 };

fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let at = Moment { clock_ms: 1000.0, wall_ms: 1000.0 };
    reduce(state, action, at)
}

fn told(state: &mut State, report: Report) -> Vec<Effect> {
    act(state, Action::WhatIf(WhatIfAction::Told(Ok(report))))
}

fn orders(effects: &[Effect]) -> Vec<Order> {
    let bytes =
        effects.iter().filter_map(|effect| if let Effect::WhatIf(Some(bytes)) = effect { Some(bytes) } else { None });
    bytes.map(|bytes| decode_order(bytes).unwrap()).collect()
}

fn question(effects: &[Effect]) -> Option<Question> {
    orders(effects).into_iter().find_map(|order| if let Order::Ask(question) = order { Some(*question) } else { None })
}

fn measured(effects: &[Effect]) -> Vec<(u32, Option<Reading>)> {
    let told = orders(effects).into_iter();
    told.filter_map(
        |order| if let Order::Measured { ticket, reading } = order { Some((ticket, reading)) } else { None },
    )
    .collect()
}

fn started(effects: &[Effect]) -> Option<(RunId, usize)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Start(order) => Some((order.run, order.options.pool)),
        _ => None,
    })
}

/// Two runs of a pool, on other sizes than the reader has chosen.
fn wanted() -> Vec<Wanted> {
    let plan = Arc::new(Plan::of(&parse("task call x12\n  block 200ms").program));
    let run = |(ticket, pool): (u32, usize)| {
        let options = Options { pool, ..Options::for_cores(2) };
        Wanted { ticket, model: Model::Pool, options, plan: plan.clone() }
    };
    [(7, 2), (8, 12)].into_iter().map(run).collect()
}

/// The run that is under way, as workers would tell it.
fn play(state: &mut State, run: RunId, wanted: &Wanted) -> Vec<Effect> {
    let trace = simulate_with(&wanted.plan, wanted.model, &wanted.options, &MACHINE);
    let events: Vec<Event> =
        (0..trace.tasks.len() as u32).flat_map(|task| trace.events(TaskId(task)).copied()).collect();
    act(state, Action::Told(Told::Started(run, 1000.0)));
    act(state, Action::Told(Told::Events(run, events)));
    act(state, Action::Told(Told::Ended(run)))
}

#[test]
fn nothing_is_asked_before_the_region_is_open_and_then_each_thing_once() {
    let mut state = page();
    assert_eq!(question(&act(&mut state, Action::Edit("task a\n  sleep 1s\n".to_owned()))), None);
    let asked = question(&act(&mut state, Action::WhatIf(WhatIfAction::Toggle))).unwrap();
    assert_eq!((asked.text.as_str(), asked.models.len(), asked.is_dark), ("task a\n  sleep 1s\n", 4, false));
    assert_eq!(orders(&act(&mut state, Action::Fit)), []);
    let asked = question(&act(&mut state, Action::ToggleModel(Model::Pool))).unwrap();
    assert!(asked.models.contains(&Model::Pool));
    assert!(question(&act(&mut state, Action::SwitchTheme)).unwrap().is_dark);
    let effects = act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    assert!(effects.contains(&Effect::WhatIf(None)), "closed, the worker ends");
    assert_eq!(orders(&act(&mut state, Action::SwitchTheme)), []);
}

#[test]
fn what_was_chosen_comes_back_when_the_region_is_opened_again() {
    let mut state = page();
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    told(&mut state, Report::Choices("axis=cores height=speedup".to_owned()));
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    let asked = question(&act(&mut state, Action::WhatIf(WhatIfAction::Toggle))).unwrap();
    assert_eq!(asked.choices, "axis=cores height=speedup");
}

#[test]
fn links_and_lessons_open_the_region_at_what_they_are_about() {
    let mut state = page();
    act(&mut state, Action::PickExample("requests".to_owned()));
    let effects = act(&mut state, Action::WhatIf(WhatIfAction::Open("axis=arrivals height=latency_p95_ns")));
    assert_eq!(question(&effects).unwrap().choices, "axis=arrivals height=latency_p95_ns");
    let link = shared(&state);
    assert_eq!(link.what_if.as_deref(), Some("axis=arrivals height=latency_p95_ns"));
    let mut other = page();
    let effects = act(&mut other, Action::OpenLink(Ok(link)));
    assert_eq!(question(&effects).unwrap().choices, "axis=arrivals height=latency_p95_ns");
    // Of one that is open already, the module is asked anew.
    let effects = act(&mut other, Action::WhatIf(WhatIfAction::Open("axis=cores height=speedup")));
    assert!(effects.contains(&Effect::WhatIf(None)));
    assert_eq!(question(&effects).unwrap().choices, "axis=cores height=speedup");
    assert_eq!(shared(&page()).what_if, None);
}

#[test]
fn wanted_runs_run_one_after_another_and_are_told_to_the_module_alone() {
    let mut state = page();
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    let runs = wanted();
    let effects = told(&mut state, Report::Measure(runs.clone()));
    assert_eq!(effects[0], Effect::Park(12), "all threads there will be");
    assert_eq!(started(&effects), Some((RunId(1), 2)));
    assert!(state.is_busy() && question(&effects).unwrap().is_busy);
    assert_eq!(started(&act(&mut state, Action::RunAll)), None, "never two at once");
    let effects = play(&mut state, RunId(1), &runs[0]);
    let [(7, Some(reading))] = measured(&effects)[..] else { panic!("the first is told") };
    assert_eq!(reading.makespan_ns, 1_200_000_000);
    assert_eq!(started(&effects), Some((RunId(2), 12)));
    let effects = play(&mut state, RunId(2), &runs[1]);
    assert_eq!(measured(&effects).len(), 1);
    assert!(!state.is_busy());
    assert_eq!(state.over().count(), 0, "no panel has them");
}

#[test]
fn wanted_runs_can_be_stopped_can_fail_and_wait_for_the_calibration() {
    let mut state = page();
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    told(&mut state, Report::Measure(wanted()));
    let effects = act(&mut state, Action::Stop);
    assert_eq!(measured(&effects), [(8, None), (7, None)]);
    assert!(effects.contains(&Effect::Stop) && !state.is_busy());
    // A worker that can't be started ends it all, and the page says why.
    told(&mut state, Report::Measure(wanted()));
    let effects = act(&mut state, Action::Trouble(Trouble::Browser("No worker.".to_owned())));
    assert_eq!(measured(&effects).first(), Some(&(7, None)));
    assert_eq!(state.notice.as_deref(), Some("No worker."));
    act(&mut state, Action::Stop);
    // Closing the region ends what runs for it.
    told(&mut state, Report::Measure(wanted()));
    let effects = act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    assert!(effects.contains(&Effect::Stop) && !state.is_busy());
    let mut state = State::new(isolated(), Theme::Light, &Link::default());
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    let effects = told(&mut state, Report::Measure(wanted()));
    assert!(effects.contains(&Effect::Calibrate) && started(&effects).is_none());
    let calibration = Calibration { iterations_per_second: 1_000_000 };
    assert_eq!(started(&act(&mut state, Action::Told(Told::Calibrated(calibration)))), Some((RunId(1), 2)));
}

#[test]
fn a_module_that_dies_closes_the_region_and_says_so() {
    let mut state = page();
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    let died = WhatIfAction::Told(Err(Trouble::Browser("Out of memory.".to_owned())));
    let effects = act(&mut state, Action::WhatIf(died));
    assert!(effects.contains(&Effect::WhatIf(None)) && !state.what_if.is_open);
    assert_eq!(state.notice.as_deref(), Some("Out of memory."));
}
