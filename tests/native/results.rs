//! The results file: what is written is read, fits its schema, and what is something else is refused with a reason.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::formats::results::{
    Calibration, Damage, Environment, Measured, Outcome, ReadError, Results, Run, read, write,
};
use interleave::program::Plan;
use interleave::stats::{Figures, speedup};
use interleave::time::MS;
use interleave::trace::{End, Timeline, Trace};
use interleave::words;
use proptest::prelude::*;
use serde_json::Value;

use crate::arbitrary::{cases, count, crunch, machine, mixture, plan};

const MACHINE: Machine = Machine { cores: 3, process_start_ns: 40 * MS, thread_start_ns: 0 };

fn run_of(model: Model, trace: &Trace, outcome: Outcome, sequential_ns: u64) -> Run {
    let timeline = Timeline::of(trace, None);
    let figures = Figures::of(trace, &timeline, model.has_event_loop(), 3);
    Run::of(&Measured {
        model,
        options: interleave::engine::Options::for_cores(2),
        outcome,
        trusted: outcome == Outcome::Done,
        notes: &["A note, with \"quotes\" and a line\nbreak.".to_owned()],
        trace,
        timeline: &timeline,
        figures: &figures,
        speedup: speedup(sequential_ns, figures.makespan_ns),
    })
}

fn results_of(plan: &Plan, machine: &Machine) -> Results {
    let sequential_ns = Timeline::of(&simulate(plan, Model::Sequential, machine), None).makespan_ns;
    let mut runs: Vec<Run> = Model::ALL
        .into_iter()
        .map(|model| run_of(model, &simulate(plan, model, machine), Outcome::Done, sequential_ns))
        .collect();
    let mut stopped = simulate(plan, Model::Async, machine);
    stopped.note_death(interleave::trace::TaskId(0), "The worker died.".to_owned());
    stopped.close(stopped.last_ns() + 1, End::Cancelled);
    runs.push(run_of(Model::Async, &stopped, Outcome::Stopped, sequential_ns));
    let environment = Environment {
        user_agent: "Mozilla/5.0 (test)".to_owned(),
        cores: 3,
        isolated: true,
        clock_resolution_ns: 5_000,
        calibration: Calibration { iterations_per_second: 987_654_321 },
    };
    Results::new("# The text\ntask t\n  print \"hello\"\n".to_owned(), environment, runs)
}

/// Checks a value against the part of JSON Schema that our schema uses. Fields the schema doesn't know are an error
/// here, though readers ignore them, so that none is forgotten in it.
fn check(value: &Value, schema: &Value, at: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{at}: {what}: {value}"));
    if schema.get("const").is_some_and(|constant| constant != value) {
        return wrong("not the constant");
    }
    if schema.get("enum").is_some_and(|allowed| !allowed.as_array().is_some_and(|allowed| allowed.contains(value))) {
        return wrong("not one of the values");
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    if !types.is_empty() && !types.iter().any(|word| is_of_type(value, word)) {
        return wrong("not of its type");
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_f64(), value.as_f64())
        && number < least
    {
        return wrong("too small");
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(item, &schema["items"], &format!("{at}[{index}]"))?;
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            return wrong(name);
        }
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(known) => check(field, known, &format!("{at}.{name}"))?,
            None => return wrong(name),
        }
    }
    Ok(())
}

