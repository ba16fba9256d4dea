//! What leaves for other programs: pictures, traces, tables.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::files::{Format, Framing};
use interleave::app::{Action, Moment, State, reduce};
use interleave::engine::Model;
use interleave::engine::virtual_time::Machine;
use interleave::formats::svg::Shape;
use interleave::program::program_text;
use interleave::time::MS;
use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use crate::app::page;
use crate::arbitrary::{cases, machine, program};
use crate::files::{pictured, showing, try_written, written};

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: 0 };
const LIST: &str = "# Waits & <work>\ntask \"=1+1, \\\"x\\\"\" x2\n  sleep 30ms\n  cpu 20ms\n  print <b>Hello</b>\n";

/// The tags of an XML text, if they are closed in the order in which they were opened and all is escaped.
fn tags(svg: &str) -> Result<usize, String> {
    let (mut open, mut count) = (Vec::new(), 0);
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').ok_or("a tag without an end")?;
        count += 1;
        let word = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(word) {
                return Err(format!("{word} is closed and was not open"));
            }
        } else if !tag.ends_with('/') {
            open.push(word);
        }
        if text.contains('>') || text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").contains('&') {
            return Err(format!("not escaped: {text}"));
        }
    }
    if open.is_empty() { Ok(count) } else { Err(format!("left open: {open:?}")) }
}

/// The rows of a CSV, cell by cell, as RFC 4180 has them.
fn rows(csv: &str, separator: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = csv.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            letter if letter == separator && !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            letter => cell.push(letter),
        }
    }
    rows
}

fn check_all(state: &mut State) -> Result<(), TestCaseError> {
    let spans: usize = state.runs.values().map(|run| run.view().timeline.spans.len()).sum();
    let svg = written(state, Format::Svg);
    prop_assert!(tags(&svg).is_ok(), "{:?}\n{svg}", tags(&svg));
    prop_assert!(!svg.contains("style=") && !svg.contains("<script") && !svg.contains("NaN"));
    let csv = written(state, Format::Csv);
    let csv = rows(csv.strip_prefix('\u{feff}').unwrap(), ',');
    let other = written(state, Format::CsvSemicolons);
    prop_assert_eq!(&rows(other.strip_prefix('\u{feff}').unwrap(), ';'), &csv);
    prop_assert_eq!(csv.len(), spans + 1);
    for row in &csv {
        prop_assert_eq!(row.len(), 8);
        prop_assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{:?}", row);
    }
    let attempts = written(state, Format::AttemptsCsv);
    let attempts = rows(attempts.strip_prefix('\u{feff}').unwrap(), ',');
    prop_assert_eq!(attempts.len(), state.runs.len() + 1);
    prop_assert!(attempts.iter().all(|row| row.len() == attempts[0].len()));
    let trace: Value = serde_json::from_str(&written(state, Format::ChromeTrace)).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let of_phase = |phase: &str| events.iter().filter(|event| event["ph"] == phase).count();
    prop_assert_eq!(of_phase("B") + of_phase("i") + of_phase("b"), spans);
    prop_assert_eq!((of_phase("b"), of_phase("B")), (of_phase("e"), of_phase("E")));
    check_tracks(events)?;
    let table = written(state, Format::Markdown);
    prop_assert_eq!(table.lines().filter(|line| line.starts_with('|')).count(), state.runs.len() + 2);
    Ok(())
}

/// A track as far as it has been read.
#[derive(Default)]
struct Track<'a> {
    open: Option<&'a Value>,
    ended: Option<&'a Value>,
    last_us: f64,
}

/// Tracks are flat by the rules of those who read them: by time, and at one time in the order of the file, a beginning
/// meets no bar that is open, and an end the bar that it says. And neighbors that touch never say the same.
fn check_tracks(events: &[Value]) -> Result<(), TestCaseError> {
    let mut tracks: BTreeMap<(u64, u64), Track> = BTreeMap::new();
    for event in events {
        let phase = event["ph"].as_str().unwrap();
        if !matches!(phase, "B" | "E" | "i") {
            continue;
        }
        let place = (event["pid"].as_u64().unwrap(), event["tid"].as_u64().unwrap());
        let Track { open, ended, last_us } = tracks.entry(place).or_default();
        let at_us = event["ts"].as_f64().unwrap();
        prop_assert!(at_us >= *last_us, "a track is in order of time: {}", event);
        *last_us = at_us;
        let same = |one: &Value, other: &Value| one["name"] == other["name"] && one["args"] == other["args"];
        if phase == "E" {
            let begun = open.take();
            prop_assert!(begun.is_some_and(|begun| same(begun, event) && begun["ts"] != event["ts"]), "{}", event);
            *ended = Some(event);
        } else {
            prop_assert!(open.is_none(), "{} within {:?}", event, open);
            if phase == "B" {
                prop_assert!(ended.is_none_or(|ended| ended["ts"] != event["ts"] || !same(ended, event)), "{}", event);
                *open = Some(event);
            }
        }
    }
    prop_assert!(tracks.values().all(|track| track.open.is_none()));
    Ok(())
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn every_format_takes_every_run(program in program(), machine in machine()) {
        check_all(&mut showing(&program_text(&program), &machine))?;
    }
}

#[test]
fn names_are_escaped_in_every_format() {
    let mut state = showing(LIST, &MACHINE);
    check_all(&mut state).unwrap();
    assert!(written(&mut state, Format::Svg).contains("&lt;b&gt;Hello"));
    assert!(written(&mut state, Format::Csv).contains("\r\nasync,"));
}

