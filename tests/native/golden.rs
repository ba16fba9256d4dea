//! Results files as they were written once, and are never written again: by the code of release 0.1.0, and by the code after
//! it until there was a version 2. They open for ever, and what they say is read here without any type of ours.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use std::path::Path;

use interleave::app::files::Format;
use interleave::app::{Moment, State, wording};
use interleave::engine::Model;
use interleave::stats::Analysis;
use interleave::trace::TaskTimes;
use serde_json::{Value, json};

use crate::app::page;
use crate::files::{open, written};

const MOMENT: Moment = Moment { clock_ms: 5e3, wall_ms: 5e3 };

/// The files of a folder, by their names.
fn golden(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden").join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> = entries
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    assert!(files.len() > 3, "{files:?}");
    files
}

fn opened(name: &str, text: &str) -> State {
    let mut state = page();
    open(&mut state, name, text, MOMENT);
    assert_eq!(state.notices, [], "{name}");
    state
}

/// What the page shows of a run, in the words of the file; all but its figures.
fn shown(view: &Analysis) -> Value {
    let lanes = view.lanes.iter().enumerate();
    let lanes = lanes.map(|(id, lane)| json!({"id": id, "name": lane.name, "kind": lane.kind.word()}));
    let tasks = view.tasks.iter().zip(&view.timeline.tasks).enumerate().map(|(id, (task, times))| {
        let TaskTimes { arrived_ns, started_ns, ended_ns, end, .. } = *times;
        let message = view.failures.iter().find(|(failed, _)| failed.0 as usize == id).map(|(_, message)| message);
        json!({"id": id, "name": task.name, "arrived_ns": arrived_ns, "started_ns": started_ns, "ended_ns": ended_ns,
            "outcome": end.map(interleave::trace::End::word), "message": message})
    });
    let spans = view.timeline.spans.iter().map(|span| {
        json!({"lane": span.lane.map(|lane| lane.0), "task": span.task.0, "step": span.step, "state": span.state.word(),
            "start_ns": span.start_ns, "end_ns": span.end_ns})
    });
    let printed = view.timeline.output.iter();
    let printed = printed.map(|line| json!({"at_ns": line.at_ns, "task": line.task.0, "text": &*line.text}));
    json!({"lanes": lanes.collect::<Vec<_>>(), "tasks": tasks.collect::<Vec<_>>(), "spans": spans.collect::<Vec<_>>(),
        "output": printed.collect::<Vec<_>>()})
}

/// The same of the run in the file. The place of a span among those of one tick is seen in the order of the printed lines.
fn told(run: &Value) -> Value {
    let mut told =
        json!({"lanes": run["lanes"], "tasks": run["tasks"], "spans": run["spans"], "output": run["output"]});
    for span in told["spans"].as_array_mut().unwrap() {
        span.as_object_mut().unwrap().remove("order");
    }
    told
}

fn check_figures(view: &Analysis, stats: &Value, name: &str) {
    let figures = &view.figures;
    // Release 0.1.0 counted all lanes that ran, with a core or without.
    let beyond = if stats.get("oversubscription_peak").is_some() { 0 } else { figures.oversubscription_peak };
    let shown = json!({
        "makespan_ns": figures.makespan_ns,
        "concurrency": figures.concurrency.average,
        "concurrency_peak": figures.concurrency.peak,
        "parallelism": figures.parallelism.average,
        "parallelism_peak": figures.parallelism.peak + beyond,
        "utilization": figures.utilization,
        "latency_p50_ns": figures.latency.p50_ns,
        "latency_p95_ns": figures.latency.p95_ns,
        "latency_max_ns": figures.latency.max_ns,
        "startup_ns": figures.startup_ns,
        "queueing_ns": figures.queueing_ns,
        "lock_wait_ns": figures.lock_wait_ns,
        "loop_lag_ns": figures.loop_lag_ns,
        "throughput_per_s": figures.throughput_per_s,
    });
    for (key, value) in shown.as_object().unwrap() {
        assert_eq!(value, &stats[key], "{name}: {key}");
    }
}

