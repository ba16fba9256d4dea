//! The table of the figures: what is in it holds together, and everything that shows figures reads it.

use std::collections::BTreeSet;
use std::rc::Rc;

use interleave::engine::Model;
use interleave::engine::virtual_time::simulate;
use interleave::record::{Origin, Record};
use interleave::stats::figures::{FIGURES, Value, cores_wanted};
use interleave::stats::{Comparison, Series};
use interleave::time::MS;
use interleave::words::meaning;

use crate::arbitrary::{cpu, plan_of, record, task};
use crate::stats::{MACHINE, figures};

#[test]
fn each_figure_has_a_name_of_its_own_with_its_unit_and_a_meaning() {
    let keys: BTreeSet<&str> = FIGURES.iter().map(|figure| figure.key).collect();
    let labels: BTreeSet<&str> = FIGURES.iter().map(|figure| figure.label).collect();
    assert_eq!((keys.len(), labels.len()), (FIGURES.len(), FIGURES.len()));
    let mut all = figures(&plan_of(vec![task("t", vec![cpu(30)])]), Model::Async);
    all.speedup = Some(2.0);
    for figure in &FIGURES {
        assert!(meaning(figure.quantity).ends_with('.'), "{}", figure.key);
        let is_time = matches!((figure.read)(&all), Some(Value::Time(_) | Value::Pause(_)));
        assert_eq!(figure.key.ends_with("_ns"), is_time, "{}", figure.key);
    }
}

#[test]
fn the_figures_of_the_results_file_are_those_of_its_schema() {
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../docs/results.schema.json")).unwrap();
    let written = schema
        .pointer("/properties/series/items/properties/records/items/properties/stats/properties")
        .and_then(serde_json::Value::as_object)
        .unwrap();
    let filed: BTreeSet<&str> = FIGURES.iter().filter(|figure| figure.is_filed).map(|figure| figure.key).collect();
    assert_eq!(written.keys().map(String::as_str).collect::<BTreeSet<_>>(), filed);
}

#[test]
fn what_did_not_happen_is_left_out_and_said_by_a_dash_in_a_table() {
    let alone = figures(&plan_of(vec![task("t", vec![cpu(30)])]), Model::Threads);
    assert_eq!(cores_wanted(&alone), None);
    let told =
        |key: &str, is_whole: bool| FIGURES.iter().find(|figure| figure.key == key).unwrap().value(&alone, is_whole);
    assert_eq!(told("queueing_ns", true), None);
    assert_eq!(told("lanes", true), Some(Value::Count(1)));
    assert_eq!(told("makespan_ns", false), Some(Value::Time(30 * MS)));
    assert_eq!(told("parallelism", false), None, "no step has ended for sure");
    let crowded = figures(&plan_of((0..5).map(|_| task("t", vec![cpu(30)])).collect()), Model::Threads);
    assert_eq!(cores_wanted(&crowded).as_deref(), Some("5 want a core, 2 have one"));
    let trace = simulate(&plan_of(vec![task("t", vec![cpu(30)])]), Model::Threads, &MACHINE);
    let doubted = Record { trusted: false, ..record(Model::Threads, trace, MACHINE.cores) };
    let doubted = Series::of(Origin::Measured, Rc::new(doubted));
    let table = Comparison::of(&[&doubted]).table(MS);
    assert_eq!(table.head, ["Time", "Speed-up", "In flight", "On CPU", "Latency p95", "Start-up", "Lanes"]);
    assert_eq!((&*table.lines[0].name, table.lines[0].doubt), ("Threads", " (not trusted)"));
    assert_eq!(table.lines[0].cells, ["30 ms", "–", "1.00", "1.00", "30 ms", "–", "1"]);
}