fn is_of_type(value: &Value, word: &str) -> bool {
    match word {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/results.schema.json")).unwrap()
}

fn check_round_trip(results: &Results) -> Result<(), TestCaseError> {
    let text = write(results);
    let back = read(&text).map_err(|error| TestCaseError::fail(words::read_error(&error)))?;
    prop_assert_eq!(&back, results);
    prop_assert_eq!(write(&back), text);
    Ok(())
}

#[test]
fn examples_come_back_and_fit_the_schema() {
    for plan in [count(), mixture(), crunch()] {
        let results = results_of(&plan, &MACHINE);
        check_round_trip(&results).unwrap();
        check(&serde_json::from_str(&write(&results)).unwrap(), &schema(), "$").unwrap();
    }
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let whole: Value = serde_json::from_str(&write(&results_of(&count(), &MACHINE))).unwrap();
    let is_refused = |pointer: &str, value: Value| {
        let mut broken = whole.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        check(&broken, &schema(), "$").is_err()
    };
    assert!(is_refused("/version", 2.into()));
    assert!(is_refused("/runs/0/model", "fibers".into()));
    assert!(is_refused("/runs/0/spans/0/state", "Queued".into()));
    assert!(is_refused("/runs/0/stats/makespan_ns", Value::Null));
    assert!(is_refused("/runs/0/stats/makespan_ns", (-1).into()));
    assert!(!is_refused("/runs/0/stats/speedup", Value::Null));
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn whatever_was_run_comes_back_and_fits_the_schema(plan in plan(), machine in machine()) {
        let results = results_of(&plan, &machine);
        check_round_trip(&results)?;
        let value: Value = serde_json::from_str(&write(&results)).unwrap();
        prop_assert_eq!(check(&value, &schema(), "$"), Ok(()));
    }

    #[test]
    fn damage_is_refused_or_read_but_never_panics(at in any::<prop::sample::Index>(), byte in 32..127_u8) {
        let mut bytes = write(&results_of(&count(), &MACHINE)).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn the_file_is_as_the_contract_writes_it() {
    let value: Value = serde_json::from_str(&write(&results_of(&count(), &MACHINE))).unwrap();
    assert_eq!(value["format"], "interleave-results");
    assert_eq!(value["version"], 1);
    let run = &value["runs"][1];
    assert_eq!(run["model"], "async");
    assert_eq!(run["options"], serde_json::json!({"loop": "worker"}));
    assert_eq!(run["outcome"], "done");
    assert_eq!(run["lanes"], serde_json::json!([{"id": 0, "name": "event loop", "kind": "loop"}]));
    let waiting = serde_json::json!({"lane": null, "task": 0, "step": 1, "state": "waiting",
        "start_ns": 0, "end_ns": 1_000_000_000});
    assert!(run["spans"].as_array().is_some_and(|spans| spans.contains(&waiting)));
    assert_eq!(run["tasks"][2]["name"], "count 3");
    assert_eq!(run["tasks"][2]["message"], Value::Null);
    assert_eq!(run["output"][5], serde_json::json!({"at_ns": 1_000_000_000, "task": 2, "text": "Two"}));
    assert_eq!(run["stats"]["speedup"], 3.0);
    assert_eq!(value["runs"][0]["stats"]["loop_lag_ns"], Value::Null);
}

#[test]
fn what_is_something_else_is_refused_with_a_reason() {
    let error = |text: &str| read(text).unwrap_err();
    assert_eq!(error("task t"), ReadError::NotJson { line: 1, column: 1 });
    assert!(matches!(error(""), ReadError::NotJson { .. }));
    for other in ["{}", "[1, 2]", "3", "{\"format\": \"speedscope\", \"version\": 1}", "{\"format\": 7}"] {
        assert_eq!(error(other), ReadError::NotResults, "{other}");
    }
    assert_eq!(error("{\"format\":\"interleave-results\",\"version\":2,\"new\":[]}"), ReadError::Newer(2));
    for version in ["0", "-1", "\"1\"", "null", "1.5"] {
        let text = format!("{{\"format\":\"interleave-results\",\"version\":{version}}}");
        assert!(matches!(error(&text), ReadError::Damaged(_)), "{version}");
    }
    assert!(matches!(error("{\"format\":\"interleave-results\",\"version\":1}"), ReadError::Damaged(_)));
    for error in [error("x"), error("{}"), ReadError::Newer(2), ReadError::Damaged(Damage::Version)] {
        assert!(words::read_error(&error).ends_with('.'));
    }
}

#[test]
fn references_that_lead_nowhere_are_refused() {
    let whole = results_of(&count(), &MACHINE);
    let refused = |damage: &dyn Fn(&mut Run)| {
        let mut results = whole.clone();
        damage(&mut results.runs[1]);
        matches!(read(&write(&results)), Err(ReadError::Damaged(Damage::InRun { run: 2, .. })))
    };
    assert!(refused(&|run| run.lanes[0].id = 1));
    assert!(refused(&|run| run.tasks.swap(0, 1)));
    assert!(refused(&|run| run.spans[0].task = 3));
    assert!(refused(&|run| run.spans[0].lane = Some(1)));
    assert!(refused(&|run| run.spans[1].start_ns = u64::MAX));
    assert!(refused(&|run| run.output[0].task = 3));
    assert!(!refused(&|run| run.model = "fibers".to_owned()), "a later Interleave may know more models");
}
