//! The results file: what is written is read, fits its schema, and what is something else is refused with a reason.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::engine::virtual_time::{Machine, simulate};
use interleave::engine::{Model, Options};
use interleave::formats::results::{
    Awaited, Calibration, Damage, Environment, Fields, Origin, Outcome, ReadError, Record, Results, Scalar, Series,
    State, Subject, read, write, write_v1,
};
use interleave::program::Plan;
use interleave::record::Note;
use interleave::stats::{Figures, speedup};
use interleave::time::MS;
use interleave::trace::{End, Timeline, Trace};
use interleave::words;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{cases, count, crunch, machine, mixture, plan, record};
use crate::schema;

const MACHINE: Machine = Machine { cores: 3, process_start_ns: 40 * MS, thread_start_ns: 0 };

fn series_of(model: Model, trace: &Trace, outcome: Outcome, sequential_ns: u64) -> Series {
    let timeline = Timeline::of(trace, None);
    let figures = Figures::of(trace, &timeline, model.has_event_loop(), 3);
    let record = interleave::record::Record {
        options: Options::for_cores(2),
        outcome: outcome.known(),
        trusted: outcome == Outcome::Done,
        notes: vec![Note::Said("A note, with \"quotes\" and a line\nbreak.".to_owned())],
        ..record(model, trace.clone(), 3)
    };
    let figures = Figures { speedup: speedup(sequential_ns, figures.makespan_ns), ..figures };
    Series::of(Origin::Measured, &record, &timeline, &figures, words::note)
}

fn environment() -> Environment {
    Environment {
        user_agent: "Mozilla/5.0 (test)".to_owned(),
        cores: 3,
        isolated: true,
        clock_resolution_ns: 5_000,
        calibration: Calibration { iterations_per_second: 987_654_321 },
    }
}

/// One run of each model, of which the one of Async was stopped.
fn results_of(plan: &Plan, machine: &Machine) -> Results {
    let sequential_ns = Timeline::of(&simulate(plan, Model::Sequential, machine), None).makespan_ns;
    let series = Model::ALL.into_iter().map(|model| {
        let mut trace = simulate(plan, model, machine);
        if model != Model::Async {
            return series_of(model, &trace, Outcome::Done, sequential_ns);
        }
        trace.note_death(interleave::trace::TaskId(0), "The worker died.".to_owned());
        trace.close(trace.last_ns() + 1, End::Cancelled);
        series_of(model, &trace, Outcome::Stopped, sequential_ns)
    });
    Results::new("# The text\ntask t\n  print \"hello\"\n".to_owned(), environment(), series.collect())
}

