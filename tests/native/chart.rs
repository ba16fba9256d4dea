//! The picture: nothing that happened may be missing from it, and what it says stands where it happened.

use interleave::chart::{Layout, Window, scene, ticks};
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::program::{Plan, examples, parse};
use interleave::time::{MS, SECOND};
use interleave::trace::{State, Timeline, Trace};

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 30 * MS, thread_start_ns: MS };

fn run(text: &str, model: Model) -> (Trace, Timeline) {
    let trace = simulate(&Plan::of(&parse(text).program), model, &MACHINE);
    let timeline = Timeline::of(&trace, None);
    (trace, timeline)
}

#[test]
fn every_span_marks_the_place_where_it_happened() {
    for model in Model::ALL {
        let (trace, timeline) = run("task a x20 every 7ms\n  print x\n  sleep 20ms\n  cpu 3ms\n", model);
        let layout = Layout::of(&trace.lanes, &timeline);
        let window = Window::fit([timeline.makespan_ns], None, 300.0);
        let scene = scene(&timeline, &layout, &window);
        for (index, span) in timeline.spans.iter().enumerate() {
            let x_px = window.x_px(span.start_ns);
            let covered = scene.marks.iter().any(|mark| {
                mark.state == span.state && mark.x_px - 1.0 <= x_px && x_px <= mark.x_px + mark.width_px + 1.0
            });
            assert!(covered, "span {index} of {model:?} has no mark");
        }
        assert!(scene.marks.iter().all(|mark| mark.y_px >= 0.0 && mark.y_px + mark.height_px <= scene.height_px));
    }
}

#[test]
fn ten_thousand_spans_become_no_more_marks_than_pixels_can_show() {
    let (trace, timeline) = run("task a x10000\n  print x\n", Model::Async);
    let layout = Layout::of(&trace.lanes, &timeline);
    let window = Window { start_ns: 0, end_ns: SECOND, width_px: 800.0 };
    let scene = scene(&timeline, &layout, &window);
    assert!(!scene.marks.is_empty());
    assert!(scene.height_px < 150.0, "{}", scene.height_px);
}

#[test]
fn overlapping_waits_are_seen_to_overlap() {
    let (trace, timeline) = run("task a x3\n  sleep 1s\n", Model::Async);
    let layout = Layout::of(&trace.lanes, &timeline);
    let waits = timeline.spans.iter().enumerate().filter(|(_, span)| span.state == State::Waiting);
    let strips = waits.map(|(index, span)| layout.strips[layout.strip_of(index, span).unwrap()]);
    let mut lines_px: Vec<f64> = strips.map(|strip| strip.top_px).collect();
    lines_px.sort_by(f64::total_cmp);
    assert!(lines_px.windows(2).all(|pair| pair[1] - pair[0] >= 3.0), "{lines_px:?}");
}

#[test]
fn equal_words_at_one_place_are_counted() {
    let (trace, timeline) = run("task count x3\n  print One\n  sleep 1s\n  print Two\n", Model::Async);
    let layout = Layout::of(&trace.lanes, &timeline);
    let scene = scene(&timeline, &layout, &Window::fit([timeline.makespan_ns], None, 800.0));
    let words: Vec<&str> = scene.labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(words, ["One ×3", "Two ×3"]);
}

#[test]
fn words_at_the_right_edge_stand_before_their_mark() {
    let (trace, timeline) = run(examples::EXAMPLES[0].text, Model::Async);
    for width_px in [320.0, 600.0, 1600.0] {
        let window = Window::fit([timeline.makespan_ns], None, width_px);
        let scene = scene(&timeline, &Layout::of(&trace.lanes, &timeline), &window);
        let words: Vec<&str> = scene.labels.iter().map(|label| label.text.as_str()).collect();
        assert_eq!(words, ["One ×3", "Two ×3"], "{width_px} px");
        for label in &scene.labels {
            let end_px = label.x_px + 6.7 * label.text.chars().count() as f64;
            assert!(label.x_px >= 0.0 && end_px <= width_px, "{label:?} at {width_px} px");
        }
    }
}

#[test]
fn ticks_are_round_ordered_and_apart() {
    for end_ns in [30_000, 7 * MS, 999 * MS, SECOND, 3 * SECOND + 7, 61 * SECOND, 3600 * SECOND] {
        for width_px in [120.0, 390.0, 1440.0] {
            let ticks = ticks(&Window { start_ns: end_ns / 3, end_ns, width_px });
            assert!(ticks.windows(2).all(|pair| pair[1].x_px - pair[0].x_px >= 60.0), "{end_ns} {ticks:?}");
            let labels: std::collections::BTreeSet<&str> = ticks.iter().map(|tick| tick.label.as_str()).collect();
            assert_eq!(labels.len(), ticks.len(), "labels repeat: {ticks:?}");
        }
    }
}

#[test]
fn zoom_keeps_what_is_under_the_pointer_and_stays_inside() {
    let whole = Window { start_ns: 0, end_ns: SECOND, width_px: 1000.0 };
    let closer = whole.zoomed(0.5, 250.0, SECOND);
    assert_eq!(closer.length_ns(), SECOND / 2);
    assert!(closer.at_ns(250.0).abs_diff(whole.at_ns(250.0)) < MS);
    assert_eq!(closer.panned(-10.0, SECOND).start_ns, 0);
    assert_eq!(closer.panned(10.0, SECOND).end_ns, SECOND);
    assert_eq!(closer.zoomed(100.0, 3.0, SECOND), whole);
}