fn check(name: &str, text: &str) {
    let state = opened(name, text);
    let file: Value = serde_json::from_str(text).unwrap();
    assert_eq!(file["program"], *state.document.text);
    let runs = file["runs"].as_array().unwrap();
    assert_eq!(runs.len(), Model::ALL.len());
    for run in runs {
        let model = Model::from_id(run["model"].as_str().unwrap()).unwrap();
        let name = format!("{name}, {}", model.id());
        let panel = state.panel(model);
        assert_eq!(panel.state.word(), run["outcome"].as_str().unwrap(), "{name}");
        assert_eq!(panel.notes, [""; 0], "{name}");
        let view = panel.view.unwrap();
        assert_eq!(shown(&view), told(run), "{name}");
        check_figures(&view, &run["stats"], &name);
    }
    let speedups: Vec<Value> = state.comparison().rows.iter().map(|row| json!(row.figures.speedup)).collect();
    let written: Vec<Value> = runs.iter().map(|run| run["stats"]["speedup"].clone()).collect();
    assert_eq!(speedups, written, "{name}");
}

#[test]
fn files_of_the_first_release_open_and_show_what_they_say() {
    for (name, text) in golden("version-1/0.1.0") {
        assert!(!text.contains("oversubscription") && !text.contains("\"order\""), "{name}");
        check(&name, &text);
    }
}

#[test]
fn files_of_the_days_before_version_2_open_and_show_what_they_say() {
    for (name, text) in golden("version-1/after-0.1.0") {
        check(&name, &text);
    }
}

/// A file of version 1 as it is written now: the figures, and all that release 0.1.0 didn't tell.
fn without_later(text: &str) -> Value {
    let mut file: Value = serde_json::from_str(text).unwrap();
    for run in file["runs"].as_array_mut().unwrap() {
        let stats = run["stats"].as_object_mut().unwrap();
        if let Some(beyond) = stats.remove("oversubscription_peak") {
            let counted = stats["parallelism_peak"].as_u64().unwrap() + beyond.as_u64().unwrap();
            stats["parallelism_peak"] = counted.into();
        }
        for span in run["spans"].as_array_mut().unwrap() {
            span.as_object_mut().unwrap().remove("order");
        }
    }
    file
}

#[test]
fn files_of_version_1_can_be_saved_as_such_and_as_version_2() {
    for (name, text) in [golden("version-1/0.1.0"), golden("version-1/after-0.1.0")].concat() {
        let mut state = opened(&name, &text);
        let old = written(&mut state, Format::ResultsV1);
        assert_eq!(without_later(&old), without_later(&text), "{name}");
        let new = written(&mut state, Format::Results);
        let mut reader = opened(&name, &new);
        assert_eq!(written(&mut reader, Format::Results), new, "{name}");
        assert_eq!(written(&mut reader, Format::ResultsV1), old, "{name}");
    }
}

#[test]
fn the_first_release_counted_lanes_without_a_core() {
    let mut state = page();
    // On two cores, with six threads that compute.
    open(&mut state, "first.json", include_str!("golden/version-1/0.1.0/crowded.json"), MOMENT);
    assert_eq!(state.notices, []);
    for model in Model::ALL {
        let panel = state.panel(model);
        assert_eq!(panel.notes, [""; 0], "{}", model.name());
        assert!(panel.view.unwrap().figures.parallelism.peak <= 2);
    }
    let view = state.panel(Model::Threads).view.unwrap();
    assert_eq!((view.figures.parallelism.peak, view.figures.oversubscription_peak), (2, 4));
    let shown = wording::figures(&view, None);
    let shown =
        |key| shown.iter().find(|(figure, _)| figure.key == key).map(|(_, value)| (value.text(1), value.to_string()));
    let texts = |text: &str, value: &str| Some((text.to_owned(), value.to_owned()));
    assert_eq!(shown("parallelism_peak"), texts("2", "2"));
    assert_eq!(shown("oversubscription_peak"), texts("6 want a core, 2 have one", "4"));
    let range = wording::range_figures(&view, 0, view.timeline.makespan_ns / 2);
    assert!(
        range.contains(&("on CPU", "2".to_owned())) && range.contains(&("ready, without a core", "4".to_owned())),
        "{range:?}"
    );
    let again: Value = serde_json::from_str(&written(&mut state, Format::Results)).unwrap();
    assert_eq!(again.pointer("/series/2/records/0/stats/oversubscription_peak"), Some(&4.into()));
}