/// A file with everything that a version 2 can say, and most of it no list can do yet.
fn results_of_later() -> Results {
    let mut results = results_of(&count(), &MACHINE);
    let mut attempts = results.series[2].clone();
    attempts.records = vec![attempts.records[0].clone(); 3];
    let mut foreign = attempts.clone();
    foreign.subject = Subject::Foreign("CPython 3.11 asyncio".to_owned());
    (foreign.origin, foreign.environment) = (Origin::Imported, Some(environment()));
    let mut later = results.series[4].clone();
    later.records[0].outcome = Outcome::Stuck;
    later.records[0].values =
        serde_json::from_value(json!([{"at_ns": 3, "task": 0, "name": "n", "value": -4}])).unwrap();
    let awaited = [
        Awaited::Limit("db".to_owned()),
        Awaited::Queue("q".to_owned()),
        Awaited::Meet("m".to_owned()),
        Awaited::Join(true),
    ];
    for (span, awaited) in later.records[0].spans.iter_mut().zip(awaited) {
        span.awaited = Some(awaited);
    }
    results.series[2] = attempts;
    results.series.extend([foreign, later]);
    results
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn check_round_trip(results: &Results) -> Result<(), TestCaseError> {
    let text = write(results);
    let back = read(&text).map_err(|error| TestCaseError::fail(words::read_error(&error)))?;
    prop_assert_eq!(&back, results);
    prop_assert_eq!(write(&back), text.clone());
    prop_assert_eq!(schema::check(&json_of(&text)), Ok(()));
    Ok(())
}

/// Version 1 says all of it but what went into the makespan, what was waited for, and when the page stood still; all but
/// the last can be told again.
fn check_version_1(results: &Results) -> Result<(), TestCaseError> {
    let spans = results.series.iter().flat_map(|series| &series.records).flat_map(|record| &record.spans);
    let mut records = results.series.iter().flat_map(|series| &series.records);
    let asks = records.any(|record| record.stats.get("requests_in_flight").is_some());
    let is_later = asks || spans.into_iter().any(|span| span.turn.is_some() || span.state == State::Copying);
    let old = write_v1(results);
    prop_assert_eq!(old.is_none(), is_later, "version 1 knows no turns, no data, and no requests");
    let Some(old) = old else { return Ok(()) };
    prop_assert_eq!(schema::check(&json_of(&old)), Ok(()));
    let back = read(&old).map_err(|error| TestCaseError::fail(words::read_error(&error)))?;
    let mut expected = results.clone();
    for record in expected.series.iter_mut().flat_map(|series| &mut series.records) {
        record.why = None;
        record.stats = record.stats.without("page_frozen_ns").without("overrun_ns");
    }
    prop_assert_eq!(&back, &expected);
    prop_assert_eq!(write_v1(&back), Some(old));
    Ok(())
}

#[test]
fn examples_come_back_and_fit_the_schema() {
    for plan in [count(), mixture(), crunch()] {
        let results = results_of(&plan, &MACHINE);
        check_round_trip(&results).unwrap();
        check_version_1(&results).unwrap();
    }
}

#[test]
fn what_later_lists_do_comes_back_and_fits_the_schema() {
    let results = results_of_later();
    check_round_trip(&results).unwrap();
    for series in &results.series[2..] {
        let is_new = series.records.len() > 1 || series.is_of_later();
        let one = Results::new(String::new(), environment(), vec![series.clone()]);
        assert_eq!(write_v1(&one).is_none(), is_new, "{:?}", series.subject);
    }
    assert_eq!(results.series.iter().filter(|series| series.is_of_later()).count(), 1);
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let whole = json_of(&write(&results_of(&count(), &MACHINE)));
    let is_refused = |pointer: &str, value: Value| {
        let mut broken = whole.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        schema::check(&broken).is_err()
    };
    assert!(is_refused("/version", 3.into()));
    assert!(is_refused("/series/0/subject/model", "fibers".into()));
    assert!(is_refused("/series/0/subject", json!({})));
    assert!(!is_refused("/series/0/subject", json!({"foreign": "CPython 3.11 asyncio"})));
    let record = |rest: &str| format!("/series/0/records/0/{rest}");
    assert!(is_refused(&record("spans/0/state"), "Queued".into()));
    assert!(is_refused(&record("spans/0/for"), json!({})));
    assert!(!is_refused(&record("spans/0/for"), json!({"limit": "db"})));
    assert!(is_refused(&record("stats/makespan_ns"), Value::Null));
    assert!(is_refused(&record("stats/makespan_ns"), (-1).into()));
    assert!(!is_refused(&record("stats/speedup"), Value::Null));
    let old = json_of(&write_v1(&results_of(&count(), &MACHINE)).unwrap());
    assert_eq!(schema::check(&old), Ok(()));
    let mut newer = old;
    newer["version"] = 2.into();
    assert!(schema::check(&newer).is_err());
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn whatever_was_run_comes_back_and_fits_the_schema(plan in plan(), machine in machine()) {
        let results = results_of(&plan, &machine);
        check_round_trip(&results)?;
        check_version_1(&results)?;
        for record in results.series.iter().flat_map(|series| &series.records) {
            let makespan_ns = record.stats.get("makespan_ns").and_then(Scalar::as_whole).unwrap();
            prop_assert!(record.why.is_some() && record.adds_up(makespan_ns));
        }
    }

    #[test]
    fn damage_is_refused_or_read_but_never_panics(
        at in any::<prop::sample::Index>(), byte in 32..127_u8, is_old in any::<bool>(),
    ) {
        let results = results_of(&count(), &MACHINE);
        let mut bytes = if is_old { write_v1(&results).unwrap() } else { write(&results) }.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn the_file_is_as_the_contract_writes_it() {
    let value = json_of(&write(&results_of(&crunch(), &MACHINE)));
    assert_eq!(value["format"], "interleave-results");
    assert_eq!(value["version"], 2);
    let series = &value["series"][0];
    assert_eq!(series["subject"], json!({"model": "sequential"}));
    assert_eq!((&series["origin"], &series["environment"]), (&json!("measured"), &Value::Null));
    let run = &series["records"][0];
    assert_eq!(run["outcome"], "done");
    assert_eq!(run["values"], json!([]));
    let nothing = json!({"waiting_ns": 0, "computing_ns": 620_000_000, "lateness_ns": 0, "contention_ns": 0,
        "starting_ns": 0, "queued_ns": 0, "locked_ns": 0, "copying_ns": 0, "other_ns": 0});
    assert_eq!(run["why"], nothing);
    let gil = &value["series"][3];
    assert_eq!(gil["subject"], json!({"model": "gil"}));
    let spans = gil["records"][0]["spans"].as_array().unwrap();
    assert!(spans.iter().any(|span| span["state"] == "locked"));
    for span in spans {
        let awaited = if span["state"] == "locked" { json!({"gil": true}) } else { Value::Null };
        assert_eq!(span.get("for"), Some(&awaited));
    }
}

#[test]
fn version_1_is_as_its_contract_writes_it() {
    let mut results = results_of(&count(), &MACHINE);
    results.series[1] =
        series_of(Model::Async, &simulate(&count(), Model::Async, &MACHINE), Outcome::Done, 3_000_000_000);
    let value = json_of(&write_v1(&results).unwrap());
    assert_eq!(value["version"], 1);
    let run = &value["runs"][1];
    assert_eq!(run["model"], "async");
    assert_eq!(run["options"], json!({"loop": "worker"}));
    assert_eq!(run["outcome"], "done");
    assert_eq!(run["lanes"], json!([{"id": 0, "name": "event loop", "kind": "loop"}]));
    let waiting =
        json!({"lane": null, "task": 0, "step": 1, "state": "waiting", "start_ns": 0, "end_ns": 1_000_000_000});
    assert!(run["spans"].as_array().is_some_and(|spans| spans.contains(&waiting)));
    assert_eq!(run["tasks"][2]["name"], "count 3");
    assert_eq!(run["tasks"][2]["message"], Value::Null);
    assert_eq!(run["output"][5], json!({"at_ns": 1_000_000_000, "task": 2, "text": "Two"}));
    assert_eq!(run["stats"]["speedup"], 3.0);
    assert_eq!(value["runs"][0]["stats"]["loop_lag_ns"], Value::Null);
}

#[test]
fn what_is_something_else_is_refused_with_a_reason() {
    let error = |text: &str| read(text).unwrap_err();
    assert_eq!(error("task t"), ReadError::NotJson { line: 1, column: 2 });
    assert!(matches!(error(""), ReadError::NotJson { .. }));
    assert!(matches!(error(&"[".repeat(1_000_000)), ReadError::NotJson { .. }), "nor is that deep a one");
    for other in ["{}", "[1, 2]", "3", "{\"format\": \"speedscope\", \"version\": 1}", "{\"format\": 7}"] {
        assert_eq!(error(other), ReadError::NotResults, "{other}");
    }
    let with_version =
        |version: &str| format!("{{\"format\":\"interleave-results\",\"version\":{version},\"new\":[]}}");
    assert_eq!(error(&with_version("3")), ReadError::Newer(3));
    for version in ["0", "-1", "\"1\"", "null", "1.5", "1", "2"] {
        assert!(matches!(error(&with_version(version)), ReadError::Damaged(_)), "{version}");
    }
    let long = with_version("2").replace("[]", &format!("\"{}\"", "x".repeat(5000)));
    for error in [error("x"), error("{}"), error(&long), ReadError::Newer(3), ReadError::Damaged(Damage::Version)] {
        let said = words::read_error(&error);
        assert!(said.ends_with('.') && said.len() < 300);
    }
}

#[test]
fn what_must_be_there_must_be_there_even_where_it_may_be_null() {
    let results = results_of(&count(), &MACHINE);
    for text in [write(&results), write_v1(&results).unwrap()] {
        for field in ["message", "lane", "step", "started_ns", "for", "format", "trusted", "iterations_per_second"] {
            let mark = format!("\"{field}\":");
            if text.contains(&mark) {
                assert!(read(&text.replacen(&mark, "\"else\":", 1)).is_err(), "{field}");
            }
        }
        // What is not known was written by something later.
        assert!(read(&text.replace("\"program\":", "\"color\":[{}],\"program\":")).is_ok());
        assert!(read(&text.replace("\"loop\":", "\"color\":[{}],\"loop\":")).is_ok());
    }
}

#[test]
fn what_is_missing_is_named_and_what_is_wrong_has_a_place() {
    let text = write(&results_of(&count(), &MACHINE));
    let said = |text: &str| words::read_error(&read(text).unwrap_err());
    let missing = said(&text.replacen("\"isolated\":true,", "", 1));
    assert!(missing.starts_with("This results file is damaged: `isolated` is missing, as shows at line 1, column "));
    let wrong = said(&text.replacen("\"isolated\":true", "\"isolated\":\"yes\"", 1));
    let place = text.find("\"isolated\":true").unwrap() + "\"isolated\":\"yes\"".len();
    let expected = format!("This results file is damaged: at line 1, column {place} it says what can't be there.");
    assert_eq!(wrong, expected);
}

#[test]
fn references_that_lead_nowhere_are_refused() {
    let whole = results_of(&count(), &MACHINE);
    let refused = |damage: &dyn Fn(&mut Record)| {
        let mut results = whole.clone();
        damage(&mut results.series[1].records[0]);
        matches!(read(&write(&results)), Err(ReadError::Damaged(Damage::InRun { of, run: None, .. })) if of == "async")
    };
    assert!(refused(&|run| run.lanes[0].id = 1));
    assert!(refused(&|run| run.tasks.swap(0, 1)));
    assert!(refused(&|run| run.spans[0].task = 3));
    assert!(refused(&|run| run.spans[0].lane = Some(1)));
    assert!(refused(&|run| run.spans[1].start_ns = u64::MAX));
    assert!(refused(&|run| run.output[0].task = 3));
    assert!(refused(&|run| run.spans[0].awaited = Some(Awaited::Gil(true))), "there is none");
    assert!(refused(&|run| run.stats = Fields::default()));
    assert!(refused(&|run| run.lanes = vec![run.lanes[0].clone(); 10_001]));
    let mut unknown = whole.clone();
    unknown.series[1].subject = Subject::Model("fibers".to_owned());
    assert_eq!(read(&write(&unknown)), Ok(unknown), "a later Interleave may know more models");
    let mut none = whole.clone();
    none.series[1].records.clear();
    assert!(read(&write(&none)).is_err());
}