#[test]
fn a_trace_has_a_named_track_for_each_lane() {
    let mut state = showing("task a x2\n  sleep 30ms\n  cpu 20ms\n", &MACHINE);
    let trace: Value = serde_json::from_str(&written(&mut state, Format::ChromeTrace)).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let names: Vec<&str> = events
        .iter()
        .filter(|event| event["name"] == "thread_name" || event["name"] == "process_name")
        .filter_map(|event| event["args"]["name"].as_str())
        .collect();
    assert_eq!(names[..4], ["sequential", "worker", "async", "event loop"]);
    for (phase, ts) in [("B", 30_000), ("E", 50_000)] {
        let computing = serde_json::json!({"ph": phase, "pid": 2, "tid": 1, "ts": ts, "name": "a 1", "cat": "running",
            "args": {"state": "running", "step": "cpu", "index": 1}});
        assert!(events.contains(&computing), "{events:#?}");
    }
}

#[test]
fn the_comparison_is_a_markdown_table() {
    let mut state = showing("task a x2\n  sleep 30ms\n", &MACHINE);
    let table = written(&mut state, Format::Markdown);
    assert!(table.starts_with("| Model | Time | Speed-up |"), "{table}");
    assert!(table.contains("| Sequential | 60.0 ms | 1.00× | 1.00 | 0.00 | 60.0 ms | – | 1 |"), "{table}");
    assert!(table.contains("| Async | **30.0 ms** | 2.00× |"), "{table}");
    assert!(
        table.contains("\nRecorded with Interleave: Chromium 156 on 12 cores reported, clock step 5 µs.\n"),
        "{table}"
    );
}

#[test]
fn nothing_is_exported_before_something_has_run() {
    for format in Format::ALL.into_iter().filter(|format| !format.is_of_list()) {
        assert_eq!(try_written(&mut page(), format), None);
    }
}

#[test]
fn every_export_is_as_it_was() {
    let mut state =
        showing("# Two\ntask a\n  sleep 30ms\n  print Hi\ntask b\n  block 20ms\n  fail no luck\n", &MACHINE);
    state.runs.retain(|model, _| matches!(model, Model::Sequential | Model::Async | Model::Processes));
    for format in Format::ALL.into_iter().filter(|format| !format.is_of_list()) {
        let text = written(&mut state, format).replace("}},{", "}},\n{").replace("},{", "},\n{");
        insta::assert_snapshot!(format!("export_{format:?}"), text);
    }
    reduce(&mut state, Action::SwitchTheme, Moment::default());
    insta::assert_snapshot!("export_Svg_dark", written(&mut state, Format::Svg));
}

/// All numbers that an attribute has.
fn numbers(svg: &str, name: &str) -> Vec<f64> {
    let mark = format!(" {name}='");
    let parts = svg.split(&mark).skip(1);
    parts.filter_map(|part| part.split('\'').next()?.parse().ok()).collect()
}

#[test]
fn one_diagram_alone_is_exported_with_nothing_of_the_others() {
    let mut state = showing("task a x2\n  sleep 30ms\n  print Hi\n", &MACHINE);
    let all = written(&mut state, Format::Svg);
    let framing = Framing { only: Some(Model::Threads), shape: Shape::Natural };
    let (one, size_px) = pictured(&mut state, Format::Svg, framing);
    assert!(all.contains(">Async<") && all.contains(">Threads<"));
    assert!(one.contains(">Threads<") && !one.contains(">Async<") && !one.contains(">Sequential<"));
    assert!(one.contains("a 1</text>") && one.contains("a 2</text>"), "names beside its rows\n{one}");
    assert!(size_px.1 < 250.0, "{size_px:?}");
    tags(&one).unwrap();
}

#[test]
fn a_slide_is_sixteen_to_nine_and_all_is_on_it() {
    let few = "task a x2\n  sleep 30ms\n  print Hi\n  fail no\n";
    let many = "task many x40\n  sleep 30ms\n  cpu 3ms\n";
    for (list, only) in [(few, None), (few, Some(Model::Async)), (many, None), (many, Some(Model::Threads))] {
        let mut state = showing(list, &MACHINE);
        let framing = Framing { only, shape: Shape::Slide };
        let (svg, size_px) = pictured(&mut state, Format::Png, framing);
        assert_eq!(size_px, (960.0, 540.0), "as a PNG twice as many pixels");
        tags(&svg).unwrap();
        let view_box = svg.split("viewBox='0 0 ").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
        let (width_px, height_px) = view_box.split_once(' ').unwrap();
        let (width_px, height_px): (f64, f64) = (width_px.parse().unwrap(), height_px.parse().unwrap());
        assert!((width_px / height_px - 16.0 / 9.0).abs() < 0.001, "{view_box}");
        assert!(numbers(&svg, "y").iter().all(|y_px| *y_px <= height_px), "{view_box}");
        assert!(numbers(&svg, "x").iter().all(|x_px| *x_px <= width_px), "{view_box}");
    }
}

#[test]
fn names_colors_and_failures_are_in_the_pictures_too() {
    let mut state =
        showing("task fetch x2\n  sleep 30ms\n  print Hi\ntask store\n  block 20ms\n  fail full\n", &MACHINE);
    let svg = written(&mut state, Format::Svg);
    for words in ["worker</text>", "loop</text>", "fetch 1</text>", "store</text>", ">failed</text>"] {
        assert!(svg.contains(words), "{words}\n{svg}");
    }
    let crosses = svg.matches("<circle").count();
    assert_eq!(crosses, state.runs.len() + 1, "one in each diagram, and one in the legend");
}
