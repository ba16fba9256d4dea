//! What if, as the page knows it: the module is asked when there is something to ask, and real runs that it wants go the
//! way of all runs.

use std::sync::Arc;

use serde_json::Value;

use super::app::{isolated, page, play as play_run};
use super::files::{open, written};
use super::schema;
use interleave::app::files::Format;
use interleave::app::opened::shared;
use interleave::app::{Action, Effect, Link, Moment, State, Told, WhatIfAction, notice_text, reduce};
use interleave::chart::palette::Theme;
use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::what_if::Axis;
use interleave::engine::{Calibration, Model, Options, Repeat, RunId};
use interleave::program::{Plan, parse};
use interleave::stats::what_if::{Reading, Sample};
use interleave::time::MS;
use interleave::trace::{Event, TaskId};
use interleave::wire::samples::{decode_samples, encode_samples};
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

/// They are wanted, so many times.
fn measure(times: u32) -> Report {
    Report::Measure { wanted: wanted(), times }
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
    let effects = told(&mut state, measure(1));
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
fn rounds_go_through_the_places_in_turn() {
    let mut state = page();
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    let effects = act(&mut state, Action::Repeat(Repeat::Five));
    assert_eq!(question(&effects).unwrap().times, 5);
    let runs = wanted();
    let mut effects = told(&mut state, measure(2));
    let mut tickets = Vec::new();
    for (number, run) in (1..).map(RunId).zip(runs.iter().chain(&runs)) {
        assert_eq!(started(&effects), Some((number, run.options.pool)));
        effects = play(&mut state, number, run);
        tickets.extend(measured(&effects).into_iter().map(|(ticket, _)| ticket));
    }
    assert_eq!(tickets, [7, 8, 7, 8]);
    assert!(!state.is_busy());
}

#[test]
fn what_was_measured_outlives_the_region_and_stays_with_its_list() {
    let mut state = page();
    act(&mut state, Action::Edit("task a x2\n  sleep 10ms\n".to_owned()));
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    let samples = encode_samples(&[sample(false)]);
    let text = state.document.text.to_string();
    told(&mut state, Report::Samples { text: text.clone(), samples: samples.clone() });
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    let asked = question(&act(&mut state, Action::WhatIf(WhatIfAction::Toggle))).unwrap();
    assert_eq!(asked.samples, samples);
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    act(&mut state, Action::Edit("task b\n  sleep 10ms\n".to_owned()));
    let asked = question(&act(&mut state, Action::WhatIf(WhatIfAction::Toggle))).unwrap();
    assert_eq!(asked.samples, [0_u8; 0]);
    // Back at the list, they are there again.
    let asked = question(&act(&mut state, Action::Edit("task a x2\n  sleep 10ms\n".to_owned()))).unwrap();
    assert_eq!(asked.samples, samples);
}

/// What was measured of a pool of two.
fn sample(is_recorded: bool) -> Sample {
    let reading =
        |ms: u64| Reading { makespan_ns: ms * MS, latency_p50_ns: ms * MS, latency_p95_ns: ms * MS, finished: 2 };
    Sample {
        axis: Axis::Pool,
        place: 2,
        model: Model::Pool,
        options: Options { pool: 2, ..Options::for_cores(2) },
        is_recorded,
        expected: Some(reading(10)),
        readings: vec![reading(11), reading(12)],
    }
}

#[test]
fn what_was_measured_is_in_the_results_file_and_stands_there_again() {
    let mut state = page();
    act(&mut state, Action::Edit("task a x2\n  sleep 10ms\n".to_owned()));
    act(&mut state, Action::Run(Model::Async));
    play_run(&mut state, 1, Model::Async);
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    told(&mut state, Report::Choices("axis=pool height=speedup".to_owned()));
    let text = state.document.text.to_string();
    told(&mut state, Report::Samples { text, samples: encode_samples(&[sample(false)]) });
    let file = written(&mut state, Format::Results);
    let json: Value = serde_json::from_str(&file).unwrap();
    schema::check(&json).unwrap();
    let what_if = &json["what_if"];
    assert_eq!((&what_if["axis"], &what_if["figure"]), (&"pool".into(), &"speedup".into()));
    let point = &what_if["points"][0];
    assert_eq!(
        (&point["place"], &point["origin"], &point["options"]["size"]),
        (&2.into(), &"measured".into(), &2.into())
    );
    assert_eq!(point["runs"][1]["makespan_ns"], 12_000_000);
    // Version 1 is offered without.
    assert!(!written(&mut state, Format::ResultsV1).contains("what_if"));
    // Elsewhere it is recorded, and what was looked at is looked at again.
    let mut other = page();
    let effects = open(&mut other, "lecture.json", &file, Moment { clock_ms: 5e3, wall_ms: 5e3 });
    let asked = question(&effects).unwrap();
    assert_eq!(asked.choices, "axis=pool height=speedup");
    let recorded = Sample { options: Options { pool: 2, ..Options::for_cores(2) }, ..sample(true) };
    assert_eq!(decode_samples(&asked.samples), Ok(vec![recorded]));
    // Saved again, it still is, and what is measured here is no part of that file.
    let text = other.document.text.to_string();
    let samples = encode_samples(&[sample(true), sample(false)]);
    told(&mut other, Report::Samples { text, samples });
    let again: Value = serde_json::from_str(&written(&mut other, Format::Results)).unwrap();
    assert_eq!(again["what_if"]["points"].as_array().unwrap().len(), 1);
    assert_eq!(again["what_if"]["points"][0]["origin"], "recorded");
    // A file without opens as ever; one with a time that can't be is refused.
    let (before, after) = file.split_once(",\"what_if\"").unwrap();
    let plain = format!("{before}{}", &after[after.len() - 2..]);
    let mut third = page();
    open(&mut third, "old.json", &plain, Moment { clock_ms: 5e3, wall_ms: 5e3 });
    assert!(third.notices.is_empty() && !third.what_if.is_open, "{:?}", third.notices);
    let broken = file.replace("\"latency_p95_ns\":12000000,\"finished\"", "\"latency_p95_ns\":99000000,\"finished\"");
    assert_ne!(broken, file);
    let mut fourth = page();
    open(&mut fourth, "broken.json", &broken, Moment { clock_ms: 5e3, wall_ms: 5e3 });
    assert!(notice_text(&fourth.notices).unwrap().contains("a point of its curves"), "{:?}", fourth.notices);
}

#[test]
fn wanted_runs_can_be_stopped_can_fail_and_wait_for_the_calibration() {
    let mut state = page();
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    told(&mut state, measure(1));
    let effects = act(&mut state, Action::Stop);
    assert_eq!(orders(&effects)[..2], [Order::NoMore, Order::Measured { ticket: 7, reading: None }]);
    assert!(effects.contains(&Effect::Stop) && !state.is_busy());
    // A worker that can't be started ends it all, and the page says why.
    told(&mut state, measure(1));
    let effects = act(&mut state, Action::Trouble(Trouble::Browser("No worker.".to_owned())));
    assert_eq!(measured(&effects).first(), Some(&(7, None)));
    assert_eq!(notice_text(&state.notices).as_deref(), Some("No worker."));
    act(&mut state, Action::Stop);
    // Closing the region ends what runs for it.
    told(&mut state, measure(1));
    let effects = act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    assert!(effects.contains(&Effect::Stop) && !state.is_busy());
    let mut state = State::new(isolated(), Theme::Light, &Link::default());
    act(&mut state, Action::WhatIf(WhatIfAction::Toggle));
    let effects = told(&mut state, measure(1));
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
    assert_eq!(notice_text(&state.notices).as_deref(), Some("Out of memory."));
}
